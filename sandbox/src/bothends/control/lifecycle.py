"""What happens to a number's phone: installed anew, connected again, disconnected."""

from starlette.requests import Request
from starlette.routing import BaseRoute

from bothends import views
from bothends.control.wire import Json, route, text
from bothends.play import lifecycle
from bothends.sandbox import Sandbox
from bothends.world import Number


def _told(sandbox: Sandbox, number: Number) -> Json:
    view = views.number_view(number)
    sandbox.announce_world("number", view)
    return view


async def offboard(sandbox: Sandbox, request: Request, body: Json) -> Json:
    number = sandbox.world.number(request.path_params["number"])
    lifecycle.offboard(sandbox, number)
    return _told(sandbox, number)


async def reconnect(sandbox: Sandbox, request: Request, body: Json) -> Json:
    number = sandbox.world.number(request.path_params["number"])
    lifecycle.reconnect(sandbox, number)
    return _told(sandbox, number)


async def disconnect(sandbox: Sandbox, request: Request, body: Json) -> Json:
    number = sandbox.world.number(request.path_params["number"])
    lifecycle.disconnect(sandbox, number, text(body, "reason", "ACCOUNT_DISCONNECTED"), text(body, "shape", "phone"))
    return _told(sandbox, number)


def routes() -> list[BaseRoute]:
    return [
        route("POST", "/numbers/{number}/offboard", offboard),
        route("POST", "/numbers/{number}/reconnect", reconnect),
        route("POST", "/numbers/{number}/disconnect", disconnect),
    ]
