"""Starts the stand-in on a free port in a thread, so that a test can change its state directly."""

from __future__ import annotations

import socket
import threading
import time

import uvicorn

from .server import application
from .state import State


class Running:
    def __init__(self) -> None:
        self.state = State()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        config = uvicorn.Config(application(self.state), log_level="error", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)


if __name__ == "__main__":
    running = Running()
    running.state.signed_in = True
    print(running.address, flush=True)
    running.thread.join()
