"""One process that `up` keeps alive: started in a group of its own, started again when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from twinline.web.running import processes

LONG_LIFE = 5.0  # seconds; a process that lived shorter is started again later each time
FIRST_DELAY = 0.2
LONGEST_DELAY = 5.0
LOG_BYTES = 10_000_000


@dataclass(slots=True, kw_only=True)
class Child:
    """A command by name. Its output goes to `log`, its number to `pid_file`; `courtesy` is how far it yields (nice)."""

    name: str
    command: Sequence[str]
    log: Path
    pid_file: Path
    courtesy: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _begun: float = 0.0
    _log_begin: int = 0
    _delay: float = 0.0
    _due: float = field(default=0.0)

    def start(self, environment: Mapping[str, str]) -> None:
        self._turn_log()
        with self.log.open("ab") as log:
            self._log_begin = log.tell()
            self._process = subprocess.Popen(
                self.command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread here
            )
        with suppress(OSError):  # it may have ended already
            os.setpriority(os.PRIO_PROCESS, self._process.pid, self.courtesy)
        self._begun = time.monotonic()
        processes.note(self.pid_file, self._process.pid)

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def due(self) -> bool:
        return self._process is None and time.monotonic() >= self._due

    def bury(self) -> str:
        """After its end: sweep what it left behind, choose when to start again; a sentence for the screen."""
        assert self._process is not None
        processes.end_group(self._process.pid, signal.SIGKILL)
        lived = time.monotonic() - self._begun
        self._delay = 0.0 if lived > LONG_LIFE else min(max(FIRST_DELAY, self._delay * 2), LONGEST_DELAY)
        self._due = time.monotonic() + self._delay
        status, self._process = _how(self._process.returncode), None
        last = self.last_line()
        return f"{status}; starting again in {self._delay:.1f} s" + (f" (last words: {last})" if last else "")

    def signal(self, sign: signal.Signals) -> None:
        if self._process:
            processes.end_group(self._process.pid, sign)

    def wait(self, seconds: float) -> bool:
        """Whether it ended in that time."""
        if self._process:
            try:
                self._process.wait(max(seconds, 0.01))
            except subprocess.TimeoutExpired:
                return False
        return True

    def forget(self) -> None:
        self._process, self._delay, self._due = None, 0.0, 0.0
        self.pid_file.unlink(missing_ok=True)

    def last_line(self) -> str:
        """The last thing this life wrote, short enough for one line of the screen."""
        with self.log.open("rb") as log:
            log.seek(max(self._log_begin, os.fstat(log.fileno()).st_size - 2000))
            lines = log.read().decode(errors="replace").strip().splitlines()
        return lines[-1].strip()[:200] if lines else ""

    def end_leftover(self) -> None:
        """The process of an earlier supervisor that was killed before it could stop this one."""
        if not self.pid_file.exists():
            return
        pid = int(self.pid_file.read_text() or 0)
        if processes.is_running(pid, *self.command[-3:]):
            processes.end(pid, signal.SIGTERM, seconds=3)
            processes.end_group(pid, signal.SIGKILL)
        self.pid_file.unlink()

    def _turn_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))


def _how(status: int) -> str:
    if status < 0:
        return f"was killed ({signal.Signals(-status).name})"
    return f"ended (status {status})"
