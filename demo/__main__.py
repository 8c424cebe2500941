"""`./run demo`: Bothends, Twinline, an invented agency, and its quiet life, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import os
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
from typing import NoReturn

import httpx

from demo import cast, ground, life
from demo.ground import Child
from demo.guide.serve import serving
from demo.guide.stage import Ends, Stage
from demo.halted import Halted
from demo.sandbox import Sandbox

READY_SECONDS = 120
PORTS = (("TWINLINE_TOUR_PORT", 8080), ("BOTHENDS_PORT", 8900), ("TWINLINE_PORT", 8000))
HOME = Path(os.environ.get("TWINLINE_DEMO_HOME") or Path.cwd() / ground.USUAL_NAME).absolute()


def main(argv: list[str] | None = None) -> int:
    """Start everything, tell the past, live on; 0 after Ctrl-C, 1 with a sentence where that cannot be."""
    options = _options(argv)
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _interrupt)
    try:
        _show(options)
    except Halted as reason:
        print(f"{reason}\nThe demo is over; everything has stopped.", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        _say("\nThe demo is over; everything has stopped.")
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run demo", description="Show Twinline at work, with invented people.")
    told = "show all that Twinline and Bothends say, and their own addresses"
    parser.add_argument("--verbose", action="store_true", help=told)
    return parser.parse_args(argv)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _say(words: str) -> None:
    try:
        print(words, flush=True)
    except OSError:
        return  # a terminal that is gone must not keep the rest from stopping


def _show(options: argparse.Namespace) -> None:
    """The tour's address answers before the ends do, and says how far they are."""
    began = time.monotonic()
    with ground.emptied(HOME):
        tour, phones, twinline = (ground.port(*usual) for usual in PORTS)
        stage = Stage(Ends(twinline=f"http://127.0.0.1:{twinline}", phones=f"http://127.0.0.1:{phones}"), HOME)
        # Both before the tour's server, which is a thread: a process that has one must not be forked with a hook.
        with _bothends(phones, options) as one, _twinline(stage.ends, tour, options) as other, serving(stage, tour):
            _welcome(tour, stage.ends if options.verbose else None)
            try:
                _begin(stage, (one, other), began)
            except httpx.HTTPError as error:
                one.check()
                other.check()
                raise Halted(f"One of the ends does not answer ({error}): start the demo again.") from error


def _begin(stage: Stage, children: tuple[Child, Child], began: float) -> NoReturn:
    phones, twinline = children
    _say("Starting Bothends, the sandbox that plays WhatsApp, and Twinline with an empty database.")
    _wait_for(phones, f"{stage.ends.phones}/sandbox/api/clock")
    sandbox = Sandbox(stage.ends.phones)
    sandbox.furnish(cast.customers())
    # The gate starts when the database is up to date, and takes in what comes while the rest still starts.
    _wait_for(twinline, f"{stage.ends.twinline}/healthz")
    _say("The agency moves in.")
    stage.doing = "people"
    _furnish(sandbox, stage.ends.twinline)
    _say("Its past two days are told.")
    stage.doing = "past"
    people, chance = cast.customers(), Random(1)
    life.tell_past(sandbox, people, chance, stage.tell_progress)
    _wait_for(twinline, f"{stage.ends.twinline}/readyz")
    stage.begin()
    _say(f"The demo is ready after {time.monotonic() - began:.0f} s. Ctrl-C stops everything.")
    _live(sandbox, people, chance, children)


@contextmanager
def _bothends(port: int, options: argparse.Namespace) -> Iterator[Child]:
    """WhatsApp on this machine, with a clock that starts in the past so that there is one."""
    past = str(time.time() - life.PAST_SECONDS)
    arguments = ("serve", "--port", str(port), "--seed", "1", "--stepped-from", past)
    with ground.child("bothends", *arguments, log=_log("bothends", options)) as process:
        yield process


@contextmanager
def _twinline(ends: Ends, tour: int, options: argparse.Namespace) -> Iterator[Child]:
    """A Twinline with a fresh database: the demo begins where it always begins."""
    os.environ.update(
        TWINLINE_HOME=str(HOME),
        TWINLINE_PORT=ends.twinline.rpartition(":")[2],
        TWINLINE_GRAPH_URL=ends.phones,
        TWINLINE_ALLOWED_ORIGINS=ends.phones,
        TWINLINE_META_SDK=f"{ends.phones}/sdk.js",
        TWINLINE_META_ORIGINS=ends.phones,
        TWINLINE_FRAMED_BY=f"http://127.0.0.1:{tour}",
    )
    os.environ.pop("DATABASE_URL", None)
    with ground.child("twinline", "up", "--turnable-clock", log=_log("twinline", options)) as process:
        yield process


def _log(name: str, options: argparse.Namespace) -> Path | None:
    return None if options.verbose else HOME / f"{name}.log"


def _wait_for(process: Child, address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        process.check()
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.05)
    raise Halted(f"{process.module} was not ready within {READY_SECONDS} s; `./run doctor` may know why.")


def _furnish(sandbox: Sandbox, url: str) -> None:
    """The agency in Twinline: its workspace and people, and its numbers as Bothends has them."""
    onboarded = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(sandbox.now()))
    wanted = {
        "app": {
            "app_id": cast.APP["id"],
            "config_id": cast.CONFIGURATION,
            **{name: cast.APP[name] for name in ("name", "secret", "verify_token")},
        },
        "workspace": {"name": cast.WORKSPACE, "time_zone": "Europe/Zurich", "owner": cast.OWNER},
        "members": cast.MEMBERS,
        "numbers": [_connection(number, onboarded) for number in cast.NUMBERS],
    }
    command = [sys.executable, "-m", "twinline", "provision", "--json"]
    done = subprocess.run(command, input=json.dumps(wanted).encode(), stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Halted("Twinline did not take the agency's workspace; the reason is above.")
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


def _welcome(tour: int, ends: Ends | None) -> None:
    """One address, so that nobody has to choose; the others only for those who asked for them."""
    _say(f"\n  Open  http://127.0.0.1:{tour}\n\nYou are signed in there once all has started. Everybody is invented.\n")
    if ends:
        _say(
            f"\n  Twinline alone   {ends.twinline}  (sign in as {cast.OWNER['email']} or {cast.MEMBERS[0]['email']}, "
            f"password {cast.PASSWORD})\n  The phones       {ends.phones}\n"
        )


def _live(sandbox: Sandbox, people: list[cast.Customer], chance: Random, children: tuple[Child, Child]) -> NoReturn:
    """Life goes on until somebody stops it, or an end falls away."""
    stop = threading.Event()
    threading.Thread(target=life.live_on, args=(sandbox, people, chance, stop), daemon=True).start()
    try:
        while True:
            for one in children:
                one.check()
            time.sleep(0.5)
    finally:
        stop.set()


if __name__ == "__main__":
    sys.exit(main())
