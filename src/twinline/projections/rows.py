"""The rows that facts amount to, each with its join: commutative, associative, and no change when repeated. Pure.

`Latest` is a pair (when, what) of which the greater stays; "" stands for "taken away".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

Latest = tuple[datetime, str]


@dataclass(slots=True)
class Node:
    """A phone or a user id, and the latest names that came with it. `form` is a phone as Meta writes it."""

    kind: str
    value: str
    first_at: datetime | None = None
    profile: Latest | None = None
    username: Latest | None = None
    app: Latest | None = None
    form: Latest | None = None

    def join(self, other: Node) -> None:
        self.first_at = least(self.first_at, other.first_at)
        self.profile = greatest(self.profile, other.profile)
        self.username = greatest(self.username, other.username)
        self.app = greatest(self.app, other.app)
        self.form = greatest(self.form, other.form)

    @property
    def latest_at(self) -> list[datetime]:
        return [pair[0] for pair in (self.profile, self.username, self.app) if pair]


class Head(NamedTuple):
    """One copy of a message. Of several the one with the highest (rank, tie) is the message."""

    rank: int
    tie: bytes
    kind: str
    direction: str
    origin: str
    author: UUID | None
    said_at: datetime
    placeholder: str | None
    quoted_wid: UUID | None
    quoted_wamid: str | None
    media_id: UUID | None


# How each time of a message is joined: the first or the last time that it was said.
FIRST = (
    "queued_at", "unknown_at", "offered_at", "accepted_at", "sent_at", "delivered_at", "read_at", "played_at",
    "revoked_at",
)  # fmt: skip
LAST = ("sending_at", "held_at", "edited_at")
MARKS = (
    *LAST, "unknown_at", "offered_at", "accepted_at", "delivered_at", "read_at", "played_at", "revoked_at", "settled",
    "failure", "pricing",
)  # fmt: skip


@dataclass(slots=True)
class Message:
    """All that was said about one message."""

    number_id: UUID
    wid: UUID | None = None
    wamid: str | None = None
    attempt_id: UUID | None = None
    phone_node: UUID | None = None
    user_node: UUID | None = None
    head: Head | None = None
    heard_at: datetime | None = None
    imported: bool | None = None
    told: int | None = None
    queued_at: datetime | None = None
    sending_at: datetime | None = None
    held_at: datetime | None = None
    unknown_at: datetime | None = None
    offered_at: datetime | None = None
    settled: Latest | None = None
    accepted_at: datetime | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    played_at: datetime | None = None
    failure: tuple[datetime, int] | None = None
    edited_at: datetime | None = None
    revoked_at: datetime | None = None
    pricing: tuple[bytes, str] | None = None

    def join(self, other: Message) -> None:
        self._join_names(other)
        for name in FIRST:
            setattr(self, name, least(getattr(self, name), getattr(other, name)))
        for name in LAST:
            setattr(self, name, greatest(getattr(self, name), getattr(other, name)))
        self.heard_at = least(self.heard_at, other.heard_at)
        self.imported = least(self.imported, other.imported)
        self.told = greatest(self.told, other.told)
        self.settled = greatest(self.settled, other.settled)
        self.failure = least(self.failure, other.failure)
        self.pricing = least(self.pricing, other.pricing)
        if other.head and (self.head is None or other.head[:2] > self.head[:2]):
            self.head = other.head

    @property
    def is_marked(self) -> bool:
        """Whether anything happened to it beside being said, composed or sent from the phone."""
        return any(getattr(self, name) is not None for name in MARKS)

    def _join_names(self, other: Message) -> None:
        if other.wid is not None and (self.wid is None or other.wid < self.wid):
            self.wid, self.wamid = other.wid, other.wamid
        self.number_id = min(self.number_id, other.number_id)
        self.attempt_id = least(self.attempt_id, other.attempt_id)
        self.phone_node = least(self.phone_node, other.phone_node)
        self.user_node = least(self.user_node, other.user_node)


class Version(NamedTuple):
    """One wording of a message; `key` is empty for the original."""

    rank: int
    tie: bytes
    said_at: datetime
    kind: str
    body: str


class Reaction(NamedTuple):
    """The later one stays."""

    said_at: datetime
    tie: bytes
    emoji: str | None
    number_id: UUID
    phone_node: UUID | None
    user_node: UUID | None
    imported: bool


class Stored(NamedTuple):
    """Where a file lies in our store."""

    storage_key: str
    mime: str
    sha256: str
    size: int


@dataclass(slots=True)
class Media:
    """What Meta announced about a file, and what became of it."""

    number_id: UUID | None = None
    message_id: UUID | None = None
    meta_media_id: str | None = None
    mime: str | None = None
    sha256: str | None = None
    filename: str | None = None
    voice: bool = False
    stored: Stored | None = None
    reason: str | None = None
    heard_at: datetime | None = None

    def join(self, other: Media) -> None:
        for name in ("number_id", "message_id", "meta_media_id", "mime", "sha256", "filename", "stored"):
            setattr(self, name, greatest(getattr(self, name), getattr(other, name)))
        self.voice = self.voice or other.voice
        self.reason = least(self.reason, other.reason)
        self.heard_at = least(self.heard_at, other.heard_at)

    @property
    def state(self) -> str:
        if self.stored:
            return "stored"
        return "lost" if self.reason else "waiting"


@dataclass(slots=True)
class Attention:
    """What people here did with a conversation, by the customer's node."""

    read_up_to: datetime | None = None
    read_at: datetime | None = None
    assigned: Latest | None = None

    def join(self, other: Attention) -> None:
        self.read_up_to = greatest(self.read_up_to, other.read_up_to)
        self.read_at = greatest(self.read_at, other.read_at)
        self.assigned = greatest(self.assigned, other.assigned)

    @property
    def at(self) -> datetime:
        """The time at which a phone is asked for its holder."""
        at: datetime | None = greatest(self.read_up_to, self.assigned[0] if self.assigned else None)
        assert at is not None, "attention is only made by a fact"
        return at


def least(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return b if a is None else a
    return min(a, b)


def greatest(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return b if a is None else a
    return max(a, b)


def joined(into: dict[Any, Any], rows: Mapping[Any, Any]) -> None:
    """Join rows by key into `into`."""
    for key, row in rows.items():
        if key in into:
            into[key].join(row)
        else:
            into[key] = row
