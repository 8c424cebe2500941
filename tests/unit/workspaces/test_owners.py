"""When the phone of a number is somebody else's."""

from __future__ import annotations

from uuid import UUID

import pytest

from twinline.workspaces.owners import Owner, is_handed_over, is_renamed

ANNA, BOB = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("before", "after", "said", "expected"),
    [
        (Owner("Anna"), Owner("Anna B."), False, False),
        (Owner("Anna"), Owner("Bob"), True, True),
        (Owner("Anna"), Owner("Anna", ANNA), False, False),
        (Owner("Anna", ANNA), Owner("Anna B.", ANNA), False, False),
        (Owner("Anna", ANNA), Owner("Bob", BOB), False, True),
        (Owner("Anna", ANNA), Owner("Anna"), False, False),
        (Owner("Anna", ANNA), Owner("Nora"), False, True),
        (Owner("Anna", ANNA), Owner("Anna", ANNA), True, True),
    ],
)
def test_who_has_the_phone_now(before: Owner, after: Owner, *, said: bool, expected: bool) -> None:
    assert is_handed_over(before, after, said=said) is expected


@pytest.mark.parametrize(
    ("before", "name", "expected"),
    [("Anna", "anna", False), ("Anna", "Nora", True), ("", "Nora", False), ("Anna", "", False)],
)
def test_a_number_connected_again(before: str, name: str, *, expected: bool) -> None:
    assert is_renamed(Owner(before), name) is expected
