"""The gate alone, as a process on a free port, with what a test needs to speak to it and to look behind it."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg.rows import class_row

from tests.fixtures.running import free_port
from twinline.log.intake import HourKeys, IntakeRow, load_hours, open_row
from twinline.web.running import processes
from twinline.workspaces.installation import Installation
from twinline.workspaces.secrets import Vault

APP = "1029384756"
SECRET = b"the secret of Alice's app"
TOKEN = "a token that Alice typed"


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Gate:
    """A running gate."""

    port: int
    environment: dict[str, str]
    log: Path
    _process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "twinline", "gate"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=processes.die_with_parent(signal.SIGTERM),
            )
        self.wait_for_status("/healthz", 200)

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> float:
        """Seconds that a polite stop took."""
        begun = time.monotonic()
        self._process.terminate()
        self._process.wait(10)
        return time.monotonic() - begun

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def deliver(self, body: bytes, secret: bytes = SECRET, app_id: str = APP) -> Answer:
        """A webhook as Meta sends it."""
        headers = {"X-Hub-Signature-256": signature(body, secret), "Content-Type": "application/json"}
        return self.ask("POST", f"/hooks/meta/{app_id}", body, headers)

    def wait_for_status(self, path: str, status: int, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if self.ask("GET", path).status == status:
                    return
            except OSError:
                assert self._process.poll() is None, self.log.read_text()
            time.sleep(0.03)
        raise AssertionError(f"{path} was not {status}:\n{self.log.read_text()}")

    def wait_until_apps_are_known(self) -> None:
        self.wait_for_status(f"/hooks/meta/{APP}?hub.mode=wrong", 403)


@contextmanager
def running_gate(folder: Path, **environment: str) -> Iterator[Gate]:
    """A gate with the environment of the test's database."""
    port = free_port()
    usual = {
        **os.environ,
        "TWINLINE_PORT": str(port),
        "TWINLINE_WEB_SOCKET": str(folder / "web.sock"),
        "PYTHONWARNINGS": "default",
    }
    gate = Gate(port, usual | environment, folder / "gate.log")
    try:
        yield gate
    finally:
        gate.stop()


def signature(body: bytes, secret: bytes) -> str:
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def add_app(
    installation: Installation, secret: bytes | None = SECRET, previous: bytes | None = None, app_id: str = APP
) -> None:
    """An app as the page enters it, or anew with other secrets; running gates are told."""
    vault = Vault(installation.secret)

    def sealed(name: str, value: bytes | None) -> bytes | None:
        return None if value is None else vault.seal(value, f"meta_app/{app_id}/{name}".encode())

    # An app without a secret is one whose secret opens to nothing.
    values = (
        sealed("secret", secret or b""),
        sealed("previous_secret", previous),
        sealed("verify_token", TOKEN.encode()),
    )
    with psycopg.connect(installation.dsn("owner"), autocommit=True) as owner:
        owner.execute(
            "insert into config.meta_app (app_id, name, secret, previous_secret, verify_token, changed_at) "
            "values (%s, 'Alice', %s, %s, %s, now()) on conflict (app_id) do update set "
            "secret = excluded.secret, previous_secret = excluded.previous_secret",
            (app_id, *values),
        )
        owner.execute("notify twinline_apps")


def stored(installation: Installation) -> list[bytes]:
    """Every body in intake, opened, in the order of arrival."""
    keys = HourKeys(Vault(installation.secret))
    with psycopg.connect(installation.dsn("worker"), autocommit=True) as worker:
        cursor = worker.cursor(row_factory=class_row(IntakeRow))
        columns = "id, app_id, heard_at, hour, nonce, sealed, size"
        rows = cursor.execute(f"select {columns} from views.intake order by id").fetchall()
        load_hours(worker.cursor(), keys, {row.hour for row in rows})
    return [open_row(keys, row) for row in rows]
