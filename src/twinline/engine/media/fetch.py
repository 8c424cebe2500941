"""Files that customers sent, fetched from Meta before they expire. The queue never gives up silently.

An address lives five minutes and an id seven days (Meta: media reference), so every try asks for a fresh address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from twinline.engine.media.store import Draft, put
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.log import keys
from twinline.log.facts import MediaLost, MediaStored
from twinline.log.recorded import Recorded, evidence_of
from twinline.projections.record import record
from twinline.wire.facts import MessageEchoed, MessageFact, MessageReceived
from twinline.workspaces.secrets import open_with, seal_with
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

LIFE = timedelta(days=7)
LEASE = timedelta(minutes=3)
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)
# Reasons for a file that is lost, as the page knows them.
DAMAGED, EXPIRED = "digest", "expired_at_meta"

DUE = """
    update config.fetch_job set due_at = %s, tries = tries + 1
    where media_ref = (
        select media_ref from config.fetch_job where state = 'waiting' and due_at <= %s
        order by due_at limit 1 for update skip locked
    )
    returning media_ref, workspace_id, number_id, tries, expires_at
"""

FORGET = "update config.fetch_job set state = 'lost' where media_ref = %s and state = 'waiting'"


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed file; the lease lets another worker take over after a crash."""

    media_ref: UUID
    workspace_id: UUID
    number_id: UUID
    tries: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a file before it is here."""

    media_id: str
    wamid: str
    kind: str
    mime: str | None
    sha256: str | None
    filename: str | None
    voice: bool
    phone: str | None
    user_id: str | None


def queue(tx: Tx, new: Sequence[Recorded], now: datetime) -> None:
    """Line up the files of newly recorded messages, in the transaction that records them."""
    for recorded in new:
        fact = recorded.fact
        if isinstance(fact, MessageReceived | MessageEchoed) and fact.media and fact.wamid and recorded.number_id:
            _line_up(tx, recorded.number_id, fact, now)


def claim(tx: Tx, now: datetime) -> Job | None:
    """The next due file, leased; None when there is none."""
    row = tx.row(DUE, (now + LEASE, now))
    return Job(*row) if row else None


def fetch(graph: Graph, job: Job, token: str, phone_number_id: str, now: datetime) -> None:
    """Fetch one file and record the outcome: stored, lost for good, or tried again later."""
    with transaction(job.workspace_id, SYSTEM) as tx:
        found = _wanted(tx, job)
    if found is None:
        return None
    subject, wanted = found
    try:
        address = graph.media_address(token, wanted.media_id, phone_number_id)
        content, sha256 = graph.download(token, address.url)
    except GraphRefused as refusal:
        return _postpone(job, wanted, f"meta_{refusal.error.code}", now)
    except (NotSubmitted, OutcomeUnknown) as error:
        return _postpone(job, wanted, type(error).__name__, now)
    if wanted.sha256 and wanted.sha256 != sha256:
        return _postpone(job, wanted, DAMAGED, now)
    return _store(job, subject, wanted, content, wanted.mime or address.mime, now)


def wait_after(tries: int) -> timedelta:
    """2 s, 4 s, 8 s … up to an hour."""
    factor: int = 2 ** min(tries - 1, 20)
    return min(LONGEST_WAIT, FIRST_WAIT * factor)


def _line_up(tx: Tx, number_id: UUID, fact: MessageFact, now: datetime) -> None:
    known = keys.of_workspace(tx)
    evidence, media = evidence_of(fact), fact.media
    if media is None or fact.wamid is None:
        return
    subject = evidence.node(known.ids) or tx.workspace
    media_ref = known.ids.media(known.ids.message(number_id, fact.wamid), media.id)
    added = tx.run(
        "insert into config.fetch_job (media_ref, workspace_id, number_id, state, due_at, expires_at)"
        " values (%s, %s, %s, 'waiting', %s, %s) on conflict do nothing",
        (media_ref, tx.workspace, number_id, now, now + LIFE),
    )
    if added:
        wanted = Wanted(
            media.id, fact.wamid, fact.kind, media.mime_type, media.sha256, media.filename, media.voice,
            evidence.phone, evidence.user_id,
        )  # fmt: skip
        key = keys.of_subjects(tx, [subject])[subject].key
        tx.run(
            "insert into config.fetch (workspace_id, media_ref, subject, sealed) values (%s, %s, %s, %s)"
            " on conflict do nothing",
            (tx.workspace, media_ref, subject, seal_with(key, orjson.dumps(wanted), media_ref.bytes)),
        )


def postpone(job: Job, reason: str, now: datetime) -> None:
    """Try a file again later, though nothing could be asked: its number is not here."""
    with transaction(job.workspace_id, SYSTEM) as tx:
        found = _wanted(tx, job)
    if found is not None:
        _postpone(job, found[1], reason, now)


def _wanted(tx: Tx, job: Job) -> tuple[UUID, Wanted] | None:
    """Whose the file is, and what is known of it; None when there is no more to do for this job."""
    row = tx.row(
        "select subject, sealed from config.fetch where workspace_id = %s and media_ref = %s",
        (tx.workspace, job.media_ref),
    )
    if row is None:
        # Another worker was faster, or the description was erased with its customer.
        tx.run(
            "update config.fetch_job set state = 'lost' where media_ref = %s and state = 'waiting'", (job.media_ref,)
        )
        return None
    key = keys.of_subjects(tx, [row[0]])[row[0]].key
    return row[0], Wanted(**orjson.loads(open_with(key, row[1], job.media_ref.bytes)))


def _store(job: Job, subject: UUID, wanted: Wanted, content: bytes, mime: str, now: datetime) -> None:
    draft = Draft(content=content, kind=wanted.kind, mime=mime, filename=wanted.filename, voice=wanted.voice)
    with transaction(job.workspace_id, SYSTEM) as tx:
        file = put(tx, subject, draft, now, job.media_ref)
        stored = MediaStored(
            at=now, number_id=job.number_id, phone=wanted.phone, user_id=wanted.user_id, wamid=wanted.wamid,
            media_ref=job.media_ref, storage_key=file.storage_key, sha256=file.sha256, size=file.size, mime=file.mime,
            filename=file.filename, voice=file.voice,
        )  # fmt: skip
        record(tx, [Recorded(stored, now, job.number_id)])
        _end(tx, job, "stored")


def _postpone(job: Job, wanted: Wanted, reason: str, now: datetime) -> None:
    due_at = now + wait_after(job.tries)
    with transaction(job.workspace_id, SYSTEM) as tx:
        if due_at < job.expires_at:
            tx.run(
                "update config.fetch_job set due_at = %s, last_error = %s where media_ref = %s",
                (due_at, reason, job.media_ref),
            )
            return
        lost = MediaLost(
            at=now, number_id=job.number_id, phone=wanted.phone, user_id=wanted.user_id, wamid=wanted.wamid,
            media_ref=job.media_ref, reason=DAMAGED if reason == DAMAGED else EXPIRED,
        )  # fmt: skip
        record(tx, [Recorded(lost, now, job.number_id)])
        _end(tx, job, "lost")


def _end(tx: Tx, job: Job, state: str) -> None:
    tx.run("update config.fetch_job set state = %s where media_ref = %s", (state, job.media_ref))
    tx.run("delete from config.fetch where workspace_id = %s and media_ref = %s", (tx.workspace, job.media_ref))
