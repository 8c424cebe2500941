"""`twinline recorder`: from intake to log and tables, one transaction a batch. Any number may run at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence

RECORDER_POLL_SECONDS = 0.008
FAULT_PAUSE_SECONDS = 0.5


def main(argv: Sequence[str] = ()) -> int:
    """Run until told to stop; a lost database is waited for."""
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
    """Record batch after batch; pause a few milliseconds when there is nothing to do."""
    from django.db import Error, connection

    from twinline.engine.recorder import Recorder

    recorder = Recorder()
    while not stop.is_set():
        try:
            if not recorder.step():
                time.sleep(RECORDER_POLL_SECONDS)
        except Error as error:
            print(f"recorder: {type(error).__name__}; trying again", file=sys.stderr, flush=True)
            connection.close()
            stop.wait(FAULT_PAUSE_SECONDS)
