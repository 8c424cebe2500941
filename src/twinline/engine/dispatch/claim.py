"""Taking messages out of the line: paced, and committed as attempted before anything reaches Meta."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from twinline.engine import clock
from twinline.engine.dispatch import outbox, pace
from twinline.engine.media import store
from twinline.log.facts import MessageComposed, SendAttempted
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire import sending
from twinline.workspaces.secrets import Vault
from twinline.workspaces.transaction import SYSTEM, Tx, directory, transaction

# How far ahead places are given: longer than a loop's turn, so that the line never runs dry between turns.
AHEAD = timedelta(milliseconds=250)
MOST = 40
HELD_BACK = timedelta(seconds=15)

DUE_NUMBERS = """
    select distinct workspace_id, number_id from config.send_job where state = 'queued' and due_at <= %s
"""
LOCK_PACE = "select next_at from config.pace where number_id = %s for update skip locked"
DUE_JOBS = """
    select job.attempt_id, job.recipient, job.try_no, pair.paid_until
    from config.send_job as job
    left join config.pace_pair as pair using (number_id, recipient)
    where job.number_id = %s and job.state = 'queued' and job.due_at <= %s
    order by job.priority, job.due_at, job.attempt_id
    limit %s for update of job skip locked
"""
HEARD = "select coalesce(sum(heard), 0) from config.pace_heard where number_id = %s and second >= %s"
TAKE = """
    update config.send_job
    set state = 'sending', claimed_by = %s, claimed_at = %s, changed_at = %s, try_no = try_no + 1
    where attempt_id = any(%s)
"""
PAY = """
    insert into config.pace_pair (number_id, recipient, paid_until) values (%s, %s, %s)
    on conflict (number_id, recipient) do update set paid_until = excluded.paid_until
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A number as the sender needs it."""

    id: UUID
    phone_number_id: str
    mode: str
    state: str
    token: str


@dataclass(frozen=True, slots=True)
class Submission:
    """One attempted message and the moment at which it may go."""

    workspace_id: UUID
    line: Line
    composed: MessageComposed
    body: Mapping[str, Any]
    try_no: int
    taken_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A due job with what its recipient is paid for."""

    attempt_id: UUID
    recipient: bytes
    try_no: int
    paid_until: datetime | None


def claim(sender: UUID) -> list[Submission]:
    """Everything that may go in the next moments, over all numbers."""
    with directory() as tx:
        now = clock.now(tx)
        due = tx.rows(DUE_NUMBERS, (now,))
    taken: list[Submission] = []
    for workspace_id, number_id in due:
        taken += _claim_number(sender, workspace_id, number_id)
    return taken


def line_of(tx: Tx, number_id: UUID) -> Line | None:
    """The number with its token opened; None when it is not in this workspace."""
    row = tx.row(
        "select phone_number_id, mode, state, token from config.number where workspace_id = %s and id = %s",
        (tx.workspace, number_id),
    )
    if row is None:
        return None
    token = Vault(settings.INSTALLATION.secret).open(row[3], f"number/{number_id}/token".encode())
    return Line(number_id, row[0], row[1], row[2], token.decode())


def _claim_number(sender: UUID, workspace_id: UUID, number_id: UUID) -> list[Submission]:
    with transaction(workspace_id, SYSTEM) as tx:
        now = clock.now(tx)
        next_at = _locked_pace(tx, number_id, now)
        line = line_of(tx, number_id)
        if next_at is None or line is None:
            return []
        if line.state != "connected":
            _hold(tx, number_id, now)
            return []
        return _take(tx, sender, line, next_at, now)


def _locked_pace(tx: Tx, number_id: UUID, now: datetime) -> datetime | None:
    """When the number is free; None while another sender holds it."""
    tx.run(
        "insert into config.pace (number_id, next_at) values (%s, %s) on conflict do nothing",
        (number_id, now),
    )
    row = tx.row(LOCK_PACE, (number_id,))
    return row[0] if row else None


def _hold(tx: Tx, number_id: UUID, now: datetime) -> None:
    """An offboarded number may come back within minutes: what waits for it waits on."""
    tx.run(
        "update config.send_job set due_at = %s where number_id = %s and state = 'queued' and due_at <= %s",
        (now + HELD_BACK, number_id, now),
    )


def _take(tx: Tx, sender: UUID, line: Line, next_at: datetime, now: datetime) -> list[Submission]:
    heard_row = tx.row(HEARD, (line.id, int(now.timestamp()) - 1))
    heard = int(heard_row[0]) if heard_row else 0
    places = pace.grant(line.mode, heard, next_at, now, AHEAD, MOST)
    jobs = _ready_pairs(tx, line.id, now, len(places.at)) if places.at else []
    if not jobs:
        return []
    attempts = [job.attempt_id for job in jobs]
    tx.run(TAKE, (sender, now, now, attempts))
    free_at = places.at[len(jobs)] if len(jobs) < len(places.at) else places.next_at
    tx.run("update config.pace set next_at = %s where number_id = %s", (free_at, line.id))
    submissions = [_submission(tx, line, job, now, at) for job, at in zip(jobs, places.at, strict=False)]
    record(tx, [_attempted(submission, now) for submission in submissions])
    return submissions


def _submission(tx: Tx, line: Line, job: Waiting, now: datetime, at: datetime) -> Submission:
    composed = outbox.message(tx, job.attempt_id)
    body = sending.request(
        _with_file(tx, composed),
        phone=composed.phone,
        user_id=composed.user_id,
        quoted_wamid=composed.quoted_wamid,
        attempt=str(composed.attempt_id),
    )
    return Submission(tx.workspace, line, composed, body, job.try_no + 1, now, at)


def _with_file(tx: Tx, composed: MessageComposed) -> Mapping[str, Any]:
    """The description with Meta's id of its file, which is known only since the upload."""
    if composed.media_id is None:
        return composed.body
    meta_id = store.find(tx, composed.media_id).meta_media_id
    return {**composed.body, composed.kind: {**composed.body.get(composed.kind, {}), "id": meta_id}}


def _ready_pairs(tx: Tx, number_id: UUID, now: datetime, most: int) -> Sequence[Waiting]:
    """Due jobs whose customer may be written to now; the others get the moment when they may."""
    ready: list[Waiting] = []
    paid: dict[bytes, datetime] = {}
    for row in tx.rows(DUE_JOBS, (number_id, now, most)):
        job = Waiting(*row)
        paid_until = paid.get(job.recipient, job.paid_until)
        free_at = pace.pair_free_at(paid_until, now)
        if free_at > now:
            tx.run("update config.send_job set due_at = %s where attempt_id = %s", (free_at, job.attempt_id))
            continue
        paid[job.recipient] = pace.pair_paid_until(paid_until, now)
        ready.append(job)
    for recipient, until in paid.items():
        tx.run(PAY, (number_id, recipient, until))
    return ready


def _attempted(submission: Submission, now: datetime) -> Recorded:
    composed = submission.composed
    fact = SendAttempted(
        at=now,
        number_id=composed.number_id,
        phone=composed.phone,
        user_id=composed.user_id,
        attempt_id=composed.attempt_id,
        try_no=submission.try_no,
    )
    return Recorded(fact, now, composed.number_id)
