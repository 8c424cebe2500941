"""Nothing is sent twice and nothing is left in doubt, whatever happens between us and Meta.

Twinline and Bothends over real HTTP. What counts is Bothends' own book: what it accepted, by the attempt's id.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.fixtures.connected import HOTLINE, Connected
from tests.fixtures.profiles import NIGHTLY
from tests.promises.at_meta import AT_META, PATIENCE, Chat, book, joined, repeated

pytestmark = pytest.mark.timeout(0 if NIGHTLY else 1200)

# Sends in the test that kills the worker.
MANY = 2_000 if NIGHTLY else 200


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    """Running for all tests here; each writes to customers of its own."""
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        yield one


@pytest.fixture(autouse=True)
def no_chaos_left(world: Connected) -> Iterator[None]:
    yield
    world.sandbox.delete("/chaos").raise_for_status()


def test_an_answer_that_gets_lost_is_resolved_by_the_status_and_never_repeated(world: Connected) -> None:
    chat = Chat(world, "lost")
    for rule in ("answer_lost", "error_after_accept"):
        world.chaos(rule, count=1, customer="lost")
        attempt = chat.send(rule)
        chat.becomes(attempt, *AT_META)
        assert chat.accepted(attempt) == 1
    world.chaos("hang", count=1, customer="lost", seconds=2)
    attempt = chat.send("hang")
    chat.becomes(attempt, *AT_META)
    assert chat.accepted(attempt) == 1
    assert repeated(world) == {}


def test_evidence_that_comes_before_the_answer_makes_no_second_message(world: Connected) -> None:
    chat = Chat(world, "early")
    for rule in ("echo_before_answer", "status_before_answer", "echo_api_sends", "slow"):
        world.chaos(rule, count=1, customer="early")
        attempt = chat.send(rule)
        chat.becomes(attempt, *AT_META)
        assert chat.accepted(attempt) == 1
        shown = [m for m in world.alice.messages(chat.id) if m["text"] == rule]
        assert [(m["id"], m["origin"]) for m in shown] == [(attempt, "person")], rule


def test_what_meta_refuses_is_repeated_or_shown_as_its_code_says(world: Connected) -> None:
    chat = Chat(world, "refused")
    world.chaos("refuse", count=1, customer="refused", code=131057, http=400)
    repeated_one = chat.send("maintenance")
    chat.becomes(repeated_one, *AT_META)
    assert chat.accepted(repeated_one) == 1

    world.chaos("storm_130429", count=2, customer="refused")
    stormed = chat.send("storm")
    chat.becomes(stormed, *AT_META)
    assert chat.accepted(stormed) == 1

    world.chaos("refuse", count=1, customer="refused", code=131026, http=400)
    final = chat.send("undeliverable")
    failed = chat.becomes(final, "failed")
    assert (failed["failure"]["code"], failed["needs_decision"]) == (131026, False)
    assert chat.accepted(final) == 0

    world.chaos("refuse", count=1, customer="refused", code=131026, http=500)
    doubtful = chat.send("a failing server may have accepted")
    assert chat.becomes(doubtful, "unknown")["needs_decision"] is False


def test_a_message_that_meta_took_and_then_could_not_deliver_may_be_sent_again(world: Connected) -> None:
    chat = Chat(world, "later")
    world.chaos("fail_later", count=1, customer="later", code=131000)
    attempt = chat.send("Nr. 1")
    chat.becomes(attempt, "failed")
    again = str(uuid4())
    assert world.alice.post(f"/messages/{attempt}/retry", {"id": again}).status_code == 202
    assert chat.becomes(again, "delivered", "read")["text"] == "Nr. 1"
    assert (chat.message(attempt)["sent_again"], chat.message(again)["sent_again"]) == (True, False)
    assert (chat.accepted(attempt), chat.accepted(again)) == (1, 1)
    assert world.alice.post(f"/messages/{again}/retry", {"id": str(uuid4())}).status_code == 409


def test_an_outcome_that_nobody_tells_is_given_to_a_person_after_ten_minutes(world: Connected) -> None:
    chat = Chat(world, "silent")
    world.chaos("no_statuses", customer="silent")
    world.chaos("reset_before_accept", count=1, customer="silent")
    never = chat.send("never arrived")
    # Each rule is for the next message: the first must have left before the second rule is there.
    assert chat.becomes(never, "unknown")["needs_decision"] is False
    world.chaos("answer_lost", count=1, customer="silent")
    arrived = chat.send("arrived")
    assert chat.becomes(arrived, "unknown")["needs_decision"] is False
    world.turn(601)
    for attempt in (never, arrived):
        world.eventually(lambda attempt=attempt: chat.message(attempt)["needs_decision"], PATIENCE)
    assert (chat.accepted(never), chat.accepted(arrived)) == (0, 1)

    again = str(uuid4())
    for _ in range(2):  # a double click
        assert world.alice.post(f"/messages/{never}/retry", {"id": again}).status_code == 202
    chat.becomes(again, *AT_META)
    assert (chat.accepted(never), chat.accepted(again)) == (0, 1)
    assert chat.message(never)["needs_decision"] is False
    assert (chat.message(never)["state"], chat.message(never)["sent_again"]) == ("failed", True)
    assert world.alice.post(f"/messages/{never}/retry", {"id": str(uuid4())}).status_code == 409

    settled = world.alice.post(f"/messages/{arrived}/settle", {"outcome": "sent"})
    assert (settled.status_code, settled.json()["state"]) == (200, "sent")
    assert settled.json()["needs_decision"] is False
    assert world.alice.post(f"/messages/{arrived}/retry", {"id": str(uuid4())}).status_code == 409
    assert chat.accepted(arrived) == 1


def test_a_worker_that_is_killed_at_any_moment_sends_nothing_twice(world: Connected) -> None:
    """Every intent is accepted at most once and ends in a state that a person sees and can act on."""
    chance = random.Random(7)
    chats = [Chat(world, f"kill{n}") for n in range(MANY // 25)]
    for rule in ("answer_lost", "error_after_accept", "status_before_answer", "echo_before_answer", "storm_130429"):
        world.chaos(rule, probability=0.05)
    world.chaos("slow", probability=0.3, delay_ms=150)
    sent: list[tuple[Chat, str]] = []
    kill_at = time.monotonic() + 1
    for number in range(MANY):
        chat = chats[number % len(chats)]
        sent.append((chat, chat.send(f"Nr. {number}")))
        if time.monotonic() >= kill_at:
            world.twinline.kill("worker")
            kill_at = time.monotonic() + chance.uniform(0.5, 4)
    world.sandbox.delete("/chaos").raise_for_status()
    states = world.eventually(lambda: settled_states(world, sent), 6 * PATIENCE)
    accepted = {line["callback_data"] for line in book(world)}
    for _, attempt in sent:
        assert (attempt in accepted) == (states[attempt] in AT_META), states[attempt]
    assert repeated(world) == {}


def settled_states(world: Connected, sent: list[tuple[Chat, str]]) -> dict[str, str] | None:
    """The states of all, once none is on its way; an unknown one counts when nobody can tell any more."""
    shown: dict[str, str] = {}
    for chat in {chat.id: chat for chat, _ in sent}.values():
        page = world.alice.here(f"/conversations/{chat.id}/messages", limit=100)
        shown |= {m["id"]: m["state"] for m in page["items"]}
    states = {attempt: shown.get(attempt, "queued") for _, attempt in sent}
    if any(state in ("queued", "sending") for state in states.values()):
        time.sleep(1)
        return None
    world.settle()
    unknown = {attempt for attempt, state in states.items() if state == "unknown"}
    told = unknown & {line["callback_data"] for line in book(world)}
    return None if told else states


def test_a_number_of_the_cloud_api_alone_sends_too(world: Connected) -> None:
    chat = Chat(world, "hotline", HOTLINE)
    attempt = chat.send("Guten Tag")
    chat.becomes(attempt, *AT_META)
    assert book(world, callback_data=attempt)[0]["number_id"] == HOTLINE
