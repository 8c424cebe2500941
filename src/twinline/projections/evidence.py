"""What each fact says about people, messages and conversations, before anything is compared. Pure.

The service window counts every live message of a customer, reactions and button answers too, but neither edits,
deletions nor imported history (Meta: "when a user messages you"). Nothing that the business wrote and nothing
imported opens a window or counts as unread. Facts of groups stay in the log: there is no page for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from twinline.log import facts as ours
from twinline.log.ids import Ids
from twinline.log.recorded import Recorded
from twinline.projections import bodies
from twinline.projections.rows import (
    Attention,
    Head,
    Media,
    Message,
    Node,
    Reaction,
    Stored,
    Version,
    greatest,
    least,
)
from twinline.projections.state import TOLD
from twinline.wire import facts as said
from twinline.wire.phones import canonical

COMPOSED, LIVE, IMPORTED_MEDIA, IMPORTED, LIVE_PLACEHOLDER, IMPORTED_PLACEHOLDER = 50, 40, 30, 20, 11, 10
ORIGINAL = b""


@lru_cache(maxsize=65_536)
def _node(ids: Ids, kind: str, value: str) -> UUID:
    """The same customers come again and again; their ids are worked out once in a while only."""
    return ids.node(kind, value)


@dataclass(slots=True)
class Evidence:
    """Joined rows of some facts. Messages and versions are keyed by wid or attempt id, as the fact named them."""

    ids: Ids
    nodes: dict[UUID, Node] = field(default_factory=dict)
    holders: dict[tuple[UUID, UUID], datetime] = field(default_factory=dict)
    links: set[tuple[UUID, UUID]] = field(default_factory=set)
    messages: dict[UUID, Message] = field(default_factory=dict)
    sent_as: dict[tuple[UUID, UUID], tuple[UUID, str]] = field(default_factory=dict)
    versions: dict[tuple[UUID, bytes], Version] = field(default_factory=dict)
    reactions: dict[tuple[UUID, str], Reaction] = field(default_factory=dict)
    media: dict[UUID, Media] = field(default_factory=dict)
    attention: dict[tuple[UUID, UUID], Attention] = field(default_factory=dict)

    def node(self, kind: str, value: str | None, at: datetime | None = None) -> UUID | None:
        """The node of a phone or a user id, noted with the time at which Meta spoke of it."""
        if not value:
            return None
        form = value
        value = canonical(value) if kind == "phone" else value
        node = _node(self.ids, kind, value)
        row = self.nodes.get(node)
        if row is None:
            row = self.nodes[node] = Node(kind, value)
        if at is not None:
            row.first_at = least(row.first_at, at)
            if kind == "phone":
                row.form = greatest(row.form, (at, form))
        return node

    def contact(self, contact: said.Contact, at: datetime) -> tuple[UUID | None, UUID | None]:
        """Both nodes of a customer as Meta named them, paired and with the user name."""
        phone, user = self.node("phone", contact.phone, at), self.node("user", contact.user_id, at)
        if phone and user:
            self.hold(phone, user, at)
        named = user or phone
        if named and contact.username:
            self.nodes[named].username = greatest(self.nodes[named].username, (at, contact.username))
        return phone, user

    def hold(self, phone: UUID, user: UUID, since: datetime) -> None:
        self.holders[phone, user] = least(self.holders.get((phone, user)), since)

    def customer(self, fact: ours.OurFact) -> tuple[UUID | None, UUID | None]:
        """Both nodes as we named them: what we believe is no evidence that they belong together."""
        return self.node("phone", fact.phone), self.node("user", fact.user_id)

    def message(self, key: UUID, row: Message) -> None:
        known = self.messages.get(key)
        if known is None:
            self.messages[key] = row
        else:
            known.join(row)

    def version(self, message: UUID, key: bytes, row: Version) -> None:
        known = self.versions.get((message, key))
        if known is None or row[:2] > known[:2]:
            self.versions[message, key] = row

    def file(self, media: UUID, row: Media) -> None:
        known = self.media.get(media)
        if known is None:
            self.media[media] = row
        else:
            known.join(row)


def gather(ids: Ids, batch: Iterable[Recorded]) -> Evidence:
    """All that these facts say. Facts about accounts and numbers say nothing here."""
    evidence = Evidence(ids)
    for recorded in batch:
        read = READERS.get(type(recorded.fact))
        if read is not None and recorded.number_id is not None:
            read(evidence, recorded.fact, recorded.number_id, recorded.heard_at)
    return evidence


def _message(e: Evidence, fact: said.MessageFact, number: UUID, heard_at: datetime) -> None:
    if fact.group_id or not fact.wamid:
        return
    at = fact.said_at or heard_at
    phone, user = e.contact(fact.contact, at)
    inbound = isinstance(fact, said.MessageReceived)
    named = user or phone
    # An echo names no customer: whatever stands in a profile there is not what the customer calls herself.
    if inbound and named and fact.contact.profile_name:
        e.nodes[named].profile = greatest(e.nodes[named].profile, (at, fact.contact.profile_name))
    wid = e.ids.message(number, fact.wamid)
    media_id = _announced(e, fact, number, wid, heard_at) if fact.media else None
    body = bodies.of_message(fact)
    quoted = fact.quoted_wamid
    placeholder = _placeholder(fact)
    head = Head(
        rank=_rank(fact), tie=bodies.tie(body, fact.kind, type(fact).__name__, at, quoted, media_id, placeholder),
        kind=fact.kind, direction="inbound" if inbound else "outbound", origin="customer" if inbound else "phone",
        author=None, said_at=at, placeholder=placeholder, quoted_wid=e.ids.message(number, quoted) if quoted else None,
        quoted_wamid=quoted, media_id=media_id,
    )  # fmt: skip
    told = TOLD.get(fact.status or "") if not inbound else None
    row = Message(
        number, wid, fact.wamid, phone_node=phone, user_node=user, head=head, heard_at=heard_at, imported=fact.imported,
        told=told, sent_at=at if not inbound and told is None else None,
    )  # fmt: skip
    e.message(wid, row)
    e.version(wid, ORIGINAL, Version(head.rank, head.tie, at, fact.kind, body))


def _rank(fact: said.MessageFact) -> int:
    if fact.placeholder:
        return IMPORTED_PLACEHOLDER if fact.imported else LIVE_PLACEHOLDER
    if fact.imported:
        return IMPORTED_MEDIA if fact.media else IMPORTED
    return LIVE


def _placeholder(fact: said.MessageFact) -> str | None:
    return (fact.placeholder_reason or fact.kind) if fact.placeholder else None


def _announced(e: Evidence, fact: said.MessageFact, number: UUID, wid: UUID, heard_at: datetime) -> UUID:
    media = fact.media
    assert media is not None, "only called for a message with a file"
    media_id = e.ids.media(wid, media.id)
    e.file(media_id, Media(
        number, wid, media.id, media.mime_type, media.sha256, media.filename, media.voice, heard_at=heard_at,
    ))  # fmt: skip
    return media_id


def _notice(e: Evidence, fact: said.IdentityChanged | said.SystemNoticed, number: UUID, heard_at: datetime) -> None:
    at = fact.said_at or heard_at
    phone, user = e.contact(fact.contact, at)
    if isinstance(fact, said.IdentityChanged):
        _new_identity(e, fact, user, at)
    if not fact.wamid:
        return
    wid = e.ids.message(number, fact.wamid)
    body = bodies.of_text(fact.text)
    rank = IMPORTED if fact.imported else LIVE
    head = Head(
        rank, bodies.tie(body, "system", type(fact).__name__, at, None, None), "system", "inbound", "system",
        None, at, None, None, None, None,
    )  # fmt: skip
    e.message(wid, Message(
        number, wid, fact.wamid, phone_node=phone, user_node=user, head=head, heard_at=heard_at, imported=fact.imported,
    ))  # fmt: skip
    e.version(wid, ORIGINAL, Version(rank, head.tie, at, "system", body))


def _new_identity(e: Evidence, fact: said.IdentityChanged, old_user: UUID | None, at: datetime) -> None:
    new_phone, new_user = e.node("phone", fact.new_phone, at), e.node("user", fact.new_user_id, at)
    if new_phone and new_user:
        e.hold(new_phone, new_user, at)
    # A changed number is no proof of one person: only Meta's word on user ids joins two of them.
    if fact.change == "user_changed_user_id" and old_user and new_user and old_user != new_user:
        e.links.add((min(old_user, new_user), max(old_user, new_user)))


def _user_id_updated(e: Evidence, fact: said.UserIdUpdated, number: UUID, heard_at: datetime) -> None:
    at = fact.said_at or heard_at
    phone, _ = e.contact(fact.contact, at)
    previous, current = e.node("user", fact.previous), e.node("user", fact.current, at)
    if phone and current:
        e.hold(phone, current, at)
    if previous and current and previous != current:
        e.links.add((min(previous, current), max(previous, current)))


def _synced(e: Evidence, fact: said.ContactSynced, number: UUID, heard_at: datetime) -> None:
    at = fact.said_at or heard_at
    phone, user = e.contact(fact.contact, at)
    named = user or phone
    if named:
        name = (fact.full_name or fact.first_name or "") if fact.action == "add" else ""
        e.nodes[named].app = greatest(e.nodes[named].app, (at, name))


def _reaction(e: Evidence, fact: said.ReactionChanged, number: UUID, heard_at: datetime) -> None:
    at = fact.said_at or heard_at
    phone, user = e.contact(fact.contact, at)
    tie = bodies.tie(fact.emoji or "", "reaction", fact.by, at, fact.wamid, phone, user, fact.imported)
    _react(e, number, fact.target_wamid, fact.by, Reaction(at, tie, fact.emoji, number, phone, user, fact.imported))


def _react(e: Evidence, number: UUID, target: str, by: str, row: Reaction) -> None:
    key = (e.ids.message(number, target), by)
    known = e.reactions.get(key)
    if known is None or row[:2] > known[:2]:
        e.reactions[key] = row


def _edited(e: Evidence, fact: said.MessageEdited, number: UUID, heard_at: datetime) -> None:
    at = fact.said_at or heard_at
    e.contact(fact.contact, at)
    wid = e.ids.message(number, fact.original_wamid)
    body = bodies.of_text(fact.text)
    tie = bodies.tie(body, fact.kind, fact.by, at, fact.wamid, None)
    key = e.ids.message(number, fact.wamid).bytes if fact.wamid else tie
    e.version(wid, key, Version(IMPORTED if fact.imported else LIVE, tie, at, fact.kind, body))
    e.message(wid, Message(number, wid, fact.original_wamid, edited_at=at))


def _revoked(e: Evidence, fact: said.MessageRevoked, number: UUID, heard_at: datetime) -> None:
    at = fact.said_at or heard_at
    e.contact(fact.contact, at)
    wid = e.ids.message(number, fact.original_wamid)
    e.message(wid, Message(number, wid, fact.original_wamid, revoked_at=at))


STATUS_TIMES = {"sent": "sent_at", "delivered": "delivered_at", "read": "read_at", "played": "played_at"}


def _status(e: Evidence, fact: said.StatusChanged, number: UUID, heard_at: datetime) -> None:
    if fact.group_id or not fact.wamid:
        return
    at = fact.said_at or heard_at
    e.contact(fact.contact, at)
    wid = e.ids.message(number, fact.wamid)
    row = Message(number, wid, fact.wamid)
    if fact.status in STATUS_TIMES:
        setattr(row, STATUS_TIMES[fact.status], at)
    elif fact.status == "failed":
        row.failure = (at, next((error.code for error in fact.errors if error.code is not None), 0))
    if fact.pricing:
        row.pricing = bodies.pricing(fact.pricing, at)
    e.message(wid, row)
    attempt = _uuid(fact.attempt)
    if attempt:
        e.sent_as[wid, attempt] = (number, fact.wamid)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _composed(e: Evidence, fact: ours.MessageComposed, number: UUID, heard_at: datetime) -> None:
    phone, user = e.customer(fact)
    row = Message(number, attempt_id=fact.attempt_id, phone_node=phone, user_node=user, queued_at=fact.at)
    if fact.kind == "reaction":
        emoji, target = bodies.reaction_of(fact)
        if target:
            tie = bodies.tie(emoji or "", "reaction", "business", fact.at, fact.attempt_id, phone, user)
            _react(e, number, target, "business", Reaction(
                fact.at, tie, emoji, number, phone, user, imported=False
            ))  # fmt: skip
        e.message(fact.attempt_id, row)
        return
    body = bodies.of_composed(fact)
    quoted = fact.quoted_wamid
    row.head = Head(
        COMPOSED, bodies.tie(body, fact.kind, fact.origin, fact.at, quoted, fact.media_id, fact.author), fact.kind,
        "outbound", fact.origin, fact.author, fact.at, None, e.ids.message(number, quoted) if quoted else None, quoted,
        fact.media_id,
    )  # fmt: skip
    row.heard_at, row.imported = heard_at, False
    e.message(fact.attempt_id, row)
    e.version(fact.attempt_id, ORIGINAL, Version(COMPOSED, row.head.tie, fact.at, fact.kind, body))
    if fact.media_id:
        e.file(fact.media_id, Media(number, fact.attempt_id))


def _sending(e: Evidence, fact: ours.OurFact, number: UUID, heard_at: datetime) -> None:
    """SendAttempted, SendUnknown, SendOffered, SendSettled, SendRefused, SendAccepted."""
    attempt: UUID = fact.attempt_id  # type: ignore[attr-defined]  # READERS gives only facts of attempts
    row = Message(number, attempt_id=attempt)
    match fact:
        case ours.SendAttempted():
            row.sending_at = fact.at
        case ours.SendUnknown():
            row.unknown_at = fact.at
        case ours.SendOffered():
            row.offered_at = fact.at
        case ours.SendSettled():
            row.settled = (fact.at, fact.outcome)
        case ours.SendRefused(final=True):
            row.failure = (fact.at, fact.code)
        case ours.SendRefused():
            row.held_at = fact.at
        case ours.SendAccepted():
            row.accepted_at = fact.at
            e.sent_as[e.ids.message(number, fact.wamid), attempt] = (number, fact.wamid)
            if fact.wa_id:
                e.node("phone", fact.wa_id, fact.at)
    e.message(attempt, row)


def _stored(e: Evidence, fact: ours.MediaStored, number: UUID, heard_at: datetime) -> None:
    e.file(fact.media_ref, Media(
        number, _owner(e, fact, number), filename=fact.filename, voice=fact.voice,
        stored=Stored(fact.storage_key, fact.mime, fact.sha256, fact.size),
    ))  # fmt: skip


def _lost(e: Evidence, fact: ours.MediaLost, number: UUID, heard_at: datetime) -> None:
    e.file(fact.media_ref, Media(number, _owner(e, fact, number), reason=fact.reason))


def _owner(e: Evidence, fact: ours.MediaStored | ours.MediaLost, number: UUID) -> UUID | None:
    attempt = fact.attempt_id if isinstance(fact, ours.MediaStored) else None
    return attempt or (e.ids.message(number, fact.wamid) if fact.wamid else None)


def _read(e: Evidence, fact: ours.ConversationRead, number: UUID, heard_at: datetime) -> None:
    _attend(e, fact, number, Attention(read_up_to=fact.up_to, read_at=fact.at))


def _assigned(e: Evidence, fact: ours.Assigned, number: UUID, heard_at: datetime) -> None:
    _attend(e, fact, number, Attention(assigned=(fact.at, str(fact.to or ""))))


def _attend(e: Evidence, fact: ours.OurFact, number: UUID, row: Attention) -> None:
    phone, user = e.customer(fact)
    node = user or phone
    if node is None:
        return
    known = e.attention.setdefault((number, node), row)
    known.join(row)


# Each reader takes the fact of its key, which a dict cannot say.
READERS: dict[type, Callable[[Evidence, Any, UUID, datetime], None]] = {
    said.MessageReceived: _message,
    said.MessageEchoed: _message,
    said.IdentityChanged: _notice,
    said.SystemNoticed: _notice,
    said.UserIdUpdated: _user_id_updated,
    said.ContactSynced: _synced,
    said.ReactionChanged: _reaction,
    said.MessageEdited: _edited,
    said.MessageRevoked: _revoked,
    said.StatusChanged: _status,
    ours.MessageComposed: _composed,
    ours.SendAttempted: _sending,
    ours.SendAccepted: _sending,
    ours.SendRefused: _sending,
    ours.SendUnknown: _sending,
    ours.SendOffered: _sending,
    ours.SendSettled: _sending,
    ours.MediaStored: _stored,
    ours.MediaLost: _lost,
    ours.ConversationRead: _read,
    ours.Assigned: _assigned,
}
