"""Who holds a phone, and which nodes are one person, as tables of rules."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from twinline.projections.people import People, join_persons

PHONE, INES, JAN, OLD = (UUID(int=n) for n in (9, 1, 2, 3))


def at(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


TAKEN_OVER = People(persons={INES: INES, JAN: JAN}, holders={PHONE: [(at(5), INES), (at(10), JAN)]})


@pytest.mark.parametrize(
    ("phone", "user", "day", "person"),
    [
        (PHONE, None, 1, INES),  # before anybody was seen with it: the first one
        (PHONE, None, 5, INES),
        (PHONE, None, 9, INES),
        (PHONE, None, 10, JAN),
        (PHONE, None, 20, JAN),
        (PHONE, INES, 20, INES),  # the user id wins
        (None, JAN, 1, JAN),
        (None, OLD, 1, OLD),
        (UUID(int=8), None, 1, UUID(int=8)),  # a phone that nobody was seen with
        (None, None, 1, None),
    ],
)
def test_whom_a_message_belongs_to(phone: UUID | None, user: UUID | None, day: int, person: UUID | None) -> None:
    assert TAKEN_OVER.person(phone, user, at(day)) == person


def test_a_joined_person_holds_the_phone_too() -> None:
    people = People(persons={JAN: INES}, holders={PHONE: [(at(5), JAN)]})
    assert people.person(PHONE, None, at(6)) == INES


@pytest.mark.parametrize(
    ("links", "joined"),
    [
        ([], {}),
        ([(INES, JAN)], {JAN: INES}),
        ([(JAN, OLD)], {OLD: JAN}),
        ([(JAN, OLD), (INES, OLD)], {JAN: INES, OLD: INES}),
        ([(INES, JAN), (INES, OLD), (JAN, OLD)], {JAN: INES, OLD: INES}),
    ],
)
def test_linked_nodes_become_the_least_of_them(links: list[tuple[UUID, UUID]], joined: dict[UUID, UUID]) -> None:
    assert join_persons({}, links) == joined
    assert join_persons({}, [(b, a) for a, b in reversed(links)]) == joined
