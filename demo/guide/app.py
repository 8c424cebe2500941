"""The tour over HTTP: one page, its state as a stream, and what its buttons do. For this machine's browser only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from demo.guide.member import SESSION, TOKEN
from demo.guide.pairs import LANGUAGES
from demo.guide.stage import Doing, Stage
from demo.guide.tour import STEPS, Closed

PAGE = Path(__file__).parent / "page"
LOOK_SECONDS = 0.1
BREATH_LOOKS = 100
LONGEST_TEXT = 200


def build(stage: Stage) -> Starlette:
    """The address is 127.0.0.1: sign-in and frames share its cookies, and a foreign name leads nowhere."""
    routes = [
        Route("/", index),
        Route("/state", state),
        Route("/events", events),
        Route("/do/{what}", do, methods=["POST"]),
        Mount("/page", StaticFiles(directory=PAGE)),
    ]
    trusted = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    app = Starlette(routes=routes, middleware=[trusted])
    app.state.stage = stage
    return app


async def index(request: Request) -> Response:
    """The visitor is signed in by the way: cookies know no ports, so those of this address are Twinline's too."""
    if request.url.hostname == "localhost":
        return RedirectResponse(str(request.url.replace(hostname="127.0.0.1")))
    stage: Stage = request.app.state.stage
    if not stage.ready:
        return _wait(stage)
    response = FileResponse(PAGE / "index.html", headers=headers(stage))
    try:
        cookies = await run_in_threadpool(_signed_in, stage, request.cookies.get(SESSION))
    except httpx.HTTPError:
        return _wait(stage)
    for name, value in cookies.items():
        strict = name == TOKEN
        response.set_cookie(name, value, httponly=not strict, samesite="strict" if strict else "lax")
    return response


def _wait(stage: Stage) -> Response:
    """A page that comes back by itself, with how far the demo is: its three parts, and the past by conversations."""
    told, of = stage.told
    done = get_args(Doing).index(stage.doing)
    page = (
        (PAGE / "wait.html")
        .read_text()
        .replace("{doing}", stage.doing)
        .replace("{count}", f"{told} / {of}" if of else "")
    )
    page = page.replace("{done}", f"{done + (told / of if of else 0):.2f}")
    return HTMLResponse(page, 503, headers=headers(stage) | {"Retry-After": "2"})


def _signed_in(stage: Stage, session: str | None) -> dict[str, str]:
    """Cookies of a new session, or none where the browser's own still holds."""
    if session:
        answer = httpx.get(f"{stage.ends.twinline}/api/me", cookies={SESSION: session}, timeout=5)
        if answer.is_success:
            return {}
    return stage.member().sign_in()


def headers(stage: Stage) -> dict[str, str]:
    framed = f"{stage.ends.twinline} {stage.ends.phones}"
    return {
        "Content-Security-Policy": (
            f"default-src 'self'; frame-src {framed}; base-uri 'none'; form-action 'none'; object-src 'none'; "
            "frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


async def state(request: Request) -> Response:
    stage: Stage = request.app.state.stage
    if not stage.ready:
        return _refused(503, "away")
    return JSONResponse(stage.view(_language(request)), headers={"Cache-Control": "no-store"})


async def events(request: Request) -> Response:
    stage: Stage = request.app.state.stage
    if not stage.ready:
        return _refused(503, "away")
    frames = _frames(stage, _language(request))
    return StreamingResponse(frames, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _frames(stage: Stage, language: str) -> AsyncIterator[str]:
    """The whole state whenever it is another one; a comment now and then, so that a dead browser is noticed."""
    told: dict[str, Any] = {}
    for look in range(2**62):
        now = stage.view(language)
        if now | {"nth": 0} != told:
            told = now | {"nth": 0}
            yield f"data: {json.dumps(now)}\n\n"
        elif look % BREATH_LOOKS == 0:
            yield ": still here\n\n"
        await asyncio.sleep(LOOK_SECONDS)


async def do(request: Request) -> Response:
    """{"step": …, "text": …?}. Other sites' pages may not press the buttons."""
    if not _from_here(request):
        return _refused(403, "foreign")
    stage: Stage = request.app.state.stage
    if not stage.ready:
        return _refused(503, "away")
    wanted = await _wanted(request)
    act = _acts(stage, wanted).get(request.path_params["what"])
    if act is None or wanted.get("step") not in STEPS:
        return _refused(404, "unknown")
    try:
        await run_in_threadpool(act, _language(request), wanted["step"])
    except KeyError:
        return _refused(404, "unknown")
    except Closed:
        return _refused(409, "closed")
    except httpx.HTTPError:
        return _refused(503, "away")
    return JSONResponse(stage.view(_language(request)))


def _acts(stage: Stage, wanted: dict[str, Any]) -> dict[str, Callable[[str, str], None]]:
    """What the buttons do, given the visitor's language and a step."""
    text = str(wanted.get("text") or "👋")[:LONGEST_TEXT]
    return {
        "go": stage.go,
        "again": lambda language, _: stage.begin_again(language),
        "speak": lambda language, _: stage.speak(language),
        "act": lambda language, step: stage.act(language, step, text),
    }


async def _wanted(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _refused(status: int, code: str) -> Response:
    return JSONResponse({"code": code}, status)


def _from_here(request: Request) -> bool:
    """A browser says where a POST comes from; one that does not is no page's."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _language(request: Request) -> str:
    wanted = request.query_params.get("language", "")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
