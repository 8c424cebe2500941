"""Keeping what a batch says about messages: touches message, sent_as, content, reaction and media."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from twinline.projections.evidence import Evidence
from twinline.projections.growth import Growth, grow
from twinline.projections.identity import people_of
from twinline.projections.people import People
from twinline.projections.rows import Message, Version
from twinline.projections.sql import named
from twinline.projections.tables import message_of, message_values
from twinline.workspaces.transaction import Tx

SQL = named("messages")
Home = tuple[UUID, UUID]
Row = TypeVar("Row")


@dataclass(slots=True)
class Kept:
    """`homes`: conversations to work out again → (number, person). `left`: those that something was taken from.

    `grown`: those that only new messages came to.
    """

    homes: dict[UUID, Home] = field(default_factory=dict)
    grown: dict[UUID, Growth] = field(default_factory=dict)
    left: set[UUID] = field(default_factory=set)
    messages: set[tuple[UUID, UUID]] = field(default_factory=set)


def columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def in_order(rows: Mapping[UUID, Row]) -> list[tuple[UUID, Row]]:
    """By id, as PostgreSQL sorts them; ids compare as numbers, which is several times quicker than as objects."""
    return sorted(rows.items(), key=lambda item: item[0].int)


def keep(tx: Tx, evidence: Evidence, people: People) -> Kept:
    """Keep messages and all that hangs on them."""
    kept = Kept()
    attempts = _attempts(tx, evidence, kept)
    _put_heads(tx, evidence, people, kept)
    _put_marks(tx, evidence, kept)
    _put_content(tx, evidence, attempts)
    _put_media(tx, evidence, attempts)
    _put_reactions(tx, evidence, people, kept)
    _note_homes(tx, evidence, attempts, kept)
    return kept


def _attempts(tx: Tx, evidence: Evidence, kept: Kept) -> dict[UUID, UUID]:
    """Give messages of ours their attempt's id; wid → attempt as far as the batch needs it."""
    linked = _link(tx, evidence)
    attempts: dict[UUID, UUID] = {}
    for wid, attempt, *_ in linked:
        attempts[wid] = min(attempt, attempts.get(wid, attempt))
    for wid in [key for key in evidence.messages if key in attempts]:
        evidence.message(attempts[wid], evidence.messages.pop(wid))
    fresh = [(wid, attempts[wid], number, wamid) for wid, _, number, wamid, is_new in linked if is_new]
    for wid, attempt, number, wamid in fresh:
        evidence.message(attempt, Message(number, wid, wamid))
    _absorb(tx, evidence, {wid: attempt for wid, attempt, *_ in fresh}, kept)
    return attempts


def _link(tx: Tx, evidence: Evidence) -> list[tuple[UUID, UUID, UUID, str, bool]]:
    """(wid, attempt, number, wamid, learnt just now), for attempts that were composed here."""
    new: set[tuple[UUID, UUID]] = set()
    if evidence.sent_as:
        rows = [(wid, attempt, *rest) for (wid, attempt), rest in sorted(evidence.sent_as.items())]
        new = {(row[0], row[1]) for row in tx.fetch(SQL["put_sent_as"], (tx.workspace, *columns(rows)))}
    composed = {key: row.number_id for key, row in evidence.messages.items() if row.queued_at}
    wids = {row.wid for row in evidence.messages.values() if row.wid} | {wid for wid, _ in evidence.reactions}
    wids |= {wid for wid, _ in evidence.sent_as}
    wids |= {row.message_id for row in evidence.media.values() if row.message_id}
    found = tx.fetch(SQL["sent_as"], (tx.workspace, list(wids), tx.workspace, list(composed)))
    return [
        (wid, attempt, number, wamid, (wid, attempt) in new or attempt in composed)
        for wid, attempt, number, wamid, is_composed in found
        if is_composed or composed.get(attempt) == number
    ]


def _absorb(tx: Tx, evidence: Evidence, attempts: dict[UUID, UUID], kept: Kept) -> None:
    """What came in under Meta's id before we knew that it is ours."""
    if not attempts:
        return
    for wid, conversation, *values in tx.fetch(SQL["absorb"], (tx.workspace, list(attempts))):
        evidence.message(attempts[wid], message_of(tuple(values)))
        if conversation:
            kept.left.add(conversation)
    # A file may have been stored for a message of which nothing else has been heard.
    wids, targets = list(attempts), list(attempts.values())
    tx.run(SQL["move_content"], (wids, targets))
    tx.run(SQL["move_media"], (wids, targets, tx.workspace))


