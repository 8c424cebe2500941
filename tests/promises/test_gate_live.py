"""Live events: who hears them, what they hear, and how soon they stop hearing."""

import hashlib
import http.client
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, Queue
from uuid import UUID, uuid4

import pytest

from tests.fixtures.databases import Database
from tests.promises.gate_process import Gate, running_gate

OPENED: list["Listener"] = []
ROOM = uuid4()


class Desk:
    """A workspace with people who may listen, made as the owner of the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.workspace = uuid4()
        self.run(
            "insert into config.workspace (id, name, slug) values (%s, 'Desk', %s)",
            (self.workspace, str(self.workspace)),
        )
        self.run("insert into log.counter (workspace_id, position) values (%s, 41)", (self.workspace,))

    def run(self, statement: str, params: tuple = ()) -> None:
        with self._database.connect("owner") as owner:
            owner.execute("select set_config('twinline.workspace', %s, false)", (str(self.workspace),))
            owner.execute(statement, params)

    def join(self, name: str) -> UUID:
        person = uuid4()
        self.run(
            "insert into config.\"user\" (id, email, name, password) values (%s, %s, %s, '')",
            (person, f"{name.lower()}-{person}@example.com", name),
        )
        self.run(
            "insert into config.membership (id, workspace_id, user_id, role) "
            "values (gen_random_uuid(), %s, %s, 'agent')",
            (self.workspace, person),
        )
        return person

    def ticket(self, person: UUID, session: bytes = b"s" * 32, expires: str = "1 hour") -> str:
        token = secrets.token_urlsafe(32)
        self.run(
            "insert into config.live_ticket (digest, user_id, workspace_id, session_digest, expires_at) "
            "values (%s, %s, %s, %s, now() + %s::interval)",
            (hashlib.sha256(token.encode()).digest(), person, self.workspace, session, expires),
        )
        return token

    def say(self, position: int, conversations: list[str] | None) -> None:
        said = {"w": str(self.workspace), "p": position, "c": conversations}
        self.run("select pg_notify('twinline_live', %s)", (json.dumps(said),))

    def close(self, notice: dict) -> None:
        self.run("select pg_notify('twinline_closed', %s)", (json.dumps(notice),))


class Listener(threading.Thread):
    """A browser's stream: events as (name, data), with the moment they came; (None, None) is the end."""

    def __init__(self, gate: Gate, token: str | None, **headers: str) -> None:
        super().__init__(daemon=True)
        self.events: Queue = Queue()
        self._connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=60)
        cookie = {} if token is None else {"Cookie": f"sessionid=x; twinline_live={token}"}
        self._connection.request("GET", "/live", headers=cookie | headers)
        self.answer = self._connection.getresponse()
        self.status = self.answer.status
        OPENED.append(self)
        if self.status == 200:
            self.start()

    def run(self) -> None:
        name = None
        try:
            for line in self.answer:
                word, _, rest = line.decode().strip().partition(": ")
                if word == "event":
                    name = rest
                elif word == "data":
                    self.events.put((name, json.loads(rest)))
        except (OSError, ValueError, AttributeError):
            pass
        self.events.put((None, None))

    def next(self, seconds: float = 5):
        return self.events.get(timeout=seconds)

    def silent(self, seconds: float = 0.5) -> bool:
        try:
            self.events.get(timeout=seconds)
        except Empty:
            return True
        return False

    def leave(self) -> None:
        if self._connection.sock is not None:
            with suppress(OSError):
                self._connection.sock.shutdown(socket.SHUT_RDWR)
        if self.is_alive():
            self.join(5)
        self.answer.close()
        self._connection.close()


@pytest.fixture(autouse=True)
def browsers() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().leave()


@pytest.fixture
def gate(database: Database, tmp_path) -> Iterator[Gate]:
    with running_gate(tmp_path) as running:
        running.wait_for_status("/hooks/meta/1", 404)
        yield running


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def alice(desk: Desk) -> UUID:
    return desk.join("Alice")


