"""The HTTP server: Meta's Graph API, the control API and the page, in one Starlette application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bothends import site
from bothends.control import routes as control_routes
from bothends.graph import routes as graph_routes
from bothends.sandbox import Sandbox


class Line:
    """Lets an endpoint hang up: chaos needs a reset connection, which no response can express."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            cycle = getattr(send, "__self__", None)
            scope["bothends.transport"] = getattr(cycle, "transport", None)
        await self.app(scope, receive, send)


def application(sandbox: Sandbox, *, framed_by: tuple[str, ...] = site.FRAMED_BY) -> ASGIApp:
    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        ticking = asyncio.create_task(sandbox.clock.run())
        try:
            yield
        finally:
            ticking.cancel()
            await sandbox.close()

    app = Starlette(routes=[*control_routes.routes(), *site.routes(), *graph_routes.routes()], lifespan=lifespan)
    app.state.sandbox, app.state.framed_by = sandbox, framed_by
    return Line(app)
