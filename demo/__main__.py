"""`./run demo`: Bothends, Twinline, an invented agency, and its quiet life, until Ctrl-C."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from demo import cast, life
from demo.guide.serve import PortTaken, serving
from demo.guide.stage import Ends, Stage
from demo.sandbox import Sandbox

READY_SECONDS = 120
TOUR_PORT = int(os.environ.get("TWINLINE_TOUR_PORT") or 8080)
TOUR = f"http://127.0.0.1:{TOUR_PORT}"
HOME = Path(os.environ.get("TWINLINE_DEMO_HOME") or Path.cwd() / ".twinline-demo")


def main() -> int:
    """Start everything, tell the past, live on; 0 after Ctrl-C."""
    signal.signal(signal.SIGTERM, _interrupt)
    began = time.monotonic()
    try:
        with _bothends() as sandbox, _twinline(sandbox.url) as url:
            _furnish(sandbox, url)
            with _tour(sandbox, url) as stage:
                _welcome(url, sandbox.url, time.monotonic() - began)
                _live(sandbox, stage)
    except PortTaken as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nThe demo is over; everything has stopped.", flush=True)
    return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _bothends() -> Iterator[Sandbox]:
    """WhatsApp on this machine, with a clock that starts in the past so that there is one."""
    port = os.environ.get("BOTHENDS_PORT", "8900")
    past = str(time.time() - life.PAST_SECONDS)
    print("Starting Bothends, the sandbox that plays WhatsApp.", flush=True)
    with _process("bothends", "serve", "--port", port, "--seed", "1", "--stepped-from", past):
        sandbox = Sandbox(f"http://127.0.0.1:{port}")
        sandbox.wait()
        yield sandbox


@contextmanager
def _twinline(graph: str) -> Iterator[str]:
    """A Twinline with a fresh database: the demo begins where it always begins."""
    shutil.rmtree(HOME, ignore_errors=True)
    os.environ.update(
        TWINLINE_HOME=str(HOME), TWINLINE_GRAPH_URL=graph, TWINLINE_ALLOWED_ORIGINS=graph, TWINLINE_FRAMED_BY=TOUR
    )
    os.environ.pop("DATABASE_URL", None)
    url = f"http://127.0.0.1:{os.environ.setdefault('TWINLINE_PORT', '8000')}"
    with _process("twinline", "up", "--turnable-clock") as process:
        _wait_until_ready(process, f"{url}/readyz")
        yield url


@contextmanager
def _process(module: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child in a group of its own, so that Ctrl-C reaches it from here alone, and in order."""
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], start_new_session=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit("Twinline did not start; the reason is above. `./run doctor` may know more.")
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"Twinline was not ready within {READY_SECONDS} s; `./run doctor` may know why.")


def _furnish(sandbox: Sandbox, url: str) -> None:
    """The agency at both ends: numbers and customers there, workspace and people here."""
    sandbox.furnish(cast.customers())
    onboarded = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(sandbox.now()))
    wanted = {
        "app": {"app_id": cast.APP["id"], **{name: cast.APP[name] for name in ("name", "secret", "verify_token")}},
        "workspace": {"name": cast.WABA["name"], "time_zone": "Europe/Zurich", "owner": cast.OWNER},
        "members": cast.MEMBERS,
        "numbers": [_connection(number, onboarded) for number in cast.NUMBERS],
    }
    subprocess.run(
        [sys.executable, "-m", "twinline", "provision", "--json"],
        input=json.dumps(wanted).encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    sandbox.subscribe(f"{url}/hooks/meta/{cast.APP['id']}")


def _connection(number: cast.Number, onboarded: str) -> dict[str, str]:
    return {
        "phone_number_id": number.id,
        "waba_id": cast.WABA["id"],
        "display_phone": number.phone,
        "name": number.name,
        "owner_name": number.owner,
        "mode": number.mode,
        "token": cast.TOKEN,
        "onboarded_at": onboarded,
    }


@contextmanager
def _tour(sandbox: Sandbox, url: str) -> Iterator[Stage]:
    stage = Stage(Ends(twinline=url, phones=sandbox.url), HOME)
    with serving(stage, TOUR_PORT):
        yield stage


def _welcome(url: str, phones: str, seconds: float) -> None:
    print(
        f"""
The demo is ready after {seconds:.1f} s. Everybody in it is invented.

  The tour        {TOUR}        (open this one: you are signed in, and both ends are beside it)

  Twinline        {url}
                  sign in as {cast.OWNER["email"]} or {cast.MEMBERS[0]["email"]}, password {cast.PASSWORD}
  The phones      {phones}        (customers on the left, the agents' Business app on the right)

Write on either end and watch the other. Ctrl-C stops everything.
""",
        flush=True,
    )


def _live(sandbox: Sandbox, stage: Stage) -> None:
    """The past first, while the tour says how far it is; then the tour opens and life goes on."""
    stop, chance, people = threading.Event(), Random(1), cast.customers()
    try:
        life.tell_past(sandbox, people, chance, stage.tell_progress)
        stage.begin()
        print("Sixty conversations of the past two days are told; from now on customers write now and then.")
        life.live_on(sandbox, people, chance, stop)
    finally:
        stop.set()


if __name__ == "__main__":
    sys.exit(main())
