"""Reading a request's body with a cap that holds without a Content-Length too."""

from typing import Final

from twinline.gate.asgi import Message, Receive, Scope, header

# A client refused while it still sends sees a reset instead of the answer, unless it is heard out a while.
HEARD_OUT_BYTES: Final = 8 * 1024 * 1024


class TooLarge(Exception):
    """The body is over the cap; `more` of it is still to come."""

    def __init__(self, *, more: bool) -> None:
        super().__init__()
        self.more = more


class Full(Exception):
    """All bodies being read together are over what may be held."""


class Gone(Exception):
    """The client left before its request was complete."""


def announced(scope: Scope) -> int:
    """The Content-Length in bytes, 0 where none is given; the parser has refused what is no number."""
    value = header(scope, b"content-length")
    return int(value) if value is not None else 0


class Budget:
    """Bytes that may be held for bodies that are not complete yet."""

    def __init__(self, free: int) -> None:
        self.free = free

    def take(self, size: int) -> int:
        """`size` itself. Raises Full."""
        if size > self.free:
            raise Full
        self.free -= size
        return size


async def read(scope: Scope, receive: Receive, cap: int, budget: Budget) -> bytes:
    """The whole body. Raises TooLarge as soon as it is over `cap` bytes, Full and Gone."""
    if announced(scope) > cap:
        raise TooLarge(more=True)
    message = await receive()
    if message["type"] == "http.request" and not message["more_body"]:
        return _within(message, cap)
    return await _gathered(message, receive, cap, budget)


async def hear_out(receive: Receive) -> None:
    """Take what a refused client still sends, up to a limit, and keep none of it."""
    heard = 0
    while heard < HEARD_OUT_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect" or not message["more_body"]:
            return
        heard += len(message["body"])


async def _gathered(message: Message, receive: Receive, cap: int, budget: Budget) -> bytes:
    body = bytearray()
    held = 0
    try:
        while message["type"] == "http.request":
            held += budget.take(len(message["body"]))
            body += _within(message, cap - len(body))
            if not message["more_body"]:
                return bytes(body)
            message = await receive()
    finally:
        budget.free += held
    raise Gone


def _within(message: Message, room: int) -> bytes:
    body: bytes = message["body"]
    if len(body) > room:
        raise TooLarge(more=message["more_body"])
    return body
