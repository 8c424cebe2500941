"""`twinline recorder`: from intake to log and tables, one transaction a batch. Any number may run at once.

With `--helping` it leaves live bodies to the others and steps in when they fall behind: two that share what comes
in live would wait for each other's locks, and every body would be seen later.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence

# Idle looks grow rarer, since each costs the database a little; the first body after a pause waits this long at most.
SHORTEST_PAUSE_SECONDS = 0.004
LONGEST_PAUSE_SECONDS = 0.03
FAULT_PAUSE_SECONDS = 0.5
LOOK_SECONDS = 0.25


def main(argv: Sequence[str] = ()) -> int:
    """Run until told to stop; a lost database is waited for."""
    os.environ["TWINLINE_ROLE"] = "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinline.web.settings")
    import django

    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop, helping="--helping" in argv)
    return 0


def run(stop: threading.Event, *, helping: bool = False) -> None:
    """Record batch after batch; pause for milliseconds when there is nothing to do."""
    from django.db import connection

    from twinline.engine.recorder import Backlog, Recorder

    recorder, backlog, pause = Recorder(), Backlog(), SHORTEST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            if helping and not backlog.grows():
                stop.wait(LOOK_SECONDS)
                continue
            if recorder.step():
                pause = SHORTEST_PAUSE_SECONDS
                continue
            time.sleep(pause)
            pause = min(LONGEST_PAUSE_SECONDS, pause * 1.3)
        except Exception as error:  # noqa: BLE001 - what is recorded by nobody is seen by nobody
            print(f"recorder: {type(error).__name__}; trying again", file=sys.stderr, flush=True)
            connection.close()
            stop.wait(FAULT_PAUSE_SECONDS)
