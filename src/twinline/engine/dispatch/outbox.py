"""What waits to be sent. The words lie sealed in `config.outbox`; the jobs beside it hold none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from twinline.log import keys
from twinline.log.facts import MessageComposed, dumps, loads
from twinline.log.recorded import evidence_of
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.secrets import open_with, seal_with
from twinline.workspaces.transaction import Tx, notify

CHANNEL = "twinline_send"
OPEN_STATES = ("refused", "offered")
# Meta may take a message and say later that it failed: until then the words are kept, for sending them again.
FAILED_LATER = """
    select 1 from views.message
    where workspace_id = %s and attempt_id = %s and failed_at is not null
        and coalesce(delivered_at, read_at, played_at) is null
"""
FORGET_JOBS = """
    delete from config.send_job where state in ('accepted', 'settled') and changed_at < %s
    returning workspace_id, attempt_id
"""
FORGET = "delete from config.outbox where workspace_id = %s and attempt_id = any(%s)"


def queue(tx: Tx, composed: MessageComposed, priority: int = 0) -> bool:
    """Put a message in line, in the transaction that records it; False when this attempt is known already."""
    ids = keys.of_workspace(tx).ids
    subject = evidence_of(composed).node(ids)
    if subject is None or composed.number_id is None:
        raise Refused("no_recipient", "This message has nobody to go to.", "fix")
    state = "uploading" if composed.media_id else "queued"
    added = tx.run(
        "insert into config.send_job"
        " (attempt_id, workspace_id, number_id, recipient, state, priority, due_at, changed_at, queued_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
        (
            composed.attempt_id,
            tx.workspace,
            composed.number_id,
            subject.bytes,
            state,
            priority,
            composed.at,
            composed.at,
            composed.at,
        ),
    )
    if added:
        _keep(tx, composed, subject)
        announce(tx)
    return bool(added)


def announce(tx: Tx) -> None:
    """Wake the senders once this is durable."""
    tx.after_commit(lambda: notify(CHANNEL, ""))


def message(tx: Tx, attempt_id: UUID) -> MessageComposed:
    """What was composed; raises NotFound once it is done with."""
    row = tx.row(
        "select subject, sealed from config.outbox where workspace_id = %s and attempt_id = %s",
        (tx.workspace, attempt_id),
    )
    if row is None:
        raise NotFound("waiting message")
    key = keys.of_subjects(tx, [row[0]])[row[0]].key
    fact = loads(open_with(key, row[1], _aad(attempt_id)))
    if not isinstance(fact, MessageComposed):
        raise TypeError("The outbox holds composed messages only.")
    return fact


def again(tx: Tx, attempt_id: UUID, new_id: UUID, by: UUID, at: datetime) -> MessageComposed:
    """The same message as a new attempt of `by`, for one that failed or whose outcome a person gave up on.

    Taken from the old attempt under its lock, so two clicks make one message; raises Refused or NotFound.
    """
    row = tx.row(
        "select state from config.send_job where attempt_id = %s and workspace_id = %s for update",
        (attempt_id, tx.workspace),
    )
    if row is None:
        raise NotFound("message to send again")
    failed_later = row[0] == "accepted" and tx.row(FAILED_LATER, (tx.workspace, attempt_id)) is not None
    if row[0] not in OPEN_STATES and not failed_later:
        raise Refused("not_to_be_repeated", "This message has not failed; it is not sent again.", "stop")
    old = message(tx, attempt_id)
    close(tx, [attempt_id], "settled", at)
    return replace(old, attempt_id=new_id, author=by, at=at)


def close(tx: Tx, attempts: Iterable[UUID], state: Literal["accepted", "settled"], at: datetime) -> None:
    """Meta has them, or a person decided about them: whose words nobody needs again, those go at once."""
    gone = list(attempts)
    tx.run("update config.send_job set state = %s, changed_at = %s where attempt_id = any(%s)", (state, at, gone))
    if state == "settled":
        tx.run(FORGET, (tx.workspace, gone))


def forget(tx: Tx, before: datetime) -> None:
    """What was done with before that time, with its words; `tx` is bound to no workspace."""
    by_workspace: dict[UUID, list[UUID]] = defaultdict(list)
    for workspace, attempt in tx.rows(FORGET_JOBS, (before,)):
        by_workspace[workspace].append(attempt)
    for workspace, attempts in sorted(by_workspace.items()):
        tx.turn_to(workspace)
        tx.run(FORGET, (workspace, attempts))


def _keep(tx: Tx, composed: MessageComposed, subject: UUID) -> None:
    key = keys.of_subjects(tx, [subject])[subject].key
    tx.run(
        "insert into config.outbox (workspace_id, attempt_id, subject, sealed) values (%s, %s, %s, %s)",
        (
            tx.workspace,
            composed.attempt_id,
            subject,
            seal_with(key, dumps(composed), _aad(composed.attempt_id)),
        ),
    )


def _aad(attempt_id: UUID) -> bytes:
    return b"config.outbox" + attempt_id.bytes
