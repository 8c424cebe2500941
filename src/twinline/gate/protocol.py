"""What uvicorn leaves open: how long a request may take to arrive, and how large its head may be."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

HEAD_SECONDS: Final = 10.0
HEAD_BYTES: Final = 64 * 1024
# A slow line is welcome, a drip is not: this long for anything, then this many bytes a second on average.
GRACE_SECONDS: Final = 15.0
SLOWEST: Final = 4 * 1024
LOOK_SECONDS: Final = 1.0

LATE: Final = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
LONG: Final = b"HTTP/1.1 431 Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Door(HttpToolsProtocol):
    """One connection. Its deadlines are looked at from outside: a timer would cost every request."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.begun: float | None = None
        self.in_head = True
        self.received = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        self.begun = self.loop.time()

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)
        if self.in_head and self.received > HEAD_BYTES:
            self.refuse(LONG)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.begun = self.loop.time()
        self.in_head = True
        self.received = 0

    def on_headers_complete(self) -> None:
        self.in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.begun = None
        super().on_message_complete()

    def overdue(self, now: float) -> bool:
        """Whether the client takes too long; what the gate itself holds back does not count against it."""
        if self.begun is None or self.flow.read_paused:
            return False
        took = now - self.begun
        if self.in_head:
            return took > HEAD_SECONDS
        return took > GRACE_SECONDS + self.received / SLOWEST

    def refuse(self, answer: bytes) -> None:
        if self.transport.is_closing():
            return
        cycle: RequestResponseCycle | None = vars(self)["cycle"]
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(answer)
        self.transport.close()


async def watch(state: ServerState) -> None:
    """Refuse for ever those who do not get to the point."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        now = loop.time()
        for connection in list(state.connections):
            if isinstance(connection, Door) and connection.overdue(now):
                connection.refuse(LATE)
