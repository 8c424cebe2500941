"""Processes of this machine by their number: is it still ours, and how it ends."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(sign: signal.Signals) -> Callable[[], None] | None:
    """For preexec_fn: on Linux the child gets this signal when we end, even by kill -9."""
    if _libc is None:
        return None
    prctl, number = _libc.prctl, int(sign)
    return lambda: prctl(PR_SET_PDEATHSIG, number)


def note(path: Path, pid: int) -> None:
    """Write a process's number down; a reader sees the old one or the new one, never half of it."""
    draft = path.with_suffix(".new")
    draft.write_text(str(pid))
    draft.replace(path)


def is_running(pid: int, *words: str) -> bool:
    """Whether the process exists and its command line holds every word; numbers are used again by others."""
    if pid <= 1:
        return False
    line = command_line(pid)
    return bool(line) and all(word in line for word in words)


def end(pid: int, sign: signal.Signals, *, seconds: float) -> None:
    """Ask with `sign`, and kill what is still there after `seconds`."""
    for attempt in (sign, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, attempt)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not command_line(pid):
                return
            time.sleep(0.02)


def end_group(leader: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, sign)


def command_line(pid: int) -> str:
    """Empty for a process that is gone or has ended and waits to be noticed."""
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        with suppress(OSError):
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        return ""
    ps = shutil.which("ps") or "/bin/ps"
    done = subprocess.run([ps, "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "" if "<defunct>" in done.stdout else done.stdout.strip()
