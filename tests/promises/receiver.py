"""Somebody's server that takes webhooks: real HTTP on a port of its own, and all that it heard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from standardwebhooks import Webhook


@dataclass
class Receiver:
    """`status` is what it answers from now on; `heard` are headers and body of each call."""

    url: str = ""
    status: int = 204
    location: str = ""
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.heard]

    def verified(self, secret: str, at: int = -1) -> Any:
        """What the reference library makes of a call; raises where the signature or its time is wrong."""
        headers, body = self.heard[at]
        return Webhook(secret).verify(body, headers)


@contextmanager
def receiving() -> Iterator[Receiver]:
    one = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Meta's handshake (Meta: Webhooks, getting started)."""
            challenge = parse_qs(urlsplit(self.path).query).get("hub.challenge", [""])[0].encode()
            self.send_response(200)
            self.send_header("content-length", str(len(challenge)))
            self.end_headers()
            self.wfile.write(challenge)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            one.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(one.status)
            if one.location:
                self.send_header("location", one.location)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    one.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
