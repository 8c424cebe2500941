"""Who is who, whatever the order in which evidence comes: every permutation, through the tables."""

from __future__ import annotations

import pytest

from tests.promises.confluence_bodies import (
    echo,
    facts,
    inbound,
    synced,
    text,
    user_id_update,
)
from tests.promises.confluence_orders import (
    INES,
    InEveryOrder,
    Seen,
    in_every_order,
)

__all__ = ["in_every_order"]


@pytest.mark.parametrize(
    "spellings", [("5511987654321", "551187654321"), ("5215512345678", "525512345678"),
                  ("5491123456789", "541123456789")],
)  # fmt: skip
def test_national_spellings_of_one_phone_are_one_conversation(
    in_every_order: InEveryOrder, spellings: tuple[str, str]
) -> None:
    def expect(seen: Seen) -> None:
        assert len(seen.rows("id", "conversation")) == 1
        assert len(seen.rows("person", "contact")) == 1

    one, other = spellings
    in_every_order(
        facts(inbound("wamid.A", 1, text("Olá"), phone=one), 1),
        facts(echo("wamid.B", 2, text("Oi"), phone=other), 2),
        expect=expect,
    )


def test_a_phone_and_the_user_id_seen_with_it_are_one_conversation(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert len(seen.rows("id", "conversation")) == 1
        assert seen.rows("phone, user_id", "contact") == [(INES, "DE.1")]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Eins")), 1),
        facts(inbound("wamid.B", 2, text("Zwei"), user="DE.1"), 2),
        facts(inbound("wamid.C", 3, text("Drei"), phone=None, user="DE.1"), 3),
        expect=expect,
    )


def test_a_recycled_phone_never_brings_the_old_thread_along(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        homes = dict(seen.bubbles("wamid, conversation_id"))
        assert homes["wamid.A"] == homes["wamid.B"] != homes["wamid.C"] == homes["wamid.D"]
        assert sorted(seen.rows("user_id, phone", "contact")) == [("DE.1", None), ("DE.2", INES)]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Ich bin Ines"), user="DE.1"), 1),
        facts(inbound("wamid.B", 2, text("Noch da")), 2),
        facts(inbound("wamid.C", 5, text("Ich bin Jan"), user="DE.2"), 3),
        facts(inbound("wamid.D", 6, text("Jan hier")), 4),
        expect=expect,
    )


def test_a_new_user_id_by_metas_word_is_the_same_person(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert len(seen.rows("id", "conversation")) == 1
        assert [row[0] for row in seen.rows("user_id", "contact")] == ["DE.2"]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Eins"), phone=None, user="DE.1"), 1),
        facts(user_id_update(2, "DE.1", "DE.2"), 2),
        facts(inbound("wamid.B", 3, text("Zwei"), phone=None, user="DE.2"), 3),
        expect=expect,
    )


def test_an_echo_never_renames_the_customer(in_every_order: InEveryOrder) -> None:
    body = echo("wamid.B", 9, text("Guten Tag"))
    body["entry"][0]["changes"][0]["value"]["contacts"][0]["profile"] = {"name": "Our own name"}

    def expect(seen: Seen) -> None:
        assert [row[0] for row in seen.rows("profile_name", "contact")] == ["Ines Roth"]

    in_every_order(facts(inbound("wamid.A", 1, text("Hallo")), 1), facts(body, 2), expect=expect)


def test_a_removal_from_the_address_book_takes_that_name_only(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.rows("profile_name, app_name", "contact") == [("Ines Roth", None)]
        assert seen.bubbles() == ["wamid.A"]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Hallo")), 1),
        facts(synced(2, "add", INES, name="Ines (Dach)"), 2),
        facts(synced(3, "remove", INES), 3),
        expect=expect,
    )
