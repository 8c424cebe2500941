"""The stand-in's part for accounts, people and the settings of a workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .seeds import Row, iso, uid

W = "/api/workspaces/{w}"
ALLAUTH = "/_allauth/browser/v1"
PASSWORD, CODE, RECOVERY = "correct horse", "123456", "aaaa1111"
INVITED = "a-token-of-a-link"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOOKS = ["see conversations"]
WORKS = [*LOOKS, "write to customers"]
RUNS = [
    *WORKS,
    "see conversations of all numbers",
    "assign",
    "set up numbers",
    "set up members",
    "manage teams",
    "manage workspace settings",
]
RIGHTS = {
    "owner": [*RUNS, "name an owner"],
    "administrator": RUNS,
    "supervisor": WORKS,
    "agent": WORKS,
    "auditor": LOOKS,
}
OPEN = [["08:00", "12:00"], ["13:30", "18:00"]]
HOLIDAYS = [("08-01", "Bundesfeier"), ("12-25", "Weihnachten"), ("12-26", "Stephanstag"), ("01-01", "Neujahrstag")]


def member(name: str, role: str, teams: list[str], two_factor: bool) -> Row:
    first = name.split(maxsplit=1)[0].lower()
    return {
        "id": uid(first),
        "name": name,
        "email": f"{first}@example.test",
        "role": role,
        "teams": teams,
        "two_factor": two_factor,
        "joined_at": "2026-03-02T08:00:00Z",
    }


class SettingsState:
    """Everything a settings page shows; a test reads here what the page has changed."""

    def __init__(self) -> None:
        self.teams: list[Row] = [{"id": uid("sales"), "name": "Verkauf"}, {"id": uid("rent"), "name": "Vermietung"}]
        self.members = [
            member("Alice Meier", "owner", [], True),
            member("Bob Steiner", "agent", [uid("sales")], False),
            member("Chiara Galli", "supervisor", [uid("sales"), uid("rent")], True),
            member("Urs Brönnimann", "auditor", [], False),
        ]
        self.invitations: list[Row] = [
            {
                "id": uid("invitation"),
                "email": "noemie@example.test",
                "role": "agent",
                "teams": [],
                "invited_by": "Alice Meier",
                "expires_at": iso(datetime.now(UTC) + timedelta(days=6)),
            }
        ]
        self.settings: Row = {
            "name": "Seeblick Immobilien",
            "language": "de",
            "time_zone": "Europe/Zurich",
            "privacy_text": {
                "en": "We keep your messages to answer you.",
                "de": "Wir bewahren Ihre Nachrichten auf, um Ihnen zu antworten.",
                "fr": "Nous conservons vos messages pour vous répondre.",
                "it": "",
            },
        }
        self.calendars: dict[str, Row] = {}
        self.factors: list[Row] = []
        self.second_step = False
        self.confirmed = False
        self.has_account = False
        self.accepted: Row | None = None
        self.failing: set[str] = set()
        now = datetime.now(UTC).timestamp()
        chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
        phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Safari/604.1"
        self.sessions: list[Row] = [
            {"id": 1, "user_agent": chrome, "ip": "192.0.2.10", "created_at": now - 3600, "is_current": True},
            {"id": 2, "user_agent": phone, "ip": "192.0.2.77", "created_at": now - 864000, "is_current": False},
            {"id": 3, "user_agent": "curl/8", "ip": "198.51.100.4", "created_at": now - 1864000, "is_current": False},
        ]

    def calendar(self, scope: str) -> Row:
        week = {day: list(OPEN) for day in ("mon", "tue", "wed", "thu", "fri")} | {
            "sat": [["09:00", "12:00"]],
            "sun": [],
        }
        own = [{"date": f"{datetime.now(UTC).year + 1}-01-02", "name": "Betriebsferien", "open": []}]
        start: Row = {
            "inherits": scope != "workspace",
            "time_zone": "Europe/Zurich",
            "canton": "ZH",
            "weekly": week,
            "days": own,
        }
        year = datetime.now(UTC).year
        days = [{"date": f"{y}-{day}", "name": name} for y in (year, year + 1) for day, name in HOLIDAYS]
        return self.calendars.get(scope, start) | {
            "holidays": days,
            "open_now": True,
            "next_change": iso(datetime.now(UTC) + timedelta(hours=3)),
        }


def refused(status: int, code: str) -> JSONResponse:
    return JSONResponse({"code": code, "sentence": code, "action": "fix"}, status)


def error(code: str) -> JSONResponse:
    return JSONResponse({"status": 400, "errors": [{"code": code}]}, 400)


Handler = Callable[[Request], Awaitable[Response]]


def routes(state: Any) -> list[Route]:  # noqa: C901 - one small closure for each route
    kept: SettingsState = state.settings

    def row_of(rows: list[Row], identity: str) -> Row:
        return next(row for row in rows if row["id"] == identity)

    def guarded(handler: Handler, needed: str | None = None) -> Handler:
        async def answer(request: Request) -> Response:
            name = request.url.path.rsplit("/", 1)[-1]
            role = state.workspaces[0]["role"]
            if name in kept.failing:
                return refused(503, "busy")
            if needed and request.method != "GET" and needed not in RIGHTS[role]:
                return refused(403, "forbidden")
            return await handler(request)

        return answer

    async def settings(request: Request) -> Response:
        if "manage workspace settings" not in RIGHTS[state.workspaces[0]["role"]]:
            return refused(403, "forbidden")
        if request.method == "PATCH":
            kept.settings |= await request.json()
        return JSONResponse(kept.settings)

    async def people(_: Request) -> Response:
        manages = "set up members" in RIGHTS[state.workspaces[0]["role"]]
        hidden = {} if manages else {"email": None, "two_factor": None}
        return JSONResponse(
            {"members": [row | hidden for row in kept.members], "invitations": kept.invitations if manages else []}
        )

    async def person(request: Request) -> Response:
        row = row_of(kept.members, request.path_params["u"])
        owners = [one for one in kept.members if one["role"] == "owner"]
        change = await request.json() if request.method == "PATCH" else {}
        if owners == [row] and change.get("role", "owner") != "owner":
            return refused(409, "last_owner")
        row.update(change)
        if request.method == "DELETE":
            kept.members.remove(row)
            return Response(status_code=204)
        return JSONResponse(row)

    async def invite(request: Request) -> Response:
        body = await request.json()
        if any(row["email"] == body["email"] for row in kept.members):
            return refused(409, "already_member")
        identity = uid(body["email"])
        more = {"id": identity, "invited_by": "Alice Meier", "expires_at": iso(datetime.now(UTC) + timedelta(days=7))}
        kept.invitations.append({key: body[key] for key in ("email", "role", "teams")} | more)
        return JSONResponse({"id": identity, "link": f"/invitation/{INVITED}"}, 201)

    async def withdraw(request: Request) -> Response:
        kept.invitations.remove(row_of(kept.invitations, request.path_params["i"]))
        return Response(status_code=204)

    async def teams(request: Request) -> Response:
        if request.method == "GET":
            return JSONResponse(kept.teams)
        name = (await request.json())["name"]
        if any(row["name"] == name for row in kept.teams):
            return refused(409, "name_taken")
        kept.teams.append({"id": uid(f"team/{name}"), "name": name})
        return JSONResponse(kept.teams[-1], 201)

    async def team(request: Request) -> Response:
        row = row_of(kept.teams, request.path_params["t"])
        if request.method == "DELETE":
            kept.teams.remove(row)
            return Response(status_code=204)
        row.update(await request.json())
        return JSONResponse(row)

    async def number(request: Request) -> Response:
        row = row_of(state.numbers, request.path_params["n"])
        row.update(await request.json())
        row["owner_name"] = row["owner"]["name"]
        return JSONResponse(row)

    async def calendar(request: Request) -> Response:
        scope = request.path_params["scope"]
        if request.method == "PUT":
            kept.calendars[scope] = await request.json()
        return JSONResponse(kept.calendar(scope))

    async def invitation(request: Request) -> Response:
        if request.path_params["token"] != INVITED or kept.accepted is not None:
            return refused(404, "not_found")
        return JSONResponse(
            {
                "workspace": "Seeblick Immobilien",
                "email": "noemie@example.test",
                "role": "agent",
                "invited_by": "Alice Meier",
                "has_account": kept.has_account,
            }
        )

    async def accept(request: Request) -> Response:
        kept.accepted = await request.json()
        state.signed_in = True
        state.user |= {"email": "noemie@example.test"} | kept.accepted
        return JSONResponse({}, 201)

    return [
        Route(W + "/settings", guarded(settings), methods=["GET", "PATCH"]),
        Route(W + "/people", guarded(people)),
        Route(W + "/people/{u}", guarded(person, "set up members"), methods=["PATCH", "DELETE"]),
        Route(W + "/invitations", guarded(invite, "set up members"), methods=["POST"]),
        Route(W + "/invitations/{i}", guarded(withdraw, "set up members"), methods=["DELETE"]),
        Route(W + "/teams", guarded(teams, "manage teams"), methods=["GET", "POST"]),
        Route(W + "/teams/{t}", guarded(team, "manage teams"), methods=["PATCH", "DELETE"]),
        Route(W + "/numbers/{n}", guarded(number, "set up numbers"), methods=["PATCH"]),
        Route(W + "/calendars/{scope:path}", guarded(calendar, "manage workspace settings"), methods=["GET", "PUT"]),
        Route("/api/invitations/{token}", invitation),
        Route("/api/invitations/{token}/accept", accept, methods=["POST"]),
        *account_routes(state),
    ]


def account_routes(state: Any) -> list[Route]:  # noqa: C901 - one small closure for each route
    """django-allauth's headless answers, as its specification describes them."""
    kept: SettingsState = state.settings

    def asks_again() -> JSONResponse:
        flows = [{"id": "reauthenticate"}]
        return JSONResponse({"status": 401, "data": {"flows": flows}, "meta": {"is_authenticated": True}}, 401)

    def fine(data: Any = None, **meta: Any) -> JSONResponse:
        return JSONResponse({"status": 200, "data": data, "meta": meta})

    async def again(request: Request) -> Response:
        if (await request.json()).get("password") != PASSWORD:
            return error("incorrect_password")
        kept.confirmed = True
        return fine({}, is_authenticated=True)

    async def second(request: Request) -> Response:
        if (await request.json())["code"] not in (CODE, RECOVERY):
            return error("incorrect_code")
        state.signed_in = True
        return fine({}, is_authenticated=True)

    async def factors(_: Request) -> Response:
        return fine(kept.factors)

    async def totp(request: Request) -> Response:
        if not kept.confirmed:
            return asks_again()
        if request.method == "GET":
            address = f"otpauth://totp/Twinline:bob@example.test?secret={SECRET}&issuer=Twinline"
            return JSONResponse({"status": 404, "meta": {"secret": SECRET, "totp_url": address}}, 404)
        now = datetime.now(UTC).timestamp()
        if request.method == "DELETE":
            kept.factors = []
            return fine()
        if (await request.json())["code"] != CODE:
            return error("incorrect_code")
        codes = {"type": "recovery_codes", "total_code_count": 10, "unused_code_count": 10}
        kept.factors = [{"type": "totp", "created_at": now, "last_used_at": None}, codes | {"created_at": now}]
        return fine(kept.factors[0])

    async def codes(_: Request) -> Response:
        shown = [f"aaaa{number:04d}" for number in range(10)]
        return fine({"type": "recovery_codes", "unused_codes": shown, "total_code_count": 10, "unused_code_count": 10})

    async def sessions(request: Request) -> Response:
        if request.method == "DELETE":
            ended = (await request.json())["sessions"]
            kept.sessions = [row for row in kept.sessions if row["id"] not in ended]
        return fine(kept.sessions)

    async def password(request: Request) -> Response:
        if (await request.json())["current_password"] != PASSWORD:
            return error("enter_current_password")
        return fine({}, is_authenticated=True)

    return [
        Route(ALLAUTH + "/auth/reauthenticate", again, methods=["POST"]),
        Route(ALLAUTH + "/auth/2fa/authenticate", second, methods=["POST"]),
        Route(ALLAUTH + "/account/authenticators", factors),
        Route(ALLAUTH + "/account/authenticators/totp", totp, methods=["GET", "POST", "DELETE"]),
        Route(ALLAUTH + "/account/authenticators/recovery-codes", codes, methods=["GET", "POST"]),
        Route(ALLAUTH + "/auth/sessions", sessions, methods=["GET", "DELETE"]),
        Route(ALLAUTH + "/account/password/change", password, methods=["POST"]),
    ]
