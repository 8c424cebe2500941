"""How the control API reads bodies and answers: JSON in, JSON out, a refusal with a sentence."""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bothends.refused import Refused
from bothends.sandbox import Sandbox

Json = dict[str, Any]
Act = Callable[[Sandbox, Request, Json], Awaitable[Any]]
PREFIX = "/sandbox/api"
log = logging.getLogger("bothends.control")


def sandbox_of(request: Request) -> Sandbox:
    sandbox: Sandbox = request.app.state.sandbox
    return sandbox


async def read_json(request: Request) -> Json:
    raw = await request.body()
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise Refused("not_json", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Refused("not_an_object", "The body must be a JSON object.")
    return body


def refusal(refused: Refused) -> JSONResponse:
    return JSONResponse({"error": {"code": refused.code, "message": refused.message}}, refused.http)


def route(method: str, path: str, act: Act, status: int = 200) -> Route:
    """`act(sandbox, request, body)` returns an object, a list (wrapped as `data`) or a Response."""

    async def endpoint(request: Request) -> Response:
        try:
            body = await read_json(request) if method in ("POST", "PUT", "PATCH") else {}
            result = await act(sandbox_of(request), request, body)
        except Refused as refused:
            return refusal(refused)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            # A value of the wrong kind somewhere in the body; never a bare 500 for it.
            log.warning("%s %s: %r", method, path, error)
            return refusal(Refused("bad_input", f"Something in the body is not what it should be: {error}."))
        except ClientDisconnect:
            return Response(status_code=499)  # nobody is there to read it
        if isinstance(result, Response):
            return result
        return JSONResponse({"data": result} if isinstance(result, list) else result, status)

    return Route(PREFIX + path, endpoint, methods=[method])


def text(body: Json, key: str, default: str | None = None) -> str:
    """A string of the body; without a default it must be there and not be empty."""
    value = body.get(key, default)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or (default is None and not value):
        raise Refused("missing_" + key, f"Give {key!r} as a text.")
    return value


def whole(request: Request, key: str, default: int) -> int:
    try:
        return int(request.query_params.get(key, default))
    except ValueError:
        raise Refused("bad_" + key, f"{key} is a whole number.") from None
