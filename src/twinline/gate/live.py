"""`/live`: server-sent events that say where something changed, never what was said."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Final, LiteralString
from uuid import UUID

import psycopg

from twinline.gate.asgi import CLOSE, Answer, Receive, Scope, Send, header
from twinline.gate.link import Link
from twinline.gate.presences import Presences, Room
from twinline.gate.streams import CLOSED, HEARTBEAT, Stream, Streams, hello
from twinline.gate.tickets import Tickets, digest_in, ends, same_origin

log = logging.getLogger("twinline.gate")

HEARTBEAT_SECONDS: Final = 15.0
RECHECK_SECONDS: Final = 30.0
PRESENCE_SECONDS: Final = 2.0
# A browser that takes nothing for so long is gone, whatever its socket says.
STALLED_SECONDS: Final = 30.0
# With the database away nobody can be checked: after so long all streams end.
UNCHECKED_SECONDS: Final = 90.0

SELECT_POSITION: Final[LiteralString] = "select position from log.counter where workspace_id = %s"

START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-accel-buffering", b"no"),
    ],
}
WRONG_METHOD = Answer(405, "Live events are read with GET.\n", [(b"allow", b"GET"), CLOSE])
WRONG_ORIGIN = Answer(403, "Live events are for pages of this address only.\n")
NO_TICKET = Answer(401, "The ticket is missing, used up or withdrawn: ask for a new one.\n")
TOO_MANY = Answer(429, "This browser already has its streams open.\n", [(b"retry-after", b"5")])
UNAVAILABLE = Answer(503, "The database does not answer; come again.\n", [(b"retry-after", b"2")])


class Live:
    """The ASGI application of the live streams, and what its notices do."""

    def __init__(self, link: Link, tickets: Tickets) -> None:
        self._link = link
        self._tickets = tickets
        self.streams = Streams()
        self._presences = Presences()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stream = await self._admit(scope)
        if isinstance(stream, Answer):
            await stream(send)
            return
        try:
            await self._greet(stream, send)
            await self._follow(stream, receive, send)
        finally:
            self.streams.remove(stream)

    async def changed(self, notice: str) -> None:
        """twinline_live: {"w": workspace, "p": position, "c": [conversations] or null}."""
        said = json.loads(notice)
        self.streams.tell(UUID(said["w"]), int(said["p"]), said["c"])

    async def closed(self, notice: str) -> None:
        """twinline_closed: sign-out, or a change of what someone may see."""
        ended = ends(notice)
        for stream in self.streams:
            if ended(stream.ticket):
                stream.close()
        self._tell_presences(self._presences.end(ended))

    async def present(self, notice: str) -> None:
        """twinline_presence: who has a conversation open. Told to those who have it open too, to nobody else."""
        self._tell_presences(self._presences.hear(notice, asyncio.get_running_loop().time()))

    async def keep_presences_true(self) -> None:
        """For ever: who has not spoken for 45 seconds is gone."""
        while True:
            await asyncio.sleep(PRESENCE_SECONDS)
            self._tell_presences(self._presences.expire(asyncio.get_running_loop().time()))

    async def catch_up(self) -> None:
        """Notices may have been missed: check all tickets, have everyone ask. Raises psycopg.Error."""
        await self.recheck()
        for workspace in self.streams.workspaces():
            self.streams.tell(workspace, await self._position(workspace), None)

    async def recheck(self) -> None:
        """Close the streams whose tickets no longer hold. Raises psycopg.Error."""
        streams = list(self.streams)
        valid = await self._tickets.valid(stream.ticket.digest for stream in streams) if streams else {}
        for stream in streams:
            if stream.ticket.digest not in valid:
                stream.close()

    async def keep_checking(self) -> None:
        """Recheck for ever; with the database away for long, end everything."""
        loop = asyncio.get_running_loop()
        checked = loop.time()
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            with suppress(psycopg.Error, OSError):
                await self.recheck()
                checked = loop.time()
            if loop.time() - checked > UNCHECKED_SECONDS:
                self.end_all()

    def end_all(self) -> None:
        for stream in self.streams:
            stream.end()

    def _tell_presences(self, changed: list[tuple[Room, Room]]) -> None:
        for before, room in changed:
            for stream in self.streams.of_users(room.workspace, before.users | room.users):
                stream.tell_presence(room.conversation, room.event_for(stream.ticket.user))

    async def _admit(self, scope: Scope) -> Stream | Answer:
        if scope["method"] != "GET":
            return WRONG_METHOD
        if not same_origin(scope):
            return WRONG_ORIGIN
        digest = digest_in(header(scope, b"cookie"))
        if digest is None:
            return NO_TICKET
        try:
            ticket = (await self._tickets.valid([digest])).get(digest)
        except (psycopg.Error, OSError):
            return UNAVAILABLE
        if ticket is None:
            return NO_TICKET
        if not self.streams.admits(ticket):
            return TOO_MANY
        # Registered before the position is read: what is said in between is told twice rather than never.
        stream = Stream(ticket)
        self.streams.add(stream)
        return stream

    async def _greet(self, stream: Stream, send: Send) -> None:
        await send(START)
        try:
            position = await self._position(stream.ticket.workspace)
        except (psycopg.Error, OSError):
            stream.end()
            return
        await _write(send, hello(position))

    async def _follow(self, stream: Stream, receive: Receive, send: Send) -> None:
        leaving = asyncio.create_task(_left(stream, receive))
        try:
            while not (stream.closed or stream.ended):
                await self._next(stream, send)
            await _finish(send, CLOSED if stream.closed else b"")
        except TimeoutError:
            stream.end()
        finally:
            leaving.cancel()

    async def _next(self, stream: Stream, send: Send) -> None:
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await stream.some.wait()
        except TimeoutError:
            await _write(send, HEARTBEAT)
            return
        stream.some.clear()
        if stream.pending.position is not None and not stream.closed:
            await _write(send, stream.pending.taken().event())
        for said in [] if stream.closed else stream.take_presences():
            await _write(send, said)

    async def _position(self, workspace: UUID) -> int:
        rows = await self._link.rows_of(workspace, SELECT_POSITION, (workspace,))
        return rows[0][0] if rows else 0


async def _left(stream: Stream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _write(send: Send, body: bytes) -> None:
    """Raises TimeoutError for a browser that takes nothing."""
    async with asyncio.timeout(STALLED_SECONDS):
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _finish(send: Send, body: bytes) -> None:
    with suppress(TimeoutError):
        await _write(send, body)
        await send({"type": "http.response.body", "body": b""})
