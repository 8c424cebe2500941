"""Rows of the projections as the page needs them, fetched in sets. Content comes through `contents` alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import orjson

from twinline.workspaces.access import Person
from twinline.workspaces.transaction import Tx

CONVERSATION: LiteralString = """
    select c.id, c.number_id, n.name, n.display_phone, n.owner_name, n.mode, n.state,
        n.read_receipts::text in ('true', 'assigned'),
        c.person, k.app_name, k.profile_name, k.phone, k.user_id, k.username,
        c.last_message_id, c.last_said_at, c.last_heard_at, c.inbound_at,
        case when c.inbound_at is null then (
            select max(i.said_at) from views.message i
            where i.workspace_id = c.workspace_id and i.conversation_id = c.id
                and i.kind is not null and i.direction = 'inbound' and i.imported
        ) end,
        case when c.remembered and c.assigned_at is null then n.owner_member else c.assigned_to end,
        c.past and c.assigned_at is null,
        (select count(*) from (
            select from views.message u
            where u.workspace_id = c.workspace_id and u.conversation_id = c.id and u.origin = 'customer'
                and not u.imported
                and u.said_at > coalesce(greatest(c.read_up_to, c.phone_answered_at), '-infinity')
            limit 100
        ) as unread)
    from views.conversation c
    join config.number n on n.id = c.number_id
    left join views.contact k on k.workspace_id = c.workspace_id and k.person = c.person
"""
# A number may be seen from a moment on only: a conversation is, from its first message after it.
_SINCE: LiteralString = """
        and (%(limited)s::uuid[] = '{}' or c.last_said_at >= all (
            select l.since from unnest(%(limited)s::uuid[], %(since)s::timestamptz[]) as l (number_id, since)
            where l.number_id = c.number_id
        ))
"""
# What came from a phone's past is its owner's until somebody gives it to anybody. As long as nothing new is said there
# it asks for nothing: it is in All, and in nobody's list of work.
_MINE: LiteralString = """(c.assigned_to = %(me)s or (
    c.remembered and c.assigned_at is null and not c.past and c.number_id = any(%(own)s)))"""
_NOBODYS: LiteralString = """(c.assigned_to is null and (c.assigned_at is not null or not (
    c.past or (c.remembered and c.number_id = any(%(owned)s)))))"""
LISTED: LiteralString = (
    CONVERSATION
    + " where c.workspace_id = %(workspace)s"
    + _SINCE
    + """
        and (%(number)s::uuid is null or c.number_id = %(number)s)
        and (c.last_said_at, c.last_heard_at, c.id) < (%(said)s, %(heard)s, %(id)s)
        and (%(seen)s::uuid[] is null or c.number_id = any(%(seen)s))
        and (not %(unread)s or c.asked_at > coalesce(greatest(c.read_up_to, c.phone_answered_at), '-infinity'))
        and (%(tab)s <> 'mine' or """
    + _MINE
    + """)
        and (%(tab)s <> 'unassigned' or """
    + _NOBODYS
    + """)
        and (%(tab)s <> 'waiting' or c.asked_at > coalesce(c.outbound_at, '-infinity'))
        and (%(text)s = '' or concat_ws(' ', k.app_name, k.profile_name, k.username, n.name) ilike %(like)s
            or (%(digits)s <> '' and k.phone like %(like_digits)s))
    order by c.last_said_at desc, c.last_heard_at desc, c.id desc
    limit %(limit)s
