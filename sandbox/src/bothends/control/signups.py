"""Embedded Signup screen by screen, and what the person with the phone does meanwhile."""

from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute

from bothends import views
from bothends.control.wire import Json, route, text
from bothends.play import signup
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import Signup


def _named(sandbox: Sandbox, request: Request) -> Signup:
    return sandbox.world.signup(request.path_params["signup"])


def _yes_or_no(body: Json, key: str) -> bool:
    value = body.get(key)
    if not isinstance(value, bool):
        raise Refused("bad_" + key, f"{key} is true or false.")
    return value


async def listing(sandbox: Sandbox, request: Request, body: Json) -> Any:
    return sandbox.state()["signups"]


async def shown(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return views.signup_view(_named(sandbox, request))


async def begin(sandbox: Sandbox, request: Request, body: Json) -> Json:
    app_id, config_id = text(body, "app_id"), text(body, "config_id", "")
    return views.signup_view(signup.begin(sandbox, app_id, config_id, text(body, "feature", "")))


async def account(sandbox: Sandbox, request: Request, body: Json) -> Json:
    waba_id, name = text(body, "waba_id", ""), text(body, "name", "")
    return views.signup_view(signup.choose_account(sandbox, _named(sandbox, request), waba_id, name))


async def way(sandbox: Sandbox, request: Request, body: Json) -> Json:
    existing = _yes_or_no(body, "existing")
    return views.signup_view(signup.choose_way(sandbox, _named(sandbox, request), existing=existing))


async def profile(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return views.signup_view(signup.give_profile(sandbox, _named(sandbox, request), text(body, "name", "")))


async def number(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return views.signup_view(signup.give_number(sandbox, _named(sandbox, request), text(body, "phone", "")))


async def verification(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return views.signup_view(signup.verify(sandbox, _named(sandbox, request), text(body, "code", "")))


async def finish(sandbox: Sandbox, request: Request, body: Json) -> Json:
    return signup.finish(sandbox, _named(sandbox, request))


async def cancel(sandbox: Sandbox, request: Request, body: Json) -> Json:
    error, code = text(body, "error_message", ""), text(body, "error_code", "")
    return signup.cancel(sandbox, _named(sandbox, request), error, code)


async def connect(sandbox: Sandbox, request: Request, body: Json) -> Json:
    phone = sandbox.world.number(request.path_params["number"])
    share_history = _yes_or_no(body, "share_history")
    return views.signup_view(signup.connect(sandbox, phone, text(body, "code", ""), share_history=share_history))


def routes() -> list[BaseRoute]:
    screens = {
        "account": account,
        "way": way,
        "profile": profile,
        "number": number,
        "verification": verification,
        "finish": finish,
        "cancel": cancel,
    }
    return [
        route("GET", "/signups", listing),
        route("POST", "/signups", begin, 201),
        route("GET", "/signups/{signup}", shown),
        *(route("POST", f"/signups/{{signup}}/{name}", act) for name, act in screens.items()),
        route("POST", "/numbers/{number}/connect", connect),
    ]
