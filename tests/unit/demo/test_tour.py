"""The tour's own decisions: the way of a message, the steps, and the count that must be able to find a loss."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demo.cast import Customer, Number, customers, number_for
from demo.guide.count import Tally
from demo.guide.pairs import LANGUAGES, is_guest, pairs, writers
from demo.guide.plug import Plug
from demo.guide.tour import STEPS, Closed, Tour
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


def test_the_step_with_the_clock_is_done_when_an_open_window_was_seen_to_close_after_the_turn() -> None:
    tour = Tour()
    tour.see_window(is_open=True)
    assert not tour.done("clock")
    tour.turn()
    assert not tour.done("clock")
    tour.see_window(is_open=False)
    assert tour.done("clock")
    assert not tour.reopened
    tour.see_window(is_open=True)
    assert tour.reopened


def test_where_the_window_is_closed_the_customer_writes_before_the_clock_is_turned() -> None:
    tour = Tour()
    tour.see_window(is_open=False)
    with pytest.raises(Closed):
        tour.turn()
    tour.see_window(is_open=True)
    tour.see_window(is_open=False)
    assert not tour.done("clock")


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


def test_every_word_of_the_tour_stands_in_each_language() -> None:
    page = (Path(__file__).parents[3] / "demo" / "guide" / "page" / "words.js").read_text()
    catalogues = dict(re.findall(r"^  (\w\w): \{\n(.*?)^  \},$", page, re.DOTALL | re.MULTILINE))
    assert tuple(catalogues) == LANGUAGES
    keys = {
        language: re.findall(r'^    "?([\w.]+)"?: "', words, re.MULTILINE) for language, words in catalogues.items()
    }
    narrow = {"wide.Middle", "narrow.Middle"}  # a sentence begins with it in two of the languages
    assert all(set(found) - narrow == set(keys["en"]) for found in keys.values())
    assert all(
        len(found) == len(set(found)) == words.count("\n")
        for found, words in zip(keys.values(), catalogues.values(), strict=True)
    )


def test_in_each_language_somebody_writes_while_the_plug_is_pulled_and_each_agent_has_a_phone() -> None:
    assert {one.language for one in writers()} == set(LANGUAGES)
    assert len(writers()) == 8
    assert all(number_for(one).mode == "coexistence" and not is_guest(one) for one in writers())


def test_under_the_plug_customers_phones_and_the_page_all_speak_and_all_are_counted(tmp_path: Path) -> None:
    people = [one for one in customers() if not is_guest(one)][:2]
    phones, page = Phones(), Page()
    plug = Plug(phones, page, tmp_path, people)  # type: ignore[arg-type]
    phones.hear = page.shown.append
    page.hear = phones.on_phones.append
    for work in (plug._write, plug._type, plug._send):
        plug._stop = Once()  # type: ignore[assignment]
        work(["1"])
    plug._count(["1"])
    assert {"written": 1, "typed": 1, "answered": 1, "sent": 3, "arrived": 3}.items() <= plug.view().items()
    echo = plug._typed[0]
    page.shown.append(echo)
    plug._count(["1"])
    assert plug.view()["doubled"] == 1
    page.shown[:] = [text for text in page.shown if text != echo]
    plug._count(["1"])
    plug.phase = "done"
    assert plug.view()["lost"] == 1


class Once:
    """An event that lets a loop run one time."""

    def __init__(self) -> None:
        self.turns = 0

    def wait(self, _: float) -> bool:
        self.turns += 1
        return self.turns > 1


class Phones:
    def __init__(self) -> None:
        self.on_phones: list[str] = []
        self.hear: Callable[[str], None] = lambda _: None

    def customer_says(self, *_: object, text: str, **__: object) -> None:
        self.hear(text)

    def agent_says(self, *_: object, text: str, **__: object) -> None:
        self.hear(text)

    def texts(self, customer: Customer, _: Number) -> list[str]:
        return self.on_phones if customer.id == "de1" else []


class Page:
    def __init__(self) -> None:
        self.shown: list[str] = []
        self.hear: Callable[[str], None] = lambda _: None

    def send(self, _: str, text: str, __: str) -> None:
        self.hear(text)

    def here(self, *_: object, **__: object) -> dict[str, Any]:
        return {"items": [{"text": text} for text in self.shown], "next": None}
