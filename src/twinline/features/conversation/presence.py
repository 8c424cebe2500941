"""Who else has a conversation open. Kept for 45 seconds, told over the live stream, never part of the log.

The clock is the machine's, as it is for sessions: turning Twinline's makes nobody leave.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

import orjson

from twinline.features.conversation import queries
from twinline.features.conversation.shapes import Doing, Here, Present
from twinline.workspaces import tickets
from twinline.workspaces.access import Person
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx, notify

CHANNEL = "twinline_presence"
LASTS = timedelta(seconds=45)

SAY: LiteralString = """
    insert into config.presence (workspace_id, conversation_id, user_id, session_digest, doing, said_at)
    values (%s, %s, %s, %s, %s, %s)
    on conflict (workspace_id, conversation_id, user_id, session_digest)
        do update set doing = excluded.doing, said_at = excluded.said_at
"""
LEAVE: LiteralString = """
    delete from config.presence
    where workspace_id = %s and conversation_id = %s and user_id = %s and session_digest = %s
"""
SWEEP: LiteralString = """
    delete from config.presence
    where workspace_id = %s and said_at < %s
"""
# A session that was ended has lost its tickets: its person is gone, whatever was last said.
THERE: LiteralString = """
    select p.user_id, u.name, p.doing, p.session_digest, extract(epoch from p.said_at - %s)::float8
    from config.presence p join config."user" u on u.id = p.user_id
    where p.workspace_id = %s and p.conversation_id = %s
        and p.said_at >= %s
        and exists (
            select from config.live_ticket t where t.session_digest = p.session_digest and t.user_id = p.user_id
                and t.workspace_id = p.workspace_id
        )
    order by p.user_id, p.session_digest
"""
Row = tuple[UUID, str, Doing, bytes, float]


def say(tx: Tx, person: Person, conversation_id: UUID, doing: Doing, session_key: str, now: datetime) -> Here:
    """I am here; the others who are. Raises NotFound."""
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    conversation = queries.find(tx, person, conversation_id)
    tx.run(SWEEP, (tx.workspace, now - LASTS))
    tx.run(SAY, (tx.workspace, conversation.id, person.id, tickets.digest(session_key), doing, now))
    return _tell(tx, person, conversation.id, now)


def leave(tx: Tx, person: Person, conversation_id: UUID, session_key: str, now: datetime) -> None:
    """I have closed it. Raises NotFound."""
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    conversation = queries.find(tx, person, conversation_id)
    if tx.run(LEAVE, (tx.workspace, conversation.id, person.id, tickets.digest(session_key))):
        _tell(tx, person, conversation.id, now)


def _tell(tx: Tx, person: Person, conversation_id: UUID, now: datetime) -> Here:
    found: list[Row] = [
        (row[0], row[1], row[2], bytes(row[3]), row[4])
        for row in tx.rows(THERE, (now - LASTS, tx.workspace, conversation_id, now - LASTS))
    ]
    payload = _payload(tx.workspace, conversation_id, found)
    tx.after_commit(lambda: notify(CHANNEL, payload))
    return Here(conversation=conversation_id, people=others(found, person.id))


def others(found: list[Row], me: UUID) -> list[Present]:
    """Everybody once, except me; who writes in one of two windows writes."""
    people: dict[UUID, Present] = {}
    for user, name, doing, _, _ in found:
        if user != me and (user not in people or doing == "writing"):
            people[user] = Present(id=user, name=name, doing=doing)
    return list(people.values())


def _payload(workspace: UUID, conversation: UUID, found: list[Row]) -> str:
    """The newest forty: a notice of PostgreSQL has room for 8,000 bytes."""
    newest = sorted(found, key=lambda row: -row[4])[:40]
    people = [
        [str(user), name[:60], doing, session.hex(), round(left, 1)] for user, name, doing, session, left in newest
    ]
    return orjson.dumps({"w": str(workspace), "c": str(conversation), "p": people}).decode()
