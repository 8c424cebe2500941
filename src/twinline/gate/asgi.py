"""The three words of ASGI, and answers with a body that fits in one message."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

Header = tuple[bytes, bytes]
CLOSE: Header = (b"connection", b"close")


class Answer:
    """A whole answer, made once and sent many times."""

    def __init__(self, status: int, sentence: str, headers: Iterable[Header] = (), kind: str = "text/plain") -> None:
        self.status = status
        body = sentence.encode()
        self._start = {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", f"{kind}; charset=utf-8".encode()),
                (b"content-length", str(len(body)).encode()),
                (b"x-content-type-options", b"nosniff"),
                (b"cache-control", b"no-store"),
                *headers,
            ],
        }
        self._body = {"type": "http.response.body", "body": body}

    async def __call__(self, send: Send) -> None:
        await send(self._start)
        await send(self._body)


def header(scope: Scope, name: bytes) -> bytes | None:
    """The value of a header, or None where it is missing or stands more than once."""
    values = [value for known, value in scope["headers"] if known == name]
    return values[0] if len(values) == 1 else None


NOT_FOUND = Answer(404, "There is nothing here.\n")
