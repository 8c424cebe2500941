"""Files on their way to Meta. An upload may be repeated without risk, so it comes before the attempt to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from twinline.engine.dispatch import outbox
from twinline.engine.dispatch.claim import HELD_BACK, line_of
from twinline.engine.dispatch.submission import Line
from twinline.engine.media import store
from twinline.engine.media.fetch import LEASE, wait_after
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.log.facts import MessageComposed, SendRefused
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire.errors import GraphError, Retry, SlowDown, decision_for
from twinline.workspaces.refused import Refused
from twinline.workspaces.secrets import Unreadable
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

# Meta keeps an uploaded file for 30 days; a day less, so that a queued message does not outlive it.
META_KEEPS = timedelta(days=29)
PATIENCE = timedelta(hours=24)
NOT_UPLOADED = "The file could not be uploaded."

DUE = """
    update config.send_job set due_at = %s, try_no = try_no + 1
    where attempt_id = (
        select attempt_id from config.send_job where state = 'uploading' and due_at <= %s
        order by due_at limit 1 for update skip locked
    )
    returning attempt_id, workspace_id, number_id, try_no, changed_at
"""


@dataclass(frozen=True, slots=True)
class Job:
    attempt_id: UUID
    workspace_id: UUID
    number_id: UUID
    try_no: int
    since: datetime


def claim(tx: Tx, now: datetime) -> Job | None:
    """The next message whose file must go up first, leased."""
    row = tx.row(DUE, (now + LEASE, now))
    return Job(*row) if row else None


def upload(graph: Graph, job: Job, now: datetime) -> None:
    """Put the file at Meta and let the message go on; or try later, or fail with the reason."""
    composed = None
    try:
        with transaction(job.workspace_id, SYSTEM) as tx:
            line, composed = line_of(tx, job.number_id), outbox.message(tx, job.attempt_id)
            file = store.find(tx, composed.media_id) if composed.media_id else None
            content = store.read(tx, file) if file and not _at_meta(file, now) else b""
    except (Refused, Unreadable) as fault:
        return _refuse(job, composed, GraphError(code=0, http=0, message=str(fault)), now)
    if line is not None and line.state == "offboarded":
        return _again(job, now + HELD_BACK)
    if line is None or file is None or not content:
        return _go_on(job, now)
    try:
        meta_id = _put_at_meta(graph, line, file, content)
    except (GraphRefused, NotSubmitted, OutcomeUnknown) as error:
        return _failed(job, composed, error, now)
    with transaction(job.workspace_id, SYSTEM) as tx:
        store.note_uploaded(tx, file, meta_id, now)
        _queue(tx, job, now)
    return None


def _at_meta(file: store.File, now: datetime) -> bool:
    return file.uploaded_at is not None and now - file.uploaded_at < META_KEEPS


def _put_at_meta(graph: Graph, line: Line, file: store.File, content: bytes) -> str:
    return graph.upload(line.token, line.phone_number_id, content, file.mime, file.filename or "file")


def _go_on(job: Job, now: datetime) -> None:
    with transaction(job.workspace_id, SYSTEM) as tx:
        _queue(tx, job, now)


def _queue(tx: Tx, job: Job, now: datetime) -> None:
    tx.run(
        "update config.send_job set state = 'queued', try_no = 0, due_at = %s, changed_at = %s"
        " where attempt_id = %s and state = 'uploading'",
        (now, now, job.attempt_id),
    )
    outbox.announce(tx)


def _failed(job: Job, composed: MessageComposed, error: Exception, now: datetime) -> None:
    refusal = error.error if isinstance(error, GraphRefused) else None
    repeats = refusal is None or isinstance(decision_for(refusal.code, refusal.http), Retry | SlowDown)
    if repeats and now - job.since < PATIENCE:
        return _again(job, now + wait_after(job.try_no))
    return _refuse(job, composed, refusal or GraphError(code=0, http=0, message=NOT_UPLOADED), now)


def _again(job: Job, at: datetime) -> None:
    with transaction(job.workspace_id, SYSTEM) as tx:
        tx.run(
            "update config.send_job set due_at = %s where attempt_id = %s and state = 'uploading'",
            (at, job.attempt_id),
        )


def _refuse(job: Job, composed: MessageComposed | None, refusal: GraphError, now: datetime) -> None:
    """The message fails where everybody sees it; a person may send it again."""
    fact = SendRefused(
        at=now,
        number_id=job.number_id,
        phone=composed.phone if composed else None,
        user_id=composed.user_id if composed else None,
        attempt_id=job.attempt_id,
        try_no=job.try_no,
        code=refusal.code or 0,
        message=refusal.message,
        final=True,
    )
    with transaction(job.workspace_id, SYSTEM) as tx:
        moved = tx.run(
            "update config.send_job set state = 'refused', changed_at = %s where attempt_id = %s"
            " and state = 'uploading'",
            (now, job.attempt_id),
        )
        if moved:
            record(tx, [Recorded(fact, now, job.number_id)])