def listening(gate: Gate, token: str, **headers: str) -> Listener:
    listener = Listener(gate, token, **headers)
    assert listener.status == 200
    assert listener.next() == ("hello", {"position": 41})
    return listener


def test_a_change_is_told_to_its_workspace_and_to_nobody_else(gate, desk, alice, database):
    other = Desk(database)
    here = listening(gate, desk.ticket(alice))
    there = listening(gate, other.ticket(other.join("Charlie")))
    desk.say(42, ["a", "b"])
    assert here.next() == ("changed", {"position": 42, "conversations": ["a", "b"]})
    desk.say(43, None)
    assert here.next() == ("changed", {"position": 43, "conversations": None})
    assert there.silent()


def test_eight_tabs_of_one_browser_all_hear(gate, desk, alice):
    token = desk.ticket(alice)
    tabs = [listening(gate, token) for _ in range(8)]
    desk.say(42, ["a"])
    assert {tab.next()[1]["position"] for tab in tabs} == {42}


def test_who_has_no_ticket_hears_nothing(gate, desk, alice):
    tickets = {
        "none": None,
        "empty": "",
        "invented": secrets.token_urlsafe(32),
        "expired": desk.ticket(alice, expires="-1 second"),
        "of a stranger": desk.ticket(stranger(desk)),
    }
    assert {why: Listener(gate, token).status for why, token in tickets.items()} == dict.fromkeys(tickets, 401)
    assert gate.ask("POST", "/live").status == 405


def test_pages_of_other_sites_hear_nothing(gate, desk, alice):
    token = desk.ticket(alice)
    assert Listener(gate, token, Origin="https://evil.example").status == 403
    assert Listener(gate, token, **{"Sec-Fetch-Site": "cross-site"}).status == 403
    assert Listener(gate, token, Origin=f"http://127.0.0.1:{gate.port}").status == 200


def test_a_ticket_in_the_address_is_none(gate, desk, alice):
    assert gate.ask("GET", f"/live?twinline_live={desk.ticket(alice)}").status == 401


@pytest.mark.parametrize("how", ["signs out", "leaves the workspace", "is locked out everywhere"])
def test_a_stream_closes_within_a_second(gate, desk, alice, how):
    bob = desk.join("Bob")
    session = secrets.token_bytes(32)
    hers, his = listening(gate, desk.ticket(alice, session)), listening(gate, desk.ticket(bob))
    notice = {
        "signs out": {"session": session.hex()},
        "leaves the workspace": {"user": str(alice), "workspace": str(desk.workspace)},
        "is locked out everywhere": {"user": str(alice), "workspace": None},
    }[how]
    begun = time.monotonic()
    desk.close(notice)
    assert hers.next() == ("closed", {})
    assert hers.next() == (None, None)
    assert time.monotonic() - begun < 1
    desk.say(42, ["a"])
    assert his.next() == ("changed", {"position": 42, "conversations": ["a"]})


def test_a_slow_reader_gets_changes_collapsed(gate, desk, alice):
    listener = listening(gate, desk.ticket(alice))
    with desk._database.connect("owner") as owner:
        said = [json.dumps({"w": str(desk.workspace), "p": 100 + n, "c": [f"c{n % 7}"]}) for n in range(500)]
        owner.execute("select pg_notify('twinline_live', said) from unnest(%s::text[]) as said", (said,))
    told, conversations = 0, set()
    while told < 599:
        _, data = listener.next()
        assert data["position"] > told
        told = data["position"]
        conversations |= set(data["conversations"] or [])
    assert conversations == {f"c{n}" for n in range(7)}


