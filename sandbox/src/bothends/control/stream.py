"""GET /events: the stream of changes, as server-sent events."""

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bothends.control.wire import PREFIX, sandbox_of
from bothends.events import Event
from bothends.sandbox import Sandbox

BREATH = 15.0


def _wanted(request: Request) -> dict[str, str]:
    keys = {"customer": "customer_id", "number": "number_id"}
    return {inner: request.query_params[key] for key, inner in keys.items() if key in request.query_params}


def _fits(event: Event, only: set[str], chat: dict[str, str]) -> bool:
    if event.kind == "reset":
        return True
    if only and event.kind not in only:
        return False
    about = event.data.get("chat")
    return not chat or about is None or all(about.get(key) == value for key, value in chat.items())


def _after(request: Request) -> int | None:
    raw = request.headers.get("last-event-id") or request.query_params.get("after")
    return int(raw) if raw and raw.isdigit() else None


async def _frames(sandbox: Sandbox, request: Request) -> AsyncIterator[str]:
    only = set(filter(None, request.query_params.get("only", "").split(",")))
    chat = _wanted(request)
    events = sandbox.events.listen(_after(request))
    yield "retry: 1000\n\n"
    pending: asyncio.Task[Event] | None = None
    try:
        while True:
            pending = pending or asyncio.ensure_future(anext(events))
            done, _ = await asyncio.wait({pending}, timeout=BREATH)
            if not done:
                yield ": still here\n\n"
                continue
            event, pending = pending.result(), None
            if _fits(event, only, chat):
                yield event.frame()
    finally:
        if pending is not None:
            pending.cancel()


async def events(request: Request) -> Response:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    frames = _frames(sandbox_of(request), request)
    return StreamingResponse(frames, media_type="text/event-stream", headers=headers)


def routes() -> list[BaseRoute]:
    return [Route(PREFIX + "/events", events)]
