"""What became of messages whose outcome nobody answered: a status or an echo tells, else a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from twinline.engine import clock
from twinline.engine.dispatch import outbox
from twinline.engine.policy import must_be_offered
from twinline.log.facts import MessageComposed, OurFact, SendOffered, SendUnknown
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces.transaction import SYSTEM, Tx, directory, transaction

# A sender holds this lock on its id while it lives; the number keeps our locks apart from others.
SENDER_LOCKS = 7_021
TRY_SENDER = "select pg_try_advisory_xact_lock(%s, hashtext(%s))"
SENDING = """
    select distinct claimed_by from config.send_job where state = 'sending' and claimed_by <> %s
"""
LEFT_BEHIND = """
    select workspace_id, attempt_id, try_no from config.send_job where state = 'sending' and claimed_by = %s
"""
OPEN = "select workspace_id, attempt_id, changed_at, state from config.send_job where state in ('unknown', 'offered')"
KNOWN_BY_NOW = """
    select attempt_id from views.message
    where workspace_id = %s and attempt_id = any(%s)
        and (wid is not null or coalesce(accepted_at, sent_at, delivered_at, read_at, played_at) is not null)
"""


def find_left_behind(living: UUID) -> None:
    """Messages that a dead sender was sending: they may or may not have reached Meta."""
    with directory() as tx:
        senders = [row[0] for row in tx.rows(SENDING, (living,))]
    for sender in senders:
        _give_up_on(sender)


def settle_open() -> None:
    """Close what has become known, and offer to a person what stayed unknown for ten minutes."""
    with directory() as tx:
        now = clock.now(tx)
        rows = tx.rows(OPEN)
    for workspace in sorted({row[0] for row in rows}):
        waiting = [(row[1], row[2], row[3]) for row in rows if row[0] == workspace]
        with transaction(workspace, SYSTEM) as tx:
            _settle_workspace(tx, waiting, now)


def _give_up_on(sender: UUID) -> None:
    with directory() as tx:
        free = tx.row(TRY_SENDER, (SENDER_LOCKS, str(sender)))
        if not free or not free[0]:
            return
        rows = tx.rows(LEFT_BEHIND, (sender,))
        for workspace in sorted({row[0] for row in rows}):
            tx.turn_to(workspace)
            _note_unknown(tx, [(row[1], row[2]) for row in rows if row[0] == workspace])


def _note_unknown(tx: Tx, attempts: Sequence[tuple[UUID, int]]) -> None:
    now = clock.now(tx)
    facts: list[OurFact] = []
    for attempt_id, try_no in attempts:
        composed = outbox.message(tx, attempt_id)
        facts.append(SendUnknown(**_about(composed), at=now, try_no=try_no, reason="sender_died"))
    record(tx, [Recorded(fact, now, fact.number_id) for fact in facts])
    _set_state(tx, [attempt_id for attempt_id, _ in attempts], "unknown", now)


def _settle_workspace(tx: Tx, waiting: Sequence[tuple[UUID, datetime, str]], now: datetime) -> None:
    rows = tx.rows(KNOWN_BY_NOW, (tx.workspace, [attempt_id for attempt_id, _, _ in waiting]))
    known = {row[0] for row in rows}
    outbox.close(tx, known, "accepted", now)
    late = [
        attempt_id
        for attempt_id, since, state in waiting
        if attempt_id not in known and state == "unknown" and must_be_offered(since, now)
    ]
    if late:
        offers = [SendOffered(**_about(outbox.message(tx, attempt_id)), at=now) for attempt_id in late]
        record(tx, [Recorded(offer, now, offer.number_id) for offer in offers])
        _set_state(tx, late, "offered", now)


def _about(composed: MessageComposed) -> dict[str, Any]:
    return {
        "attempt_id": composed.attempt_id,
        "number_id": composed.number_id,
        "phone": composed.phone,
        "user_id": composed.user_id,
    }


def _set_state(tx: Tx, attempts: Sequence[UUID], state: str, now: datetime) -> None:
    tx.run(
        "update config.send_job set state = %s, changed_at = %s where attempt_id = any(%s)",
        (state, now, list(attempts)),
    )
