"""A 200 means durable: with PostgreSQL stopped in the midst of a load, the gate killed, clients gone."""

import hashlib
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psycopg
import pytest

from tests.fixtures.databases import SECRET as INSTALLATION_SECRET
from tests.fixtures.databases import migrate, open_folder
from tests.promises.gate_process import APP, SECRET, Gate, add_app, running_gate, signature, stored
from twinline.web.running.postgres import Postgres
from twinline.workspaces.installation import Installation

CLIENTS = 8
END_ALL = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'twinline_gate'"


class Client(threading.Thread):
    """Delivers different bodies one after the other, and writes down, durably, what was answered with 200."""

    def __init__(self, gate: Gate, name: str, book: Path) -> None:
        super().__init__()
        self.gate, self.prefix, self.book = gate, name, book
        self.over = threading.Event()
        self.statuses: list[tuple[float, float, int]] = []

    def run(self) -> None:
        with self.book.open("a") as book:
            number = 0
            while not self.over.is_set():
                number += 1
                body = f'{{"client":"{self.prefix}","number":{number}}}'.encode()
                begun = time.monotonic()
                try:
                    status = self.gate.deliver(body).status
                except OSError:
                    status = 0
                self.statuses.append((begun, time.monotonic() - begun, status))
                if status == 200:
                    book.write(hashlib.sha256(body).hexdigest() + "\n")
                    book.flush()
                    os.fsync(book.fileno())
                else:
                    time.sleep(0.01)


class Load:
    """Clients, and what they know to be durable."""

    def __init__(self, gate: Gate, folder: Path) -> None:
        self.clients = [Client(gate, f"{n}", folder / f"book-{n}") for n in range(CLIENTS)]

    def __enter__(self) -> Self:
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, *_error: object) -> None:
        for client in self.clients:
            client.over.set()
        for client in self.clients:
            client.join()

    @property
    def acknowledged(self) -> set[str]:
        return {line for client in self.clients for line in client.book.read_text().split()}

    def answers(self, since: float = 0) -> list[tuple[float, float, int]]:
        return [one for client in self.clients for one in client.statuses if one[0] >= since]

    def wait_for_answers(self, since: float) -> list[int]:
        """The statuses that those who ask after `since` get, one of every client at least."""
        while any(not client.statuses or client.statuses[-1][0] < since for client in self.clients):
            time.sleep(0.02)
        return [status for _, _, status in self.answers(since)]

    def wait_for_200(self, since: float, seconds: float) -> float:
        """Seconds until someone who asked after `since` was answered with 200."""
        while time.monotonic() - since < seconds:
            if any(status == 200 for _, _, status in self.answers(since)):
                return time.monotonic() - since
            time.sleep(0.02)
        raise AssertionError(f"no 200 within {seconds} s")


@pytest.fixture
def postgres(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Postgres]:
    """A durable server that the test may stop."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("stops its server, which is somebody else's here")
    home = open_folder("twinline-durability-")
    server = Postgres(home, password="tests", settings={"fsync": "on"})
    server.start()
    monkeypatch.setenv("DATABASE_URL", server.url())
    monkeypatch.setenv("TWINLINE_SECRET", INSTALLATION_SECRET)
    monkeypatch.setenv("TWINLINE_HOME", str(tmp_path))
    migrate(server.url())
    yield server
    server.stop()
    shutil.rmtree(home)


@pytest.fixture
def gate(postgres: Postgres, tmp_path: Path) -> Iterator[Gate]:
    add_app(Installation.from_environment())
    with running_gate(tmp_path) as running:
        running.wait_until_apps_are_known()
        yield running


def kept() -> set[str]:
    return {hashlib.sha256(body).hexdigest() for body in stored(Installation.from_environment())}


def crash(postgres: Postgres) -> None:
    """`pg_ctl stop -m immediate`: every process ends at once, the next start recovers."""
    os.kill(postgres.pid, signal.SIGQUIT)
    while not postgres.ended():
        time.sleep(0.01)


def test_while_postgresql_crashes_under_load_nothing_acknowledged_is_lost(gate, postgres, tmp_path):
    with Load(gate, tmp_path) as load:
        for _ in range(3):
            load.wait_for_200(time.monotonic(), 10)
            time.sleep(0.3)
            crash(postgres)
            away_from = time.monotonic()
            load.wait_for_answers(away_from)
            away = load.answers(away_from)
            postgres.start()
            back = time.monotonic()
            assert {status for _, _, status in away} == {503}
            assert max(took for _, took, _ in away) < 1.0
            assert load.wait_for_200(back, 10) < 10
    assert len(load.acknowledged) > CLIENTS
    assert load.acknowledged <= kept()


def test_a_postgresql_that_is_frozen_gets_503_within_a_second_and_then_goes_on(gate, postgres, tmp_path):
    with Load(gate, tmp_path) as load:
        load.wait_for_200(time.monotonic(), 10)
        frozen = [postgres.pid, *backends(postgres)]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(0.1)
        away_from = time.monotonic()
        load.wait_for_answers(away_from)
        away = load.answers(away_from)
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
        assert {status for _, _, status in away} == {503}
        assert max(took for _, took, _ in away) < 1.2
        load.wait_for_200(time.monotonic(), 10)
    assert load.acknowledged <= kept()


def test_a_read_only_database_is_no_reason_to_lie(gate, postgres, tmp_path):
    with psycopg.connect(postgres.url(), autocommit=True) as owner, Load(gate, tmp_path) as load:
        load.wait_for_200(time.monotonic(), 10)
        owner.execute("alter role twinline_gate set default_transaction_read_only = on")
        owner.execute(END_ALL)
        time.sleep(0.5)
        assert set(load.wait_for_answers(time.monotonic())) == {503}
        owner.execute("alter role twinline_gate reset default_transaction_read_only")
        owner.execute(END_ALL)
        load.wait_for_200(time.monotonic(), 10)
    assert load.acknowledged <= kept()


def test_a_killed_gate_has_lost_nothing_that_it_acknowledged(gate, tmp_path):
    with Load(gate, tmp_path) as load:
        for _ in range(3):
            load.wait_for_200(time.monotonic(), 10)
            time.sleep(0.2)
            gate.kill()
            gate.start()
    assert load.acknowledged <= kept()


def test_clients_that_leave_before_the_answer_do_not_stop_the_writer(gate, tmp_path):
    with Load(gate, tmp_path) as load:
        for n in range(300):
            body = b'{"left":%d}' % n
            head = (
                f"POST /hooks/meta/{APP} HTTP/1.1\r\nhost: here\r\ncontent-length: {len(body)}\r\n"
                f"x-hub-signature-256: {signature(body, SECRET)}\r\n\r\n"
            )
            line = socket.create_connection(("127.0.0.1", gate.port))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            line.sendall(head.encode() + body)
            line.close()
        load.wait_for_200(time.monotonic(), 5)
    assert {status for _, _, status in load.answers()} == {200}
    assert load.acknowledged <= kept()


def test_a_gate_told_to_stop_answers_those_who_wait_and_ends(gate, tmp_path):
    with Load(gate, tmp_path) as load:
        load.wait_for_200(time.monotonic(), 10)
        assert gate.stop() < 3
    assert {status for _, _, status in load.answers()} <= {0, 200, 503}
    assert load.acknowledged <= kept()
    gate.start()


def backends(postgres: Postgres) -> list[int]:
    with psycopg.connect(postgres.url(), autocommit=True) as owner:
        rows = owner.execute("select pid from pg_stat_activity where usename = 'twinline_gate'").fetchall()
    return [pid for (pid,) in rows]
