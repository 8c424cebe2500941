"""The agency's past days, told quickly, and its quiet life from then on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from random import Random

import httpx

from demo import pictures
from demo.cast import Customer, Number, number_for
from demo.guide.pairs import is_guest
from demo.sandbox import Sandbox, picture, voice
from demo.talk import SMALL_TALK, TALKS, Line

# How many conversations are told, and of how many.
Progress = Callable[[int, int], None]
PAST_SECONDS = 40 * 3600
BETWEEN_EVENTS = (3.0, 9.0)


def tell_past(sandbox: Sandbox, people: list[Customer], chance: Random, told_so_far: Progress) -> None:
    """Every conversation once, spread over the past; the last ones end just now, and those are the tour's."""
    people = sorted(people, key=is_guest)
    told = [(customer, number_for(customer), chance.choice(TALKS[customer.language])) for customer in people]
    start, end = sandbox.now(), time.time()
    for index, (customer, number, talk) in enumerate(told):
        told_so_far(index, len(told))
        for line in talk:
            _say(sandbox, customer, number, line, chance)
            sandbox.turn(chance.uniform(20, 90))
        due = start + (end - start) * (index + 1) / len(told)
        if due > sandbox.now():
            sandbox.turn(due - sandbox.now())
    sandbox.run_clock()


def live_on(sandbox: Sandbox, people: list[Customer], chance: Random, stop: threading.Event) -> None:
    """Customers write and agents answer from their phones, every few seconds, until `stop`."""
    waiting: list[tuple[Customer, Line]] = []
    while not stop.wait(chance.uniform(*BETWEEN_EVENTS)):
        try:
            _one_event(sandbox, people, chance, waiting)
        except httpx.HTTPError:
            # The sandbox may be stopping or paused by whoever plays with it; life goes on after.
            stop.wait(2)


def _one_event(sandbox: Sandbox, people: list[Customer], chance: Random, waiting: list[tuple[Customer, Line]]) -> None:
    if waiting and chance.random() < 0.6:
        customer, line = waiting.pop(0)
        _say(sandbox, customer, number_for(customer), line, chance)
        return
    customer = chance.choice([one for one in people if not is_guest(one)])
    lines = SMALL_TALK[customer.language]
    at = chance.randrange(0, len(lines), 2)
    _say(sandbox, customer, number_for(customer), lines[at], chance)
    waiting.append((customer, lines[at + 1]))


def _say(sandbox: Sandbox, customer: Customer, number: Number, line: Line, chance: Random) -> None:
    who, text = line
    if who == "c":
        sandbox.customer_says(customer, number, type="text", text=text)
    elif who == "p":
        drawn = picture(pictures.house(chance))
        sandbox.customer_says(customer, number, type="image", caption=text, **drawn)
    elif who == "v":
        sandbox.customer_says(customer, number, type="audio", **voice(text))
    elif number.mode == "coexistence":
        sandbox.agent_says(number, customer, type="text", text=text)
        if chance.random() < 0.8:
            sandbox.customer_opens(customer, number)
