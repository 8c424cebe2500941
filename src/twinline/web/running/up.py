"""`twinline up`: everything on one machine. PostgreSQL first, then migrations, then its processes."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import http.client
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import twinline
from twinline.web.running import processes
from twinline.web.running.child import Child
from twinline.web.running.postgres import Postgres
from twinline.web.running.privileges import Unsuitable
from twinline.workspaces.installation import Installation, Misconfigured
from twinline.workspaces.secrets import derive

NAMES = ("gate", "web", "recorder", "worker")
# Meta waits for the gate's answer, and takes its time as a measure of us; everybody else can wait a moment.
COURTESY = {"gate": 0, "web": 5, "worker": 10, "recorder": 10}
COURTESY_OF_HELPERS = 15
# These help with a backlog, and there is none before the rest runs: until then the cores are for the others.
HELPER = "recorder-"
SOCKET_PATH_BYTES = 100  # the shortest limit of a Unix socket's path is 104 bytes, on macOS
POLITE_SECONDS = 3.0
POSTGRES_SECONDS = 0.8


class Stopped(Exception):
    """The operator asked for the end."""


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    try:
        return _run(options)
    except (Misconfigured, Unsuitable) as reason:
        print(reason, file=sys.stderr)
        return 1


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="twinline up", description=__doc__)
    parser.add_argument("--port", type=int, help="the address's port (TWINLINE_PORT, 8000)")
    parser.add_argument("--turnable-clock", action="store_true", help="for demonstrations and tests")
    parser.add_argument("--reload", action="store_true", help="start again when the source changes")
    parser.add_argument("--also", metavar="COMMAND", help="one more process to keep alive")
    return parser.parse_args(argv)


def _run(options: argparse.Namespace) -> int:
    environment = _environment(options)
    # The embedded server's address is known only once it runs; nothing here asks for it before.
    settings = Installation.from_environment({"DATABASE_URL": "postgresql://later/later", **environment})
    _make_folders(settings.home)
    with _only_one(settings.home):
        supervisor = Supervisor(settings, environment, options)
        try:
            with _signals():
                return supervisor.run()
        except Stopped:
            return 0
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            supervisor.stop()


class Supervisor:
    """Starts, watches and stops; one thread, so that the kernel can end every child with it."""

    def __init__(self, settings: Installation, environment: dict[str, str], options: argparse.Namespace) -> None:
        self._settings = settings
        self._environment = environment
        self._postgres: Postgres | None = None
        self._children = [self._child(*named) for named in _own(environment)]
        self._own = tuple(self._children)
        if options.also:
            self._children.append(self._child("also", shlex.split(options.also)))
        self._source = Source() if options.reload else None
        self._announced = False

    def run(self) -> int:
        for child in self._children:
            child.end_leftover()
        _check_port(self._settings.host, self._settings.port)
        self._start_postgres()
        if not self._migrate():
            return 1
        while True:
            self._watch()
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask all at once, kill after a moment, PostgreSQL last; under five seconds altogether."""
        _say("Stopping.")
        for child in self._children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + POLITE_SECONDS
        for child in self._children:
            child.wait(deadline - time.monotonic())
            child.signal(signal.SIGKILL)
            child.wait(1)
            child.forget()
        if self._postgres:
            self._postgres.stop(POSTGRES_SECONDS)
            (self._settings.home / "run" / "postgres.pid").unlink(missing_ok=True)

    def _child(self, name: str, command: Sequence[str]) -> Child:
        home = self._settings.home
        return Child(
            name=name,
            command=command,
            log=home / "log" / f"{name}.log",
            pid_file=home / "run" / f"{name}.pid",
            courtesy=COURTESY.get(name, COURTESY_OF_HELPERS if name.startswith(HELPER) else 0),
        )

    def _start_postgres(self) -> None:
        if os.environ.get("DATABASE_URL"):
            return
        if self._postgres is None:
            self._postgres = Postgres(self._settings.home, derive(self._settings.secret, "postgres").hex())
        self._postgres.start()
        run = self._settings.home / "run"
        processes.note(run / "postgres.pid", self._postgres.pid or 0)
        _write_private(run / "database-url", self._postgres.url())
        _say(f"PostgreSQL is on 127.0.0.1:{self._postgres.port}.")

    def _migrate(self) -> bool:
        _say("Bringing the database up to date.")
        command = [sys.executable, "-m", "twinline", "migrate", "--quiet"]
        done = subprocess.run(command, env=self._environment, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            _say("The database could not be brought up to date: see above; nothing was started.")
        return done.returncode == 0

    def _watch(self) -> None:
        if self._postgres and self._postgres.ended():
            _say("PostgreSQL ended; starting it again.")
            self._start_postgres()
        for child in self._children:
            if child.ended():
                _say(f"{child.name} {child.bury()}")
            if child.due() and (self._announced or not child.name.startswith(HELPER)):
                child.start(self._environment)
                _say(f"{child.name} started (process {child.pid}).")
        if not self._announced and self._is_ready():
            self._announced = True
            _say(f"Twinline is on http://{self._settings.host}:{self._settings.port}")
        if self._source and self._source.changed():
            self._begin_again()

    def _begin_again(self) -> None:
        _say("The source changed; starting again.")
        for child in self._own:
            child.signal(signal.SIGTERM)
            child.wait(POLITE_SECONDS)
            child.signal(signal.SIGKILL)
            child.wait(1)
            child.forget()
        self._migrate()
        self._announced = False

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection(self._settings.host, self._settings.port, timeout=2)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        return False


def _own(environment: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Twinline's processes by name. Where there are two cores, a second recorder helps with a backlog."""
    for name in NAMES:
        yield name, [sys.executable, "-m", "twinline", name]
    for nth in range(2, 1 + _recorders(environment)):
        yield f"{HELPER}{nth}", [sys.executable, "-m", "twinline", "recorder", "--helping"]


def _recorders(environment: Mapping[str, str]) -> int:
    written = environment.get("TWINLINE_RECORDERS") or str(min(2, os.cpu_count() or 1))
    if not (written.isascii() and written.isdigit() and int(written) > 0):
        raise Unsuitable(f"TWINLINE_RECORDERS must be a whole number from 1 on, not {written!r}.")
    return int(written)


class Source:
    """Whether a Python file of Twinline has changed since it was last asked."""

    def __init__(self) -> None:
        self._folder = Path(twinline.__file__).parent
        self._seen = self._newest()
        self._asked = time.monotonic()

    def changed(self) -> bool:
        if time.monotonic() - self._asked < 1:
            return False
        self._asked, before = time.monotonic(), self._seen
        self._seen = self._newest()
        return self._seen != before

    def _newest(self) -> frozenset[tuple[str, int]]:
        files = (path for kind in ("*.py", "*.sql") for path in self._folder.rglob(kind))
        return frozenset((str(path), path.stat().st_mtime_ns) for path in files)


def _environment(options: argparse.Namespace) -> dict[str, str]:
    """What the children are started with; the address of the embedded server they read from its file."""
    environment = dict(os.environ)
    home = Path(environment.get("TWINLINE_HOME") or Path.cwd() / ".twinline").absolute()
    environment["TWINLINE_HOME"] = str(home)
    if not environment.get("DATABASE_URL"):
        environment.pop("DATABASE_URL", None)
    if options.port:
        environment["TWINLINE_PORT"] = str(options.port)
    if options.turnable_clock:
        environment["TWINLINE_TURNABLE_CLOCK"] = "1"
    if not environment.get("TWINLINE_WEB_SOCKET"):
        environment["TWINLINE_WEB_SOCKET"] = str(_web_socket(home))
    environment["PYTHONUNBUFFERED"] = "1"
    return environment


def _web_socket(home: Path) -> Path:
    path = home / "run" / "web.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
        return path
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"twinline-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise Unsuitable(f"{folder} belongs to somebody else: set TWINLINE_WEB_SOCKET to a short path.")
    return folder / "web.sock"


def _make_folders(home: Path) -> None:
    """Root's folder lets PostgreSQL's user through to its own; what must stay private has its own mode."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    for name in ("run", "log", "media"):
        (home / name).mkdir(exist_ok=True, mode=0o700)


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    with (home / "run" / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Unsuitable(
                f"Twinline is already running here (process {lock.read().strip()}): stop it first, "
                "or set TWINLINE_HOME to another folder."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def _signals() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise Stopped

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    yield


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unsuitable(
                f"{host}:{port} is taken by another program: stop that one, or choose another port, "
                f"for example `twinline up --port {port + 1}`."
            ) from error


def _write_private(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text + "\n")
    draft.replace(path)


def _say(line: str) -> None:
    with suppress(OSError):  # a terminal that is gone must not keep the rest from stopping
        print(line, flush=True)
