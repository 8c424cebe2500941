"""What the page sees. Times are UTC with offset; texts are as they were written, to be escaped where they are shown."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

Direction = Literal["inbound", "outbound"]
Origin = Literal["customer", "phone", "person", "ai", "flow", "campaign", "api", "greeting", "system"]
State = Literal["queued", "sending", "accepted", "sent", "delivered", "read", "played", "failed", "unknown"]
Tab = Literal["all", "unread", "waiting"]
Kind = Literal["text", "image", "video", "audio", "document", "sticker", "location", "reaction"]
Action = Literal["retry", "slow_down", "stop", "tell_a_person", "fix"]


class Named(Schema):
    id: UUID
    name: str


class NumberShown(Schema):
    id: UUID
    name: str
    display_phone: str
    owner_name: str
    mode: Literal["coexistence", "cloud_api"]


class ContactShown(Schema):
    id: UUID
    name: str = Field(description="As the phone's address book has it, else the profile's; may be empty.")
    phone: str | None
    user_id: str | None
    username: str | None


class LastMessage(Schema):
    message_id: UUID
    preview: str
    kind: str
    direction: Direction
    origin: Origin
    said_at: datetime
    state: State | None


class WindowShown(Schema):
    """The 24-hour service window of WhatsApp."""

    open: bool
    closes_at: datetime | None
    reason: Literal["open", "never_wrote", "expired", "before_onboarding"]


class Conversation(Schema):
    id: UUID
    number: NumberShown
    contact: ContactShown
    last: LastMessage | None
    unread: int
    window: WindowShown
    assigned_to: Named | None


class MediaShown(Schema):
    id: UUID
    state: Literal["waiting", "stored", "lost"]
    kind: str
    mime: str | None
    filename: str | None
    size: int | None
    voice: bool
    reason: str | None


class LocationShown(Schema):
    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None


class CardShown(Schema):
    name: str | None
    phones: list[str]


class Quoted(Schema):
    """`id` is null where the quoted message is not known here."""

    id: UUID | None
    preview: str
    direction: Direction | None


class Failure(Schema):
    code: int | None
    reason: str
    action: Action


class Version(Schema):
    said_at: datetime
    text: str


class Reaction(Schema):
    by: Literal["customer", "business"]
    emoji: str


class Message(Schema):
    id: UUID
    conversation_id: UUID
    direction: Direction
    origin: Origin
    author: Named | None
    presumed: str | None = Field(description="Who probably wrote on the phone: the number's owner. Never as fact.")
    kind: str
    text: str | None
    media: list[MediaShown]
    location: LocationShown | None
    contacts: list[CardShown] | None
    options: list[str] | None
    quoted: Quoted | None
    said_at: datetime
    state: State | None
    failure: Failure | None
    needs_decision: bool
    edited: bool
    versions: list[Version]
    revoked: bool
    reactions: list[Reaction]
    imported: bool
    placeholder: str | None


class ConversationPage(Schema):
    items: list[Conversation]
    next: str | None
    position: int


class MessagePage(Schema):
    """`items` has the newest last; `next` leads to older ones."""

    items: list[Message]
    next: str | None
    position: int


class Changes(Schema):
    """Everything that changed after a position, as it is now. `reset`: too much was missed, load afresh.

    `gone` are ids of conversations and messages that were joined into others.
    """

    position: int
    reset: bool
    conversations: list[Conversation]
    messages: list[Message]
    gone: list[UUID]


class Location(Schema):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    name: str | None = Field(None, max_length=1000)
    address: str | None = Field(None, max_length=1000)


class Draft(Schema):
    """`id` is made by the page and becomes the attempt: sending the same one again gives the same message."""

    id: UUID
    kind: Kind
    text: str | None = Field(None, max_length=65536)
    media_id: UUID | None = None
    quoted: UUID | None = None
    target: UUID | None = Field(None, description="The message that a reaction is for; `quoted` does as well.")
    emoji: str | None = Field(None, max_length=32, description="Empty takes a reaction back.")
    location: Location | None = None
    voice: bool = False


class Retry(Schema):
    id: UUID


class Settlement(Schema):
    outcome: Literal["sent", "abandoned"]


class Uploaded(Schema):
    id: UUID
    kind: str
    mime: str
    size: int
    filename: str | None
