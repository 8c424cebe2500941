"""Reads of workspaces, members and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.workspaces.transaction import Tx

MEMBERSHIPS = """
    select w.id, w.name, w.slug, m.role from config.membership m join config.workspace w on w.id = m.workspace_id
    where m.user_id = %s order by lower(w.name), w.id
"""
NUMBERS = """
    select id, name, display_phone, owner_name, mode, state, phone_number_id, read_receipts, onboarded_at
    from config.number order by lower(name), id
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
    mode: str
    state: str
    phone_number_id: str
    read_receipts: bool
    onboarded_at: datetime


def memberships(tx: Tx, user_id: UUID) -> list[Membered]:
    return [Membered(*row) for row in tx.rows(MEMBERSHIPS, (user_id,))]


def numbers(tx: Tx) -> list[NumberSeen]:
    """The numbers of the bound workspace by name."""
    return [NumberSeen(*row) for row in tx.rows(NUMBERS)]


def names(tx: Tx, user_ids: list[UUID]) -> dict[UUID, str]:
    """Names of authors, those who have left the workspace too. The ids come from the workspace's own rows."""
    return dict(tx.rows(NAMES, (user_ids,)))
