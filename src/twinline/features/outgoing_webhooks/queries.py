"""Reads of outgoing webhooks and their deliveries. Secrets and bodies never leave the database here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from twinline.engine.outgoing.events import Event
from twinline.engine.outgoing.verdicts import State
from twinline.workspaces.refused import NotFound
from twinline.workspaces.transaction import Tx

NEWEST = 50
WEBHOOKS = """
    select id, url, events, state, failing_since, case when previous_until > %s then previous_until end, created_at
    from config.outgoing_webhook where workspace_id = %s and (%s::uuid is null or id = %s) order by created_at, id
"""
DELIVERIES = """
    select id, event, state, created_at, attempts, tried_at, next_at, status, fault, took_ms
    from config.outgoing_delivery where workspace_id = %s and webhook_id = %s and (%s::uuid is null or id = %s)
    order by created_at desc, id desc limit %s
"""


@dataclass(frozen=True, slots=True)
class Webhook:
    """`state` off: by a person; gone: the receiver said so; failing: it took nothing for days."""

    id: UUID
    url: str
    events: list[Event]
    state: Literal["on", "off", "gone", "failing"]
    failing_since: datetime | None
    previous_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """`status`: what the receiver answered last; `fault`: why there was no answer, or why it is given up."""

    id: UUID
    event: str
    state: State
    created_at: datetime
    attempts: int
    tried_at: datetime | None
    next_at: datetime | None
    status: int | None
    fault: str | None
    took_ms: int | None


def webhooks(tx: Tx, now: datetime) -> list[Webhook]:
    return [Webhook(*row) for row in tx.rows(WEBHOOKS, (now, tx.workspace, None, None))]


def webhook(tx: Tx, webhook_id: UUID, now: datetime) -> Webhook:
    """Raises NotFound."""
    row = tx.row(WEBHOOKS, (now, tx.workspace, webhook_id, webhook_id))
    if row is None:
        raise NotFound("outgoing webhook")
    return Webhook(*row)


def deliveries(tx: Tx, webhook_id: UUID) -> list[Delivery]:
    """The newest; they are kept for 30 days."""
    return [Delivery(*row) for row in tx.rows(DELIVERIES, (tx.workspace, webhook_id, None, None, NEWEST))]


def delivery(tx: Tx, webhook_id: UUID, delivery_id: UUID) -> Delivery:
    """Raises NotFound."""
    row = tx.row(DELIVERIES, (tx.workspace, webhook_id, delivery_id, delivery_id, 1))
    if row is None:
        raise NotFound("delivery")
    return Delivery(*row)
