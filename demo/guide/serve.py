"""The tour's server, beside the demo's own life in one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from demo.guide.app import build
from demo.guide.stage import Stage
from demo.halted import Halted

START_SECONDS = 10.0


@contextmanager
def serving(stage: Stage, port: int) -> Iterator[None]:
    """Until the end of the block. Raises Halted."""
    settings = uvicorn.Config(
        build(stage), host="127.0.0.1", port=port, log_level="error", access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    if not server.started:
        raise Halted(f"Port {port} is taken: set TWINLINE_TOUR_PORT to a free one.")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(3)


def _run(server: uvicorn.Server) -> None:
    try:
        server.run()
    except SystemExit:
        return  # uvicorn's way to say that it could not listen
