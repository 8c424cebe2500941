"""Asking a phone for its contacts and its history: each once, and never again blindly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from twinline.engine.asking import Kind, State
from twinline.engine.dispatch.claim import line_of
from twinline.graph import joining
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire.errors import GraphError, Retry, SlowDown, Wait, decision_for
from twinline.wire.facts import ContactSynced, HistoryProgressed, HistoryRefused
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

META: dict[Kind, joining.Sync] = {"contacts": "smb_app_state_sync", "history": "history"}
ANSWER_WITHIN = timedelta(seconds=90)
AGAIN = timedelta(seconds=10)

WANT = """
    insert into config.sync (workspace_id, number_id, onboarded_at, kind, state, due_at, changed_at)
    values (%s, %s, %s, %s, 'wanted', %s, %s)
"""
# The intent is durable before Meta is asked. Who was asking when the worker ended may have been heard.
CLAIM = """
    update config.sync set state = case state when 'wanted' then 'asking' else 'unknown' end,
        due_at = %s, changed_at = %s
    where (number_id, kind, onboarded_at) in (
        select number_id, kind, onboarded_at from config.sync
        where state in ('wanted', 'asking') and due_at <= %s order by due_at limit 1 for update skip locked
    )
    returning workspace_id, number_id, onboarded_at, kind, state
"""
SETTLE = """
    update config.sync set state = case when state = 'asking' then %s else state end, request_id = %s,
        code = coalesce(%s, code), changed_at = %s, due_at = %s
    where number_id = %s and kind = %s and onboarded_at = %s
"""
# What comes may overtake Meta's answer. The latest onboarding is the one that a phone answers for.
HEARD = """
    update config.sync as one set first_heard_at = coalesce(first_heard_at, %s), last_heard_at = %s,
        progress = greatest(progress, %s), state = case when state = 'wanted' then state else coalesce(%s, 'asked') end,
        code = coalesce(%s, code)
    where number_id = %s and kind = %s and state <> 'refused' and onboarded_at = (
        select max(onboarded_at) from config.sync where number_id = one.number_id and kind = one.kind
    )
"""
CHUNK = """
    insert into config.history_chunk (workspace_id, number_id, onboarded_at, phase, chunk_order, heard_at)
    select workspace_id, id, onboarded_at, %s, %s, %s from config.number where workspace_id = %s and id = %s
    on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class Sync:
    """One that was wanted. `state` unknown: it was being asked for when the worker ended."""

    workspace_id: UUID
    number_id: UUID
    onboarded_at: datetime
    kind: Kind
    state: State


def want(tx: Tx, number_id: UUID, onboarded_at: datetime, kind: Kind, now: datetime) -> None:
    tx.run(WANT, (tx.workspace, number_id, onboarded_at, kind, now, now))


def claim(tx: Tx, now: datetime) -> Sync | None:
    """The next to ask for, marked as being asked for."""
    row = tx.row(CLAIM, (now + ANSWER_WITHIN, now, now))
    return Sync(*row) if row else None


def ask(graph: Graph, sync: Sync, now: datetime) -> None:
    """Ask Meta, once. Only what never left may be asked again; silence is told to a person."""
    if sync.state == "unknown":
        return _settle(sync, "unknown", now)
    with transaction(sync.workspace_id, SYSTEM) as tx:
        line = line_of(tx, sync.number_id)
    if line is None:
        return _settle(sync, "refused", now)
    try:
        request = joining.ask(graph, line.token, line.phone_number_id, META[sync.kind])
    except NotSubmitted:
        return _later(sync, now)
    except OutcomeUnknown:
        return _settle(sync, "unknown", now)
    except GraphRefused as refusal:
        return _after_refusal(sync, refusal.error, now)
    return _settle(sync, "asked", now, request=request)


def follow(tx: Tx, new: Sequence[Recorded]) -> None:
    """What arrives shows how far a sync is, and that it was asked for even where the answer was lost."""
    for recorded in new:
        fact, at = recorded.fact, recorded.heard_at
        if isinstance(fact, HistoryProgressed):
            tx.run(HEARD, (at, at, fact.progress, None, None, recorded.number_id, "history"))
            if fact.phase is not None and fact.chunk_order is not None:
                tx.run(CHUNK, (fact.phase, fact.chunk_order, at, tx.workspace, recorded.number_id))
        elif isinstance(fact, HistoryRefused):
            tx.run(HEARD, (at, at, None, "refused", fact.code, recorded.number_id, "history"))
    synced = [one for one in new if isinstance(one.fact, ContactSynced)]
    for number in {one.number_id for one in synced}:
        at = max(one.heard_at for one in synced if one.number_id == number)
        tx.run(HEARD, (at, at, None, None, None, number, "contacts"))


def _after_refusal(sync: Sync, error: GraphError, now: datetime) -> None:
    """Who asked too fast was not heard; a server that failed may have heard all the same."""
    match decision_for(error.code, error.http):
        case SlowDown() | Wait():
            _later(sync, now)
        case Retry():
            _settle(sync, "unknown", now, code=error.code)
        case _:
            _settle(sync, "refused", now, code=error.code)


def _later(sync: Sync, now: datetime) -> None:
    with transaction(sync.workspace_id, SYSTEM) as tx:
        tx.run(SETTLE, ("wanted", None, None, now, now + AGAIN, sync.number_id, sync.kind, sync.onboarded_at))


def _settle(sync: Sync, state: State, now: datetime, *, request: str | None = None, code: int | None = None) -> None:
    """The outcome of what cannot be taken back goes on record, and into the row in the same moment."""
    after = {"kind": sync.kind, "state": state, "request_id": request, "code": code}
    fact = ConfigurationChanged(
        what="sync", subject=str(sync.number_id), number_id=sync.number_id, before=None, after=after, at=now
    )
    with transaction(sync.workspace_id, SYSTEM) as tx:
        # The log first: the recorder, too, takes its heads before this row.
        record(tx, [Recorded(fact, now, sync.number_id)])
        tx.run(SETTLE, (state, request, code, now, now, sync.number_id, sync.kind, sync.onboarded_at))
