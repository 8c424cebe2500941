"""Taking messages out of the line: paced, and committed as attempted before anything reaches Meta."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from twinline.engine import clock
from twinline.engine.dispatch import outbox, pace
from twinline.engine.dispatch.submission import Line, Reading, Submission
from twinline.engine.media import store
from twinline.log.facts import MessageComposed, OurFact, SendAttempted, SendRefused
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire import sending
from twinline.workspaces.refused import Refused
from twinline.workspaces.secrets import Unreadable, Vault
from twinline.workspaces.transaction import SYSTEM, Tx, directory, transaction

# How far ahead places are given: longer than a loop's turn, so that the line never runs dry between turns.
AHEAD = timedelta(milliseconds=250)
# Looked at in one turn: enough that a customer whose pair is full does not hide the others.
LOOKED_AT = 200
HELD_BACK = timedelta(seconds=15)

DUE_NUMBERS = """
    select distinct workspace_id, number_id from config.send_job where state = 'queued' and due_at <= %s
"""
LOCK_PACE = "select next_at from config.pace where number_id = %s for update skip locked"
AWAIT_PACE = "select next_at from config.pace where number_id = %s for update"
# Whoever waits longest goes first, also when a customer's pace made several wait for the same moment.
DUE_JOBS = """
    select job.attempt_id, job.recipient, job.try_no, pair.paid_until
    from config.send_job as job
    left join config.pace_pair as pair using (number_id, recipient)
    where job.number_id = %s and job.state = 'queued' and job.due_at <= %s
    order by job.priority, job.queued_at, job.attempt_id
    limit %s for update of job skip locked
"""
HEARD = "select coalesce(sum(heard), 0) from config.pace_heard where number_id = %s and second >= %s"
TAKE = """
    update config.send_job
    set state = 'sending', claimed_by = %s, claimed_at = %s, changed_at = %s, try_no = try_no + 1
    where attempt_id = any(%s)
"""
PUT_OFF = """
    update config.send_job set due_at = %s
    where number_id = %s and recipient = %s and state = 'queued' and due_at < %s
"""
PAY = """
    insert into config.pace_pair (number_id, recipient, paid_until) values (%s, %s, %s)
    on conflict (number_id, recipient) do update set paid_until = excluded.paid_until
"""
REFUSE = "update config.send_job set state = 'refused', changed_at = %s where attempt_id = any(%s)"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A due job with what its recipient is paid for."""

    attempt_id: UUID
    recipient: bytes
    try_no: int
    paid_until: datetime | None


def due_numbers() -> list[tuple[UUID, UUID]]:
    """(workspace, number) of everybody for whom something waits that may go by its own time."""
    with directory() as tx:
        return [(row[0], row[1]) for row in tx.rows(DUE_NUMBERS, (clock.now(tx),))]


def claim(sender: UUID, workspace_id: UUID, number_id: UUID, lead: timedelta, most: int) -> list[Submission]:
    """Up to `most` messages of a number with places from `lead` on: that long it takes until they can go."""
    stopwatch = time.monotonic()
    with transaction(workspace_id, SYSTEM) as tx:
        reading = Reading(clock.now(tx), stopwatch)
        next_at = _locked_pace(tx, number_id, reading.now)
        line = line_of(tx, number_id)
        if next_at is None or line is None:
            return []
        if line.state == "removed":
            return _refuse_removed(tx, line, reading)
        if line.state != "connected":
            _hold(tx, number_id, reading.now)
            return []
        return _take(tx, sender, line, reading, _places(tx, line, next_at, reading.now + lead, most))


def place_again(submission: Submission, lead: timedelta) -> Submission:
    """A new place for one that could not leave in time; going late it would meet the next ones in one second."""
    stopwatch = time.monotonic()
    with transaction(submission.workspace_id, SYSTEM) as tx:
        reading, line = Reading(clock.now(tx), stopwatch), submission.line
        row = tx.row(AWAIT_PACE, (line.id,))
        start = reading.now + lead
        places = _places(tx, line, row[0] if row else start, start, 1, within=timedelta(days=1))
        tx.run("update config.pace set next_at = %s where number_id = %s", (places.next_at, line.id))
        return replace(submission, reading=reading, at=places.at[0] if places.at else places.next_at)


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


def _locked_pace(tx: Tx, number_id: UUID, now: datetime) -> datetime | None:
    """When the number is free; None while another sender holds it."""
    tx.run(
        "insert into config.pace (number_id, next_at) values (%s, %s) on conflict do nothing",
        (number_id, now),
    )
    row = tx.row(LOCK_PACE, (number_id,))
    return row[0] if row else None


def _places(tx: Tx, line: Line, next_at: datetime, start: datetime, most: int, within: timedelta = AHEAD) -> pace.Grant:
    heard = tx.row(HEARD, (line.id, int(start.timestamp()) - 1))
    return pace.grant(line.mode, int(heard[0]) if heard else 0, next_at, start, within, most)


