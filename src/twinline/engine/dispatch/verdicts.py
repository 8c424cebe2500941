"""Outcomes become durable: the fact in the log, the job in its next state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.engine import clock
from twinline.engine.dispatch import outbox
from twinline.engine.dispatch.outcome import Verdict
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

# The number of the try makes sure that a verdict which comes late, or twice, moves nothing that went on since:
# a message that another sender has taken again must not be put in line a second time.
MOVE = """
    update config.send_job set state = %s, due_at = %s, changed_at = %s
    where attempt_id = %s and try_no = %s and state in ('sending', 'unknown', 'offered')
    returning number_id
"""
QUIET = "update config.pace set next_at = greatest(next_at, %s) where number_id = %s"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict and the moment at which the outcome was known; recorded twice it is the same fact."""

    verdict: Verdict
    at: datetime


def record_verdicts(workspace: UUID, group: Sequence[Judged]) -> None:
    """Record the outcomes of one workspace's messages and move their jobs, in one transaction."""
    with transaction(workspace, SYSTEM) as tx:
        now = clock.now(tx)
        record(tx, [Recorded(one.verdict.fact, one.at, one.verdict.fact.number_id) for one in group])
        for one in sorted(group, key=lambda one: one.verdict.submission.key):
            _move(tx, one.verdict, now)


def _move(tx: Tx, verdict: Verdict, now: datetime) -> None:
    attempt_id, try_no = verdict.submission.key
    moved = tx.row(MOVE, (verdict.state, verdict.due_at or now, now, attempt_id, try_no))
    if moved and verdict.state == "accepted":
        outbox.close(tx, [attempt_id], "accepted", now)
    if verdict.quiet_until:
        tx.run(QUIET, (verdict.quiet_until, verdict.submission.line.id))
