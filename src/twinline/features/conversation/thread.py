"""A part of a thread: the newest messages, those before or after a place, or those around one message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.features.conversation import queries, rows, rules, sight
from twinline.features.conversation.rows import MessageRow
from twinline.features.conversation.shapes import MessagePage
from twinline.log import append
from twinline.workspaces.access import Person
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.transaction import Tx

Place = tuple[datetime, datetime, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which messages: before or after a cursor, around a message, or the newest."""

    before: str | None = None
    after: str | None = None
    around: UUID | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as far as somebody sees it: from its first message on, or from when its phone was theirs."""

    id: UUID
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """Oldest first, and whether there are more at either end."""

    messages: list[MessageRow]
    older: bool
    newer: bool


def thread(tx: Tx, person: Person, conversation_id: UUID, part: Part, now: datetime) -> MessagePage:
    """Raises NotFound, or Refused for a cursor that is none."""
    if sum(one is not None for one in (part.before, part.after, part.around)) > 1:
        raise Refused("invalid", "Ask for what is before, after or around one place, not several at once.")
    conversation = queries.find(tx, person, conversation_id)
    position = append.position(tx)
    seen = Thread(conversation.id, sight.of(tx, person).since(conversation.number_id))
    found = _find(tx, person, seen, part)
    return MessagePage(
        items=queries.show_messages(tx, person, found.messages, "thread"),
        next=_cursor(found.messages[0]) if found.older else None,
        newer=_cursor(found.messages[-1]) if found.newer else None,
        position=position,
        now=now,
    )


def _find(tx: Tx, person: Person, conversation: Thread, part: Part) -> Found:
    if part.around is not None:
        return _around(tx, person, conversation, part.around, part.limit)
    if part.after is not None:
        newer = _read(tx, rows.THREAD_AFTER, conversation, rules.place_of(part.after), part.limit + 1)
        return Found(newer[: part.limit], older=False, newer=len(newer) > part.limit)
    place = rules.place_of(part.before) if part.before else queries.FIRST_PLACE
    older = _read(tx, rows.THREAD, conversation, place, part.limit + 1)
    return Found(older[: part.limit][::-1], older=len(older) > part.limit, newer=False)


def _around(tx: Tx, person: Person, conversation: Thread, message: UUID, limit: int) -> Found:
    """The message in the middle. Raises NotFound where it is not in this conversation."""
    middle = queries.message_row(tx, person, message)
    if middle.conversation_id != conversation.id:
        raise NotFound("message")
    half, place = limit // 2, (middle.said_at, middle.heard_at, middle.id)
    older = _read(tx, rows.THREAD, conversation, place, half + 1)
    newer = _read(tx, rows.THREAD_AFTER, conversation, place, half + 1)
    return Found([*older[:half][::-1], middle, *newer[:half]], older=len(older) > half, newer=len(newer) > half)


def _read(tx: Tx, question: str, thread: Thread, place: Place, limit: int) -> list[MessageRow]:
    return [MessageRow(*row) for row in tx.rows(question, (tx.workspace, thread.id, thread.since, *place, limit))]


def _cursor(row: MessageRow) -> str:
    return rules.cursor_of(row.said_at, row.heard_at, row.id)
