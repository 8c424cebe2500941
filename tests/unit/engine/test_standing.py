"""A number's standing follows from what Meta said, however late and in whatever order it comes in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinline.engine.standing import Standing, State, borne_out, following

ONBOARDED = datetime(2026, 5, 1, 12, 0, 0, 400_000, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Meta's whole seconds after the second in which the number was onboarded."""
    return ONBOARDED.replace(microsecond=0) + timedelta(seconds=seconds)


def standing(told: list[tuple[State, int]]) -> Standing:
    now = Standing("connected", ONBOARDED)
    for state, seconds in told:
        now = following(now, Standing(state, at(seconds)), ONBOARDED) or now
    return now


@pytest.mark.parametrize(
    ("told", "state", "seconds"),
    [
        ([("offboarded", 5)], "offboarded", 5),
        ([("offboarded", 5), ("connected", 65)], "connected", 65),
        ([("connected", 65), ("offboarded", 5)], "connected", 65),
        ([("offboarded", 5), ("connected", 5)], "connected", 5),
        ([("connected", 5), ("offboarded", 5)], "connected", 5),
        ([("offboarded", 5), ("connected", 65), ("offboarded", 90)], "offboarded", 90),
        ([("removed", 5)], "removed", 5),
        ([("removed", 5), ("connected", 65)], "removed", 5),
        ([("connected", 65), ("removed", 5)], "removed", 5),
        ([("offboarded", -3600)], "connected", 0.4),
        ([("removed", -3600)], "connected", 0.4),
        ([("removed", 0)], "removed", 0),
    ],
)
def test_the_latest_word_counts_and_a_removal_for_good(
    told: list[tuple[State, int]], state: str, seconds: float
) -> None:
    assert standing(told) == Standing(state, at(seconds))


@given(st.lists(st.tuples(st.sampled_from(["connected", "offboarded", "removed"]), st.integers(-3, 9)), max_size=4))
def test_any_order_of_the_same_words_gives_the_same_state(told: list[tuple[State, int]]) -> None:
    assert len({standing(list(order)).state for order in permutations(told)}) == 1


def test_what_is_told_twice_changes_nothing() -> None:
    told = Standing("offboarded", at(5))
    assert following(Standing("connected", ONBOARDED), told, ONBOARDED) == told
    assert following(told, told, ONBOARDED) is None


@pytest.mark.parametrize(
    ("told", "seen", "code", "expected"),
    [
        ("offboarded", "DISCONNECTED", None, True),
        ("offboarded", "PENDING", None, True),
        ("offboarded", None, None, True),
        ("offboarded", "CONNECTED", None, False),
        ("removed", "CONNECTED", None, False),
        ("connected", "CONNECTED", None, True),
        ("connected", "DISCONNECTED", None, False),
        ("removed", None, 100, True),
        ("offboarded", None, 190, True),
        ("connected", None, 100, False),
        ("removed", None, 131009, False),
    ],
)
def test_meta_bears_out_what_was_told_of_one_of_several_numbers(
    told: State, seen: str | None, code: int | None, expected: bool
) -> None:
    assert borne_out(told, seen=seen, code=code) is expected
