"""Apps and tokens: who hears a WABA, where webhooks go, what a token may do (Meta: Webhooks, Tokens)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bothends.graph.door import Call, graph, refusal
from bothends.graph.numbers import page, verified
from bothends.meta.errors import GraphError
from bothends.sandbox import Sandbox
from bothends.world import ALL_FIELDS, App, Code, Token

Json = dict[str, Any]
CODE_SECONDS = 30


async def subscribed(call: Call) -> Json:
    waba = call.waba()
    return {"data": [_subscribed(call, waba.overrides, app_id) for app_id in waba.apps]}


def _subscribed(call: Call, overrides: dict[str, Any], app_id: str) -> Json:
    app = call.sandbox.world.app(app_id)
    link = f"https://www.facebook.com/games/?app_id={app_id}"
    seen: Json = {"whatsapp_business_api_data": {"id": app_id, "link": link, "name": app.name}}
    if app_id in overrides:
        seen["override_callback_uri"] = overrides[app_id].url
    return seen


async def subscribe(call: Call) -> Json:
    """The token's app hears this WABA; with `override_callback_uri`, at an address of its own."""
    waba, body = call.waba(), await call.body()
    url = str(body.get("override_callback_uri") or "")
    if url and call.token.app_id not in waba.apps:
        raise GraphError(100, message="(#100) Subscribe the app before overriding its callback.")
    if url:
        waba.overrides[call.token.app_id] = await verified(call, url, str(body.get("verify_token") or ""))
    else:
        waba.overrides.pop(call.token.app_id, None)
    if call.token.app_id not in waba.apps:
        waba.apps.append(call.token.app_id)
    return {"success": True}


async def unsubscribe(call: Call) -> Json:
    waba = call.waba()
    if call.token.app_id in waba.apps:
        waba.apps.remove(call.token.app_id)
    waba.overrides.pop(call.token.app_id, None)
    return {"success": True}


def _own_app(call: Call) -> App:
    """Subscriptions of an app want the app's own token, `{app id}|{app secret}`."""
    app = call.sandbox.world.apps.get(call.node)
    if app is None or call.token.token != f"{app.id}|{app.secret}":
        text = "(#15) This method must be called with an app access_token."
        raise GraphError(15, http=400, message=text)
    return app


async def set_callback(call: Call) -> Json:
    app, body = _own_app(call), await call.body()
    if body.get("object") != "whatsapp_business_account":
        raise GraphError(100, message="(#100) Param object must be whatsapp_business_account.")
    fields = body.get("fields") or ALL_FIELDS
    names = fields.split(",") if isinstance(fields, str) else [str(name) for name in fields]
    callback = await verified(call, str(body.get("callback_url") or ""), str(body.get("verify_token") or ""))
    callback.fields = tuple(name.strip() for name in names)
    app.subscription = callback
    app.verify_token = callback.verify_token
    return {"success": True}


async def callbacks(call: Call) -> Json:
    app = _own_app(call)
    if app.subscription is None:
        return {"data": []}
    fields = [{"name": name, "version": "v25.0"} for name in app.subscription.fields]
    seen = {
        "object": "whatsapp_business_account",
        "callback_url": app.subscription.url,
        "active": True,
        "fields": fields,
    }
    return {"data": [seen]}


async def drop_callback(call: Call) -> Json:
    _own_app(call).subscription = None
    return {"success": True}


async def debug_token(call: Call) -> Json:
    """What a token is and sees; the newest WABA first (Meta: debug_token)."""
    given = call.request.query_params.get("input_token", "")
    token = call.sandbox.world.tokens.get(given)
    if token is None:
        error = {"code": 190, "message": "Invalid OAuth access token.", "subcode": 0}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    now, world = call.sandbox.clock.now(), call.sandbox.world
    wabas = list(reversed(token.waba_ids or tuple(world.wabas)))
    whatsapp = [scope for scope in token.scopes if scope.startswith("whatsapp")]
    return {
        "data": {
            "app_id": token.app_id,
            "type": "SYSTEM_USER",
            "application": world.app(token.app_id).name,
            "data_access_expires_at": 0,
            "expires_at": int(token.expires_at),
            "is_valid": token.valid and not 0 < token.expires_at <= now,
            "issued_at": int(token.issued_at),
            "scopes": list(token.scopes),
            "granular_scopes": [{"scope": scope, "target_ids": wabas} for scope in whatsapp],
        }
    }


async def access_token(request: Request) -> Response:
    """A code for a business token, or the app's own token (Meta: oauth/access_token)."""
    sandbox: Sandbox = request.app.state.sandbox
    try:
        return JSONResponse({"access_token": _issued(sandbox, dict(request.query_params)), "token_type": "bearer"})
    except GraphError as error:
        return refusal(sandbox, error)


def _issued(sandbox: Sandbox, query: dict[str, str]) -> str:
    app = sandbox.world.apps.get(query.get("client_id", ""))
    if app is None or app.secret != query.get("client_secret"):
        raise GraphError(101, http=400, message="Error validating client secret.")
    if query.get("grant_type") == "client_credentials":
        return f"{app.id}|{app.secret}"
    code = _spent(sandbox, app, query.get("code", ""))
    token = Token(sandbox.chance.token("access token"), app.id, code.waba_ids, issued_at=sandbox.clock.now())
    sandbox.world.tokens[token.token] = token
    return token.token


def _spent(sandbox: Sandbox, app: App, given: str) -> Code:
    """A code of this app, used from now on. The subcodes are those of Facebook Login's OAuth errors."""
    code = sandbox.world.codes.get(given)
    if code is None or code.app_id != app.id:
        raise GraphError(100, http=400, message="Invalid verification code format.")
    if code.used:
        raise GraphError(100, http=400, subcode=36009, message="This authorization code has been used.")
    if sandbox.clock.now() - code.issued_at > CODE_SECONDS:
        raise GraphError(100, http=400, subcode=36007, message="This authorization code has expired.")
    code.used = True
    return code


async def templates(call: Call) -> Json:
    waba, query = call.waba(), call.request.query_params
    rows = [
        {
            "name": t.name,
            "parameter_format": "POSITIONAL",
            "language": t.language,
            "status": t.status,
            "category": t.category,
            "id": t.id,
            "components": [{"type": "BODY", "text": t.body}],
        }
        for t in call.sandbox.world.templates.values()
        if t.waba_id == waba.id and query.get("name", t.name) == t.name and query.get("status", t.status) == t.status
    ]
    return page(call, rows)


def routes() -> list[BaseRoute]:
    return [
        *graph("GET", "/{node:digits}/subscribed_apps", subscribed),
        *graph("POST", "/{node:digits}/subscribed_apps", subscribe),
        *graph("DELETE", "/{node:digits}/subscribed_apps", unsubscribe),
        *graph("GET", "/{node:digits}/subscriptions", callbacks),
        *graph("POST", "/{node:digits}/subscriptions", set_callback),
        *graph("DELETE", "/{node:digits}/subscriptions", drop_callback),
        *graph("GET", "/{node:digits}/message_templates", templates),
        *graph("GET", "/debug_token", debug_token),
        *(Route(prefix + "/oauth/access_token", access_token) for prefix in ("/{version:version}", "")),
    ]
