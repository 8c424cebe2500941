"""The one LISTEN connection: what other processes tell the gate through PostgreSQL."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import psycopg

from twinline.gate.link import Connection, Link

log = logging.getLogger("twinline.gate")

# A notice can get lost with its connection; what notices only hasten is looked at this often anyway.
ASK_SECONDS: Final = 10.0

Hear = Callable[[str], Awaitable[None]]


class Notices:
    """Calls who listens to a channel with each payload, and `caught_up` whenever listening begins (again)."""

    def __init__(self, dsn: str, channels: Mapping[str, Hear], caught_up: Callable[[], Awaitable[None]]) -> None:
        self._link = Link(dsn, self._listen)
        self._channels = channels
        self._caught_up = caught_up

    async def run(self) -> None:
        """Listen until the connection is lost, then raise."""
        connection = await self._link.open()
        await self._caught_up()
        while True:
            async for notice in connection.notifies(timeout=ASK_SECONDS):
                await self._hear(notice)
            await self._still_there(connection)

    async def _hear(self, notice: psycopg.Notify) -> None:
        """One notice that cannot be understood must not cost the others."""
        try:
            await self._channels[notice.channel](notice.payload)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            log.warning("A notice on %s was not understood: %s", notice.channel, type(error).__name__)

    async def _still_there(self, connection: Connection) -> None:
        """A server that vanished without a word is only noticed by asking it."""
        try:
            async with asyncio.timeout(ASK_SECONDS):
                await connection.execute("select 1")
        except TimeoutError:
            self._link.sever()
            raise

    async def _listen(self, connection: Connection) -> None:
        for channel in self._channels:
            await connection.execute(psycopg.sql.SQL("listen {}").format(psycopg.sql.Identifier(channel)))
