"""People and settings over HTTP: thin, one line of meaning per route."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest
from ninja import Path, Router, Status

from twinline.engine import clock
from twinline.features.people import actions, calendars, invitations, queries
from twinline.features.people.shapes import (
    Acceptance,
    Calendar,
    CalendarKept,
    Door,
    Invite,
    Invited,
    MemberChange,
    NumberChange,
    People,
    Settings,
    SettingsChange,
    Team,
    TeamName,
)
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Anybody, Number, Refusal, user_of
from twinline.workspaces.models import User
from twinline.workspaces.queries import numbers
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import directory

HERE = "/workspaces/{uuid:workspace}"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

router = Router(tags=["people"])


@router.get(HERE + "/settings", response={200: Settings, REFUSALS: Refusal})
def settings(request: HttpRequest, workspace: UUID) -> Settings:
    with entered(workspace, user_of(request).id) as (tx, person):
        person.check_may(Right.MANAGE_SETTINGS)
        return queries.settings(tx)


@router.patch(HERE + "/settings", response={200: Settings, REFUSALS: Refusal})
def change_settings(request: HttpRequest, workspace: UUID, change: SettingsChange) -> Settings:
    with entered(workspace, user_of(request).id) as (tx, person):
        return actions.change_settings(tx, person, change, now=clock.now(tx))


@router.get(HERE + "/people", response={200: People, REFUSALS: Refusal})
def people(request: HttpRequest, workspace: UUID) -> People:
    with entered(workspace, user_of(request).id) as (tx, person):
        return queries.people(tx, person, clock.now(tx))


@router.patch(HERE + "/people/{uuid:user}", response={200: People, REFUSALS: Refusal})
def change_member(request: HttpRequest, workspace: UUID, user: UUID, change: MemberChange) -> People:
    with entered(workspace, user_of(request).id) as (tx, person):
        now = clock.now(tx)
        actions.change_member(tx, person, user, change, now=now)
        return queries.people(tx, person, now)


@router.delete(HERE + "/people/{uuid:user}", response={204: None, REFUSALS: Refusal})
def remove_member(request: HttpRequest, workspace: UUID, user: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        actions.remove_member(tx, person, user, now=clock.now(tx))
    return Status(204, None)


@router.post(HERE + "/invitations", response={201: Invited, REFUSALS: Refusal})
def invite(request: HttpRequest, workspace: UUID, wanted: Invite) -> Status[Invited]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return Status(201, invitations.invite(tx, person, wanted, now=clock.now(tx)))


@router.delete(HERE + "/invitations/{uuid:invitation}", response={204: None, REFUSALS: Refusal})
def withdraw(request: HttpRequest, workspace: UUID, invitation: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        invitations.withdraw(tx, person, invitation, now=clock.now(tx))
    return Status(204, None)


@router.get("/invitations/{token}", auth=None, response={200: Door, REFUSALS: Refusal})
def door(request: HttpRequest, token: Path[str]) -> Door:
    with directory() as tx:
        now = clock.now(tx)
    return invitations.door(token, now)


@router.post("/invitations/{token}/accept", auth=Anybody(), response={204: None, REFUSALS: Refusal})
def accept(request: HttpRequest, token: Path[str], acceptance: Acceptance) -> Status[None]:
    by = request.user if isinstance(request.user, User) else None
    with directory() as tx:
        now = clock.now(tx)
    user = invitations.accept(token, by, acceptance, now=now)
    if by is None:
        login(request, user, backend=BACKEND)
    return Status(204, None)


@router.get(HERE + "/teams", response={200: list[Team], REFUSALS: Refusal})
def teams(request: HttpRequest, workspace: UUID) -> list[Team]:
    with entered(workspace, user_of(request).id) as (tx, _):
        return queries.teams(tx)


@router.post(HERE + "/teams", response={201: Team, REFUSALS: Refusal})
def add_team(request: HttpRequest, workspace: UUID, team: TeamName) -> Status[Team]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return Status(201, actions.add_team(tx, person, team.name, now=clock.now(tx)))


@router.patch(HERE + "/teams/{uuid:team}", response={200: Team, REFUSALS: Refusal})
def rename_team(request: HttpRequest, workspace: UUID, team: UUID, name: TeamName) -> Team:
    with entered(workspace, user_of(request).id) as (tx, person):
        return actions.rename_team(tx, person, team, name.name, now=clock.now(tx))


@router.delete(HERE + "/teams/{uuid:team}", response={204: None, REFUSALS: Refusal})
def remove_team(request: HttpRequest, workspace: UUID, team: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        actions.remove_team(tx, person, team, now=clock.now(tx))
    return Status(204, None)


@router.patch(HERE + "/numbers/{uuid:number}", response={200: Number, REFUSALS: Refusal})
def change_number(request: HttpRequest, workspace: UUID, number: UUID, change: NumberChange) -> Number:
    with entered(workspace, user_of(request).id) as (tx, person):
        actions.change_number(tx, person, number, change, now=clock.now(tx))
        return next(Number.of(one) for one in numbers(tx) if one.id == number)


@router.get(HERE + "/calendars/{path:scope}", response={200: Calendar, REFUSALS: Refusal})
def calendar(request: HttpRequest, workspace: UUID, scope: str) -> Calendar:
    with entered(workspace, user_of(request).id) as (tx, _):
        return calendars.read(tx, scope, clock.now(tx), user_of(request).language)


@router.put(HERE + "/calendars/{path:scope}", response={200: Calendar, REFUSALS: Refusal})
def keep_calendar(request: HttpRequest, workspace: UUID, scope: str, wanted: CalendarKept) -> Calendar:
    with entered(workspace, user_of(request).id) as (tx, person):
        now = clock.now(tx)
        calendars.keep(tx, person, scope, wanted, now=now)
        return calendars.read(tx, scope, now, user_of(request).language)
