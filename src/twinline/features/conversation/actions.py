"""What a person does in a conversation: check, record, announce, in the caller's one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from twinline.engine import review
from twinline.engine.dispatch import outbox, signals
from twinline.engine.media import store
from twinline.engine.policy import service_window, verdict
from twinline.features.conversation import queries, rules, sight
from twinline.features.conversation.rows import ConversationRow, MessageRow
from twinline.features.conversation.shapes import Compose, Conversation, Message
from twinline.log import keys
from twinline.log.facts import Assigned, ConversationRead, MediaStored, MessageComposed, OurFact, SendSettled
from twinline.log.recorded import Evidence, Recorded
from twinline.projections.record import record
from twinline.projections.state import needs_decision
from twinline.wire.phones import canonical
from twinline.workspaces.access import Person, member
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.rules import Right, may
from twinline.workspaces.transaction import Tx

LAST_HEARD = """
    select wamid, said_at from views.message
    where workspace_id = %s and conversation_id = %s and origin = 'customer' and wamid is not null and not imported
    order by said_at desc, heard_at desc limit 1
"""
ATTEMPT = "select number_id, kind from views.message where workspace_id = %s and id = %s"
TOLD_UP_TO = """
    insert into config.receipt as old (workspace_id, conversation_id, told_up_to) values (%s, %s, %s)
    on conflict (workspace_id, conversation_id) do update set told_up_to = excluded.told_up_to
        where old.told_up_to < excluded.told_up_to
"""
READ_UP_TO = "select read_up_to from views.conversation where workspace_id = %s and id = %s"


@dataclass(frozen=True, slots=True)
class Heard:
    """The customer's latest live message."""

    wamid: str
    said_at: datetime


def send(tx: Tx, person: Person, conversation_id: UUID, draft: Compose, *, now: datetime) -> Message:
    """The message, queued; the same draft again gives the same message. Raises Refused or NotFound."""
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    rules.check_draft(draft)
    conversation = queries.find(tx, person, conversation_id)
    target = _target(tx, person, conversation, draft)
    if _is_known(tx, draft.id):
        return _answer(tx, person, draft, target)
    _check_open(tx, conversation, now)
    file = _file(tx, person, conversation, draft, now)
    composed = _compose(person, conversation, draft, target, file, now)
    facts: list[OurFact] = [composed]
    if file is not None:
        facts.append(_stored(composed, file, now))
    _queue(tx, composed, facts, now)
    # Who answers has read; who only looked may not have told so.
    _tell_read(tx, conversation, _last_heard(tx, conversation), now)
    return _answer(tx, person, draft, target)


def retry(tx: Tx, person: Person, message_id: UUID, new_id: UUID, *, now: datetime) -> Message:
    """The same words as a new message, for one that failed or that a person gave up on."""
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    if _is_known(tx, new_id):
        return queries.message(tx, person, new_id)
    old = queries.message_row(tx, person, message_id)
    _check_open(tx, queries.find(tx, person, old.conversation_id), now)
    try:
        composed = outbox.again(tx, message_id, new_id, person.id, now)
    except Refused:
        # The same click twice at once: the other one held the lock and has done it.
        if _is_known(tx, new_id):
            return queries.message(tx, person, new_id)
        raise
    facts: list[OurFact] = [_settled(composed, message_id, "again", person, now), composed]
    if composed.media_id is not None:
        facts.append(_stored(composed, store.find(tx, composed.media_id), now))
    _queue(tx, composed, facts, now)
    return queries.message(tx, person, new_id)


def settle(
    tx: Tx, person: Person, message_id: UUID, outcome: Literal["sent", "abandoned"], *, now: datetime
) -> Message:
    """A person says what became of a message whose outcome nobody knows. Raises Refused once it is known."""
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    row = queries.message_row(tx, person, message_id)
    if not needs_decision(row):
        raise Refused("nothing_to_decide", "What became of this message is known by now.", "stop")
    composed = outbox.message(tx, message_id)
    record(tx, [Recorded(_settled(composed, message_id, outcome, person, now), now, row.number_id)])
    if outcome == "sent":
        outbox.close(tx, [message_id], "settled", now)
    return queries.message(tx, person, message_id)


