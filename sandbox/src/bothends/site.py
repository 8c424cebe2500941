"""The page with the phones: static files of the package, one index for every address a person may open."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

PAGE = Path(__file__).parent / "page"
FRAMED_BY = ("'self'", "http://127.0.0.1:*", "http://localhost:*")
_ENDINGS = ("js", "css", "svg", "html", "png", "webp", "ico", "woff2", "json")
_ADDRESSES = ("/", "/phones/{customer}", "/app/{number}", "/chaos")
_DIALOG = "/{version}/dialog/oauth"


def security_headers(framed_by: tuple[str, ...]) -> dict[str, str]:
    policy = (
        "default-src 'self'; media-src 'self' blob:; img-src 'self' blob: data:; "
        f"base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors {' '.join(framed_by)}"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }


async def index(request: Request) -> Response:
    return _page(security_headers(request.app.state.framed_by))


async def dialog(request: Request) -> Response:
    """The window of Embedded Signup: opened by any partner's page, framed by none."""
    return _page(security_headers(("'none'",)))


async def sdk(request: Request) -> Response:
    """In place of Meta's: any page may load it, with `crossorigin="anonymous"` too."""
    shared = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    return FileResponse(PAGE / "sdk.js", headers={**security_headers(("'none'",)), **shared})


def _page(headers: dict[str, str]) -> Response:
    page = PAGE / "index.html"
    if not page.is_file():
        return PlainTextResponse("Bothends runs. Its page of phones is not in this installation.\n", headers=headers)
    return FileResponse(page, headers=headers)


def _asset(ending: str) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        headers = security_headers(request.app.state.framed_by)
        wanted = (PAGE / f"{request.path_params['file']}.{ending}").resolve()
        if not wanted.is_relative_to(PAGE.resolve()) or not wanted.is_file():
            return PlainTextResponse("There is no such file.\n", 404, headers=headers)
        return FileResponse(wanted, headers=headers)

    return serve


def routes() -> list[BaseRoute]:
    pages: list[BaseRoute] = [Route(address, index) for address in _ADDRESSES]
    # By ending, so that everything else at the root stays Meta's: /{node id}, /debug_token …
    assets = [Route(f"/{{file:path}}.{ending}", _asset(ending)) for ending in _ENDINGS]
    return [Route("/sdk.js", sdk), Route("/{locale}/sdk.js", sdk), *pages, Route(_DIALOG, dialog), *assets]