def _put_heads(tx: Tx, evidence: Evidence, people: People, kept: Kept) -> None:
    rows = []
    for key, row in in_order(evidence.messages):
        if row.head is None:
            continue
        person = people.person(row.phone_node, row.user_node, row.head.said_at)
        conversation = evidence.ids.conversation(row.number_id, person) if person else None
        values = message_values(row)
        rows.append((key, conversation, *values[:20], row.queued_at, row.sent_at))
    if not rows:
        return
    found = tx.fetch(SQL["put_heads"], (tx.workspace, *columns(rows)))
    for key, conversation, number, phone, user, said_at, is_new in found:
        person = _person(tx, people, phone, user, said_at)
        home = evidence.ids.conversation(number, person) if person else None
        if home is None or person is None:
            continue
        kept.messages.add((home, key))
        if is_new and home == conversation:
            grow(kept.grown, home, (number, person), key, evidence.messages[key])
        else:
            kept.homes[home] = (number, person)
        if home != conversation:
            tx.run(SQL["rehome"], ([key], [home], tx.workspace))
            if conversation:
                kept.left.add(conversation)


def _person(tx: Tx, people: People, phone: UUID | None, user: UUID | None, at: Any) -> UUID | None:
    """Who it is, asking the database where an earlier copy of the message knew more than this batch."""
    if user is not None and user not in people.persons:
        people.persons |= people_of(tx, (), [user]).persons
    if user is None and phone is not None and phone not in people.known_phones:
        more = people_of(tx, [phone])
        people.holders |= more.holders
        people.persons |= more.persons
        people.known_phones.add(phone)
    return people.person(phone, user, at)


def _put_marks(tx: Tx, evidence: Evidence, kept: Kept) -> None:
    rows = []
    for key, row in in_order(evidence.messages):
        if row.head is not None and not row.is_marked:
            continue
        values = message_values(row)
        rows.append((key, *values[:4], *values[19:]))
    if rows:
        found = tx.fetch(SQL["put_marks"], (tx.workspace, *columns(rows)))
        kept.messages |= {(conversation, key) for key, conversation in found if conversation}


def _put_content(tx: Tx, evidence: Evidence, attempts: dict[UUID, UUID]) -> None:
    best: dict[tuple[UUID, bytes], Version] = {}
    for (message, key), version in evidence.versions.items():
        at = (attempts.get(message, message), key)
        if at not in best or version[:2] > best[at][:2]:
            best[at] = version
    ordered = sorted(best.items(), key=lambda item: (item[0][0].int, item[0][1]))
    rows = [(*at, v.said_at, v.rank, v.tie, v.kind, v.body) for at, v in ordered]
    if rows:
        tx.run(SQL["put_content"], columns(rows))


def _put_media(tx: Tx, evidence: Evidence, attempts: dict[UUID, UUID]) -> None:
    rows = []
    for key, row in in_order(evidence.media):
        stored = row.stored
        message = attempts.get(row.message_id, row.message_id) if row.message_id else None
        rows.append((
            key, row.number_id, message, row.meta_media_id, stored.mime if stored else row.mime,
            stored.sha256 if stored else row.sha256, row.filename, row.voice, stored.size if stored else None,
            row.state, stored.storage_key if stored else None, row.reason,
        ))  # fmt: skip
    if rows:
        tx.run(SQL["put_media"], (tx.workspace, *columns(rows)))


def _put_reactions(tx: Tx, evidence: Evidence, people: People, kept: Kept) -> None:
    rows = []
    for (target, actor), row in sorted(evidence.reactions.items()):
        person = people.person(row.phone_node, row.user_node, row.said_at) if actor == "customer" else None
        home = evidence.ids.conversation(row.number_id, person) if person else None
        if home and person:
            kept.homes[home] = (row.number_id, person)
        rows.append((
            target, actor, row.emoji, row.said_at, row.tie, row.number_id, row.phone_node, row.user_node, home,
            row.imported,
        ))  # fmt: skip
    if rows:
        kept.left |= {row[0] for row in tx.fetch(SQL["put_reactions"], columns(rows))}


def _note_homes(tx: Tx, evidence: Evidence, attempts: dict[UUID, UUID], kept: Kept) -> None:
    """Messages that something was hung on, although nothing was said about themselves."""
    ids = {attempts.get(target, target) for target, _ in evidence.reactions}
    ids |= {attempts.get(row.message_id, row.message_id) for row in evidence.media.values() if row.message_id}
    ids -= {message for _, message in kept.messages}
    if ids:
        rows = tx.fetch(SQL["homes"], (tx.workspace, list(ids)))
        kept.messages |= {(conversation, message) for message, conversation in rows}
