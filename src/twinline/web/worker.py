"""`twinline worker`: sends, files, signals and timers, each a thread with a database connection of its own."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence

FAULT_PAUSE_SECONDS = 1.0
TIDY_IDLE_SECONDS = 5.0
# Looks for work grow rarer while there is none, since each costs the database a little.
SHORTEST_IDLE_SECONDS, LONGEST_IDLE_SECONDS = 0.05, 0.4


def main(argv: Sequence[str] = ()) -> int:
    """Run until told to stop; every loop waits out a lost database by itself."""
    os.environ["TWINLINE_ROLE"] = "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinline.web.settings")
    import django

    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop)
    return 0


def run(stop: threading.Event) -> None:
    """Every loop in a thread, until `stop`."""
    from django.conf import settings

    from twinline.engine import loops
    from twinline.engine.dispatch.sender import Sender

    graph = loops.open_graph(settings.INSTALLATION)
    poster = loops.open_poster(settings.INSTALLATION)
    sender = Sender(graph)
    steps: dict[str, Callable[[], bool]] = {
        "sender": sender.step,
        "fetch": lambda: loops.fetch_one(graph),
        "fetch too": lambda: loops.fetch_one(graph),  # a long video does not hold up a picture
        "upload": lambda: loops.upload_one(graph),
        "signals": lambda: loops.signal_one(graph),
        "syncs": lambda: loops.ask_one(graph),
        "numbers": lambda: loops.look_one(graph),
        "health": lambda: loops.check_one(graph),
        "webhooks": lambda: loops.deliver_one(poster),
        "webhooks too": lambda: loops.deliver_one(poster),  # a receiver that is slow does not hold up the others
        "tidy": loops.tidy,
    }
    if settings.INSTALLATION.mail is not None:
        steps["mail"] = loops.mail_one
        steps["reminders"] = loops.remind_one
    rests: dict[str, Callable[[], object]] = {"sender": sender.rest, "tidy": lambda: stop.wait(TIDY_IDLE_SECONDS)}
    threads = [
        threading.Thread(target=_loop, args=(name, step, rests.get(name), stop), name=name)
        for name, step in steps.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sender.close()
    graph.close()
    poster.close()


def _loop(name: str, step: Callable[[], bool], rest: Callable[[], object] | None, stop: threading.Event) -> None:
    """Repeat a step; it answers whether there may be more to do at once, otherwise there is a rest."""
    from django.db import connection

    idle = SHORTEST_IDLE_SECONDS
    while not stop.is_set():
        try:
            if step():
                idle = SHORTEST_IDLE_SECONDS
            elif rest:
                rest()
            else:
                stop.wait(idle)
                idle = min(LONGEST_IDLE_SECONDS, idle * 1.3)
        except Exception as error:  # noqa: BLE001 - a loop that ends is work that stops silently
            print(f"worker {name}: {type(error).__name__}; trying again", file=sys.stderr, flush=True)
            connection.close()
            stop.wait(FAULT_PAUSE_SECONDS)
