"""Fifty times kill -9 under load: what was acknowledged is there, and nothing went out twice.

An own client posts signed webhooks and writes every acknowledged one to a file of its own, durably, before it goes
on; a colleague writes from the page meanwhile. Any process may die at any moment, PostgreSQL too.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.fixtures.connected import APP, NUMBER, Connected
from tests.fixtures.profiles import NIGHTLY
from tests.promises.at_meta import Chat, book, joined, repeated
from twinline.web.running import processes
from twinline.workspaces.installation import Installation

pytestmark = pytest.mark.timeout(0 if NIGHTLY else 1800)

KILLS = 500 if NIGHTLY else 50
# How often each: while the page's process or the database starts, nobody can write from the page.
VICTIMS = {"gate": 2, "recorder": 3, "worker": 4, "web": 1, "postgres": 2}
CLIENTS = 3
CHATS = KILLS // 8
# Each customer may be sent a burst of 45 and then one in six seconds: a colleague on a fast machine must not outrun it.
BETWEEN_MESSAGES = 0.35
PATIENCE = 300.0


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connected]:
    with joined(request, tmp_path, own_postgres=True) as one:
        yield one


class Client(threading.Thread):
    """Plays Meta: delivers message after message, and notes durably what was acknowledged."""

    def __init__(self, world: Connected, name: str, file: Path, over: threading.Event) -> None:
        super().__init__()
        self._address = httpx.URL(world.twinline.url)
        app = next(one for one in world.sandbox.get("/apps").json()["data"] if one["id"] == APP)
        self._secret = app["secret"].encode()
        self._waba = world.sandbox.get("/state").json()["numbers"][0]["waba_id"]
        self._name, self._file, self._over = name, file, over

    def run(self) -> None:
        with self._file.open("a") as acknowledged:
            number = 0
            while not self._over.is_set():
                number += 1
                wamid = f"wamid.{self._name}.{number}"
                if self._delivered(self._body(wamid, number)):
                    acknowledged.write(wamid + "\n")
                    acknowledged.flush()
                    os.fsync(acknowledged.fileno())
                time.sleep(0.02)

    def _body(self, wamid: str, number: int) -> bytes:
        """Meta: webhooks, messages reference, text."""
        customer = f"4915{int(self._name[1:]):03}{number % 20:06}"
        text = {"type": "text", "text": {"body": wamid}}
        message = {"from": customer, "id": wamid, "timestamp": str(int(time.time())), **text}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "41445550101", "phone_number_id": NUMBER},
            "contacts": [{"profile": {"name": customer}, "wa_id": customer}],
            "messages": [message],
        }
        entry = {"id": self._waba, "changes": [{"field": "messages", "value": value}]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    def _delivered(self, body: bytes) -> bool:
        signature = "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        connection = http.client.HTTPConnection(self._address.host, self._address.port, timeout=10)
        try:
            connection.request("POST", f"/hooks/meta/{APP}", body, {"X-Hub-Signature-256": signature})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class Colleague(threading.Thread):
    """Writes from the page; a message whose answer got lost is sent again with its id, as the page does."""

    def __init__(self, world: Connected, chats: list[Chat], over: threading.Event) -> None:
        super().__init__()
        self.accepted: list[tuple[Chat, str]] = []
        self._world, self._chats, self._over = world, chats, over

    def run(self) -> None:
        number = 0
        while not self._over.is_set():
            chat = self._chats[number % len(self._chats)]
            number += 1
            attempt = str(uuid4())
            while not self._over.is_set() and not self._sent(chat, attempt, number):
                time.sleep(0.2)
            time.sleep(BETWEEN_MESSAGES)

    def _sent(self, chat: Chat, attempt: str, number: int) -> bool:
        try:
            answer = self._world.alice.send(chat.id, id=attempt, text=f"Nr. {number}")
        except httpx.HTTPError:
            return False
        if answer.status_code == 202:
            self.accepted.append((chat, attempt))
        return answer.status_code == 202


def kill_one(world: Connected, victim: str) -> None:
    """If it lives at all: what was killed a moment ago may not be back."""
    try:
        pid = world.twinline.pid(victim)
    except (OSError, ValueError):
        return
    if processes.is_running(pid):
        world.twinline.kill(victim)


def test_fifty_kills_lose_nothing_and_send_nothing_twice(world: Connected, tmp_path: Path) -> None:
    chance = random.Random(11)
    chats = [Chat(world, f"kill{n}") for n in range(CHATS)]
    over = threading.Event()
    files = [tmp_path / f"acknowledged-{n}" for n in range(CLIENTS)]
    clients = [Client(world, f"c{n}", file, over) for n, file in enumerate(files)]
    colleague = Colleague(world, chats, over)
    for thread in (*clients, colleague):
        thread.start()
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.4, 2.2))
            kill_one(world, chance.choices(list(VICTIMS), list(VICTIMS.values()))[0])
    finally:
        over.set()
        for thread in (*clients, colleague):
            thread.join()
    world.twinline.wait_until_ready(PATIENCE)

    acknowledged = {line for file in files for line in file.read_text().split()}
    assert len(acknowledged) > KILLS
    with psycopg.connect(owner_of(world), autocommit=True) as owner:
        owner.execute("select set_config('twinline.workspace', %s, false)", (world.alice.workspace,))
        unrecorded = "select count(*) from views.intake where recorded_at is null"
        world.eventually(lambda: count(owner, unrecorded) == 0, PATIENCE)
        known = {row[0] for row in owner.execute("select wamid from views.message where wamid is not null")}
        assert acknowledged - known == set()
        assert count(owner, "select count(*) from views.quarantine") == 0
        nobody_waits = "select count(*) from config.send_job where state in ('queued', 'sending')"
        world.eventually(lambda: count(owner, nobody_waits) == 0, PATIENCE)
        world.settle()
        assert_gapless(owner)
    assert repeated(world) == {}
    assert len(colleague.accepted) > KILLS // 5
    at_meta = {line["callback_data"] for line in book(world)}
    for chat in chats:
        mine = [attempt for one, attempt in colleague.accepted if one is chat]
        page = world.alice.here(f"/conversations/{chat.id}/messages", limit=100)["items"]
        shown = {m["id"]: m["state"] for m in page}
        for attempt in mine[-90:]:
            assert shown[attempt] in ("accepted", "sent", "delivered", "read", "unknown"), shown[attempt]
            assert attempt in at_meta or shown[attempt] == "unknown"
    world.twinline.command("rebuild", "--verify")


def owner_of(world: Connected) -> str:
    return Installation.from_environment(world.twinline.environment).dsn("owner")


def count(owner: psycopg.Connection, query: str) -> int:
    row: Any = owner.execute(query).fetchone()
    return int(row[0])


def assert_gapless(owner: psycopg.Connection) -> None:
    entries, last = owner.execute("select count(*), max(position) from log.entry").fetchone() or (0, 0)
    assert entries == last
    gaps = owner.execute("select stream from log.entry group by stream having max(stream_no) <> count(*)").fetchall()
    assert gaps == []