def test_one_browser_may_not_take_all_streams(gate, desk, alice):
    token = desk.ticket(alice)
    open_ones = [Listener(gate, token) for _ in range(16)]
    assert Listener(gate, token).status == 429
    for one in open_ones:
        one.leave()
    deadline = time.monotonic() + 5
    while Listener(gate, token).status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_after_a_lost_connection_everyone_is_told_to_ask(gate, desk, alice):
    listener = listening(gate, desk.ticket(alice))
    desk.run("update log.counter set position = 50 where workspace_id = %s", (desk.workspace,))
    desk.run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'twinline_gate'")
    assert listener.next() == ("changed", {"position": 50, "conversations": None})
    desk.say(51, ["a"])
    assert listener.next() == ("changed", {"position": 51, "conversations": ["a"]})


def test_a_lost_membership_is_found_even_when_its_notice_was_lost(gate, desk, alice):
    listener = listening(gate, desk.ticket(alice))
    desk.run("delete from config.membership where user_id = %s", (alice,))
    desk.run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'twinline_gate'")
    assert listener.next() == ("closed", {})


def test_a_notice_that_is_none_hurts_nobody(gate, desk, alice):
    listener = listening(gate, desk.ticket(alice))
    for channel in ("twinline_live", "twinline_closed"):
        for payload in ("", "{}", "[]", "not json", '{"w": 1, "p": "x", "c": 3}', '{"user": 7}', "null", "17"):
            desk.run("select pg_notify(%s, %s)", (channel, payload))
    desk.say(42, ["a"])
    assert listener.next() == ("changed", {"position": 42, "conversations": ["a"]})


def test_a_gate_that_stops_does_not_wait_for_its_streams(gate, desk, alice):
    listener = listening(gate, desk.ticket(alice))
    assert gate.stop() < 3
    assert listener.next() == (None, None)
    gate.start()


def stranger(desk: Desk) -> UUID:
    """Charlie has an account and no membership here."""
    charlie = desk.join("Charlie")
    desk.run("delete from config.membership where user_id = %s", (charlie,))
    return charlie


def present(desk: Desk, *people: tuple[UUID, str, bytes, float]) -> None:
    entries = [[str(user), "Somebody", doing, session.hex(), left] for user, doing, session, left in people]
    said = {"w": str(desk.workspace), "c": str(ROOM), "p": entries}
    desk.run("select pg_notify('twinline_presence', %s)", (json.dumps(said),))


def told(people: list[tuple[UUID, str]]) -> tuple[str, dict]:
    named = [{"id": str(user), "name": "Somebody", "doing": doing} for user, doing in people]
    return "presence", {"conversation": str(ROOM), "people": named}


def test_presence_is_told_to_those_in_the_same_conversation_alone(gate, desk, alice):
    bob, dora = desk.join("Bob"), desk.join("Dora")
    first, second, third = (listening(gate, desk.ticket(one, token)) for one, token in
                            ((alice, b"a" * 32), (bob, b"b" * 32), (dora, b"d" * 32)))  # fmt: skip
    present(desk, (alice, "looking", b"a" * 32, 45), (bob, "writing", b"b" * 32, 45))
    assert first.next() == told([(bob, "writing")])
    assert second.next() == told([(alice, "looking")])
    assert third.silent()


def test_who_signs_out_is_gone_from_the_conversation_within_a_second(gate, desk, alice):
    bob = desk.join("Bob")
    first = listening(gate, desk.ticket(alice, b"a" * 32))
    present(desk, (alice, "looking", b"a" * 32, 45), (bob, "writing", b"b" * 32, 45))
    assert first.next() == told([(bob, "writing")])
    desk.close({"session": (b"b" * 32).hex()})
    assert first.next(1) == told([])


def test_who_says_nothing_more_is_gone_when_the_time_is_over(gate, desk, alice):
    bob = desk.join("Bob")
    first = listening(gate, desk.ticket(alice, b"a" * 32))
    present(desk, (alice, "looking", b"a" * 32, 45), (bob, "writing", b"b" * 32, 0.2))
    assert first.next() == told([(bob, "writing")])
    assert first.next(5) == told([])
