"""What Twinline itself states, beside what Meta says: past tense, frozen, versioned. Pure.

Every fact carries `at`, the moment on the clock at which it was stated. Facts about one customer carry `phone`
(digits) or `user_id`, so that they lie in that customer's stream under that customer's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from twinline.wire import facts as said
from twinline.wire.webhooks import facts_of_raw, identity

VERSION = 1
Origin = Literal["person", "ai", "flow", "campaign", "api", "system"]


class UnknownFact(ValueError):
    """A log entry names a fact that this version does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OurFact:
    """Stated here, not by Meta."""

    at: datetime
    number_id: UUID | None = None
    phone: str | None = None
    user_id: str | None = None

    @property
    def said_at(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageComposed(OurFact):
    """Somebody here wrote a message; it waits to be sent. `body` is the message in `wire.sending`'s terms."""

    attempt_id: UUID
    conversation_id: UUID
    origin: Origin
    kind: str
    author: UUID | None = None
    text: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    media_id: UUID | None = None
    quoted_wamid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAttempted(OurFact):
    """Committed before the call to Meta, so that a crash leaves a trace."""

    attempt_id: UUID
    try_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAccepted(OurFact):
    attempt_id: UUID
    wamid: str
    wa_id: str | None = None
    message_status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRefused(OurFact):
    """Meta said no. Not final: it is tried again at `retry_at`."""

    attempt_id: UUID
    try_no: int
    code: int
    message: str
    final: bool
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendUnknown(OurFact):
    """The call may or may not have reached Meta; a status or an echo will tell."""

    attempt_id: UUID
    try_no: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOffered(OurFact):
    """Nothing told for ten minutes: a person must decide."""

    attempt_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSettled(OurFact):
    """A person decided what became of a message that failed or whose outcome nobody knows; `again`: as a new one."""

    attempt_id: UUID
    outcome: Literal["sent", "abandoned", "again"]
    by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaStored(OurFact):
    """A file of a message lies in our store. `media_ref` is the row of the media table."""

    media_ref: UUID
    storage_key: str
    sha256: str
    size: int
    mime: str
    filename: str | None = None
    voice: bool = False
    wamid: str | None = None
    attempt_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLost(OurFact):
    """A file can no longer be had; `reason` is a key of the catalogue."""

    media_ref: UUID
    reason: str
    wamid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRead(OurFact):
    """Somebody here read a conversation up to a moment on Meta's clock."""

    conversation_id: UUID
    by: UUID
    up_to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(OurFact):
    conversation_id: UUID
    to: UUID | None
    by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAdded(OurFact):
    phone_number_id: str
    display_phone: str
    name: str
    mode: Literal["coexistence", "cloud_api"]
    onboarded_at: datetime
    by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationChanged(OurFact):
    """A setting changed: `what` names it ("member", "number", "workspace"), never with a secret's value."""

    what: str
    subject: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    by: UUID | None = None


Ours = (
    MessageComposed
    | SendAttempted
    | SendAccepted
    | SendRefused
    | SendUnknown
    | SendOffered
    | SendSettled
    | MediaStored
    | MediaLost
    | ConversationRead
    | Assigned
    | NumberAdded
    | ConfigurationChanged
)
Fact = said.Fact | OurFact

OURS: Mapping[str, type[OurFact]] = {kind.__name__: kind for kind in get_args(Ours)}


def kind_of(fact: Fact) -> str:
    return type(fact).__name__


def dumps(fact: Fact) -> bytes:
    """Canonical JSON (sorted keys): Meta's facts by their raw item, ours by their fields."""
    if isinstance(fact, OurFact):
        content: dict[str, Any] = {"data": {name: getattr(fact, name) for name in _names(kind_of(fact))}}
    else:
        content = {"raw": fact.raw}
    return orjson.dumps({"v": VERSION, "fact": kind_of(fact), **content}, option=orjson.OPT_SORT_KEYS)


def loads(plain: bytes) -> Fact:
    """The fact again; raises UnknownFact for one of a newer version."""
    content = orjson.loads(plain)
    if "raw" in content:
        return facts_of_raw(content["raw"])
    kind = OURS.get(content["fact"])
    if kind is None or content["v"] > VERSION:
        raise UnknownFact(f"This version does not know the fact {content['fact']} (version {content['v']}).")
    return _adapter(kind.__name__).validate_python(content["data"], strict=False)


def identity_of(fact: Fact) -> tuple[str, ...]:
    """What makes two statements the same: Meta's own identity, or every field of ours."""
    if isinstance(fact, OurFact):
        return (kind_of(fact), dumps(fact).decode())
    return tuple(identity(fact))


@cache
def _names(kind: str) -> tuple[str, ...]:
    return tuple(f.name for f in fields(OURS[kind]))


@cache
def _adapter(kind: str) -> TypeAdapter[OurFact]:
    return TypeAdapter(OURS[kind])
