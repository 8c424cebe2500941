"""`up` keeps its processes alive, and none outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests.fixtures.running import NAMES, RunningTwinline, answers, starting
from twinline.web.running import processes
from twinline.workspaces.installation import Installation

EVERYTHING = (*NAMES, "postgres")


@pytest.fixture(scope="module")
def started(request: pytest.FixtureRequest) -> Iterator[RunningTwinline]:
    with starting(request) as start:
        yield start(own_postgres=True)


@pytest.fixture
def twinline(started: RunningTwinline) -> RunningTwinline:
    """One for all tests here: each leaves it ready, as it must be able to."""
    started.wait_until_ready()
    return started


@pytest.mark.parametrize("name", EVERYTHING)
def test_what_is_killed_is_started_again(twinline: RunningTwinline, name: str) -> None:
    before = twinline.pid(name)
    twinline.kill(name)
    twinline.wait_for(lambda: twinline.pid(name) != before and processes.is_running(twinline.pid(name)))
    twinline.wait_until_ready()


def test_killed_together_they_all_come_back(twinline: RunningTwinline) -> None:
    before = {name: twinline.pid(name) for name in EVERYTHING}
    for name in EVERYTHING:
        twinline.kill(name)
    for name in EVERYTHING:
        twinline.wait_for(lambda name=name: twinline.pid(name) != before[name])
    twinline.wait_until_ready()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_nothing_outlives_a_killed_supervisor(twinline: RunningTwinline) -> None:
    pids = {name: twinline.pid(name) for name in EVERYTHING}
    os.kill(twinline.supervisor, signal.SIGKILL)
    twinline.wait_for_end()
    left = {name for name, pid in pids.items() if not gone(pid)}
    assert not left, twinline.story()
    twinline.start_again()


def test_after_a_killed_supervisor_the_next_one_starts_on_the_same_data(twinline: RunningTwinline) -> None:
    with psycopg.connect(owner(twinline)) as connection:
        connection.execute("CREATE TABLE public.kept (word text); INSERT INTO public.kept VALUES ('here')")
    os.kill(twinline.supervisor, signal.SIGKILL)
    twinline.wait_for_end()
    twinline.start_again()
    twinline.wait_until_ready()
    with psycopg.connect(owner(twinline)) as connection:
        assert connection.execute("SELECT word FROM public.kept").fetchall() == [("here",)]


def test_two_do_not_run_on_one_home(twinline: RunningTwinline) -> None:
    second = up(twinline.environment | {"TWINLINE_PORT": "1"})
    assert second.returncode == 1
    assert f"already running here (process {twinline.supervisor})" in second.stderr
    assert answers(f"{twinline.url}/readyz")


def test_a_taken_port_is_said_in_a_sentence(twinline: RunningTwinline, tmp_path: str) -> None:
    other = up(twinline.environment | {"TWINLINE_HOME": str(tmp_path)})
    assert other.returncode == 1
    assert "is taken by another program" in other.stderr
    assert "Traceback" not in other.stderr


def test_no_password_stands_in_a_command_line_or_a_log(twinline: RunningTwinline) -> None:
    password = owner(twinline).split("password='")[1].split("'")[0]
    lines = [processes.command_line(twinline.pid(name)) for name in EVERYTHING]
    assert not any(password in text for text in [*lines, twinline.story()])


def owner(twinline: RunningTwinline) -> str:
    given = {key: value for key, value in twinline.environment.items() if key != "DATABASE_URL"}
    return Installation.from_environment(given).dsn("owner")


def up(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "twinline", "up"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def gone(pid: int) -> bool:
    """Ended within three seconds: a fast shutdown of PostgreSQL writes a checkpoint first."""
    for _ in range(60):
        if not processes.is_running(pid):
            return True
        signal.sigtimedwait([], 0.05)
    return False
