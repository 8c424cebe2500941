"""Making and changing the world: apps, WABAs, numbers, customers, tokens, templates."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute

from bothends import national, views
from bothends.control.wire import Json, route, text
from bothends.play import signup, ticks
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.seeds import user_id
from bothends.webhooks.handshake import verify
from bothends.world import ALL_FIELDS, App, Callback, Customer, Number, Template, Token, Waba


def _new_id(sandbox: Sandbox, body: Json, records: Any, what: str) -> str:
    wanted = text(body, "id", "") or sandbox.chance.digits(15, f"{what} id")
    if wanted in records:
        raise Refused.conflict(f"{what}_exists", f"There is already a {what} {wanted!r}.")
    return wanted


async def make_app(sandbox: Sandbox, request: Request, body: Json) -> Json:
    app_id, chance = _new_id(sandbox, body, sandbox.world.apps, "app"), sandbox.chance
    secret = text(body, "secret", "") or chance.hex(32, "app secret")
    verify_token = text(body, "verify_token", "") or chance.hex(16, "verify token")
    business_id = text(body, "business_id", "") or chance.digits(15, "partner id")
    app = App(app_id, text(body, "name", "App"), secret, verify_token, business_id=business_id)
    sandbox.world.apps[app_id] = app
    return _told(sandbox, "app", views.app_view(app))


async def change_app(sandbox: Sandbox, request: Request, body: Json) -> Json:
    app = sandbox.world.app(request.path_params["app"])
    app.name = text(body, "name", app.name)
    app.secret = text(body, "secret", app.secret)
    app.verify_token = text(body, "verify_token", app.verify_token)
    return _told(sandbox, "app", views.app_view(app))


async def subscribe(sandbox: Sandbox, request: Request, body: Json) -> Json:
    app = sandbox.world.app(request.path_params["app"])
    fields = tuple(body.get("fields") or ALL_FIELDS)
    callback = Callback(text(body, "callback_url"), text(body, "verify_token", app.verify_token), fields)
    if body.get("verify") and not await verify(callback.url, callback.verify_token, sandbox.chance):
        raise Refused.conflict("not_verified", "The callback did not answer Meta's challenge; see its log.")
    app.subscription = callback
    return _told(sandbox, "app", views.app_view(app))


async def unsubscribe(sandbox: Sandbox, request: Request, body: Json) -> Json:
    app = sandbox.world.app(request.path_params["app"])
    app.subscription = None
    return _told(sandbox, "app", views.app_view(app))


async def make_waba(sandbox: Sandbox, request: Request, body: Json) -> Json:
    waba_id = _new_id(sandbox, body, sandbox.world.wabas, "waba")
    apps = [sandbox.world.app(str(app_id)).id for app_id in body.get("apps", sandbox.world.apps)]
    business = text(body, "business_id", "") or sandbox.chance.digits(15, "business id")
    waba = Waba(waba_id, text(body, "name", "WABA"), business, apps)
    sandbox.world.wabas[waba_id] = waba
    return _told(sandbox, "waba", views.waba_view(waba))


async def make_number(sandbox: Sandbox, request: Request, body: Json) -> Json:
    world = sandbox.world
    waba = world.waba(text(body, "waba_id")) if body.get("waba_id") else world.default_waba()
    phone = national.digits(text(body, "phone"))
    if any(number.phone == phone for number in world.numbers.values()):
        raise Refused.conflict("number_exists", f"The phone +{phone} belongs to a number already.")
    number = Number(
        _new_id(sandbox, body, world.numbers, "number"),
        waba.id,
        phone,
        text(body, "name", waba.name),
        text(body, "owner", ""),
        _mode(body.get("mode", "coexistence")),
        sandbox.clock.now(),
        connected=_connected(body),
    )
    world.numbers[number.id] = number
    return _told(sandbox, "number", views.number_view(number))


def _mode(mode: Any) -> Any:
    if mode not in ("coexistence", "cloud_api"):
        raise Refused("bad_mode", "mode is coexistence or cloud_api.")
    return mode


def _connected(body: Json) -> bool:
    connected = bool(body.get("connected", True))
    if not connected and body.get("mode", "coexistence") != "coexistence":
        raise Refused("bad_connected", "Only a number of the Business app (coexistence) can be without the platform.")
    return connected


async def change_number(sandbox: Sandbox, request: Request, body: Json) -> Json:
    number = sandbox.world.number(request.path_params["number"])
    number.mode = _mode(body.get("mode", number.mode))
    for key in ("name", "owner", "quality_rating"):
        setattr(number, key, text(body, key, getattr(number, key)))
    number.registered = bool(body.get("registered", number.registered))
    return _told(sandbox, "number", views.number_view(number))


async def make_customer(sandbox: Sandbox, request: Request, body: Json) -> Json:
    world, wa_id = sandbox.world, national.registered(text(body, "phone"))
    if wa_id in world.by_phone:
        raise Refused.conflict("customer_exists", f"The phone +{wa_id} belongs to a customer already.")
    customer = Customer(
        _new_id(sandbox, body, world.customers, "customer"),
        text(body, "name"),
        wa_id,
        text(body, "user_id", "") or user_id(wa_id, sandbox.chance),
        body.get("parent_user_id"),
        body.get("username"),
        bool(body.get("hide_phone")),
        bool(body.get("online", True)),
        text(body, "language", "en"),
    )
    world.add_customer(customer, national.variants(wa_id))
    return _told(sandbox, "customer", views.customer_view(customer))


async def change_customer(sandbox: Sandbox, request: Request, body: Json) -> Json:
    customer = sandbox.world.customer(request.path_params["customer"])
    for key in ("name", "language"):
        setattr(customer, key, text(body, key, getattr(customer, key)))
    for key in ("username", "parent_user_id"):
        setattr(customer, key, body.get(key, getattr(customer, key)))
    for key in ("hide_phone", "online"):
        setattr(customer, key, bool(body.get(key, getattr(customer, key))))
    if customer.online:
        ticks.catch_up(sandbox, customer.id)
    return _told(sandbox, "customer", views.customer_view(customer))


async def make_token(sandbox: Sandbox, request: Request, body: Json) -> Json:
    app_id = sandbox.world.app(text(body, "app_id", next(iter(sandbox.world.apps), ""))).id
    token = Token(
        text(body, "token", "") or sandbox.chance.token("access token"),
        app_id,
        tuple(map(str, body.get("waba_ids", ()))),
        issued_at=sandbox.clock.now(),
        expires_at=float(body.get("expires_at", 0)),
    )
    if body.get("scopes"):
        token = replace(token, scopes=tuple(body["scopes"]))
    sandbox.world.tokens[token.token] = token
    return _told(sandbox, "token", views.token_view(token))


async def change_token(sandbox: Sandbox, request: Request, body: Json) -> Json:
    token = sandbox.world.tokens.get(text(body, "token"))
    if token is None:
        raise Refused.missing("token", "(given)")
    token.valid = bool(body.get("valid", token.valid))
    token.expires_at = float(body.get("expires_at", token.expires_at))
    return _told(sandbox, "token", views.token_view(token))


async def make_code(sandbox: Sandbox, request: Request, body: Json) -> Json:
    """As Embedded Signup would, without anybody clicking through it."""
    app_id = sandbox.world.app(text(body, "app_id", next(iter(sandbox.world.apps), ""))).id
    wabas = tuple(sandbox.world.waba(str(waba_id)).id for waba_id in body.get("waba_ids", ()))
    return {"code": signup.issue_code(sandbox, app_id, wabas), "app_id": app_id, "waba_ids": list(wabas)}


async def make_template(sandbox: Sandbox, request: Request, body: Json) -> Json:
    world = sandbox.world
    waba = world.waba(text(body, "waba_id")) if body.get("waba_id") else world.default_waba()
    template = Template(
        sandbox.chance.digits(15, "template"),
        waba.id,
        text(body, "name"),
        text(body, "language", "en"),
        text(body, "category", "UTILITY").upper(),
        text(body, "body"),
        text(body, "status", "APPROVED"),
        body.get("header_format"),
        body.get("header"),
        body.get("footer"),
        list(body.get("buttons", [])),
    )
    world.templates[waba.id, template.name, template.language] = template
    return _told(sandbox, "template", views.template_view(template))


def _told(sandbox: Sandbox, kind: str, view: Json) -> Json:
    sandbox.announce_world(kind, view)
    return view


def _listing(key: str) -> Any:
    async def act(sandbox: Sandbox, request: Request, body: Json) -> Any:
        return sandbox.state()[key]

    return act


def routes() -> list[BaseRoute]:
    made = {
        "apps": make_app,
        "wabas": make_waba,
        "numbers": make_number,
        "customers": make_customer,
        "tokens": make_token,
        "templates": make_template,
    }
    return [
        *(route("GET", f"/{name}", _listing(name)) for name in made),
        route("POST", "/codes", make_code, 201),
        *(route("POST", f"/{name}", make, 201) for name, make in made.items()),
        route("PATCH", "/apps/{app}", change_app),
        route("PUT", "/apps/{app}/subscription", subscribe),
        route("DELETE", "/apps/{app}/subscription", unsubscribe),
        route("PATCH", "/numbers/{number}", change_number),
        route("PATCH", "/customers/{customer}", change_customer),
        route("PATCH", "/tokens", change_token),
    ]
