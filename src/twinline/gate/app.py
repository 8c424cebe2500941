"""The gate as one ASGI application: which place a request goes to, and the work that goes on behind it."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from twinline.gate.asgi import NOT_FOUND, App, Receive, Scope, Send
from twinline.gate.forever import forever
from twinline.gate.health import ALIVE, Probe, ready
from twinline.gate.routes import Place, place_of

Work = Callable[[], Coroutine[Any, Any, None]]


class Gate:
    """Dispatches by place."""

    def __init__(self, *, hooks: App, live: App, web: App, probes: Mapping[str, Probe]) -> None:
        self._hooks = hooks
        self._live = live
        self._web = web
        self._probes = probes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = place_of(scope["raw_path"])
        if place is Place.HOOK:
            await self._hooks(scope, receive, send)
        elif place is Place.WEB:
            await self._web(scope, receive, send)
        elif place is Place.LIVE:
            await self._live(scope, receive, send)
        elif place is Place.READY:
            await ready(send, self._probes)
        else:
            await (ALIVE if place is Place.ALIVE else NOT_FOUND)(send)


class Background:
    """Named work that goes on while the gate runs."""

    def __init__(self, work: Mapping[str, Work]) -> None:
        self._work = work
        self._tasks: list[asyncio.Task[Any]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(forever(name, work)) for name, work in self._work.items()]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
