"""The stand-in as an ASGI application: the API, the live stream, and the built page with the product's policy."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from .drawn import picture, sound
from .seeds import Row, iso, uid
from .state import State

BUILD = Path(os.environ.get("TWINLINE_PAGE", Path(__file__).parents[3] / "ui" / "build"))
W = "/api/workspaces/{w}"
BOB = {"id": uid("user/bob"), "name": "Bob"}


def policy(page: str) -> str:
    """The policy of the product, with the digest of the one script that the page carries."""
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256((script[1] if script else "").encode()).digest()).decode()
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' 'sha256-{digest}'",
            "style-src 'self'",
            "style-src-attr 'unsafe-hashes' 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='",
            "img-src 'self' blob:",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types svelte-trusted-html sveltekit-trusted-url",
            "frame-ancestors 'none'",
            "report-uri /csp",
        ]
    )


def application(state: State) -> Starlette:  # noqa: C901 - one small closure for each route
    shown = {"image/png": picture(), "audio/wav": sound()}

    def refused(status: int, code: str, action: str = "stop") -> JSONResponse:
        return JSONResponse({"code": code, "sentence": code, "action": action}, status)

    async def me(request: Request) -> Response:
        if not state.signed_in:
            return refused(401, "signed_out")
        if request.method == "PATCH":
            state.user |= await request.json()
        return JSONResponse({"user": state.user, "workspaces": state.workspaces})

    async def config(_: Request) -> Response:
        offered = {"mfa": {"supported_types": ["totp", "recovery_codes", "webauthn"], "passkey_login_enabled": True}}
        answer = JSONResponse({"status": 200, "data": offered})
        answer.set_cookie("twinline_csrf", "token-of-a-test")
        return answer

    async def login(request: Request) -> Response:
        if request.headers.get("x-csrftoken") != request.cookies.get("twinline_csrf"):
            return JSONResponse({"status": 403}, 403)
        body = await request.json()
        if body.get("password") != "correct horse":
            return JSONResponse(
                {"status": 400, "errors": [{"code": "email_password_mismatch", "param": "password"}]}, 400
            )
        state.signed_in = True
        return JSONResponse({"status": 200, "data": {}, "meta": {"is_authenticated": True}})

    async def logout(_: Request) -> Response:
        state.signed_in = False
        return JSONResponse({"status": 401, "data": {"flows": []}}, 401)

    async def list_numbers(_: Request) -> Response:
        return JSONResponse(state.numbers)

    async def list_conversations(request: Request) -> Response:
        query = request.query_params
        rows = [row for row in state.conversations.values() if wanted(row, dict(query), state.user["id"])]
        rows.sort(key=lambda row: row["last"]["said_at"] if row["last"] else "", reverse=True)
        start, limit = int(query.get("before", 0)), min(20, int(query.get("limit", 50)))
        following = str(start + limit) if start + limit < len(rows) else None
        counts = {tab: counted(state, tab) for tab in ("mine", "unassigned", "all")} if not start else None
        page = {"items": rows[start : start + limit], "next": following, "position": state.position}
        return JSONResponse(page | {"counts": counts, "now": iso(datetime.now(UTC))})

    async def one(request: Request) -> Response:
        row = state.conversations.get(request.path_params["c"])
        return JSONResponse(row) if row else refused(404, "not_found")

    async def messages(request: Request) -> Response:
        identity = request.path_params["c"]
        if request.method == "POST":
            if state.refuse_sends:
                return refused(503, "busy", "retry")
            return JSONResponse(state.compose(identity, await request.json()), 202)
        return JSONResponse(part_of(state, identity, dict(request.query_params)))

    async def present(request: Request) -> Response:
        if request.method == "DELETE":
            return Response(status_code=204)
        return JSONResponse({"conversation": request.path_params["c"], "people": state.present})

    async def takers(_: Request) -> Response:
        return JSONResponse([{"id": state.user["id"], "name": state.user["name"]}, BOB])

    async def assign(request: Request) -> Response:
        row = state.conversations[request.path_params["c"]]
        to = (await request.json())["member"]
        people = {state.user["id"]: state.user["name"], BOB["id"]: BOB["name"]}
        row["assigned_to"] = {"id": to, "name": people[to]} if to else None
        state.changed(row["id"], "")
        return JSONResponse(row)

    async def read(request: Request) -> Response:
        state.conversations[request.path_params["c"]]["unread"] = 0
        state.changed(request.path_params["c"], "")
        return Response(status_code=204)

    async def nothing(_: Request) -> Response:
        return Response(status_code=204)

    async def changes(request: Request) -> Response:
        return JSONResponse(state.since(int(request.query_params["since"])) | {"now": iso(datetime.now(UTC))})

    async def retry(request: Request) -> Response:
        found = state.find(request.path_params["m"])
        if not found:
            return refused(404, "not_found")
        identity, row = found
        row |= {
            "needs_decision": False,
            "failure": None,
            "state": "failed" if row["state"] == "unknown" else row["state"],
        }
        again = state.compose(identity, {"id": (await request.json())["id"], "kind": row["kind"], "text": row["text"]})
        state.messages[identity].remove(row) if row["state"] == "failed" else None
        return JSONResponse(again, 202)

    async def settle(request: Request) -> Response:
        found = state.find(request.path_params["m"])
        if not found:
            return refused(404, "not_found")
        outcome = (await request.json())["outcome"]
        found[1].update(needs_decision=False, state="sent" if outcome == "sent" else "failed")
        state.changed(found[0], found[1]["id"])
        return JSONResponse(found[1])

    async def upload(request: Request) -> Response:
        async with request.form() as form:
            file = form["file"]
            assert not isinstance(file, str)
            mime, data = file.content_type or "", await file.read()
        identity = uid(f"upload/{len(state.uploads)}")
        state.uploads[identity] = (mime, data)
        kind = mime.split("/")[0] if mime.split("/")[0] in ("image", "audio", "video") else "document"
        return JSONResponse(
            {"id": identity, "kind": kind, "mime": mime, "size": len(data), "filename": file.filename}, 201
        )

    async def fetch(request: Request) -> Response:
        identity = request.path_params["id"]
        if identity in state.uploads:
            mime, data = state.uploads[identity]
            return Response(data, media_type=mime)
        mime = "audio/wav" if identity == uid("media/voice") else "image/png"
        return Response(shown[mime], media_type=mime)

    async def live(_: Request) -> Response:
        async def events() -> AsyncIterator[str]:
            queue: asyncio.Queue[str] = asyncio.Queue()
            state.loop = asyncio.get_running_loop()
            state.streams.append(queue)
            state.streams_ever += 1
            try:
                yield f"event: hello\ndata: {json.dumps({'position': state.position})}\n\n"
                while True:
                    yield await queue.get()
            finally:
                state.streams.remove(queue)

        return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def report(request: Request) -> Response:
        state.violations.append(await request.body())
        return Response(status_code=204)

    async def page(request: Request) -> Response:
        path = (BUILD / request.url.path.lstrip("/")).resolve()
        if path.is_file() and BUILD in path.parents and path.name != "index.html":
            return FileResponse(path)
        text = (BUILD / "index.html").read_text()
        return HTMLResponse(text, headers={"Content-Security-Policy": policy(text)})

    return Starlette(
        routes=[
            Route("/api/me", me, methods=["GET", "PATCH"]),
            Route("/_allauth/browser/v1/config", config),
            Route("/_allauth/browser/v1/auth/login", login, methods=["POST"]),
            Route("/_allauth/browser/v1/auth/session", logout, methods=["DELETE"]),
            Route(W + "/numbers", list_numbers),
            Route(W + "/conversations", list_conversations),
            Route(W + "/conversations/{c}", one),
            Route(W + "/conversations/{c}/messages", messages, methods=["GET", "POST"]),
            Route(W + "/conversations/{c}/read", read, methods=["POST"]),
            Route(W + "/conversations/{c}/typing", nothing, methods=["POST"]),
            Route(W + "/changes", changes),
            Route(W + "/messages/{m}/retry", retry, methods=["POST"]),
            Route(W + "/messages/{m}/settle", settle, methods=["POST"]),
            Route(W + "/conversations/{c}/present", present, methods=["POST", "DELETE"]),
            Route(W + "/conversations/{c}/takers", takers),
            Route(W + "/conversations/{c}/assignee", assign, methods=["PUT"]),
            Route(W + "/media", upload, methods=["POST"]),
            Route(W + "/media/{id}", fetch),
            Route(W + "/live-ticket", nothing, methods=["POST"]),
            Route("/live", live),
            Route("/csp", report, methods=["POST"]),
            Route("/{path:path}", page),
        ]
    )


def part_of(state: State, identity: str, query: dict[str, str]) -> Row:
    """A page of a thread; cursors are indexes."""
    said, limit = state.messages[identity], int(query.get("limit", 50))
    start, end = max(0, int(query.get("before", len(said))) - limit), int(query.get("before", len(said)))
    if "around" in query:
        middle = next(index for index, row in enumerate(said) if row["id"] == query["around"])
        start, end = max(0, middle - limit // 2), min(len(said), middle + limit // 2 + 1)
    if "after" in query:
        start, end = int(query["after"]), min(len(said), int(query["after"]) + limit)
    newer = str(end) if end < len(said) and "before" not in query else None
    page = {"items": said[start:end], "next": str(start) if start else None, "newer": newer}
    return page | {"position": state.position, "now": iso(datetime.now(UTC))}


def counted(state: State, tab: str) -> Row:
    rows = [row for row in state.conversations.values() if wanted(row, {"tab": tab}, state.user["id"])]
    return {"total": len(rows), "unread": sum(bool(row["unread"]) for row in rows)}


def wanted(row: Row, query: dict[str, str], me: str) -> bool:
    assigned = (row["assigned_to"] or {}).get("id")
    if query.get("unread") and not row["unread"]:
        return False
    if query.get("tab") in ("mine", "unassigned") and assigned != (me if query["tab"] == "mine" else None):
        return False
    if query.get("number") and row["number"]["id"] != query["number"]:
        return False
    sought = query.get("q", "").lower()
    return (
        not sought
        or sought in (row["contact"]["name"] or "").lower()
        or sought in row["contact"]["phone"].replace(" ", "")
    )
