"""A link is the same whenever it is shown, and no other opens."""

from __future__ import annotations

from uuid import UUID

import pytest

from twinline.workspaces.seat_link import named_by, proves, token_of

SECRET, OTHER = b"s" * 32, b"t" * 32
HERE, SEAT = UUID(int=1), UUID(int=2)
TOKEN = token_of(SECRET, HERE, SEAT, 0)


def test_a_link_names_its_place_and_proves_itself() -> None:
    assert len(TOKEN) == 64
    assert named_by(TOKEN) == (HERE, SEAT)
    assert token_of(SECRET, HERE, SEAT, 0) == TOKEN
    assert proves(TOKEN, SECRET, HERE, SEAT, 0)


@pytest.mark.parametrize(
    "forged",
    [
        token_of(OTHER, HERE, SEAT, 0), token_of(SECRET, HERE, SEAT, 1), token_of(SECRET, SEAT, HERE, 0),
        TOKEN[:-1] + ("A" if TOKEN[-1] != "A" else "B"),
    ],
)  # fmt: skip
def test_any_other_does_not(forged: str) -> None:
    assert not proves(forged, SECRET, HERE, SEAT, 0)


@pytest.mark.parametrize("text", ["", "x", TOKEN[:-4], TOKEN + TOKEN, "ü" * 64, "=" * 64])
def test_what_is_no_link_names_nothing(text: str) -> None:
    assert named_by(text) is None
