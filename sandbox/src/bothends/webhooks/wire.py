"""Posting over kept connections, as lean as it can be: a laptop shall deliver hundreds of webhooks a second.

A general client spends some milliseconds of Python on each request; this one, for one method and without redirects,
cookies or proxies, about a tenth of that. The parsing is httptools'.
"""

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

import httptools


class NotPosted(Exception):
    """No answer came: the address is wrong, nobody listens, the line broke or the time is up."""


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    secure: bool
    target: str
    shown: str


@lru_cache(maxsize=256)
def address(url: str) -> Address:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotPosted(f"not an http address: {url}")
    secure = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.hostname, parts.port or (443 if secure else 80), secure, target, parts.netloc)


class _Answer:
    """What httptools tells while it reads: the status, whether the line stays open, when all is there."""

    def __init__(self) -> None:
        self.complete = False
        self.keep = False
        self.status = 0
        self.parser = httptools.HttpResponseParser(self)

    def on_headers_complete(self) -> None:
        self.status = int(self.parser.get_status_code())
        self.keep = bool(self.parser.should_keep_alive())

    def on_message_complete(self) -> None:
        self.complete = True


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used: bool = False


@dataclass(slots=True)
class Wire:
    _idle: dict[tuple[str, int], deque[_Connection]] = field(default_factory=dict)

    async def post(self, url: str, headers: dict[str, str], body: bytes, within: float) -> int:
        """The HTTP status of the answer; raises NotPosted when there is none in time."""
        to = address(url)
        try:
            async with asyncio.timeout(within):
                return await self._posted(to, _request(to, headers, body))
        except TimeoutError:
            raise NotPosted(f"no answer within {within:g} s") from None
        except (OSError, EOFError, httptools.HttpParserError) as error:
            raise NotPosted(f"{type(error).__name__}: {error}"[:200]) from None

    async def _posted(self, to: Address, request: bytes) -> int:
        connection = await self._connection(to)
        try:
            return await self._exchange(connection, to, request)
        except (OSError, EOFError):
            if not connection.used:
                raise
            # A kept connection may have been closed by the other side just now: once more on a new one.
            return await self._exchange(await self._open(to), to, request)

    async def _exchange(self, connection: _Connection, to: Address, request: bytes) -> int:
        keep = False
        try:
            connection.writer.write(request)
            answer = _Answer()
            while not answer.complete:
                data = await connection.reader.read(65536)
                if not data:
                    raise EOFError("the connection was closed without an answer")
                answer.parser.feed_data(data)
            keep = answer.keep
            return answer.status
        finally:
            if keep:
                connection.used = True
                self._idle.setdefault((to.host, to.port), deque()).append(connection)
            else:
                connection.writer.close()

    async def _connection(self, to: Address) -> _Connection:
        idle = self._idle.get((to.host, to.port))
        while idle:
            connection = idle.pop()
            if not connection.reader.at_eof() and not connection.writer.is_closing():
                return connection
            connection.writer.close()
        return await self._open(to)

    async def _open(self, to: Address) -> _Connection:
        context = ssl.create_default_context() if to.secure else None
        reader, writer = await asyncio.open_connection(to.host, to.port, ssl=context)
        return _Connection(reader, writer)

    def close(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.writer.close()
        self._idle.clear()


def _request(to: Address, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"POST {to.target} HTTP/1.1", f"Host: {to.shown}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
