"""What became of messages whose outcome nobody answered: a status or an echo tells, else a person decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from twinline.engine import clock
from twinline.engine.dispatch import outbox
from twinline.engine.policy import must_be_offered
from twinline.log.facts import OurFact, SendOffered, SendRefused, SendUnknown
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces.refused import NotFound
from twinline.workspaces.secrets import Unreadable
from twinline.workspaces.transaction import SYSTEM, Tx, directory, transaction

# A sender holds this lock on its id while it lives; the number keeps our locks apart from others.
SENDER_LOCKS = 7_021
TRY_SENDER = "select pg_try_advisory_xact_lock(%s, hashtext(%s))"
SENDING = "select distinct claimed_by, workspace_id from config.send_job where state = 'sending'"
# Locked and looked at again: whoever records an outcome at this moment is waited for, and wins.
LEFT_BEHIND = """
    select attempt_id, number_id, try_no from config.send_job
    where state = 'sending' and claimed_by = %s and workspace_id = %s order by attempt_id for update
"""
UNRESOLVED = "select distinct workspace_id from config.send_job where state in ('unknown', 'offered')"
OPEN = """
    select attempt_id, number_id, changed_at, state from config.send_job
    where state in ('unknown', 'offered') and workspace_id = %s order by attempt_id for update skip locked
"""
KNOWN_BY_NOW = """
    select attempt_id from views.message
    where workspace_id = %s and attempt_id = any(%s)
        and (wid is not null or coalesce(accepted_at, sent_at, delivered_at, read_at, played_at) is not null)
"""
SET_STATE = "update config.send_job set state = %s, due_at = %s, changed_at = %s where attempt_id = any(%s)"


def left_behind(living: UUID) -> tuple[list[tuple[UUID, UUID]], list[UUID]]:
    """(sender, workspace) of messages that others are sending, and the workspaces of those that `living` sends."""
    with directory() as tx:
        rows = [(row[0], row[1]) for row in tx.rows(SENDING)]
    return [row for row in rows if row[0] != living], [workspace for sender, workspace in rows if sender == living]


def give_up_on(sender: UUID, workspace: UUID) -> None:
    """What a dead sender was sending may or may not have reached Meta; nothing happens while it lives."""
    with transaction(workspace, SYSTEM) as tx:
        free = tx.row(TRY_SENDER, (SENDER_LOCKS, str(sender)))
        attempts = tx.rows(LEFT_BEHIND, (sender, workspace)) if free and free[0] else []
        if attempts:
            now = clock.now(tx)
            facts = [
                SendUnknown(**_about(tx, attempt, number), at=now, try_no=try_no, reason="sender_died")
                for attempt, number, try_no in attempts
            ]
            _state(tx, facts)
            tx.run(SET_STATE, ("unknown", now, now, [row[0] for row in attempts]))


def put_back(sender: UUID, workspace: UUID, under_way: Collection[tuple[UUID, int]]) -> None:
    """What `sender` itself took without ever submitting it, since the answer to its commit got lost: it may go."""
    with transaction(workspace, SYSTEM) as tx:
        rows = tx.rows(LEFT_BEHIND, (sender, workspace))
        attempts = [row for row in rows if (row[0], row[2]) not in under_way]
        if attempts:
            now = clock.now(tx)
            facts = [
                SendRefused(
                    **_about(tx, attempt, number),
                    at=now,
                    try_no=try_no,
                    code=0,
                    message="not_submitted",
                    final=False,
                    retry_at=now,
                )
                for attempt, number, try_no in attempts
            ]
            _state(tx, facts)
            tx.run(SET_STATE, ("queued", now, now, [row[0] for row in attempts]))


def unresolved() -> list[UUID]:
    """Workspaces in which the outcome of a message is not known."""
    with directory() as tx:
        return [row[0] for row in tx.rows(UNRESOLVED)]


def settle(workspace: UUID) -> None:
    """Close what has become known, and offer to a person what stayed unknown for ten minutes."""
    with transaction(workspace, SYSTEM) as tx:
        now = clock.now(tx)
        waiting = tx.rows(OPEN, (workspace,))
        known = {row[0] for row in tx.rows(KNOWN_BY_NOW, (workspace, [row[0] for row in waiting]))}
        if known:
            outbox.close(tx, known, "accepted", now)
        late = [
            (attempt, number)
            for attempt, number, since, state in waiting
            if attempt not in known and state == "unknown" and must_be_offered(since, now)
        ]
        if late:
            _state(tx, [SendOffered(**_about(tx, attempt, number), at=now) for attempt, number in late])
            tx.run(SET_STATE, ("offered", now, now, [attempt for attempt, _ in late]))


def _state(tx: Tx, facts: Sequence[OurFact]) -> None:
    record(tx, [Recorded(fact, fact.at, fact.number_id) for fact in facts])


def _about(tx: Tx, attempt_id: UUID, number_id: UUID) -> dict[str, Any]:
    """Which message, and to whom; without the latter when its words are gone, since what became of it counts more."""
    try:
        composed = outbox.message(tx, attempt_id)
    except (NotFound, Unreadable):
        return {"attempt_id": attempt_id, "number_id": number_id}
    return {
        "attempt_id": attempt_id,
        "number_id": number_id,
        "phone": composed.phone,
        "user_id": composed.user_id,
    }
