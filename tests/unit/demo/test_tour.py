"""The tour's own decisions: the way of a message, the steps, and the count that must be able to find a loss."""

from __future__ import annotations

import pytest

from demo.cast import customers
from demo.guide.count import Tally
from demo.guide.pairs import LANGUAGES, is_guest, pairs
from demo.guide.tour import STEPS, Tour
from demo.guide.trail import Trails


def test_a_way_begins_at_its_first_place_and_says_the_milliseconds_to_the_others() -> None:
    trails = Trails()
    for place, at in (("customer", 10.0), ("agent", 10.0), ("twinline", 10.0421), ("webhook", 10.0068)):
        trails.see("customer", "Hello", place, at)  # type: ignore[arg-type]
    trail = trails.of("customer")
    assert trail is not None
    assert [(hop["place"], hop["ms"]) for hop in trail.hops()] == [
        ("customer", 0), ("agent", 0), ("webhook", 7), ("twinline", 42),
    ]  # fmt: skip
    assert trail.arrived


def test_the_same_words_twice_are_two_messages() -> None:
    trails = Trails()
    for at in (1.0, 5.0):
        trails.see("customer", "Hello?", "customer", at)
        trails.see("customer", "Hello?", "agent", at)
        trails.see("customer", "Hello?", "twinline", at + 0.1)
    trail = trails.of("customer")
    assert trail is not None
    assert trail.began == 5.0


def test_a_step_is_done_when_its_message_was_at_every_place_and_not_before() -> None:
    tour = Tour()
    assert not tour.done("phone")
    tour.trails.see("phone", "Yes", "agent", 1)
    tour.trails.see("phone", "Yes", "customer", 1)
    assert not tour.done("phone")
    tour.trails.see("phone", "Yes", "twinline", 1.2)
    assert tour.done("phone")
    assert not tour.done("customer")


def test_a_window_that_was_closed_before_the_clock_was_turned_does_not_count() -> None:
    tour = Tour()
    tour.see_window(is_open=False)
    assert not tour.done("clock")
    tour.see_window(is_open=True)
    tour.turned = True
    assert not tour.done("clock")
    tour.see_window(is_open=False)
    assert tour.done("clock")
    assert not tour.reopened
    tour.see_window(is_open=True)
    assert tour.reopened


def test_the_tour_goes_anywhere_and_begins_again() -> None:
    tour = Tour(pulled=True)
    for step in STEPS:
        tour.go(step)
        assert tour.view()["step"] == step
    with pytest.raises(ValueError, match="not in tuple"):
        tour.go("nowhere")
    tour.begin_again()
    assert (tour.step, tour.done("plug")) == (STEPS[0], False)


@pytest.mark.parametrize(
    ("sent", "arrived", "expected"),
    [
        ([], [], Tally(0, 0, 0, 0)),
        (["1", "2"], ["2", "1"], Tally(2, 2, 0, 0)),
        (["1", "2", "3"], ["1", "3"], Tally(3, 2, 1, 0)),
        (["1", "2"], ["1", "2", "2", "2"], Tally(2, 2, 0, 2)),
        (["1"], ["1", "of somebody else"], Tally(1, 1, 0, 0)),
        (["1", "2"], ["2", "2"], Tally(2, 1, 1, 1)),
    ],
)
def test_what_is_lost_or_doubled_is_counted(sent: list[str], arrived: list[str], expected: Tally) -> None:
    assert Tally.of(sent, arrived) == expected


def test_each_language_has_a_guest_of_its_own_to_whom_nobody_else_writes() -> None:
    found = pairs()
    assert set(found) == set(LANGUAGES)
    assert all(pair.customer.language == pair.number.language == language for language, pair in found.items())
    assert all(pair.number.mode == "coexistence" for pair in found.values())
    assert sum(is_guest(one) for one in customers()) == len(LANGUAGES)
