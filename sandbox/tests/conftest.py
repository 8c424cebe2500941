"""A sandbox that really serves, and a callback that really listens, both on the loopback interface."""

import asyncio
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bothends.clock import Clock
from bothends.sandbox import Sandbox
from bothends.server import application

PHONE, HOTLINE, WABA, APP = "100200300400500", "100200300400501", "811200340045001", "1029384756"
START = 1_790_000_000.0


@dataclass
class Served:
    """A uvicorn server in a thread, with its loop."""

    app: Any
    server: uvicorn.Server
    thread: threading.Thread
    url: str
    loop: asyncio.AbstractEventLoop

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)

    def run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)


def serve(app: Any) -> Served:
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    server, loop = uvicorn.Server(config), asyncio.new_event_loop()
    thread = threading.Thread(target=_run, args=(server, loop, listening), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    return Served(app, server, thread, url, loop)


def _run(server: uvicorn.Server, loop: asyncio.AbstractEventLoop, listening: socket.socket) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(server.serve(sockets=[listening]))
    loop.close()


@dataclass
class Callback:
    """The receiver of webhooks. `answers` are the next HTTP statuses; then it is always 200."""

    url: str = ""
    secret: str = ""
    verify_token: str = ""
    answers: list[int] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    refused: list[bytes] = field(default_factory=list)

    async def challenge(self, request: Request) -> Response:
        query = request.query_params
        ok = query["hub.mode"] == "subscribe" and query["hub.verify_token"] == self.verify_token
        return PlainTextResponse(query["hub.challenge"] if ok else "no", 200 if ok else 403)

    async def hear(self, request: Request) -> Response:
        body = await request.body()
        wanted = "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        assert request.headers["x-hub-signature-256"] == wanted
        status = self.answers.pop(0) if self.answers else 200
        (self.raw if status == 200 else self.refused).append(body)
        return Response(status_code=status)

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(raw) for raw in self.raw]

    def changes(self, name: str | None = None) -> list[Any]:
        found = [change for body in self.bodies for entry in body["entry"] for change in entry["changes"]]
        return [change["value"] for change in found if name is None or change["field"] == name]

    def items(self, key: str) -> list[Any]:
        return [item for value in self.changes() for item in value.get(key, [])]


@dataclass
class Play:
    """Everything a test needs: the control API (`api`), the Graph API (`graph`), the callback."""

    sandbox: Sandbox
    http: httpx.Client
    callback: Callback
    url: str
    token: str

    def api(self, method: str, path: str, body: Any = None, *, status: int | None = None) -> Any:
        answer = self.http.request(method, f"{self.url}/sandbox/api{path}", json=body)
        if status is not None:
            assert answer.status_code == status, answer.text
        else:
            assert answer.status_code < 400, answer.text
        return answer.json()

    def graph(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.http.request(method, f"{self.url}/v25.0/{path}", json=body, headers=headers, **more)

    def send(self, words: str = "Guten Tag", to: str = "41791234567", *, number: str = PHONE, **more: Any) -> Any:
        body = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": words}, **more}
        return self.graph("POST", f"{number}/messages", body)

    def writes(self, text: str = "Hallo", customer: str = "ines", number: str = PHONE, **more: Any) -> Any:
        path = f"/customers/{customer}/chats/{number}/messages"
        return self.api("POST", path, {"type": "text", "text": text, **more})

    def agent_writes(self, text: str = "Hoi", customer: str = "ines", number: str = PHONE, **more: Any) -> Any:
        path = f"/numbers/{number}/chats/{customer}/messages"
        return self.api("POST", path, {"type": "text", "text": text, **more})

    def turn(self, seconds: float) -> None:
        self.api("POST", "/clock/turn", {"seconds": seconds})
        self.settle()

    def settle(self) -> None:
        assert self.api("POST", "/settle", {"timeout": 10})["settled"]

    def chaos(self, rule: str, **more: Any) -> Any:
        return self.api("POST", "/chaos", {"rule": rule, **more})


@dataclass
class Hall:
    """One pair of servers for all tests: each test brings a sandbox and a callback of its own."""

    served: Served
    hook: Served
    http: httpx.Client
    made: list[Sandbox] = field(default_factory=list)

    def play(self, seed: int = 1, clock: Clock | None = None, **options: Any) -> Play:
        sandbox = Sandbox(seed, clock=clock or Clock(mode="stepped", start=START), **options)
        sandbox.public_url = self.served.url
        self.served.app.app.state.sandbox = sandbox
        self.made.append(sandbox)
        self.served.run(_start_clock(sandbox))
        app, callback = sandbox.world.apps[APP], Callback()
        callback.url, callback.secret, callback.verify_token = f"{self.hook.url}/hook", app.secret, app.verify_token
        self.hook.app.state.callback = callback
        play = Play(sandbox, self.http, callback, self.served.url, next(iter(sandbox.world.tokens)))
        play.api("PUT", f"/apps/{APP}/subscription", {"callback_url": callback.url})
        return play

    def clear(self) -> None:
        while self.made:
            self.served.run(_close(self.made.pop()))


_ticking: dict[int, "asyncio.Task[None]"] = {}


async def _start_clock(sandbox: Sandbox) -> None:
    _ticking[id(sandbox)] = asyncio.create_task(sandbox.clock.run())


async def _close(sandbox: Sandbox) -> None:
    _ticking.pop(id(sandbox)).cancel()
    await sandbox.close()


async def _challenge(request: Request) -> Response:
    return await request.app.state.callback.challenge(request)


async def _hear(request: Request) -> Response:
    return await request.app.state.callback.hear(request)


@pytest.fixture(scope="session")
def servers() -> Iterator[Hall]:
    routes = [Route("/hook", _challenge, methods=["GET"]), Route("/hook", _hear, methods=["POST"])]
    with httpx.Client(timeout=20, trust_env=False) as http:
        hall = Hall(serve(application(Sandbox())), serve(Starlette(routes=routes)), http)
        yield hall
    hall.served.stop()
    hall.hook.stop()


@pytest.fixture
def serves() -> Any:
    """For tests that bring a server of their own."""
    return serve


@pytest.fixture
def hall(servers: Hall) -> Iterator[Hall]:
    yield servers
    servers.clear()


@pytest.fixture
def play(hall: Hall) -> Play:
    return hall.play()
