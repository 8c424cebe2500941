"""The door of the Graph API: versions in the path, tokens, errors in Meta's shape."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bothends.meta.errors import GraphError, no_such_node, token_error
from bothends.sandbox import Sandbox
from bothends.world import Number, Token, Waba

Json = dict[str, Any]
OLDEST, NEWEST = (21, 0), (26, 0)
log = logging.getLogger("bothends.graph")


class _Version(Convertor[str]):
    regex = r"v\d+\.\d+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Digits(_Version):
    regex = r"\d+"


register_url_convertor("version", _Version())
register_url_convertor("digits", _Digits())


@dataclass(slots=True)
class Call:
    """One call of the Graph API: who asks (the token), for which node, with which body."""

    sandbox: Sandbox
    request: Request
    token: Token

    @property
    def node(self) -> str:
        return str(self.request.path_params["node"])

    def number(self) -> Number:
        number = self.sandbox.world.numbers.get(self.node)
        if number is None or not number.on_graph or not self.may_see(number.waba_id):
            raise no_such_node(self.node, self.request.method.lower())
        return number

    def waba(self) -> Waba:
        waba = self.sandbox.world.wabas.get(self.node)
        if waba is None or not self.may_see(waba.id):
            raise no_such_node(self.node, self.request.method.lower())
        return waba

    def may_see(self, waba_id: str) -> bool:
        return not self.token.waba_ids or waba_id in self.token.waba_ids

    async def body(self) -> Json:
        """The parameters: a JSON object or a form, and what the query adds, since Graph takes them anywhere."""
        query = {key: _loosened(value) for key, value in self.request.query_params.items()}
        query.pop("access_token", None)
        return {**query, **await self._parsed()}

    async def _parsed(self) -> Json:
        if "form" in self.request.headers.get("content-type", ""):
            return {key: _loosened(value) for key, value in (await self.request.form()).items()}
        raw = await self.request.body()
        if not raw.strip():
            return {}
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            raise GraphError(100, "The body is not JSON.", message="(#100) The body is not JSON.") from None
        if not isinstance(body, dict):
            raise GraphError(100, "The body must be a JSON object.")
        return body


def _loosened(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


Act = Callable[[Call], Awaitable[Any]]


def bearer(request: Request) -> str:
    """The token of the call; one in the query wins over the header's."""
    if request.query_params.get("access_token"):
        return request.query_params["access_token"]
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "oauth") else ""


def known_token(sandbox: Sandbox, given: str) -> Token:
    """The token's record; 190 when it is missing, unknown, withdrawn or expired."""
    if not given:
        raise token_error("An access token is required to request this resource.")
    app_id, _, secret = given.partition("|")
    if secret:
        return _app_token(sandbox, given, app_id, secret)
    token = sandbox.world.tokens.get(given)
    if token is None or not token.valid:
        raise token_error("Invalid OAuth access token - Cannot parse access token")
    expired = token.expires_at and token.expires_at <= sandbox.clock.now()
    if expired or sandbox.chaos.strikes("token_expired"):
        raise token_error("Error validating access token: Session has expired.", 463)
    return token


def _app_token(sandbox: Sandbox, given: str, app_id: str, secret: str) -> Token:
    """`{app id}|{app secret}`, which acts for the app itself."""
    app = sandbox.world.apps.get(app_id)
    if app is None:
        text = "Error validating application. Cannot get application info due to a system error."
        raise GraphError(101, http=400, message=text)
    if app.secret != secret:
        raise token_error("Invalid OAuth access token signature.")
    return Token(given, app_id, issued_at=sandbox.clock.now())


def version_of(request: Request) -> str:
    """The version that answers: one that is over is answered by the oldest that lives (Meta: Versioning)."""
    asked = request.path_params.get("version")
    if asked is None:
        return _named(OLDEST)
    major, minor = (int(part) for part in asked.removeprefix("v").split("."))
    if (major, minor) > NEWEST:
        text = f"Unknown path components: {request.url.path.removeprefix('/' + asked)}"
        raise GraphError(2500, text, http=400, message=text)
    return _named(max((major, minor), OLDEST))


def _named(version: tuple[int, int]) -> str:
    return f"v{version[0]}.{version[1]}"


def graph(method: str, path: str, act: Act) -> list[Route]:
    """Two routes for one endpoint, since Meta takes calls with and without a version."""

    async def endpoint(request: Request) -> Response:
        sandbox: Sandbox = request.app.state.sandbox
        try:
            version = version_of(request)
            call = Call(sandbox, request, known_token(sandbox, bearer(request)))
            result = await act(call)
        except GraphError as error:
            return refusal(sandbox, error)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            # A value of the wrong kind deep in the body: Meta calls that an invalid parameter.
            log.warning("%s %s: %r", method, path, error)
            return refusal(sandbox, GraphError(100, message="(#100) Invalid parameter"))
        except ClientDisconnect:
            return Response(status_code=499)  # the caller died in the middle of its request: nothing was sent
        answer = result if isinstance(result, Response) else JSONResponse(result)
        answer.headers.setdefault("facebook-api-version", version)
        return answer

    return [Route(prefix + path, endpoint, methods=[method]) for prefix in ("/{version:version}", "")]


def refusal(sandbox: Sandbox, error: GraphError) -> JSONResponse:
    """The error as Meta answers it."""
    headers = {"WWW-Authenticate": f'OAuth "Facebook Platform" "invalid_token" "{error.message}"'}
    trace = "A" + sandbox.chance.hex(20, "trace")
    return JSONResponse(error.body(trace), error.http, headers if error.http == 401 else None)


def hang_up(request: Request) -> Response:
    """Resets the connection instead of answering."""
    transport = request.scope.get("bothends.transport")
    if transport is None:
        raise ConnectionResetError("the sandbox hung up (chaos)")
    transport.abort()
    return Response(status_code=500)
