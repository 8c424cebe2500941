"""Ids come from facts and from the index key, and from nothing else."""

from uuid import UUID

import pytest

from twinline.log.ids import Ids

ALICE, BOB = Ids(b"a" * 32), Ids(b"b" * 32)
NUMBER = UUID("00000000-0000-7000-8000-000000000001")


def test_the_same_evidence_gives_the_same_id() -> None:
    assert ALICE.node("phone", "41790000001") == Ids(b"a" * 32).node("phone", "41790000001")


def test_another_workspace_has_other_ids_for_the_same_person() -> None:
    assert ALICE.node("phone", "41790000001") != BOB.node("phone", "41790000001")


@pytest.mark.parametrize(
    "pair",
    [
        (ALICE.node("phone", "1"), ALICE.node("user", "1")),
        (ALICE.message(NUMBER, "wamid.A"), ALICE.message(NUMBER, "wamid.B")),
        (ALICE.stream(NUMBER, NUMBER), ALICE.conversation(NUMBER, NUMBER)),
        (ALICE.media(NUMBER, "1"), ALICE.media(NUMBER, "2")),
        (ALICE.digest(("a", "bc")), ALICE.digest(("ab", "c"))),
        (ALICE.digest(("a", "")), ALICE.digest(("a",))),
    ],
)
def test_what_differs_has_different_ids(pair: tuple[object, object]) -> None:
    assert pair[0] != pair[1]


def test_an_id_is_a_version_8_uuid() -> None:
    made = ALICE.message(NUMBER, "wamid.A")
    assert made.version == 8
    assert made.variant == "specified in RFC 4122"


def test_a_lone_surrogate_in_a_wamid_is_no_error() -> None:
    assert ALICE.message(NUMBER, "wamid.\ud800").version == 8
