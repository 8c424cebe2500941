"""A number's pace as Meta sees it: two workers, customers who write meanwhile, and no error for speed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.connected import NUMBER, Connected
from tests.promises.at_meta import AT_META, Chat, book, joined
from twinline.web.running import processes

pytestmark = pytest.mark.timeout(1200)


@pytest.fixture
def connected(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connected]:
    with joined(request, tmp_path) as one:
        yield one


CUSTOMERS, EACH = 8, 12
INBOUND_EVERY = 4  # sends
# What customers write in the very moment of a send is known too late: a fast machine must not write all of it at once.
BETWEEN_SENDS = 0.05


@contextmanager
def another_worker(world: Connected) -> Iterator[None]:
    with (world.twinline.home / "second.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "twinline", "worker"],
            env=world.twinline.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            preexec_fn=processes.die_with_parent(signal.SIGTERM),
        )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def test_two_workers_share_one_pace_and_count_what_customers_write(connected: Connected) -> None:
    chats = [Chat(connected, f"pace{n}") for n in range(CUSTOMERS)]
    with another_worker(connected):
        attempts = []
        for number in range(CUSTOMERS * EACH):
            chat = chats[number % CUSTOMERS]
            attempts.append((chat, chat.send(f"Nr. {number}")))
            time.sleep(BETWEEN_SENDS)
            if number % INBOUND_EVERY == 0:
                connected.customer(chat.customer).say("Und noch etwas")
        for chat, attempt in attempts:
            chat.becomes(attempt, *AT_META)
    assert refused_codes(connected) & {130429, 131056} == set()
    assert most_in_a_second(connected) <= 20


def test_one_customer_gets_a_burst_of_45_and_the_rest_wait(connected: Connected) -> None:
    chat = Chat(connected, "burst")
    attempts = [chat.send(f"Nr. {number}") for number in range(47)]
    connected.eventually(lambda: len(book(connected)) >= 45, 240)
    for _ in range(3):
        connected.turn(7)
    for attempt in (attempts[0], attempts[-1]):
        chat.becomes(attempt, *AT_META)
    connected.eventually(lambda: len(book(connected)) == 47, 120)
    assert 131056 not in refused_codes(connected)
    order = [line["callback_data"] for line in book(connected)]
    # Two calls at once may arrive in either order, so only those that had to wait have one.
    assert order.index(attempts[45]) < order.index(attempts[46]), "those that waited went out of turn"


def refused_codes(world: Connected) -> set[int]:
    lines = world.sandbox.get("/sends", params={"limit": 10_000}).raise_for_status().json()["data"]
    return {line["code"] for line in lines if line["outcome"] == "refused"}


def most_in_a_second(world: Connected) -> int:
    """Sends and customers' messages in any second of Bothends' clock."""
    moments = sorted([line["said_at"] for line in book(world)] + [m["at"] for m in inbound(world)])
    return max(sum(1 for one in moments if at - 1 < one <= at) for at in moments)


def inbound(world: Connected) -> list[Any]:
    chats = world.sandbox.get(f"/numbers/{NUMBER}/chats").raise_for_status().json()["data"]
    return [
        message
        for chat in chats
        for message in world.phone(chat["customer_id"]).messages()
        if message["origin"] == "customer"
    ]
