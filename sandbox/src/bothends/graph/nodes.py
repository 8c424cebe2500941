"""A bare node, /{id}: what it is decides what it answers."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bothends.graph import media, numbers
from bothends.graph.door import Call, graph, refusal
from bothends.meta.errors import GraphError, no_such_node
from bothends.sandbox import Sandbox

Json = dict[str, Any]


async def read(call: Call) -> Json:
    world = call.sandbox.world
    if call.node in world.numbers and world.number(call.node).on_graph:
        return numbers.view(call, call.number())
    if call.node in world.wabas:
        waba = call.waba()
        return {
            "id": waba.id,
            "name": waba.name,
            "timezone_id": "1",
            "message_template_namespace": waba.business_id,
        }
    if call.node in world.apps:
        return {"id": call.node, "name": world.app(call.node).name}
    return media.node(call)


async def write(call: Call) -> Json:
    return await numbers.configure(call, call.number())


async def delete(call: Call) -> Json:
    return media.delete(call)


async def unknown(request: Request) -> Response:
    """Any other path, as Graph answers it."""
    sandbox: Sandbox = request.app.state.sandbox
    path = request.path_params["path"]
    if path.startswith("sandbox/"):
        return Response("There is nothing here; see docs/control-api.md.\n", 404, media_type="text/plain")
    text = f"Unknown path components: /{path}"
    error = GraphError(2500, text, http=400, message=text)
    return refusal(sandbox, error if "/" in path else no_such_node(path))


def routes() -> list[BaseRoute]:
    return [
        *graph("GET", "/{node:digits}", read),
        *graph("POST", "/{node:digits}", write),
        *graph("DELETE", "/{node:digits}", delete),
        Route("/{path:path}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ]
