"""What people with the right for it change: settings, members, teams, numbers. Check, write, record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson

from twinline.features.people import queries
from twinline.features.people.shapes import MemberChange, NumberChange, NumberOwner, Settings, SettingsChange, Team
from twinline.log import append
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces import owners, tickets
from twinline.workspaces.access import Person
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.rules import Right, Role, check_may_name
from twinline.workspaces.transaction import Tx
from twinline.workspaces.uuid7 import uuid7

MEMBER = "select role from config.membership where workspace_id = %s and user_id = %s for update"
OTHER_OWNER = """
    select true from config.membership where workspace_id = %s and role = 'owner' and user_id <> %s limit 1
"""
CHANGE_SETTINGS = """
    update config.workspace set name = %s, language = %s, time_zone = %s, privacy_text = %s where id = %s
"""
KNOWN_TEAMS = "select id from config.team where workspace_id = %s and id = any(%s)"
ADD_TEAM = "insert into config.team (workspace_id, id, name) values (%s, %s, %s) on conflict do nothing"
TEAM = "select name from config.team where workspace_id = %s and id = %s for update"
NAMESAKE = "select true from config.team where workspace_id = %s and id <> %s and lower(name) = lower(%s)"
NUMBER = """
    select name, owner_name, owner_member, owner_since, visibility, read_receipts from config.number
    where workspace_id = %s and id = %s for update
"""
SETTINGS_OF_NUMBER = ("name", "owner_name", "owner_member", "owner_since", "visibility", "read_receipts")
CHANGE_NUMBER = """
    update config.number set name = %s, owner_name = %s, owner_member = %s, owner_since = %s, visibility = %s,
        read_receipts = %s
    where workspace_id = %s and id = %s
"""


def change_settings(tx: Tx, person: Person, change: SettingsChange, *, now: datetime) -> Settings:
    person.check_may(Right.MANAGE_SETTINGS)
    before = queries.settings(tx)
    after = before.model_copy(update=change.model_dump(exclude_none=True))
    after = Settings.model_validate(after.model_dump())
    check_zone(after.time_zone)
    if after != before:
        text = orjson.dumps(after.privacy_text.model_dump()).decode()
        tx.run(CHANGE_SETTINGS, (after.name, after.language, after.time_zone, text, tx.workspace))
        note(tx, person, "workspace", tx.workspace, before.model_dump(), after.model_dump(), now)
    return after


def change_member(tx: Tx, person: Person, user_id: UUID, change: MemberChange, *, now: datetime) -> None:
    """Owners are made and unmade by owners alone, and one always stays."""
    role = _role_of(tx, user_id)
    check_may_name(person.role, role)
    if change.role is not None and change.role is not role:
        check_may_name(person.role, change.role)
        if role is Role.OWNER:
            check_an_owner_stays(tx, user_id)
        tx.run(
            "update config.membership set role = %s where workspace_id = %s and user_id = %s",
            (change.role.value, tx.workspace, user_id),
        )
        tickets.void_member(tx, user_id, tx.workspace)
    if change.teams is not None:
        put_in_teams(tx, user_id, change.teams)
    after = {"role": (change.role or role).value} | (
        {"teams": sorted(map(str, change.teams))} if change.teams is not None else {}
    )
    note(tx, person, "member", user_id, {"role": role.value}, after, now)
    reshape(tx)


def remove_member(tx: Tx, person: Person, user_id: UUID, *, now: datetime) -> None:
    role = _role_of(tx, user_id)
    check_may_name(person.role, role)
    if role is Role.OWNER:
        check_an_owner_stays(tx, user_id)
    put_in_teams(tx, user_id, [])
    tx.run("delete from config.membership where workspace_id = %s and user_id = %s", (tx.workspace, user_id))
    tickets.void_member(tx, user_id, tx.workspace)
    note(tx, person, "member", user_id, {"role": role.value}, None, now)


def add_team(tx: Tx, person: Person, name: str, *, now: datetime) -> Team:
    person.check_may(Right.MANAGE_TEAMS)
    team = Team(id=uuid7(now), name=name)
    if not tx.run(ADD_TEAM, (tx.workspace, team.id, name)):
        raise Refused("name_taken", "There is a team of this name already.")
    note(tx, person, "team", team.id, None, {"name": name}, now)
    return team


def rename_team(tx: Tx, person: Person, team_id: UUID, name: str, *, now: datetime) -> Team:
    person.check_may(Right.MANAGE_TEAMS)
    before = _team_name(tx, team_id)
    if tx.row(NAMESAKE, (tx.workspace, team_id, name)):
        raise Refused("name_taken", "There is a team of this name already.")
    tx.run("update config.team set name = %s where workspace_id = %s and id = %s", (name, tx.workspace, team_id))
    note(tx, person, "team", team_id, {"name": before}, {"name": name}, now)
    return Team(id=team_id, name=name)


def remove_team(tx: Tx, person: Person, team_id: UUID, *, now: datetime) -> None:
    """Numbers that were kept to this team alone are seen by those who see every number, until they are given anew."""
    person.check_may(Right.MANAGE_TEAMS)
    before = _team_name(tx, team_id)
    tx.run("delete from config.team where workspace_id = %s and id = %s", (tx.workspace, team_id))
    note(tx, person, "team", team_id, {"name": before}, None, now)
    reshape(tx)


def change_number(tx: Tx, person: Person, number_id: UUID, change: NumberChange, *, now: datetime) -> None:
    person.check_may(Right.SET_UP_NUMBERS)
    row = tx.row(NUMBER, (tx.workspace, number_id))
    if row is None:
        raise NotFound("number")
    before = dict(zip(SETTINGS_OF_NUMBER, row, strict=True))
    after = before | _asked(change)
    if change.owner:
        after["owner_since"] = _own(tx, number_id, before, change.owner, now)
    tx.run(CHANGE_NUMBER, (*after.values(), tx.workspace, number_id))
    if change.teams is not None:
        _keep_to_teams(tx, number_id, change.teams)
        after["teams"] = sorted(map(str, change.teams))
    note(tx, person, "number", number_id, _plain(before), _plain(after), now, number_id)
    reshape(tx)


def _own(tx: Tx, number_id: UUID, before: Mapping[str, Any], wanted: NumberOwner, now: datetime) -> datetime | None:
    """From when on the owner sees what is said. Raises NotFound for an account that is no member's."""
    if wanted.member:
        _role_of(tx, wanted.member)
    was, becomes = owners.Owner(before["owner_name"], before["owner_member"]), owners.Owner(wanted.name, wanted.member)
    handed_over = owners.is_handed_over(was, becomes, said=wanted.handed_over)
    if handed_over:
        owners.hand_over(tx, number_id, was, now)
    if wanted.sees_past:
        return None
    return now if handed_over else before["owner_since"]


