"""The things of the sandbox's world, as plain records. Who may change them is in the modules beside."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from bothends.refused import Refused

T = TypeVar("T")
Json = dict[str, Any]
Mode = Literal["coexistence", "cloud_api"]
Side = Literal["customer", "business"]
Origin = Literal["customer", "app", "api", "system"]
# Meta's names of the screens, as `current_step` of a cancelled signup tells them; then how it ended.
Step = Literal[
    "BUSINESS_ACCOUNT_SELECTION",
    "WABA_PHONE_PROFILE_PICKER",
    "WHATSAPP_BUSINESS_PROFILE_SETUP",
    "PHONE_NUMBER_SETUP",
    "PHONE_NUMBER_VERIFICATION",
    "PERMISSIONS",
    "FINISHED",
    "CANCELLED",
]

ALL_FIELDS = (
    "account_alerts",
    "account_review_update",
    "account_update",
    "business_capability_update",
    "history",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "messages",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "smb_app_state_sync",
    "smb_message_echoes",
    "template_category_update",
    "user_id_update",
    "user_preferences",
)


@dataclass(slots=True)
class Callback:
    """Where webhooks go; `verify_token` is what the handshake must show."""

    url: str
    verify_token: str = ""
    fields: tuple[str, ...] = ALL_FIELDS


@dataclass(slots=True)
class App:
    id: str
    name: str
    secret: str
    verify_token: str
    subscription: Callback | None = None
    # The partner's business portfolio: events about its partnerships stand under this id.
    business_id: str = ""


@dataclass(slots=True)
class Waba:
    id: str
    name: str
    business_id: str
    apps: list[str] = field(default_factory=list)
    overrides: dict[str, Callback] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BookEntry:
    """How a phone's own contact book calls somebody, and since when."""

    full_name: str
    first_name: str
    since: float


@dataclass(frozen=True, slots=True)
class Sync:
    """How a phone sends its contacts and its history once it is asked (docs/control-api.md)."""

    chunk_messages: int = 2000
    chunk_contacts: int = 500
    body_bytes: int = 3_000_000
    shuffle: bool = False
    silent: bool = False
    late_code: int = 2593108


@dataclass(slots=True)
class Number:
    id: str
    waba_id: str
    phone: str
    name: str
    owner: str
    mode: Mode
    onboarded_at: float
    quality_rating: str = "GREEN"
    registered: bool = True
    removed: bool = False
    # False: the Business app alone has this number; no webhook tells of it, and Graph does not know it.
    connected: bool = True
    share_history: bool = True
    synced: set[str] = field(default_factory=set)
    override: Callback | None = None
    # The phone's contact book, by phone number: independent of how customers call themselves.
    contacts: dict[str, BookEntry] = field(default_factory=dict)
    sync: Sync = field(default_factory=Sync)

    @property
    def has_app(self) -> bool:
        return self.mode == "coexistence"

    @property
    def on_graph(self) -> bool:
        return self.connected or self.removed


@dataclass(slots=True)
class Customer:
    id: str
    name: str
    phone: str
    user_id: str
    parent_user_id: str | None = None
    username: str | None = None
    hide_phone: bool = False
    online: bool = True
    language: str = "en"


@dataclass(slots=True)
class Token:
    token: str
    app_id: str
    waba_ids: tuple[str, ...] = ()
    scopes: tuple[str, ...] = (
        "whatsapp_business_management",
        "whatsapp_business_messaging",
        "public_profile",
    )
    issued_at: float = 0
    expires_at: float = 0
    valid: bool = True


@dataclass(slots=True)
class Code:
    """What Embedded Signup hands to the page; good for one token, for half a minute."""

    code: str
    app_id: str
    waba_ids: tuple[str, ...]
    issued_at: float
    used: bool = False


@dataclass(slots=True)
class Signup:
    """Embedded Signup under way: what was chosen so far, and the screen it is on."""

    id: str
    app_id: str
    config_id: str
    feature: str
    started_at: float
    step: Step = "BUSINESS_ACCOUNT_SELECTION"
    existing: bool = False
    waba_id: str | None = None
    name: str | None = None
    phone: str | None = None
    number_id: str | None = None
    code: str | None = None
    share_history: bool | None = None