def _hold(tx: Tx, number_id: UUID, now: datetime) -> None:
    """An offboarded number may come back within minutes: what waits for it waits on."""
    tx.run(
        "update config.send_job set due_at = %s where number_id = %s and state = 'queued' and due_at <= %s",
        (now + HELD_BACK, number_id, now),
    )


def _refuse_removed(tx: Tx, line: Line, reading: Reading) -> list[Submission]:
    """Nothing ever goes from a number that was removed: say so instead of waiting."""
    jobs = [Waiting(*row) for row in tx.rows(DUE_JOBS, (line.id, reading.now, LOOKED_AT))]
    _refuse(tx, [_refusal(line.id, job, None, "number_removed", reading.now) for job in jobs], reading.now)
    return []


def _take(tx: Tx, sender: UUID, line: Line, reading: Reading, places: pace.Grant) -> list[Submission]:
    now = reading.now
    jobs = _ready_pairs(tx, line.id, now, len(places.at)) if places.at else []
    if not jobs:
        return []
    made = [_made(tx, line, job, reading, at) for job, at in zip(jobs, places.at, strict=False)]
    submissions = [one for one in made if isinstance(one, Submission)]
    tx.run(TAKE, (sender, now, now, [submission.composed.attempt_id for submission in submissions]))
    free_at = places.at[len(jobs)] if len(jobs) < len(places.at) else places.next_at
    tx.run("update config.pace set next_at = %s where number_id = %s", (free_at, line.id))
    refused = [one for one in made if isinstance(one, SendRefused)]
    _refuse(tx, refused, now, [_attempted(submission, now) for submission in submissions])
    return submissions


def _made(tx: Tx, line: Line, job: Waiting, reading: Reading, at: datetime) -> Submission | SendRefused:
    """The message as Meta wants it; a refusal when it cannot be made, so that it does not block the line."""
    composed = None
    try:
        composed = outbox.message(tx, job.attempt_id)
        body = sending.request(
            _with_file(tx, composed),
            phone=composed.phone,
            user_id=composed.user_id,
            quoted_wamid=composed.quoted_wamid,
            attempt=str(composed.attempt_id),
        )
    except (Refused, sending.Refused, Unreadable) as fault:
        return _refusal(line.id, job, composed, str(fault), reading.now)
    return Submission(tx.workspace, line, composed, body, job.try_no + 1, reading, at)


def _refusal(number: UUID, job: Waiting, composed: MessageComposed | None, reason: str, now: datetime) -> SendRefused:
    return SendRefused(
        at=now,
        number_id=number,
        phone=composed.phone if composed else None,
        user_id=composed.user_id if composed else None,
        attempt_id=job.attempt_id,
        try_no=job.try_no,
        code=0,
        message=reason,
        final=True,
    )


def _refuse(tx: Tx, refused: Sequence[SendRefused], now: datetime, others: Sequence[OurFact] = ()) -> None:
    """Record refusals and whatever else this transaction states."""
    facts: list[OurFact] = [*others, *refused]
    if facts:
        record(tx, [Recorded(fact, now, fact.number_id) for fact in facts])
    if refused:
        tx.run(REFUSE, (now, [fact.attempt_id for fact in refused]))


def _with_file(tx: Tx, composed: MessageComposed) -> Mapping[str, Any]:
    """The description with Meta's id of its file, which is known only since the upload."""
    if composed.media_id is None:
        return composed.body
    meta_id = store.find(tx, composed.media_id).meta_media_id
    return {**composed.body, composed.kind: {**composed.body.get(composed.kind, {}), "id": meta_id}}


def _ready_pairs(tx: Tx, number_id: UUID, now: datetime, most: int) -> Sequence[Waiting]:
    """Due jobs whose customer may be written to now; all that wait for the others get the moment when they may."""
    jobs = [Waiting(*row) for row in tx.rows(DUE_JOBS, (number_id, now, LOOKED_AT))]
    ready: list[Waiting] = []
    paid: dict[bytes, datetime] = {}
    full: dict[bytes, datetime] = {}
    for job in jobs:
        paid_until = paid.get(job.recipient, job.paid_until)
        free_at = pace.pair_free_at(paid_until, now)
        if free_at > now:
            full.setdefault(job.recipient, free_at)
        elif len(ready) < most:
            paid[job.recipient] = pace.pair_paid_until(paid_until, now)
            ready.append(job)
    for recipient, until in sorted(paid.items()):
        tx.run(PAY, (number_id, recipient, until))
    for recipient, free_at in sorted(full.items()):
        # What is ready is put off too, but it is taken in this same transaction, and then its time says nothing.
        tx.run(PUT_OFF, (free_at, number_id, recipient, free_at))
    return ready


def _attempted(submission: Submission, now: datetime) -> SendAttempted:
    composed = submission.composed
    return SendAttempted(
        at=now,
        number_id=composed.number_id,
        phone=composed.phone,
        user_id=composed.user_id,
        attempt_id=composed.attempt_id,
        try_no=submission.try_no,
    )
