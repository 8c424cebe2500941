"""What the demo stands on: free ports, a folder of its own, and child processes that end with it."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from demo.halted import Halted
from twinline.web.running import processes

POLITE_SECONDS = 15
LAST_WORDS = 6
MARK = "this-is-a-demo"
USUAL_NAME = ".twinline-demo"  # demos of before had no mark


def port(setting: str, usual: int) -> int:
    """The one that was asked for; else the usual one, or any where somebody else listens there. Raises Halted."""
    asked = os.environ.get(setting, "")
    if not asked:
        return usual if _is_free(usual) else _any()
    if not (asked.isascii() and asked.isdigit() and _is_free(int(asked))):
        raise Halted(f"{setting}={asked} is no free port: choose another one, or unset it and one is found.")
    return int(asked)


def _is_free(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except (OSError, OverflowError):
            return False
    return True


def _any() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def emptied(home: Path) -> Iterator[None]:
    """A folder that is the demo's own and holds nothing, for one demo at a time. Raises Halted."""
    home.mkdir(parents=True, exist_ok=True)
    folder = os.open(home, os.O_RDONLY)
    try:
        _take(folder, home)
        _empty(home)
        yield
    finally:
        os.close(folder)


def _take(folder: int, home: Path) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Halted(
            f"A demo runs already in {home}: stop it first (Ctrl-C), or name another folder in TWINLINE_DEMO_HOME."
        ) from error


def _empty(home: Path) -> None:
    """Only what a demo left there: somebody may have named a folder of their own, or a real Twinline's."""
    if any(home.iterdir()) and not (home / MARK).exists() and home.name != USUAL_NAME:
        raise Halted(f"{home} holds something else than a demo: name an empty folder in TWINLINE_DEMO_HOME.")
    for one in home.iterdir():
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        else:
            one.unlink()
    (home / MARK).touch()


class Child:
    """`python -m MODULE …`, in a group of its own, so that Ctrl-C reaches it from here alone, and in order."""

    def __init__(self, module: str, *arguments: str, log: Path | None) -> None:
        self.module, self._log = module, log
        with log.open("wb") if log else nullcontext() as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if log else None,
                preexec_fn=processes.die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one thread here
            )

    def check(self) -> None:
        """Raises Halted where it has ended."""
        if self._process.poll() is not None:
            raise Halted(f"{self.module} ended.{self._last_words()}\n`./run doctor` says what this machine lacks.")

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines() if self._log else []
        return "".join(f"\n  {line}" for line in ["Its last words:", *lines[-LAST_WORDS:]]) if lines else ""

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(POLITE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def child(module: str, *arguments: str, log: Path | None) -> Iterator[Child]:
    one = Child(module, *arguments, log=log)
    try:
        yield one
    finally:
        # A second Ctrl-C, or a terminal that is closed meanwhile, must not leave anything behind.
        heard = {sign: signal.signal(sign, signal.SIG_IGN) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        one.stop()
        for sign, hear in heard.items():
            signal.signal(sign, hear)
