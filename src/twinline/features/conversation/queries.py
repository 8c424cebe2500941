"""Reads of the Conversation page. Every one of them leaves an access record for the content it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from twinline.features.conversation import rows, rules, showing, sight
from twinline.features.conversation import shapes as shown
from twinline.features.conversation.rows import ConversationRow, MessageRow
from twinline.log import append
from twinline.workspaces import queries as workspaces
from twinline.workspaces.access import Person
from twinline.workspaces.refused import NotFound
from twinline.workspaces.transaction import Tx

FIRST_PLACE = (datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), UUID(int=(1 << 128) - 1))
SETTLED = "select reshaped > %s, renumbered > %s from config.workspace where id = %s"
OWNERS = "select id, owner_member from config.number where workspace_id = %s and owner_member is not null"
CHANGES_AT_MOST = 500
CHANGED = """
    select distinct conversation_id, message_id from views.change
    where workspace_id = %s and position > %s and position <= %s limit %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of the list."""

    tab: shown.Tab = "all"
    number: UUID | None = None
    text: str = ""
    unread: bool = False
    before: str | None = None
    limit: int = 50


def conversations(tx: Tx, person: Person, wanted: Wanted, now: datetime) -> shown.ConversationPage:
    """Newest first. Raises Refused for a cursor that is none."""
    parameters = _list_parameters(tx, person, wanted, sight.of(tx, person))
    position = append.position(tx)
    with tx.cursor() as cursor:
        cursor.execute(rows.LISTED, parameters)
        found = [ConversationRow(*row) for row in cursor]
        counts = None if wanted.before else _counts(cursor, parameters)
    more = len(found) > wanted.limit
    page = found[: wanted.limit]
    return shown.ConversationPage(
        items=_show_conversations(tx, person, page, now),
        next=rules.cursor_of(page[-1].last_said_at, page[-1].last_heard_at, page[-1].id) if more else None,
        position=position,
        counts=counts,
        now=now,
    )


def conversation(tx: Tx, person: Person, conversation_id: UUID, now: datetime) -> shown.Conversation:
    """The conversation that this address leads to today; raises NotFound."""
    row = find(tx, person, conversation_id)
    return _show_conversations(tx, person, [row], now)[0]


def find(tx: Tx, person: Person, conversation_id: UUID) -> ConversationRow:
    """The row behind an address, an old one too; raises NotFound."""
    seen = sight.of(tx, person)
    found = rows.conversations(tx, [conversation_id])
    if not found:
        moved = tx.rows(rows.ALIAS, (tx.workspace, conversation_id))
        found = rows.conversations(tx, [row[0] for row in moved])
    if not found or not seen.shows(found[0].number_id, found[0].last_said_at):
        raise NotFound("conversation")
    return found[0]


def changes(tx: Tx, person: Person, since: int, now: datetime) -> shown.Changes:
    """What has changed after a position, as it is now."""
    seen = sight.of(tx, person)
    position = append.position(tx)
    pairs = tx.rows(CHANGED, (tx.workspace, since, position, CHANGES_AT_MOST + 1))
    reshaped, renumbered = tx.row(SETTLED, (since, since, tx.workspace)) or (True, True)
    if len(pairs) > CHANGES_AT_MOST or since > position or reshaped:
        return shown.Changes(
            position=position, now=now, reset=True, numbers=True, conversations=[], messages=[], gone=[]
        )
    conversation_ids = {row[0] for row in pairs}
    message_ids = {row[1] for row in pairs if row[1] is not None}
    touched = rows.conversations(tx, conversation_ids)
    said = rows.messages(tx, message_ids)
    return shown.Changes(
        position=position,
        now=now,
        reset=False,
        numbers=renumbered,
        conversations=_show_conversations(
            tx, person, [row for row in touched if seen.shows(row.number_id, row.last_said_at)], now
        ),
        messages=show_messages(
            tx, person, [row for row in said.values() if seen.shows(row.number_id, row.said_at)], "changes"
        ),
        gone=sorted((conversation_ids - {row.id for row in touched}) | (message_ids - said.keys())),
    )


def message(tx: Tx, person: Person, message_id: UUID) -> shown.Message:
    """One message as it is now; raises NotFound."""
    return show_messages(tx, person, [message_row(tx, person, message_id)], "thread")[0]


def message_row(tx: Tx, person: Person, message_id: UUID) -> MessageRow:
    """Raises NotFound."""
    seen = sight.of(tx, person)
    row = rows.messages(tx, [message_id]).get(message_id)
    if row is None or not seen.shows(row.number_id, row.said_at):
        raise NotFound("message")
    return row


def _counts(cursor: psycopg.Cursor[tuple[Any, ...]], parameters: dict[str, object]) -> shown.Counts:
    mine, mine_unread, free, free_unread, every, unread = (
        cursor.execute(rows.COUNTED, parameters).fetchone() or (0,) * 6
    )
    return shown.Counts(
        mine=shown.Count(total=mine, unread=mine_unread),
        unassigned=shown.Count(total=free, unread=free_unread),
        all=shown.Count(total=every, unread=unread),
    )


def _list_parameters(tx: Tx, person: Person, wanted: Wanted, seen: sight.Sight) -> dict[str, object]:
    said, heard, row = rules.place_of(wanted.before) if wanted.before else FIRST_PLACE
    text = " ".join(wanted.text.split())
    digits = rules.digits_of(text)
    limited, since = seen.limits()
    owners = dict(tx.rows(OWNERS, (tx.workspace,)))
    return {
        "own": [number for number, owner in owners.items() if owner == person.id], "owned": list(owners),
        "workspace": tx.workspace, "me": person.id, "seen": seen.parameter(), "limited": limited, "since": since,
        "unread": wanted.unread or wanted.tab == "unread",
        "number": wanted.number, "tab": wanted.tab, "limit": wanted.limit + 1,
        "said": said, "heard": heard, "id": row, "text": text, "like": f"%{_literal(text)}%",
        "digits": digits, "like_digits": f"%{digits}%",
    }  # fmt: skip


def _literal(text: str) -> str:
    """Text in which LIKE sees no pattern."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _show_conversations(
    tx: Tx, person: Person, page: Sequence[ConversationRow], now: datetime
) -> list[shown.Conversation]:
    last = rows.messages(tx, [row.last_message_id for row in page])
    known = showing.Known(
        messages=last,
        contents=rows.contents(tx, person, list(last), "list"),
        names=workspaces.names(tx, _ids(row.assigned_to for row in page)),
    )
    return [showing.conversation(row, known, now) for row in page]


def show_messages(tx: Tx, person: Person, page: Sequence[MessageRow], purpose: str) -> list[shown.Message]:
    """The rows with what was said in them; the database writes down who asked."""
    seen = sight.of(tx, person)
    answered = rows.messages(tx, _ids(row.quoted_id for row in page))
    quoted = {id_: row for id_, row in answered.items() if seen.shows(row.number_id, row.said_at)}
    known = showing.Known(
        messages=quoted,
        contents=rows.contents(tx, person, _ids([*(row.id for row in page), *quoted]), purpose),
        media=rows.media(tx, _ids(row.media_id for row in page)),
        names=workspaces.names(tx, _ids(row.author for row in page)),
    )
    return [showing.message(row, known) for row in page]


def _ids(ids: Iterable[UUID | None]) -> list[UUID]:
    return list(dict.fromkeys(one for one in ids if one is not None))
