"""What intake is compared with: Starlette under uvicorn, each webhook checked, parsed, inserted and committed alone.

`python -m bench.baseline PORT SECRET` (hex) with DATABASE_URL; its own table lies in a schema of its own.
"""

import hashlib
import hmac
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

CONNECTIONS = 16
TABLE = """
create schema if not exists bench;
create table if not exists bench.webhook (
    id bigint generated always as identity primary key,
    heard_at timestamptz not null default clock_timestamp(),
    body bytea not null
)
"""
INSERT = "insert into bench.webhook (body) values (%b)"


class Baseline:
    """A pool of connections that are taken in turn: one insert and one commit a request."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._pool: list[psycopg.AsyncConnection] = []
        self._next = 0

    @asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        url = os.environ["DATABASE_URL"]
        for _ in range(CONNECTIONS):
            self._pool.append(await psycopg.AsyncConnection.connect(url, autocommit=True))
        await self._pool[0].execute(TABLE)
        yield
        for connection in self._pool:
            await connection.close()

    async def take(self, request: Request) -> Response:
        body = await request.body()
        expected = "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, request.headers.get("x-hub-signature-256", "")):
            return Response(status_code=401)
        json.loads(body)
        self._next = (self._next + 1) % CONNECTIONS
        await self._pool[self._next].execute(INSERT, (body,), prepare=True)
        return Response(status_code=200)


def main(port: int, secret: bytes) -> None:
    baseline = Baseline(secret)
    app = Starlette(routes=[Route("/hooks/meta/{app}", baseline.take, methods=["POST"])], lifespan=baseline.lifespan)
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="warning", loop="uvloop")


if __name__ == "__main__":
    main(int(sys.argv[1]), bytes.fromhex(sys.argv[2]))
