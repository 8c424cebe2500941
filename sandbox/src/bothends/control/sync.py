"""A phone's past, and how the phone sends it when it is asked."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.routing import BaseRoute

from bothends.control.wire import Json, route
from bothends.play import past, sync
from bothends.sandbox import Sandbox


async def give_past(sandbox: Sandbox, request: Request, body: Json) -> Json:
    number = sandbox.world.number(request.path_params["number"])
    return past.give(sandbox, number, past.wish(body))


async def switches(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return asdict(sandbox.world.number(request.path_params["number"]).sync)


async def turn_switches(sandbox: Sandbox, request: Request, body: Json) -> Json:
    number = sandbox.world.number(request.path_params["number"])
    number.sync = sync.changed(number.sync, body)
    return asdict(number.sync)


def routes() -> list[BaseRoute]:
    return [
        route("POST", "/numbers/{number}/past", give_past, 201),
        route("GET", "/numbers/{number}/sync", switches),
        route("PUT", "/numbers/{number}/sync", turn_switches),
    ]