def mark_read(tx: Tx, person: Person, conversation_id: UUID, *, now: datetime) -> None:
    """Read here. Looking is not reading: the customer is told when it was the assigned person, and once."""
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    conversation = queries.find(tx, person, conversation_id)
    heard = _last_heard(tx, conversation)
    if heard is not None and conversation.assigned_to == person.id:
        _tell_read(tx, conversation, heard, now)
    read = tx.row(READ_UP_TO, (tx.workspace, conversation.id))
    if heard is None or (read and read[0] and read[0] >= heard.said_at):
        return
    fact = ConversationRead(
        conversation_id=conversation.id,
        number_id=conversation.number_id,
        phone=conversation.phone,
        user_id=conversation.user_id,
        by=person.id,
        up_to=heard.said_at,
        at=now,
    )
    record(tx, [Recorded(fact, now, conversation.number_id)])


def assign(tx: Tx, person: Person, conversation_id: UUID, to: UUID | None, *, now: datetime) -> Conversation:
    """Somebody's from now on, or nobody's. Raises Refused, Forbidden or NotFound."""
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    conversation = queries.find(tx, person, conversation_id)
    rules.check_assign(person.role, person.id, conversation.assigned_to, to)
    if to is not None:
        _check_takes(tx, conversation, to)
    if to != conversation.assigned_to:
        fact = Assigned(
            conversation_id=conversation.id,
            number_id=conversation.number_id,
            phone=conversation.phone,
            user_id=conversation.user_id,
            to=to,
            by=person.id,
            at=now,
        )
        record(tx, [Recorded(fact, now, conversation.number_id)])
    return queries.conversation(tx, person, conversation.id, now)


def _check_takes(tx: Tx, conversation: ConversationRow, to: UUID) -> None:
    """The one who gets a conversation is a member who sees its number and may write in it."""
    try:
        taker = member(tx, to)
    except NotFound as none:
        raise NotFound("member") from none
    if not may(taker.role, Right.WRITE_TO_CUSTOMERS) or not sight.of(tx, taker).has(conversation.number_id):
        raise Refused("not_assignable", "This person does not work on conversations of this number.")


def show_typing(tx: Tx, person: Person, conversation_id: UUID, *, now: datetime) -> None:
    """Dots on the customer's phone, while the assigned person writes.

    Meta takes them only in answer to a message, which they mark as read.
    """
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    conversation = queries.find(tx, person, conversation_id)
    heard = _last_heard(tx, conversation)
    if heard is not None and conversation.assigned_to == person.id and _tells(conversation):
        signals.queue(tx, conversation.number_id, heard.wamid, now, typing=True)


def _tells(conversation: ConversationRow) -> bool:
    return conversation.read_receipts and conversation.number_state == "connected"


def _tell_read(tx: Tx, conversation: ConversationRow, heard: Heard | None, now: datetime) -> None:
    if heard is None or not _tells(conversation):
        return
    if tx.run(TOLD_UP_TO, (tx.workspace, conversation.id, heard.said_at)):
        signals.queue(tx, conversation.number_id, heard.wamid, now)


def _is_known(tx: Tx, attempt_id: UUID) -> bool:
    return tx.row(ATTEMPT, (tx.workspace, attempt_id)) is not None


def _answer(tx: Tx, person: Person, draft: Compose, target: MessageRow | None) -> Message:
    """A reaction is no message of its own: the answer is the message that it is for."""
    if draft.kind == "reaction" and target is not None:
        return queries.message(tx, person, target.id)
    return queries.message(tx, person, draft.id)


def _check_open(tx: Tx, conversation: ConversationRow, now: datetime) -> None:
    if review.is_private(tx, conversation.number_id, conversation.phone, conversation.user_id):
        raise Refused("private_contact", "The phone's owner keeps this contact private: write from the phone.", "stop")
    window = service_window(conversation.inbound_at, conversation.imported_inbound_at, now)
    rules.check_open(verdict(conversation.number_state, window))


