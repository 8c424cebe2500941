"""Contacts and a past are imported while processes die: what comes of it is what an undisturbed import makes.

The phone's chunks come in any order, Meta delivers some of them twice and repeats those that were lost, customers go on
writing; the gate, the recorder and the worker are killed again and again. Then the very same bodies are recorded once
more, into empty tables and with nobody killed, and both states are compared row by row.
"""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.types.string import TextLoader

from bench.record import FILLED
from tests.fixtures.connected import Connected
from tests.fixtures.profiles import NIGHTLY
from tests.journeys.test_history import Phone
from tests.promises.at_meta import joined, phone_of
from tests.promises.test_kill import assert_gapless, count, kill_one, owner_of
from twinline.projections import dump
from twinline.projections.tables import VALUES, State
from twinline.web.running import processes

pytestmark = pytest.mark.timeout(0 if NIGHTLY else 900)

CHATS, MESSAGES = (300, 40_000) if NIGHTLY else (60, 6_000)
# How often the recorders die. A process takes seconds to come back, so that more would make it long, not harder.
LEAST_KILLS, KILLS = 5, 60 if NIGHTLY else 9
# In the middle of a slice, between two, before and after the first: a slice takes about 40 ms here.
LONGEST_WAIT = 0.15
PATIENCE = 240.0
IMPORTED = "select count(*) from views.message where imported and kind is not null"
WAITING = "select count(*) from views.intake where recorded_at is null"
LEFT_OUT = {
    # What the worker found out about a file stands in facts of its own, which come from no body.
    "media": {"state", "storage_key", "reason", "size", "mime", "sha256"},
    # Of two equal deliveries the log keeps the one that a recorder read first: when it was heard is that one's.
    "message": {"heard_at"},
    "conversation": {"last_heard_at"},
}


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connected]:
    with joined(request, tmp_path) as one:
        yield one


class Owner:
    """Reads what the worker may read."""

    def __init__(self, world: Connected) -> None:
        self.workspace = UUID(world.alice.workspace)
        self.sql = psycopg.connect(owner_of(world), autocommit=True)
        self.sql.adapters.register_loader("jsonb", TextLoader)
        self.sql.execute("select set_config('twinline.workspace', %s, false)", (world.alice.workspace,))

    def close(self) -> None:
        self.sql.close()

    def rows(self, query: str, params: Any) -> Any:
        return self.sql.execute(query, params).fetchall()

    def state(self) -> State:
        state = dump.state(self)  # type: ignore[arg-type]
        for table, left in LEFT_OUT.items():
            kept = [place for place, name in enumerate(VALUES[table]) if name not in left]
            rows = state.tables[table]
            state.tables[table] = {key: tuple(values[place] for place in kept) for key, values in rows.items()}
        return state

    def forget_all(self) -> None:
        """The log and the tables emptied, the bodies as if they had never been read."""
        tables = [row[0] for row in self.sql.execute(FILLED) if row[0] != "keys.subject"]
        with self.sql.transaction():
            self.sql.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(map(sql.SQL, tables))))
            self.sql.execute("update views.intake set recorded_at = null")


@pytest.fixture
def owner(world: Connected) -> Iterator[Owner]:
    one = Owner(world)
    yield one
    one.close()


class Talk(threading.Thread):
    """Customers who write while the past arrives: strangers, and one whom the phone knows."""

    def __init__(self, world: Connected, number: str, over: threading.Event) -> None:
        super().__init__()
        self.said = 0
        self._world, self._number, self._over = world, number, over

    def run(self) -> None:
        while not self._over.wait(0.3):
            name = f"live{self.said % 5}"
            self._world.customer(name, self._number).say(f"Noch frei? {self.said}")
            self.said += 1