"""
)
# Per tab: how many conversations, and how many with something unread; each up to a hundred, for nobody counts further.
_OF_TAB: LiteralString = """(select count(*) from (
        select from views.conversation c
        where c.workspace_id = %(workspace)s and (%(number)s::uuid is null or c.number_id = %(number)s)
            and (%(seen)s::uuid[] is null or c.number_id = any(%(seen)s))
"""
_UNREAD: LiteralString = " and c.asked_at > coalesce(greatest(c.read_up_to, c.phone_answered_at), '-infinity')"
_UP_TO: LiteralString = " limit 100) as up_to)"
COUNTED: LiteralString = "select " + ", ".join(
    _OF_TAB + _SINCE + tab + unread + _UP_TO
    for tab in (" and " + _MINE, " and " + _NOBODYS, "")
    for unread in ("", _UNREAD)
)
NAMED: LiteralString = CONVERSATION + " where c.workspace_id = %s and c.id = any(%s)"
# An address under which a conversation was known before its customer was understood better.
ALIAS: LiteralString = """
    select c.id from views.alias a
    join views.node n on n.workspace_id = a.workspace_id and n.node = a.node
    join views.conversation c
        on c.workspace_id = a.workspace_id and c.person = n.person and c.number_id = a.number_id
    where a.workspace_id = %s and a.id = %s
"""
MESSAGE: LiteralString = """
    select m.id, m.conversation_id, m.number_id, m.kind, m.direction, m.origin, m.author, m.said_at, m.heard_at,
        m.imported, m.placeholder, m.quoted_wid, m.quoted_wamid, m.media_id, m.wamid, m.told, m.sending_at, m.held_at,
        m.unknown_at, m.offered_at, m.settled, m.accepted_at, m.sent_at, m.delivered_at, m.read_at, m.played_at,
        m.failed_at, m.failure_code, m.edited_at, m.revoked_at,
        coalesce((
            select was.name from config.owner_past was
            where was.workspace_id = m.workspace_id and was.number_id = m.number_id and was.until > m.said_at
            order by was.until limit 1
        ), n.owner_name),
        (select coalesce(min(s.attempt_id::text)::uuid, m.quoted_wid) from views.sent_as s
            where s.workspace_id = m.workspace_id and s.wid = m.quoted_wid)
    from views.message m join config.number n on n.id = m.number_id
    where m.workspace_id = %s and m.kind is not null and m.conversation_id is not null
"""
BY_ID: LiteralString = MESSAGE + " and m.id = any(%s)"
THREAD: LiteralString = (
    MESSAGE
    + """
        and m.conversation_id = %s and m.said_at >= coalesce(%s, '-infinity'::timestamptz)
        and (m.said_at, m.heard_at, m.id) < (%s, %s, %s)
    order by m.said_at desc, m.heard_at desc, m.id desc
    limit %s
"""
)
THREAD_AFTER: LiteralString = (
    MESSAGE
    + """
        and m.conversation_id = %s and m.said_at >= coalesce(%s, '-infinity'::timestamptz)
        and (m.said_at, m.heard_at, m.id) > (%s, %s, %s)
    order by m.said_at, m.heard_at, m.id
    limit %s
"""
)
MEDIA: LiteralString = """
    select id, case when state = 'sending' then 'stored' else state end, mime, filename, size, voice, reason
    from views.media where workspace_id = %s and id = any(%s)
"""


@dataclass(frozen=True, slots=True)
class ConversationRow:
    id: UUID
    number_id: UUID
    number_name: str
    display_phone: str
    owner_name: str
    mode: str
    number_state: str
    read_receipts: bool
    person: UUID
    app_name: str | None
    profile_name: str | None
    phone: str | None
    user_id: str | None
    username: str | None
    last_message_id: UUID
    last_said_at: datetime
    last_heard_at: datetime
    inbound_at: datetime | None
    imported_inbound_at: datetime | None
    assigned_to: UUID | None
    past: bool
    unread: int


@dataclass(slots=True)
class MessageRow:
    """Has the evidence that `projections.state` asks for."""

    id: UUID
    conversation_id: UUID
    number_id: UUID
    kind: str
    direction: str | None
    origin: str
    author: UUID | None
    said_at: datetime
    heard_at: datetime
    imported: bool
    placeholder: str | None
    quoted_wid: UUID | None
    quoted_wamid: str | None
    media_id: UUID | None
    wamid: str | None
    told: int | None
    sending_at: datetime | None
    held_at: datetime | None
    unknown_at: datetime | None
    offered_at: datetime | None
    settled: str | None
    accepted_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    played_at: datetime | None
    failed_at: datetime | None
    failure_code: int | None
    edited_at: datetime | None
    revoked_at: datetime | None
    owner_name: str
    quoted_id: UUID | None


@dataclass(frozen=True, slots=True)
class MediaRow:
    id: UUID
    state: str
    mime: str | None
    filename: str | None
    size: int | None
    voice: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a message, with the reactions to it."""

    said_at: datetime
    body: dict[str, Any]
    reactions: list[dict[str, str]]


def conversations(tx: Tx, ids: Iterable[UUID]) -> list[ConversationRow]:
    return [ConversationRow(*row) for row in tx.rows(NAMED, (tx.workspace, list(ids)))]


def messages(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, MessageRow]:
    """Messages that have been heard of; statuses of unknown ones are no messages."""
    return {row[0]: MessageRow(*row) for row in tx.rows(BY_ID, (tx.workspace, list(ids)))}


def media(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, MediaRow]:
    return {row[0]: MediaRow(*row) for row in tx.rows(MEDIA, (tx.workspace, list(ids)))}


def contents(tx: Tx, person: Person, ids: Sequence[UUID], purpose: str) -> dict[UUID, list[Wording]]:
    """What was said, oldest version first. The database writes down who asked, and for what."""
    found: dict[UUID, list[Wording]] = defaultdict(list)
    rows = tx.rows(
        # As text: Django's connection leaves JSON unread.
        "select message_id, version_said_at, body::text, reactions::text from views.read_content(%s, %s, %s)"
        " order by message_id, version",
        (list(ids), f"person:{person.id}", purpose),
    )
    for message_id, said_at, body, reactions in rows:
        found[message_id].append(Wording(said_at, orjson.loads(body), orjson.loads(reactions)))
    return found