def check_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused("invalid", "There is no such time zone; choose one such as Europe/Zurich.") from error


def check_an_owner_stays(tx: Tx, user_id: UUID) -> None:
    if tx.row(OTHER_OWNER, (tx.workspace, user_id)) is None:
        raise Refused("last_owner", "A workspace keeps at least one owner; name another one first.")


def put_in_teams(tx: Tx, user_id: UUID, teams: Sequence[UUID]) -> None:
    check_teams(tx, teams)
    tx.run("delete from config.team_member where workspace_id = %s and user_id = %s", (tx.workspace, user_id))
    tx.run(
        "insert into config.team_member (workspace_id, team_id, user_id) select %s, t, %s from unnest(%s::uuid[]) as t",
        (tx.workspace, user_id, list(set(teams))),
    )


def check_teams(tx: Tx, teams: Sequence[UUID]) -> None:
    if len(tx.rows(KNOWN_TEAMS, (tx.workspace, list(teams)))) != len(set(teams)):
        raise NotFound("team")


def note(
    tx: Tx,
    person: Person,
    what: str,
    subject: UUID,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    now: datetime,
    number_id: UUID | None = None,
) -> None:
    """Put a change on record."""
    fact = ConfigurationChanged(
        what=what, subject=str(subject), number_id=number_id, before=before, after=after, by=person.id, at=now
    )
    record(tx, [Recorded(fact, now)])


def reshape(tx: Tx) -> None:
    """Somebody may see other numbers from here on: pages that catch up from before this load afresh."""
    tx.run("update config.workspace set reshaped = %s where id = %s", (append.position(tx), tx.workspace))


def _role_of(tx: Tx, user_id: UUID) -> Role:
    row = tx.row(MEMBER, (tx.workspace, user_id))
    if row is None:
        raise NotFound("member")
    return Role(row[0])


def _team_name(tx: Tx, team_id: UUID) -> str:
    row = tx.row(TEAM, (tx.workspace, team_id))
    if row is None:
        raise NotFound("team")
    return str(row[0])


def _asked(change: NumberChange) -> dict[str, Any]:
    asked = change.model_dump(include={"name", "visibility"}, exclude_none=True)
    if change.owner:
        asked |= {"owner_name": change.owner.name, "owner_member": change.owner.member}
    if change.read_receipts:
        asked["read_receipts"] = change.read_receipts == "assigned"
    return asked


def _keep_to_teams(tx: Tx, number_id: UUID, teams: Sequence[UUID]) -> None:
    check_teams(tx, teams)
    tx.run("delete from config.number_team where workspace_id = %s and number_id = %s", (tx.workspace, number_id))
    tx.run(
        "insert into config.number_team (workspace_id, number_id, team_id)"
        " select %s, %s, t from unnest(%s::uuid[]) as t",
        (tx.workspace, number_id, list(set(teams))),
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, UUID | datetime) else value for key, value in values.items()}
