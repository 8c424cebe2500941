"""Who I am, where I work, which numbers there are, and the ticket for the live stream."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from ninja.security import SessionAuth

from twinline.workspaces import queries, tickets
from twinline.workspaces.access import entered
from twinline.workspaces.models import User as Account
from twinline.workspaces.queries import Membered, NumberSeen
from twinline.workspaces.rules import RIGHTS, Role
from twinline.workspaces.transaction import Actor, directory
from twinline.workspaces.visibility import visible_numbers

REFUSALS = frozenset({400, 401, 403, 404, 409, 413, 415, 422, 429, 503})
LIVE_COOKIE = "twinline_live"


class Anybody(SessionAuth):
    """No session is needed, the link is the key; but no other site's page may use it in a visitor's name."""

    def authenticate(self, request: HttpRequest, key: str | None) -> bool:
        return True


class Refusal(Schema):
    """Every refusal: screens translate by `code`; `sentence` is English."""

    code: str
    sentence: str
    action: Literal["retry", "slow_down", "stop", "tell_a_person", "fix"]


class User(Schema):
    id: UUID
    email: str
    name: str
    language: Literal["en", "de", "fr", "it"]


class Workspace(Schema):
    id: UUID
    name: str
    slug: str
    role: Literal["owner", "administrator", "supervisor", "agent", "auditor"]
    rights: list[str] = Field(description="What this role may do here, in the words of the table of roles.")


class Me(Schema):
    user: User
    workspaces: list[Workspace]


class MeChange(Schema):
    language: Literal["en", "de", "fr", "it"] | None = None
    name: str | None = Field(None, min_length=1, max_length=80)


class NumberOwner(Schema):
    """The person with the phone; `member` is an account only where that person signs in here too."""

    name: str
    member: UUID | None


class Number(Schema):
    id: UUID
    name: str
    display_phone: str = Field(description="Digits with country code, no plus sign.")
    owner_name: str = Field(description="The person with the phone; empty where nobody was named.")
    mode: Literal["coexistence", "cloud_api"]
    state: Literal["connected", "offboarded", "removed"]
    visibility: Literal["everyone", "teams"]
    teams: list[UUID]
    read_receipts: Literal["never", "assigned"]
    owner: NumberOwner

    @classmethod
    def of(cls, seen: NumberSeen) -> Number:
        return cls(
            id=seen.id,
            name=seen.name,
            display_phone=seen.display_phone,
            owner_name=seen.owner_name,
            mode=seen.mode,
            state=seen.state,
            visibility=seen.visibility,
            teams=seen.teams,
            read_receipts="assigned" if seen.read_receipts else "never",
            owner=NumberOwner(name=seen.owner_name, member=seen.owner_member),
        )


router = Router(tags=["workspaces"])


def user_of(request: HttpRequest) -> Account:
    """The signed-in person; the API's sign-in check has run."""
    user: Account = request.user  # type: ignore[assignment]  # AUTH_USER_MODEL
    return user


@router.get("/me", response={200: Me, REFUSALS: Refusal})
def me(request: HttpRequest) -> Me:
    user = user_of(request)
    with directory(Actor("person", user.id)) as tx:
        return _me(user, queries.memberships(tx, user.id))


@router.patch("/me", response={200: Me, REFUSALS: Refusal})
def change_me(request: HttpRequest, change: MeChange) -> Me:
    user = user_of(request)
    with directory(Actor("person", user.id)) as tx:
        user.language, user.name = change.language or user.language, (change.name or user.name).strip()
        user.save(update_fields=["language", "name"])
        return _me(user, queries.memberships(tx, user.id))


@router.get("/workspaces/{uuid:workspace}/numbers", response={200: list[Number], REFUSALS: Refusal})
def numbers(request: HttpRequest, workspace: UUID) -> list[Number]:
    with entered(workspace, user_of(request).id) as (tx, person):
        seen = visible_numbers(tx, person)
        return [Number.of(one) for one in queries.numbers(tx) if seen is None or one.id in seen]


@router.post("/workspaces/{uuid:workspace}/live-ticket", response={204: None, REFUSALS: Refusal})
def live_ticket(request: HttpRequest, workspace: UUID, response: HttpResponse) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        token = tickets.issue(
            tx,
            user_id=person.id,
            workspace_id=workspace,
            session_key=request.session.session_key or "",
            now=datetime.now(UTC),  # noqa: TID251 - tickets, like sessions, do not turn with the clock
        )
    _set_live_cookie(response, token)
    return Status(204, None)


def _set_live_cookie(response: HttpResponse, token: str) -> None:
    response.set_cookie(
        LIVE_COOKIE,
        token,
        max_age=int(tickets.LIFETIME.total_seconds()),
        path="/live",
        httponly=True,
        samesite="Strict",
    )


def _me(user: Account, memberships: list[Membered]) -> Me:
    return Me(
        user=User(id=user.id, email=user.email, name=user.name, language=user.language),  # type: ignore[arg-type]
        workspaces=[_workspace(one) for one in memberships],
    )


def _workspace(one: Membered) -> Workspace:
    rights = sorted(right.value for right in RIGHTS[Role(one.role)])
    return Workspace(id=one.id, name=one.name, slug=one.slug, role=one.role, rights=rights)  # type: ignore[arg-type]
