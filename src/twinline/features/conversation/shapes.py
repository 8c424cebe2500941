"""What the page sees. Times are UTC; texts are as they were written, to be escaped where they are shown. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from typing_extensions import TypeAliasType

# Named, so that the page's types have the same names.
Direction = TypeAliasType("Direction", Literal["inbound", "outbound"])
Origin = TypeAliasType(
    "Origin",
    Literal["customer", "phone", "person", "ai", "flow", "campaign", "api", "greeting", "system"],
)
State = TypeAliasType(
    "State",
    Literal["queued", "sending", "accepted", "sent", "delivered", "read", "played", "failed", "unknown"],
)
Kind = TypeAliasType("Kind", Literal["text", "image", "video", "audio", "document", "sticker", "location", "reaction"])
Tab = Literal["mine", "unassigned", "all", "unread", "waiting"]
Doing = Literal["looking", "writing"]
Action = Literal["retry", "slow_down", "stop", "tell_a_person", "fix"]


class Person(BaseModel):
    id: UUID
    name: str


class ConversationNumber(BaseModel):
    id: UUID
    name: str
    display_phone: str
    owner_name: str
    mode: Literal["coexistence", "cloud_api"]


class Contact(BaseModel):
    id: UUID
    name: str = Field(description="As the phone's address book has it, else the profile's; may be empty.")
    phone: str | None
    user_id: str | None
    username: str | None


class Last(BaseModel):
    message_id: UUID
    preview: str
    kind: str
    direction: Direction
    origin: Origin
    said_at: datetime
    state: State | None


class Window(BaseModel):
    """The 24-hour service window of WhatsApp."""

    open: bool
    closes_at: datetime | None
    reason: Literal["open", "never_wrote", "expired", "before_onboarding"]


class Conversation(BaseModel):
    """`past`: all of it was imported, and nobody has given it to anybody: it asks for nothing."""

    id: UUID
    number: ConversationNumber
    contact: Contact
    last: Last | None
    unread: int
    window: Window
    assigned_to: Person | None
    past: bool


class Media(BaseModel):
    id: UUID
    state: Literal["waiting", "stored", "lost"]
    kind: str
    mime: str | None
    filename: str | None
    size: int | None
    voice: bool
    reason: str | None


class Location(BaseModel):
    """As somebody sent it: a customer may write more than we would, and the thread must open all the same."""

    latitude: float
    longitude: float
    name: str | None
    address: str | None


class Place(BaseModel):
    """A location on its way out."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    name: str | None = Field(None, max_length=1000)
    address: str | None = Field(None, max_length=1000)


class Card(BaseModel):
    name: str | None
    phones: list[str]


class Quoted(BaseModel):
    """`id` is null where the quoted message is not known here."""

    id: UUID | None
    preview: str
    direction: Direction | None


class Failure(BaseModel):
    """`key` is a stable word that the page translates; `code` is Meta's, for a person who looks it up."""

    key: str
    code: int | None
    reason: str
    action: Action


class Version(BaseModel):
    said_at: datetime
    text: str


class Reaction(BaseModel):
    by: Literal["customer", "business"]
    emoji: str


class Message(BaseModel):
    id: UUID
    conversation_id: UUID
    direction: Direction
    origin: Origin
    author: Person | None
    presumed: str | None = Field(description="Who probably wrote on the phone: the number's owner. Never as fact.")
    kind: str
    text: str | None
    media: list[Media]
    location: Location | None
    contacts: list[Card] | None
    options: list[str] | None
    quoted: Quoted | None
    said_at: datetime
    state: State | None
    failure: Failure | None
    needs_decision: bool
    sent_again: bool = Field(description="It failed, and a person sent it once more as another message.")
    edited: bool
    versions: list[Version]
    revoked: bool
    reactions: list[Reaction]
    imported: bool
    placeholder: str | None


class Count(BaseModel):
    """Both up to 100, which says: that many or more."""

    total: int
    unread: int


class Counts(BaseModel):
    mine: Count
    unassigned: Count
    all: Count


class ConversationPage(BaseModel):
    """`counts` are those of the tabs, whatever is searched for; null on later pages. `now` is Twinline's clock."""

    items: list[Conversation]
    next: str | None
    position: int
    counts: Counts | None
    now: datetime


class MessagePage(BaseModel):
    """`items` has the newest last; `next` leads to older ones.

    `newer` leads to newer ones, for who asked around a message or after a place; null: the newest are among these.
    """

    items: list[Message]
    next: str | None
    newer: str | None
    position: int
    now: datetime


class Changes(BaseModel):
    """Everything that changed after a position, as it is now. `reset`: too much was missed, load afresh.

    `numbers`: what is known of the workspace's numbers is to be read anew.
    `gone` are ids of conversations and messages that were joined into others.
    """

    position: int
    now: datetime
    reset: bool
    numbers: bool
    conversations: list[Conversation]
    messages: list[Message]
    gone: list[UUID]


class Compose(BaseModel):
    """`id` is made by the page and becomes the attempt: sending the same one again gives the same message."""

    id: UUID
    kind: Kind
    text: str | None = Field(None, max_length=65536)
    media_id: UUID | None = None
    quoted: UUID | None = None
    target: UUID | None = Field(None, description="The message that a reaction is for; `quoted` does as well.")
    emoji: str | None = Field(None, max_length=32, description="Empty takes a reaction back.")
    location: Place | None = None
    voice: bool = False


class Retry(BaseModel):
    id: UUID


class Settle(BaseModel):
    outcome: Literal["sent", "abandoned"]


class Assign(BaseModel):
    """Null releases the conversation."""

    member: UUID | None


class Attend(BaseModel):
    doing: Doing


class Present(BaseModel):
    id: UUID
    name: str
    doing: Doing


class Here(BaseModel):
    """Who else has the conversation open."""

    conversation: UUID
    people: list[Present]


class Upload(BaseModel):
    id: UUID
    kind: str
    mime: str
    size: int
    filename: str | None
