"""How fast a number may speak: the rules, and a simulation of any number of senders that claim at any time."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinline.engine.dispatch.pace import (
    LIMITS,
    PAIR_BURST,
    PAIR_GRACE,
    PAIR_INTERVAL,
    SECOND,
    grant,
    pair_free_at,
    pair_paid_until,
    rate,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AHEAD = timedelta(milliseconds=250)


@pytest.mark.parametrize(
    ("mode", "inbound", "expected"),
    [
        ("coexistence", 0, 19.2),
        ("coexistence", 5, 14.2),
        ("coexistence", 19, 0.2),
        ("coexistence", 20, 0),
        ("coexistence", 500, 0),
        ("cloud_api", 0, 76.8),
        ("cloud_api", 500, 76.8),
    ],
)
def test_customers_count_against_a_number_that_lives_on_a_phone_too(mode: str, inbound: int, expected: float) -> None:
    assert rate(mode, inbound) == pytest.approx(expected)


def test_a_free_number_speaks_at_once_and_then_evenly() -> None:
    places = grant("coexistence", 0, NOW - SECOND, NOW, AHEAD, 40)
    assert places.at[0] == NOW
    gaps = {later - earlier for earlier, later in pairwise(places.at)}
    assert gaps == {SECOND / 19.2}
    assert places.next_at == places.at[-1] + SECOND / 19.2
    assert all(at < NOW + AHEAD for at in places.at)


def test_no_more_places_than_wanted_are_used_up() -> None:
    places = grant("coexistence", 0, NOW, NOW, AHEAD, 2)
    assert len(places.at) == 2
    assert places.next_at == NOW + 2 * (SECOND / 19.2)


def test_a_number_that_is_busy_until_later_gives_no_place() -> None:
    later = NOW + 2 * AHEAD
    assert grant("coexistence", 0, later, NOW, AHEAD, 40).at == ()
    assert grant("coexistence", 0, later, NOW, AHEAD, 40).next_at == later


@pytest.mark.parametrize("next_at", [NOW - SECOND, NOW + SECOND])
def test_while_customers_fill_the_limit_nothing_goes_and_it_is_asked_again_soon(next_at: datetime) -> None:
    places = grant("coexistence", 20, next_at, NOW, AHEAD, 40)
    assert places.at == ()
    assert places.next_at == max(next_at, NOW + SECOND / 4)


claims = st.lists(
    st.tuples(
        st.integers(0, 1_500_000),  # microseconds since the claim before, of whichever sender
        st.integers(0, 30),  # customers' messages of the last second, as heard
        st.integers(0, 64),  # messages wanted
        st.integers(0, 300_000),  # microseconds that the claim takes
    ),
    max_size=60,
)


@given(st.sampled_from(sorted(LIMITS)), claims)
def test_no_sliding_second_ever_holds_more_than_customers_left_of_the_limit(
    mode: str, turns: list[tuple[int, int, int, int]]
) -> None:
    now, next_at = NOW, NOW
    sent: list[tuple[datetime, int]] = []
    for pause, heard, most, lead in turns:
        now += timedelta(microseconds=pause)
        places = grant(mode, heard, next_at, now + timedelta(microseconds=lead), AHEAD, most)
        assert places.next_at >= next_at
        next_at = places.next_at
        sent += [(at, heard if mode == "coexistence" else 0) for at in places.at]
    moments = [at for at, _ in sent]
    assert moments == sorted(moments)
    for index, (at, _) in enumerate(sent):
        second = sent[bisect_right(moments, at - SECOND) : index + 1]
        assert len(second) <= LIMITS[mode] - min(heard for _, heard in second)


def test_a_number_with_enough_to_say_uses_19_places_of_20() -> None:
    next_at, sent = NOW, 0
    for turn in range(100):
        places = grant("coexistence", 0, next_at, NOW + turn * SECOND / 10, AHEAD, 40)
        next_at, sent = places.next_at, sent + len(places.at)
    assert sent / 10 >= 19


def test_a_customer_gets_a_burst_of_45_and_then_one_message_in_six_seconds() -> None:
    """Against Meta's own book, which begins a second later than ours at worst."""
    paid: datetime | None = None
    meta, at, went = NOW + PAIR_GRACE, NOW, []
    for _ in range(60):
        at = pair_free_at(paid, at)
        paid = pair_paid_until(paid, at)
        assert meta - at <= PAIR_INTERVAL * (PAIR_BURST - 1) or len(went) < PAIR_BURST - 1
        meta = max(meta, at) + PAIR_INTERVAL
        went.append(at)
    assert went[PAIR_BURST - 2] == NOW
    assert {later - earlier for earlier, later in pairwise(went[45:])} == {PAIR_INTERVAL}


@given(st.lists(st.integers(0, 20_000_000), max_size=150))
def test_to_one_customer_never_more_than_45_and_one_in_six_seconds(pauses: list[int]) -> None:
    """Whenever something is wanted: in any time, at most the burst plus one for each six seconds of it."""
    now, paid = NOW, None
    sent: list[datetime] = []
    for pause in pauses:
        now += timedelta(microseconds=pause)
        at = pair_free_at(paid, now)
        if at > now:
            continue
        paid = pair_paid_until(paid, now)
        sent.append(now)
    for first, begun in enumerate(sent):
        for count, at in enumerate(sent[first:], 1):
            assert count <= PAIR_BURST + (at - begun) / PAIR_INTERVAL