@dataclass(slots=True)
class Template:
    id: str
    waba_id: str
    name: str
    language: str
    category: str
    body: str
    status: str = "APPROVED"
    header_format: str | None = None
    header: str | None = None
    footer: str | None = None
    buttons: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Media:
    """Bytes with an id of Meta's; the same bytes get a new id for every webhook that names them."""

    id: str
    number_id: str
    mime_type: str
    sha256: bytes
    data: bytes
    expires_at: float
    filename: str | None = None


@dataclass(slots=True)
class Message:
    seq: int
    wamid: str
    number_id: str
    customer_id: str
    side: Side
    origin: Origin
    type: str
    content: Any
    at: float
    quote: str | None = None
    forwarded: int = 0
    status: str = "pending"
    status_at: dict[str, float] = field(default_factory=dict)
    error: Json | None = None
    reactions: dict[Side, str] = field(default_factory=dict)
    edited_at: float | None = None
    versions: list[Json] = field(default_factory=list)
    revoked_at: float | None = None
    media_id: str | None = None
    callback_data: str | None = None
    category: str = "service"
    free_window: bool = True


@dataclass(slots=True)
class Chat:
    """One customer × one number. `customer_wrote_at` is what the service window hangs on."""

    number_id: str
    customer_id: str
    messages: list[Message] = field(default_factory=list)
    customer_wrote_at: float | None = None
    open_customer: bool = False
    open_app: bool = False
    typing_customer: bool = False
    typing_business: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.number_id, self.customer_id

    def find(self, wamid: str) -> Message | None:
        return next((m for m in reversed(self.messages) if m.wamid == wamid), None)

    def message(self, wamid: str) -> Message:
        found = self.find(wamid)
        if found is None:
            raise Refused("no_such_message", f"This chat has no message {wamid!r}.", 404)
        return found


class World:
    """Every record, by its id. Holds no time and no network."""

    def __init__(self) -> None:
        self.apps: dict[str, App] = {}
        self.wabas: dict[str, Waba] = {}
        self.numbers: dict[str, Number] = {}
        self.customers: dict[str, Customer] = {}
        self.strangers: dict[str, Customer] = {}
        self.tokens: dict[str, Token] = {}
        self.codes: dict[str, Code] = {}
        self.signups: dict[str, Signup] = {}
        self.templates: dict[tuple[str, str, str], Template] = {}
        self.media: dict[str, Media] = {}
        self.chats: dict[tuple[str, str], Chat] = {}
        self.wamids: dict[str, Message] = {}
        self.by_phone: dict[str, str] = {}
        self.by_user_id: dict[str, str] = {}

    def app(self, app_id: str) -> App:
        return _known(self.apps, app_id, "app")

    def waba(self, waba_id: str) -> Waba:
        return _known(self.wabas, waba_id, "waba")

    def number(self, number_id: str) -> Number:
        return _known(self.numbers, number_id, "number")

    def signup(self, signup_id: str) -> Signup:
        return _known(self.signups, signup_id, "signup")

    def customer(self, customer_id: str) -> Customer:
        return self.strangers.get(customer_id) or _known(self.customers, customer_id, "customer")

    def chat(self, number_id: str, customer_id: str) -> Chat:
        """The chat of these two; made when it is first asked for."""
        self.number(number_id), self.customer(customer_id)
        key = (number_id, customer_id)
        if key not in self.chats:
            self.chats[key] = Chat(number_id, customer_id)
        return self.chats[key]

    def add_message(self, message: Message) -> None:
        self.chat(message.number_id, message.customer_id).messages.append(message)
        self.wamids[message.wamid] = message

    def add_customer(self, customer: Customer, forms: set[str]) -> None:
        self.customers[customer.id] = customer
        self.by_user_id[customer.user_id] = customer.id
        for form in forms:
            self.by_phone[form] = customer.id

    def default_waba(self) -> Waba:
        if not self.wabas:
            raise Refused("no_waba", "Make a WABA first: POST /sandbox/api/wabas.", 409)
        return next(iter(self.wabas.values()))


def _known(records: dict[str, T], key: str, what: str) -> T:
    if key not in records:
        raise Refused.missing(what, key)
    return records[key]
