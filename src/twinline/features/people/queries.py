"""Reads of members, invitations, teams and settings. Every query names its workspace."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from twinline.features.people.shapes import Invitation, Member, People, PrivacyText, Settings, Team
from twinline.workspaces.access import Person
from twinline.workspaces.refused import NotFound
from twinline.workspaces.rules import Right, Role, may
from twinline.workspaces.transaction import Tx

MEMBERS = """
    select u.id, u.name, u.email, m.role, m.joined_at,
        exists (select from config.mfa_authenticator as a where a.user_id = u.id and a.type <> 'recovery_codes')
    from config.membership as m join config."user" as u on u.id = m.user_id
    where m.workspace_id = %s order by lower(u.name), u.id
"""
IN_TEAMS = """
    select m.user_id, m.team_id from config.team_member as m join config.team as t
        on t.workspace_id = m.workspace_id and t.id = m.team_id
    where m.workspace_id = %s order by lower(t.name), t.id
"""
INVITATIONS = """
    select i.id, i.email, i.role, i.teams, u.name, i.expires_at
    from config.invitation as i join config."user" as u on u.id = i.invited_by
    where i.workspace_id = %s and i.expires_at > %s order by i.email
"""
TEAMS = "select id, name from config.team where workspace_id = %s order by lower(name), id"
SETTINGS = "select name, language, time_zone, privacy_text from config.workspace where id = %s"
NUMBER_TEAMS = """
    select number_id, team_id from config.number_team where workspace_id = %s order by number_id, team_id
"""


def people(tx: Tx, person: Person, now: datetime) -> People:
    """Everybody by name; addresses, second factors and invitations only for those who manage people."""
    manages = may(person.role, Right.SET_UP_MEMBERS)
    teams = _teams_of(tx)
    members = [
        Member(
            id=user,
            name=name,
            email=email if manages else None,
            role=Role(role),
            teams=teams[user],
            two_factor=two_factor if manages else None,
            joined_at=joined_at,
        )
        for user, name, email, role, joined_at, two_factor in tx.rows(MEMBERS, (tx.workspace,))
    ]
    return People(members=members, invitations=invitations(tx, now) if manages else [])


def invitations(tx: Tx, now: datetime) -> list[Invitation]:
    return [
        Invitation(id=id_, email=email, role=Role(role), teams=teams, invited_by=by, expires_at=expires_at)
        for id_, email, role, teams, by, expires_at in tx.rows(INVITATIONS, (tx.workspace, now))
    ]


def teams(tx: Tx) -> list[Team]:
    return [Team(id=id_, name=name) for id_, name in tx.rows(TEAMS, (tx.workspace,))]


def settings(tx: Tx) -> Settings:
    row = tx.fetch(SETTINGS, (tx.workspace,))
    if not row:
        raise NotFound("workspace")
    name, language, time_zone, privacy = row[0]
    return Settings(name=name, language=language, time_zone=time_zone, privacy_text=PrivacyText(**privacy))


def teams_of_numbers(tx: Tx) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for number, team in tx.rows(NUMBER_TEAMS, (tx.workspace,)):
        found[number].append(team)
    return found


def _teams_of(tx: Tx) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for user, team in tx.rows(IN_TEAMS, (tx.workspace,)):
        found[user].append(team)
    return found