def _target(tx: Tx, person: Person, conversation: ConversationRow, draft: Compose) -> MessageRow | None:
    """What is quoted or reacted to; it lies in the same conversation and is at Meta."""
    wanted = rules.target_of(draft) if draft.kind == "reaction" else draft.quoted
    if wanted is None:
        return None
    row = queries.message_row(tx, person, wanted)
    if row.conversation_id != conversation.id:
        raise NotFound("message")
    if row.wamid is None:
        raise Refused("not_at_meta", "This message has not reached WhatsApp yet. Try again in a moment.", "retry")
    return row


def _file(tx: Tx, person: Person, conversation: ConversationRow, draft: Compose, now: datetime) -> store.File | None:
    """The draft's file, which from now on goes with this customer: under their key, and away with their erasure."""
    if draft.kind not in rules.FILES or draft.media_id is None:
        return None
    if not sight.has_file(tx, person, draft.media_id):
        raise NotFound("file")
    file = store.find(tx, draft.media_id)
    if draft.kind not in {file.kind, "document"}:
        raise Refused("invalid", f"This file is of the kind {file.kind}, not {draft.kind}.")
    customer = _customer(tx, conversation)
    if file.subject == tx.workspace:
        store.hand_to(tx, file, customer)
    elif file.subject != customer:
        return store.put(tx, customer, _copy(tx, file), now)
    return file


def _customer(tx: Tx, conversation: ConversationRow) -> UUID:
    phone = canonical(conversation.phone) if conversation.phone else None
    return Evidence(phone, conversation.user_id).node(keys.of_workspace(tx).ids) or tx.workspace


def _copy(tx: Tx, file: store.File) -> store.Draft:
    return store.Draft(
        content=store.read(tx, file), kind=file.kind, mime=file.mime, filename=file.filename, voice=file.voice
    )


def _compose(
    person: Person,
    conversation: ConversationRow,
    draft: Compose,
    target: MessageRow | None,
    file: store.File | None,
    now: datetime,
) -> MessageComposed:
    content = rules.content_of(draft, target.wamid if target else None, file.filename if file else None)
    return MessageComposed(
        attempt_id=draft.id,
        conversation_id=conversation.id,
        number_id=conversation.number_id,
        phone=conversation.phone,
        user_id=conversation.user_id,
        origin="person",
        author=person.id,
        kind=draft.kind,
        text=draft.emoji or None if draft.kind == "reaction" else draft.text,
        body=rules.description_of(content),
        media_id=file.id if file else None,
        quoted_wamid=target.wamid if target and draft.kind != "reaction" else None,
        at=now,
    )


def _stored(composed: MessageComposed, file: store.File, now: datetime) -> MediaStored:
    return MediaStored(
        media_ref=file.id,
        attempt_id=composed.attempt_id,
        number_id=composed.number_id,
        phone=composed.phone,
        user_id=composed.user_id,
        storage_key=file.storage_key,
        sha256=file.sha256,
        size=file.size,
        mime=file.mime,
        filename=file.filename,
        voice=file.voice,
        at=now,
    )


def _settled(
    composed: MessageComposed,
    attempt_id: UUID,
    outcome: Literal["sent", "abandoned", "again"],
    person: Person,
    now: datetime,
) -> SendSettled:
    return SendSettled(
        attempt_id=attempt_id,
        number_id=composed.number_id,
        phone=composed.phone,
        user_id=composed.user_id,
        outcome=outcome,
        by=person.id,
        at=now,
    )


def _queue(tx: Tx, composed: MessageComposed, facts: list[OurFact], now: datetime) -> None:
    if not outbox.queue(tx, composed):
        # The same request twice at once: this one waited for the other, which has done it all.
        if _is_known(tx, composed.attempt_id):
            return
        raise Refused("id_taken", "Another message has this id; make a new one.", "retry")
    record(tx, [Recorded(fact, now, composed.number_id) for fact in facts])


def _last_heard(tx: Tx, conversation: ConversationRow) -> Heard | None:
    row = tx.row(LAST_HEARD, (tx.workspace, conversation.id))
    return Heard(*row) if row else None
