"""Events on their way out: put in line with what they tell of, sent after its commit, tried again until they arrive.

At least once: a worker that ends between the call and the record sends again, under the same id. In no order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from twinline.engine import mails
from twinline.engine.outgoing import keys
from twinline.engine.outgoing.events import TEST, About, Event, body
from twinline.engine.outgoing.verdicts import Verdict, verdict
from twinline.graph.posting import Posted, Poster
from twinline.workspaces.secrets import Unreadable
from twinline.workspaces.transaction import SYSTEM, Tx, transaction
from twinline.workspaces.uuid7 import uuid7

LEASE = timedelta(minutes=1)
KEPT = timedelta(days=30)

# Held, so that none is removed before its delivery is kept.
LISTENERS = """
    select id from config.outgoing_webhook where workspace_id = %s and state = 'on' and %s = any(events)
    order by id for key share
"""
NUMBER = "select id, name, display_phone from config.number where workspace_id = %s and id = %s"
FORGET = "delete from config.outgoing_delivery where workspace_id = %s and created_at < %s and state <> 'waiting'"
KEEP = """
    insert into config.outgoing_delivery (workspace_id, id, webhook_id, event, payload, state, created_at, next_at)
    values (%s, %s, %s, %s, %s, 'waiting', %s, %s)
"""
LINE_UP = """
    insert into config.outgoing_job (workspace_id, delivery_id, due_at) values (%s, %s, %s)
    on conflict (delivery_id) do update set due_at = excluded.due_at
"""
CLAIM = """
    update config.outgoing_job set due_at = %s where delivery_id = (
        select delivery_id from config.outgoing_job where due_at <= %s order by due_at limit 1
        for update skip locked
    )
    returning workspace_id, delivery_id, due_at
"""
READ = """
    select w.id, w.url, w.state, w.secret, case when w.previous_until > %s then w.previous_secret end,
        d.event, d.payload
    from config.outgoing_delivery as d join config.outgoing_webhook as w
        on w.workspace_id = d.workspace_id and w.id = d.webhook_id
    where d.workspace_id = %s and d.id = %s
"""
HOLD = """
    select state, failing_since from config.outgoing_webhook where workspace_id = %s and id = %s for no key update
"""
SETTLE = """
    update config.outgoing_delivery set state = %s, next_at = %s, tried_at = %s, attempts = attempts + 1,
        status = %s, fault = %s, took_ms = %s
    where workspace_id = %s and id = %s
"""
TRIES = "select attempts from config.outgoing_delivery where workspace_id = %s and id = %s for update"
GIVE_UP = """
    update config.outgoing_delivery set state = 'failed', fault = %s, next_at = null where workspace_id = %s and id = %s
"""
MARK = "update config.outgoing_webhook set failing_since = %s, state = %s where workspace_id = %s and id = %s"
# Who asked for it once more while it was under way is served.
DONE = "delete from config.outgoing_job where delivery_id = %s and due_at = %s"
LATER = "update config.outgoing_job set due_at = %s where delivery_id = %s and due_at = %s"


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery whose time has come, leased until `due_at`."""

    workspace_id: UUID
    delivery_id: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True)
class _Letter:
    webhook_id: UUID
    url: str
    trial: bool
    body: bytes
    headers: dict[str, str]


def about(tx: Tx, number_id: UUID) -> About | None:
    row = tx.row(NUMBER, (tx.workspace, number_id))
    return About(*row) if row else None


def tell(tx: Tx, event: Event, data: dict[str, Any], now: datetime) -> None:
    """Everybody who chose this event is to hear of it, once this transaction is durable."""
    for (webhook_id,) in tx.rows(LISTENERS, (tx.workspace, event)):
        tx.run(FORGET, (tx.workspace, now - KEPT))
        put(tx, webhook_id, event, data, now, due_at=now)


def put(tx: Tx, webhook_id: UUID, event: str, data: dict[str, Any], now: datetime, *, due_at: datetime) -> Job:
    """One event for one receiver, in line."""
    delivery_id = uuid7(now)
    said = body(event, {"workspace": str(tx.workspace), **data}, now)
    tx.run(KEEP, (tx.workspace, delivery_id, webhook_id, event, keys.seal_body(said, delivery_id), now, due_at))
    return line_up(tx, delivery_id, due_at)


def line_up(tx: Tx, delivery_id: UUID, due_at: datetime) -> Job:
    tx.run(LINE_UP, (tx.workspace, delivery_id, due_at))
    return Job(tx.workspace, delivery_id, due_at)


def claim(tx: Tx, now: datetime) -> Job | None:
    row = tx.row(CLAIM, (now + LEASE, now))
    return Job(*row) if row else None


def send(poster: Poster, job: Job, now: datetime) -> None:
    """One try. No transaction is open while the receiver is asked."""
    with transaction(job.workspace_id, SYSTEM) as tx:
        letter = _letter(tx, job, now)
        if letter is None:
            tx.run(DONE, (job.delivery_id, job.due_at))
            return
    posted = poster.post(letter.url, letter.body, letter.headers)
    with transaction(job.workspace_id, SYSTEM) as tx:
        _settle(tx, job, letter, posted, now)


def _letter(tx: Tx, job: Job, now: datetime) -> _Letter | None:
    """None for what is not to be sent any more."""
    row = tx.row(READ, (now, tx.workspace, job.delivery_id))
    if row is None:
        return None
    webhook_id, url, state, secret, previous, event, payload = row
    if state != "on" and event != TEST:
        tx.run(GIVE_UP, ("switched_off", tx.workspace, job.delivery_id))
        return None
    sealed = [bytes(one) for one in (secret, previous) if one is not None]
    try:
        said = keys.open_body(bytes(payload), job.delivery_id)
        headers = keys.headers(webhook_id, sealed, job.delivery_id, said, now)
    except Unreadable:
        tx.run(GIVE_UP, ("unreadable", tx.workspace, job.delivery_id))
        return None
    return _Letter(webhook_id, url, event == TEST, said, headers)


def _settle(tx: Tx, job: Job, letter: _Letter, posted: Posted, now: datetime) -> None:
    held = tx.row(HOLD, (tx.workspace, letter.webhook_id))
    tried = tx.row(TRIES, (tx.workspace, job.delivery_id))
    if held is None or tried is None:
        tx.run(DONE, (job.delivery_id, job.due_at))
        return
    state, failing_since = held
    after = verdict(posted.status, tried[0] + 1, failing_since, now, trial=letter.trial)
    next_at = now + after.wait if after.wait is not None else None
    tx.run(SETTLE, (
        after.state, next_at, now, posted.status, posted.fault, posted.took_ms, tx.workspace, job.delivery_id,
    ))  # fmt: skip
    _mark(tx, job, letter, after, state, now)
    if next_at is not None:
        tx.run(LATER, (next_at, job.delivery_id, job.due_at))
    else:
        tx.run(DONE, (job.delivery_id, job.due_at))


def _mark(tx: Tx, job: Job, letter: _Letter, after: Verdict, state: str, now: datetime) -> None:
    """One that is switched off meanwhile stays off; of one that is given up those who manage the settings hear."""
    ends = after.webhook is not None and state == "on"
    tx.run(MARK, (after.failing_since, after.webhook if ends else state, tx.workspace, letter.webhook_id))
    if ends:
        mails.want_of_webhook(tx, job.delivery_id, now)