def test_an_import_that_is_killed_again_and_again_ends_as_an_undisturbed_one(world: Connected, owner: Owner) -> None:
    phone = Phone(world, chats=CHATS, messages=MESSAGES, media_share=0.02, days=150)
    phone.switch(chunk_messages=700, shuffle=True)
    for field in ("history", "smb_app_state_sync"):
        world.chaos("duplicate", field=field, number=phone.meta_id, probability=0.4)
        world.chaos("drop_first", field=field, number=phone.meta_id, probability=0.3)
    for n in range(5):
        world.sandbox.post("/customers", json={"id": f"live{n}", "name": f"Live {n}", "phone": phone_of(f"live{n}")})
    over = threading.Event()
    talk = Talk(world, phone.meta_id, over)
    talk.start()
    try:
        kills = _import(world, phone, owner.sql)
    finally:
        over.set()
        talk.join()
    world.twinline.wait_until_ready(PATIENCE)
    _all_delivered(world, owner.sql)
    assert kills >= LEAST_KILLS
    assert _asked(phone) == [("contacts", None), ("history", None)]
    phone.becomes("history", "complete")
    _nobody_was_disturbed(world, phone, talk.said)
    world.eventually(lambda: _files_are_here(world, owner.sql), PATIENCE)
    world.twinline.command("rebuild", "--verify")

    disturbed, stopped = owner.state(), world.twinline.pid("worker")
    assert len(disturbed.tables["message"]) >= MESSAGES + talk.said
    processes.end_group(stopped, signal.SIGSTOP)
    owner.forget_all()
    world.twinline.kill("recorder")
    world.eventually(lambda: count(owner.sql, WAITING) == 0, PATIENCE)
    undisturbed = owner.state()
    processes.end_group(stopped, signal.SIGCONT)
    assert {name: len(rows) for name, rows in disturbed.tables.items()} == {
        name: len(rows) for name, rows in undisturbed.tables.items()
    }
    assert dump.differences(disturbed, undisturbed) == []


def _import(world: Connected, phone: Phone, owner: psycopg.Connection) -> int:
    """Ask for both, and kill whenever something more was recorded; how often."""
    chance, kills = random.Random(23), 0
    assert phone.ask("contacts").status_code == 202
    kill_one(world, "worker")
    world.eventually(lambda: _stands(phone, "contacts") in ("arriving", "complete"), PATIENCE)
    assert phone.ask("history").status_code == 202
    time.sleep(chance.uniform(0, 0.1))
    kill_one(world, "worker")
    while kills < KILLS and _more_is_here(phone, owner):
        time.sleep(chance.uniform(0, LONGEST_WAIT))
        kill_one(world, "recorder")
        kill_one(world, "recorder-2")
        if chance.random() < 0.4:
            kill_one(world, chance.choice(("worker", "worker", "gate")))
        kills += 1
        world.sandbox.post("/webhooks/retry")
    return kills


def _more_is_here(phone: Phone, owner: psycopg.Connection) -> bool:
    """Wait until more of the past is recorded; False when it is all here."""
    before, deadline = count(owner, IMPORTED), time.monotonic() + PATIENCE
    while (now := count(owner, IMPORTED)) == before and time.monotonic() < deadline:
        time.sleep(0.005)
    assert now > before, "the import stands still"
    return now < sum(phone.made["by_phase"]) - phone.made["edits"]


def _stands(phone: Phone, kind: str) -> str | None:
    """The page may be answered by nobody for a moment, while the gate starts."""
    try:
        return phone.stands(kind)
    except Exception:  # noqa: BLE001 - whatever an ended connection raises
        return None


def _all_delivered(world: Connected, owner: psycopg.Connection) -> None:
    def done() -> bool:
        world.sandbox.post("/webhooks/retry")
        waits = world.sandbox.get("/webhooks/counts").json()
        return not any(int(waits[name]) for name in ("queued", "in_flight", "waiting", "held")) and not count(
            owner, WAITING
        )

    world.eventually(done, PATIENCE)
    assert count(owner, "select count(*) from views.quarantine") == 0
    assert_gapless(owner)


def _asked(phone: Phone) -> list[tuple[str, int | None]]:
    """Meta refuses a second request with 2593107, which would stand here."""
    return sorted((one["kind"], one["code"]) for one in phone.past()["asked"])


def _nobody_was_disturbed(world: Connected, phone: Phone, said: int) -> None:
    shown = world.alice.conversations(limit=100, number=phone.id)
    live = [one for one in shown if one["contact"]["name"].startswith("Live ")]
    old = [one for one in shown if one not in live]
    assert len(old) >= min(CHATS, 90)
    assert {(one["unread"], one["window"]["open"]) for one in old} == {(0, False)}
    assert {one["window"]["open"] for one in live} == {True}
    assert sum(one["unread"] for one in live) == said  # fewer than 100 each, where counting ends


def _files_are_here(world: Connected, owner: psycopg.Connection) -> bool:
    """A lease of a worker that died ends after minutes."""
    if count(owner, "select count(*) from config.fetch_job where state = 'waiting'"):
        world.turn(200)
        return False
    return count(owner, "select count(*) from views.media where state = 'waiting'") == 0
