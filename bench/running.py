"""The Twinline that is measured: what `twinline up` starts, in a temporary home, or the one at TWINLINE_URL."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.bodies import Target
from twinline.web.running import processes
from twinline.workspaces.installation import Installation

APP_ID, SECRET = "900100200300", b"the secret of the benchmark's app"
VERIFY_TOKEN = "a verify token for the benchmark"  # noqa: S105 - of a Twinline that is gone in a minute
PASSWORD = "a long password for the benchmark"  # noqa: S105 - likewise
EMAIL = "bench@example.com"


class NotReady(Exception):
    """Twinline did not start; the text holds what its processes wrote."""


@dataclass(frozen=True, slots=True)
class Running:
    """A running Twinline and how its processes were started."""

    url: str
    home: Path
    environment: dict[str, str]

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "127.0.0.1"

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 80

    @property
    def installation(self) -> Installation:
        return Installation.from_environment(self.environment)

    def owner(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.installation.dsn("owner"), autocommit=True)

    def provision(self, workspace: str, numbers: Sequence[Target]) -> dict[str, Any]:
        """A workspace with its numbers, all of the one app of the benchmark."""
        wanted = {
            "app": {"app_id": APP_ID, "name": "Benchmark", "secret": SECRET.decode(), "verify_token": VERIFY_TOKEN},
            "workspace": {"name": workspace, "owner": _owner()},
            "numbers": [_number(number) for number in numbers],
        }
        done = subprocess.run(
            [sys.executable, "-m", "twinline", "provision", "--json"],
            env=self.environment,
            input=json.dumps(wanted),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        made: dict[str, Any] = json.loads(done.stdout)
        return made

    @contextmanager
    def resting(self, name: str) -> Iterator[None]:
        """Its processes of that name stand still meanwhile."""
        pids = [int(path.read_text()) for path in (self.home / "run").glob(f"{name}*.pid")]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def wait_until_recorded(self, seconds: float = 600) -> None:
        """Return when every webhook has been recorded."""
        with self.owner() as owner:
            deadline = time.monotonic() + seconds
            while owner.execute("select exists (select from views.intake where recorded_at is null)").fetchone() != (
                False,
            ):
                if time.monotonic() > deadline:
                    raise NotReady(f"The recorder has not caught up after {seconds:.0f} s.")
                time.sleep(0.05)


def target(n: int = 0) -> Target:
    """The number that stands at that place."""
    return Target(APP_ID, SECRET, f"77{n:010d}", f"88{n // 20:010d}", f"4144{6_000_000 + n:07d}")


@contextmanager
def running() -> Iterator[Running]:
    """The Twinline at TWINLINE_URL (with TWINLINE_HOME), or one of our own that is gone afterwards."""
    if url := os.environ.get("TWINLINE_URL"):
        home = Path(os.environ.get("TWINLINE_HOME") or Path.cwd() / ".twinline")
        yield Running(url.rstrip("/"), home, {**os.environ, "TWINLINE_HOME": str(home)})
        return
    home = Path(tempfile.mkdtemp(prefix="twinline-bench-"))
    home.chmod(0o755)
    environment = {**os.environ, "TWINLINE_HOME": str(home), "TWINLINE_PORT": str(free_port())}
    environment.setdefault("TWINLINE_GRAPH_URL", "http://127.0.0.1:9")  # nobody: Meta is not asked about these numbers
    try:
        with _up(home, environment) as url:
            yield Running(url, home, environment)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def server(command: Sequence[str], environment: dict[str, str], port: int) -> Iterator[None]:
    """Another server beside it, until the end of the block."""
    process = subprocess.Popen([sys.executable, *command], env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: process.poll() is None and connects(port), 30)
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _up(home: Path, environment: dict[str, str]) -> Iterator[str]:
    url = f"http://127.0.0.1:{environment['TWINLINE_PORT']}"
    with (home / "up.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "twinline", "up"],
            env=environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            preexec_fn=processes.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread here
        )
    try:
        try:
            _wait(lambda: process.poll() is None and is_ready(url), 120)
        except NotReady as error:
            raise NotReady((home / "up.log").read_text()[-3000:]) from error
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait(question: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        if time.monotonic() > deadline:
            raise NotReady(f"Not within {seconds:.0f} s.")
        time.sleep(0.1)


def is_ready(url: str) -> bool:
    with suppress(OSError, urllib.error.HTTPError), urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310 - http by construction
        return bool(answer.status == 200)
    return False


def connects(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _owner() -> dict[str, str]:
    return {"email": EMAIL, "name": "Bench", "password": PASSWORD, "language": "en"}


def _number(number: Target) -> dict[str, str]:
    return {
        "phone_number_id": number.phone_number_id,
        "waba_id": number.waba_id,
        "display_phone": number.display_phone,
        "name": f"Number {number.phone_number_id}",
        "owner_name": "Anna",
        "mode": "coexistence",
        "token": "no token, for nothing is sent",
        "onboarded_at": "2026-01-01T00:00:00+00:00",
    }
