"""One connection to PostgreSQL that is made again whenever it was lost."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg

CONNECT_SECONDS: Final = 2
ANSWER_SECONDS: Final = 2
SET_WORKSPACE: Final[LiteralString] = "select set_config('twinline.workspace', %s, true)"

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
Prepare = Callable[[Connection], Awaitable[None]]


class Link:
    """A lazy connection in autocommit: each statement is its own transaction."""

    def __init__(self, dsn: str, prepare: Prepare | None = None) -> None:
        self._dsn = dsn
        self._prepare = prepare
        self._connection: Connection | None = None
        self._opening = asyncio.Lock()
        self._turn = asyncio.Lock()

    @property
    def alive(self) -> bool:
        return self._connection is not None and not self._connection.closed

    async def open(self) -> Connection:
        """The live connection, made now if need be. Raises psycopg.Error."""
        async with self._opening:
            if self._connection is None or self._connection.closed:
                self._connection = await self._connect()
            return self._connection

    async def rows(self, query: LiteralString, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises psycopg.Error, also when the server is silent for too long."""
        async with self._turn:
            connection = await self.open()
            with self._deadline():
                cursor = await connection.execute(query, params)
                return await cursor.fetchall()

    async def rows_of(self, workspace: UUID, query: LiteralString, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query under the row-level security of a workspace. Raises psycopg.Error."""
        async with self._turn:
            connection = await self.open()
            with self._deadline():
                async with connection.transaction():
                    await connection.execute(SET_WORKSPACE, (str(workspace),))
                    cursor = await connection.execute(query, params)
                    return await cursor.fetchall()

    async def answers(self) -> bool:
        """True, or psycopg.Error."""
        return bool(await self.rows("select 1"))

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    def sever(self) -> None:
        """Make whoever waits for this connection fail now.

        Cancelling would ask the server to cancel and wait for it; a server that is frozen never answers. The
        socket is shut, not closed: the waiting loop must see an end, not a file number that someone else got.
        """
        if self._connection is None or self._connection.closed:
            return
        with suppress(OSError), socket.socket(fileno=os.dup(self._connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def _deadline(self) -> Iterator[None]:
        timer = asyncio.get_running_loop().call_later(ANSWER_SECONDS, self.sever)
        try:
            yield
        finally:
            timer.cancel()

    async def _connect(self) -> Connection:
        connection: Connection = await psycopg.AsyncConnection.connect(
            self._dsn, autocommit=True, connect_timeout=CONNECT_SECONDS
        )
        if self._prepare is not None:
            await self._prepare(connection)
        return connection
