"""What of a number's past is here, and what shows that something is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from twinline.engine import asking, untold
from twinline.features.onboarding.syncing import onboarded
from twinline.workspaces.access import Person
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx

AWAITED = "media_placeholder"
UNAVAILABLE = "131060"
# By conversation first: the conversations of all phases are counted from few rows instead of all messages. Each phase
# by itself, since what a phase is cannot be estimated, and grouping by it would sort all messages on disk.
IMPORTED = """
    with part (phase, since, until) as (
        values (0, %(day)s, 'infinity'::timestamptz), (1, %(quarter)s, %(day)s),
            (2, '-infinity'::timestamptz, %(quarter)s)
    ), said as (
        select part.phase, one.* from part cross join lateral (
            select conversation_id, count(*) as messages, count(media_id) as files, count(placeholder) as placeholders,
                count(*) filter (where placeholder = %(awaited)s and said_at >= %(files)s) as awaited,
                count(*) filter (where placeholder = %(awaited)s and said_at < %(files)s) as too_old,
                min(said_at) as first_at, max(said_at) as last_at
            from views.message
            where workspace_id = %(workspace)s and number_id = %(number)s and imported and kind is not null
                and said_at >= part.since and said_at < part.until
            group by conversation_id
        ) as one
    )
    select phase, sum(messages)::bigint, count(distinct conversation_id), sum(files)::bigint, sum(placeholders)::bigint,
        sum(awaited)::bigint, sum(too_old)::bigint, min(first_at), max(last_at)
    from said group by rollup (phase)
"""
FILES = """
    select file.state, count(*) from views.message as m
    join views.media as file on file.workspace_id = m.workspace_id and file.id = m.media_id
    where m.workspace_id = %s and m.number_id = %s and m.imported and m.kind is not null and m.media_id is not null
    group by 1
"""
CHUNKS = """
    select phase, array_agg(chunk_order) from config.history_chunk
    where workspace_id = %s and number_id = %s and onboarded_at = %s group by 1
"""
QUARANTINED = """
    select count(*) from views.quarantine
    where released_at is null and phone_number_id = (
        select phone_number_id from config.number where workspace_id = %s and id = %s
    )
"""
QUOTED = """
    select count(*) from (
        select distinct quoted_wid from views.message
        where workspace_id = %(workspace)s and number_id = %(number)s and quoted_wid is not null
    ) as asked
    where not exists (
        select from views.message
        where workspace_id = %(workspace)s and id = asked.quoted_wid and kind is not null
    ) and not exists (select from views.sent_as where workspace_id = %(workspace)s and wid = asked.quoted_wid)
"""
HEADLESS = """
    select count(*) filter (where coalesce(sent_at, delivered_at, read_at, played_at, failed_at) is not null),
        count(*) filter (where coalesce(edited_at, revoked_at) is not null)
    from views.message where workspace_id = %s and number_id = %s and kind is null and queued_at is null
"""
WITHHELD = """
    select count(*) filter (where placeholder = %s), count(*) filter (where placeholder not in (%s, %s))
    from views.message where workspace_id = %s and number_id = %s and placeholder is not null
"""
# Sent from here and accepted, and nothing was heard of it although Meta was asked, or will be asked soon.
SILENT = """
    select count(*) from views.message
    where workspace_id = %s and number_id = %s and accepted_at <= %s and sent_at is null
        and coalesce(delivered_at, read_at, played_at, failed_at) is null
"""
RECOVERED = "select recovered from config.vital where workspace_id = %s and number_id = %s"


@dataclass(frozen=True, slots=True)
class Phase:
    """One of Meta's phases: what was said from `since` on and before `until`."""

    phase: int
    since: datetime
    until: datetime
    messages: int
    conversations: int
    files: int
    placeholders: int
    first_at: datetime | None
    last_at: datetime | None
    chunks: int
    missing: list[int]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Each counts messages, except `chunks`."""

    chunks: int
    quoted: int
    statuses: int
    changes: int
    unavailable: int
    unsupported: int
    silent: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of imported messages; `files` of those whose file was announced.

    `recovered`: statuses that were lost, and read again at Meta.
    """

    messages: int
    conversations: int
    files: int
    files_stored: int
    files_lost: int
    files_awaited: int
    files_too_old: int
    placeholders: int
    quarantined: int
    recovered: int
    first_at: datetime | None
    last_at: datetime | None
    phases: list[Phase]
    gaps: Gaps


