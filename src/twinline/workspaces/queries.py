"""Reads of workspaces, members and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from twinline.workspaces.transaction import Tx

MEMBERSHIPS = """
    select w.id, w.name, w.slug, m.role from config.membership m join config.workspace w on w.id = m.workspace_id
    where m.user_id = %s order by lower(w.name), w.id
"""
NUMBERS = """
    select n.id, n.name, n.display_phone, n.owner_name, n.mode, n.state, n.phone_number_id, n.read_receipts,
        n.onboarded_at, n.visibility, n.owner_member,
        array(select t.team_id from config.number_team as t where t.workspace_id = n.workspace_id
            and t.number_id = n.id order by t.team_id)
    from config.number as n order by lower(n.name), n.id
"""
NAMES = 'select id, name from config."user" where id = any(%s)'


@dataclass(frozen=True, slots=True)
class Membered:
    """A workspace as one of its members sees it."""

    id: UUID
    name: str
    slug: str
    role: str


@dataclass(frozen=True, slots=True)
class NumberSeen:
    """A number without its secrets."""

    id: UUID
    name: str
    display_phone: str
    owner_name: str
    mode: Literal["coexistence", "cloud_api"]
    state: Literal["connected", "offboarded", "removed"]
    phone_number_id: str
    read_receipts: bool
    onboarded_at: datetime
    visibility: Literal["everyone", "teams"]
    owner_member: UUID | None
    teams: list[UUID]


def memberships(tx: Tx, user_id: UUID) -> list[Membered]:
    return [Membered(*row) for row in tx.rows(MEMBERSHIPS, (user_id,))]


def numbers(tx: Tx) -> list[NumberSeen]:
    """The numbers of the bound workspace by name."""
    return [NumberSeen(*row) for row in tx.rows(NUMBERS)]


def names(tx: Tx, user_ids: list[UUID]) -> dict[UUID, str]:
    """Names of authors, those who have left the workspace too. The ids come from the workspace's own rows."""
    return dict(tx.rows(NAMES, (user_ids,)))
