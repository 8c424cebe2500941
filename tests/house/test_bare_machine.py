"""Twinline starts, and stops without a trace, on whatever machine this test runs on.

CI runs it once more with an empty environment and nothing but Python, sh and the core utilities.
"""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path

from tests.fixtures.running import NAMES, StartTwinline, answers
from twinline.web.running import processes

ROOT = Path(__file__).resolve().parents[2]


def test_up_brings_its_own_database_and_stops_within_five_seconds(start_twinline: StartTwinline) -> None:
    twinline = start_twinline(own_postgres=True)
    assert answers(f"{twinline.url}/")
    pids = [twinline.pid(name) for name in (*NAMES, "postgres")]
    assert all(processes.is_running(pid) for pid in pids)
    begun = time.monotonic()
    twinline.stop()
    assert time.monotonic() - begun < 5
    assert not any(processes.is_running(pid) for pid in pids)


def test_the_lock_names_no_address() -> None:
    for lock in ("requirements.lock", "tools/node.lock"):
        text = (ROOT / lock).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text


def test_every_dependency_is_locked() -> None:
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["embedded"],
        *project["dependency-groups"]["dev"],
    ]
    names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in named}
    assert not names - locked, "tools/lock writes the lock anew"
