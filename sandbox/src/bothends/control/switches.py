"""State, reset, clock, chaos and settings."""

from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute

from bothends.control.wire import Json, route
from bothends.refused import Refused
from bothends.sandbox import Sandbox


async def state(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return sandbox.state()


async def reset(sandbox: Sandbox, request: Request, body: Json) -> Json:
    seed, world = body.get("seed"), body.get("world", "seeded")
    if seed is not None and not isinstance(seed, int):
        raise Refused("bad_seed", "seed is a whole number.")
    if world not in ("seeded", "empty"):
        raise Refused("bad_world", "world is seeded or empty.")
    sandbox.reset(seed, world)
    return sandbox.state()


async def settle(sandbox: Sandbox, request: Request, body: Json) -> Json:
    settled = await sandbox.settle(min(float(body.get("timeout", 10)), 120))
    return {"settled": settled, "webhooks": sandbox.queue.counts()}


async def clock(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return sandbox.clock.view()


async def turn(sandbox: Sandbox, request: Request, body: Json) -> Json:
    sandbox.clock.turn(_number(body, "seconds"))
    return _clock_told(sandbox)


async def set_clock(sandbox: Sandbox, request: Request, body: Json) -> Json:
    if body.get("mode") not in (None, "running", "stepped"):
        raise Refused("bad_mode", "mode is running or stepped.")
    speed = _number(body, "speed") if "speed" in body else None
    if speed is not None and not 0 < speed <= 100_000:
        raise Refused("bad_speed", "speed is above 0 and at most 100000.")
    now = _number(body, "now") if "now" in body else None
    sandbox.clock.set(mode=body.get("mode"), speed=speed, now=now)
    return _clock_told(sandbox)


def _number(body: Json, key: str) -> float:
    value = body.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Refused("bad_" + key, f"Give {key!r} as a number.")
    return float(value)


def _clock_told(sandbox: Sandbox) -> Json:
    view = sandbox.clock.view()
    sandbox.events.announce("clock", view)
    return view


async def rules(sandbox: Sandbox, request: Request, body: Json) -> Any:
    return sandbox.chaos.view()


async def add_rule(sandbox: Sandbox, request: Request, body: Json) -> Json:
    rule = sandbox.chaos.add(body)
    _chaos_told(sandbox)
    return rule.view()


async def remove_rule(sandbox: Sandbox, request: Request, body: Json) -> Json:
    sandbox.chaos.remove(int(request.path_params["rule"]))
    return _chaos_told(sandbox)


async def remove_rules(sandbox: Sandbox, request: Request, body: Json) -> Json:
    sandbox.chaos.rules.clear()
    return _chaos_told(sandbox)


def _chaos_told(sandbox: Sandbox) -> Json:
    view = {"chaos": sandbox.chaos.view()}
    sandbox.events.announce("chaos", view)
    return view


async def settings(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return sandbox.settings.view()


async def change_settings(sandbox: Sandbox, request: Request, body: Json) -> Json:
    sandbox.settings = sandbox.settings.changed(body)
    sandbox.announce_world("settings", sandbox.settings.view())
    return sandbox.settings.view()


def routes() -> list[BaseRoute]:
    return [
        route("GET", "/state", state),
        route("POST", "/reset", reset),
        route("POST", "/settle", settle),
        route("GET", "/clock", clock),
        route("PUT", "/clock", set_clock),
        route("POST", "/clock/turn", turn),
        route("GET", "/chaos", rules),
        route("POST", "/chaos", add_rule, 201),
        route("DELETE", "/chaos/{rule:int}", remove_rule),
        route("DELETE", "/chaos", remove_rules),
        route("GET", "/settings", settings),
        route("PATCH", "/settings", change_settings),
    ]
