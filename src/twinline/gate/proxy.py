"""Everything that is not the gate's own: passed on to web over its Unix socket, streaming both ways.

httpcore is used without a client above it: bytes in, bytes out, no cookies kept, no redirect followed.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any, Final

import httpcore

from twinline.gate.asgi import CLOSE, Answer, Receive, Scope, Send
from twinline.gate.body import Gone, TooLarge, announced, hear_out
from twinline.gate.headers import ambiguity, from_web, to_web

log = logging.getLogger("twinline.gate")

# WhatsApp's largest media are documents of 100 MB.
UPLOAD_CAP: Final = 128 * 1024 * 1024
TIMEOUTS: Final = {"connect": 2.0, "read": 120.0, "write": 60.0, "pool": 10.0}
PROBE_TIMEOUTS: Final = {"connect": 1.0, "read": 1.5, "write": 1.0, "pool": 1.0}
CONNECTIONS: Final = 256
BROKEN: Final = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


def refusal(status: int, code: str, sentence: str, action: str, *headers: tuple[bytes, bytes]) -> Answer:
    """An answer of the gate in web's place, in the form of the API's errors."""
    body = {"code": code, "sentence": sentence, "action": action}
    return Answer(status, json.dumps(body) + "\n", headers, "application/json")


RESTARTING = "Twinline is starting. Try again in a moment."
DOWN = refusal(503, "web_unavailable", RESTARTING, "retry", (b"retry-after", b"2"))
# A person's browser tries again by itself.
DOWN_PAGE = Answer(503, f"{RESTARTING}\n", [(b"retry-after", b"2"), (b"refresh", b"2")])
SILENT = refusal(504, "web_silent", "Twinline took too long to answer. Try again.", "retry")
TOO_LARGE = refusal(413, "too_large", f"A request may have {UPLOAD_CAP} bytes.", "fix", CLOSE)
MALFORMED = refusal(400, "malformed", "The request's headers are not valid HTTP.", "fix", CLOSE)


class Upload:
    """A request's body as web reads it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = 0
        self.finished = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Gone
            more = message["more_body"]
            self._size += len(message["body"])
            if self._size > UPLOAD_CAP:
                raise TooLarge(more=more)
            if message["body"]:
                yield message["body"]
        self.finished.set()

    async def left(self) -> None:
        """Return when the client is gone; only after the body may anyone else listen to it."""
        await self.finished.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass


class Web:
    """The ASGI application that stands for the web process."""

    def __init__(self, socket: str) -> None:
        # Web may close a kept connection just when the next request is written; a new one costs little.
        self._pool = httpcore.AsyncConnectionPool(uds=socket, max_connections=CONNECTIONS, max_keepalive_connections=0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if why := ambiguity(scope["headers"]):
            await refusal(400, "ambiguous", why, "fix", CLOSE)(send)
            return
        if announced(scope) > UPLOAD_CAP:
            await hear_out(receive)
            await TOO_LARGE(send)
            return
        upload = Upload(receive)
        await _unless(upload.left(), self._pass(scope, upload, send))

    async def answers(self) -> bool:
        """Whether web answers anything but an error of its own."""
        headers = [(b"host", b"localhost"), (b"connection", b"close")]
        request = _request("GET", b"/readyz", headers, None, PROBE_TIMEOUTS)
        try:
            response = await self._pool.handle_async_request(request)
            await response.aclose()
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
            return False
        return response.status < 500

    async def close(self) -> None:
        await self._pool.aclose()

    async def _pass(self, scope: Scope, upload: Upload, send: Send) -> None:
        try:
            response = await self._pool.handle_async_request(asked(scope, upload))
        except Gone:
            return
        except TooLarge:
            await TOO_LARGE(send)
            return
        except BROKEN as error:
            await failure(error, scope)(send)
            return
        try:
            await _relay(response, scope, send)
        except BROKEN as error:
            # Too late for a status: returning without an end makes the server cut the connection.
            log.warning("web broke off an answer: %s", type(error).__name__)
        finally:
            await response.aclose()


def asked(scope: Scope, upload: Upload) -> httpcore.Request:
    """A client's request as web gets it."""
    client = scope["client"][0] if scope["client"] else "unknown"
    headers = to_web(scope["headers"], client, scope["scheme"])
    target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    return _request(scope["method"], target, headers, upload, TIMEOUTS)


def failure(error: Exception, scope: Scope) -> Answer:
    """What a client hears when web gave no answer."""
    if isinstance(error, httpcore.LocalProtocolError):
        return MALFORMED
    if isinstance(error, httpcore.ReadTimeout):
        return SILENT
    accept = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    return DOWN_PAGE if b"text/html" in accept else DOWN


def _request(
    method: str, target: bytes, headers: list[tuple[bytes, bytes]], content: Any, timeouts: dict[str, float]
) -> httpcore.Request:
    url = httpcore.URL(scheme=b"http", host=b"web", port=None, target=target)
    return httpcore.Request(method, url, headers=headers, content=content, extensions={"timeout": timeouts})


async def _relay(response: httpcore.Response, scope: Scope, send: Send) -> None:
    headers = from_web(response.headers)
    if response.status in (204, 304):
        headers = [(name, value) for name, value in headers if name != b"content-length"]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    async for piece in response.aiter_stream():
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _unless(ending: Any, work: Any) -> None:
    """Do the work, unless the ending comes first."""
    tasks = asyncio.create_task(ending), asyncio.create_task(work)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if tasks[1].done():
            tasks[1].result()
    finally:
        for task in tasks:
            task.cancel()
