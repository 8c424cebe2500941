"""What Meta told us, as facts about customers and their messages. Facts about the account: `account_facts`.

A fact is frozen and in the past tense. `raw` is the item as it came with just enough of what surrounded it that
`webhooks.facts_of_raw(raw)` gives the same fact again. `said_at` is Meta's clock, aware, UTC; None where Meta gave
none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Direction = Literal["inbound", "outbound"]
Origin = Literal["customer", "phone"]
Side = Literal["customer", "business"]
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One customer, by whatever Meta let us know; since 2026 the phone may be missing.

    Phones are digits in Meta's form.
    """

    phone: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None
    profile_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file at Meta.

    `sha256` is lower-case hex whichever way Meta printed it; `url` needs the token and lives
    minutes.
    """

    id: str
    mime_type: str | None = None
    sha256: str | None = None
    url: str | None = None
    filename: str | None = None
    voice: bool = False
    animated: bool = False
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A contact that was sent as a message: its readable name and its phones as written."""

    name: str | None
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the customer picked: kind is button_reply, list_reply, nfm_reply, call_permission_reply or button."""

    kind: str
    id: str | None = None
    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedError:
    """An error inside a webhook. Meta: error codes reference."""

    code: int | None = None
    title: str | None = None
    message: str | None = None
    details: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact has.

    `unknown_keys`: dotted paths in the item that no shape knows or that did not fit, sorted, without list indexes;
    those of its surroundings begin with value, change, entry, body, thread, metadata or contacts.
    """

    field: str
    waba_id: str | None
    phone_number_id: str | None
    display_phone_number: str | None
    unknown_keys: tuple[str, ...]
    raw: Raw
    said_at: datetime | None

    @property
    def direction(self) -> Direction | None:
        return None

    @property
    def origin(self) -> Origin | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFact(Fact):
    contact: Contact
    wamid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFact(CustomerFact):
    """`kind` is Meta's type (an old "voice" is "audio"), `text` what a person would read.

    `part` is "media" for the late media of a history placeholder, which comes under the placeholder's wamid.
    `placeholder` says that the content is not here; `placeholder_reason` is an error code, "media_placeholder" or
    "unknown_type". `status` is the lower-cased status of a history message.
    """

    kind: str
    text: str | None = None
    media: Media | None = None
    location: Location | None = None
    cards: tuple[Card, ...] = ()
    choice: Choice | None = None
    quoted_wamid: str | None = None
    forwarded: bool = False
    imported: bool = False
    placeholder: bool = False
    placeholder_reason: str | None = None
    status: str | None = None
    referral: Raw | None = None
    group_id: str | None = None
    errors: tuple[ReportedError, ...] = ()
    part: Literal["", "media"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(MessageFact):
    """The customer wrote. Meta: webhooks, messages reference; history reference."""

    @property
    def direction(self) -> Direction | None:
        return "inbound"

    @property
    def origin(self) -> Origin | None:
        return "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEchoed(MessageFact):
    """The business wrote on the phone. Meta: webhooks, smb_message_echoes reference; history reference."""

    @property
    def direction(self) -> Direction | None:
        return "outbound"

    @property
    def origin(self) -> Origin | None:
        return "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class SidedFact(CustomerFact):
    """Something either side did to a message."""

    by: Side
    imported: bool = False

    @property
    def direction(self) -> Direction | None:
        return "inbound" if self.by == "customer" else "outbound"

    @property
    def origin(self) -> Origin | None:
        return "customer" if self.by == "customer" else "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionChanged(SidedFact):
    """`emoji` None: the reaction was taken back (Meta leaves the key out or sends "")."""

    target_wamid: str
    emoji: str | None = None

    @property
    def text(self) -> str | None:
        return self.emoji


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(SidedFact):
    """`text` is the new text, `kind` the type of the edited message. Meta: edit webhooks reference."""

    original_wamid: str
    kind: str
    text: str | None = None
    media: Media | None = None
    quoted_wamid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRevoked(SidedFact):
    """Deleted for everyone. Meta: revoke webhooks reference."""

    original_wamid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged(CustomerFact):
    """What became of a message of ours; `contact` is its recipient. Meta: webhooks, status messages reference.

    `attempt` is our own biz_opaque_callback_data. In a group `group_id` is set and `participant` is who it concerns.
    """

    status: str
    attempt: str | None = None
    pricing: Raw | None = None
    conversation: Raw | None = None
    errors: tuple[ReportedError, ...] = ()
    recipient_type: str | None = None
    group_id: str | None = None
    participant: str | None = None

    @property
    def direction(self) -> Direction | None:
        return "outbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSynced(CustomerFact):
    """The phone's address book. Meta: webhooks, smb_app_state_sync reference."""

    action: Literal["add", "remove"]
    full_name: str | None = None
    first_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChanged(CustomerFact):
    """A system message: `change` is user_changed_number, user_changed_user_id or customer_identity_changed."""

    change: str
    text: str | None = None
    new_phone: str | None = None
    new_user_id: str | None = None
    new_parent_user_id: str | None = None
    identity_hash: str | None = None
    acknowledged: bool | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemNoticed(CustomerFact):
    """A system message of a type we do not know."""

    kind: str | None
    text: str | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserIdUpdated(CustomerFact):
    """`contact` carries the current ids. Meta: webhooks, user_id_update reference."""

    previous: str | None
    current: str | None
    previous_parent: str | None = None
    current_parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceChanged(CustomerFact):
    """`category` "marketing_messages", `value` "stop" or "resume".

    Meta: webhooks, user_preferences reference.
    """

    category: str
    value: str
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryProgressed(Fact):
    """A chunk of history came. `progress` is 0 to 100 over all phases; Meta's "2 means complete" is wrong."""

    phase: int | None
    chunk_order: int | None
    progress: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRefused(Fact):
    """No history: 2593109 when it was declined on the phone."""

    code: int | None
    error: ReportedError


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReported(Fact):
    """An error of the number or account, beside `metadata`, with no message."""

    error: ReportedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecognised(Fact):
    """Kept as it came: we do not know what it means. `reason` is for a person."""

    reason: str