@dataclass(frozen=True, slots=True)
class _Sum:
    messages: int = 0
    conversations: int = 0
    files: int = 0
    placeholders: int = 0
    awaited: int = 0
    too_old: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


def of(tx: Tx, person: Person, number_id: UUID, now: datetime) -> Coverage:
    """Raises NotFound, and Refused for a number without a phone."""
    person.check_may(Right.SET_UP_NUMBERS)
    onboarded_at = onboarded(tx, number_id)
    sums = _sums(tx, number_id, onboarded_at)
    phases = _phases(sums, _chunks(tx, number_id, onboarded_at), onboarded_at)
    files = dict(tx.rows(FILES, (tx.workspace, number_id)))
    all_of_it = sums[None]
    return Coverage(
        messages=all_of_it.messages,
        conversations=all_of_it.conversations,
        files=all_of_it.files,
        files_stored=files.get("stored", 0),
        files_lost=files.get("lost", 0),
        files_awaited=all_of_it.awaited,
        files_too_old=all_of_it.too_old,
        placeholders=all_of_it.placeholders,
        quarantined=_numbers(tx, QUARANTINED, (tx.workspace, number_id))[0],
        recovered=sum(_numbers(tx, RECOVERED, (tx.workspace, number_id))),
        first_at=all_of_it.first_at,
        last_at=all_of_it.last_at,
        phases=phases,
        gaps=_gaps(tx, number_id, sum(len(one.missing) for one in phases), now),
    )


def _sums(tx: Tx, number_id: UUID, onboarded_at: datetime) -> dict[int | None, _Sum]:
    """By phase; all together under None."""
    day, quarter, _ = asking.phase_begins(onboarded_at)
    bound = {"workspace": tx.workspace, "number": number_id, "day": day, "quarter": quarter}
    rows = tx.rows(IMPORTED, {**bound, "awaited": AWAITED, "files": onboarded_at - asking.FILES_WITHIN})
    sums: defaultdict[int | None, _Sum] = defaultdict(_Sum)
    for row in rows:
        if row[1] is not None:
            sums[row[0]] = _Sum(*row[1:])
    return sums


def _chunks(tx: Tx, number_id: UUID, onboarded_at: datetime) -> dict[int, set[int]]:
    return {phase: set(orders) for phase, orders in tx.rows(CHUNKS, (tx.workspace, number_id, onboarded_at))}


def _phases(sums: dict[int | None, _Sum], chunks: dict[int, set[int]], onboarded_at: datetime) -> list[Phase]:
    missing, until, phases = asking.missing(chunks), onboarded_at, []
    for phase, since in enumerate(asking.phase_begins(onboarded_at)):
        said = sums[phase]
        phases.append(Phase(
            phase, since, until, said.messages, said.conversations, said.files, said.placeholders, said.first_at,
            said.last_at, len(chunks.get(phase, ())), missing.get(phase, []),
        ))  # fmt: skip
        until = since
    return phases


def _gaps(tx: Tx, number_id: UUID, chunks: int, now: datetime) -> Gaps:
    here = (tx.workspace, number_id)
    quoted = _numbers(tx, QUOTED, {"workspace": tx.workspace, "number": number_id})
    headless = _numbers(tx, HEADLESS, here)
    withheld = _numbers(tx, WITHHELD, (UNAVAILABLE, UNAVAILABLE, AWAITED, *here))
    silent = _numbers(tx, SILENT, (*here, now - untold.SILENT_AFTER))
    return Gaps(chunks, *quoted, *headless, *withheld, *silent)


def _numbers(tx: Tx, query: Any, params: Any) -> list[int]:
    return [int(one) for one in tx.row(query, params) or ()]
