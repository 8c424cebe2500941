"""Meta's items as pydantic models: the one place that says which keys we know.

Everything is optional and texts accept numbers, because Meta's pages disagree about both (an id as integer, a
quantity as text). What a model cannot read is treated like a key that it does not know.
Source: Meta, Webhooks, messages, smb_message_echoes, smb_app_state_sync and history references.
"""

from pydantic import BaseModel, ConfigDict, Field

class Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, populate_by_name=False)


class Text(Shape):
    body: str | None = None


class File(Shape):
    """image, video, audio, voice, document and sticker."""

    id: str | None = None
    mime_type: str | None = None
    sha256: str | None = None
    url: str | None = None
    filename: str | None = None
    caption: str | None = None
    voice: bool | None = None
    animated: bool | None = None


class Place(Shape):
    latitude: float | None = Field(None, allow_inf_nan=False)
    longitude: float | None = Field(None, allow_inf_nan=False)
    name: str | None = None
    address: str | None = None
    url: str | None = None


class CardName(Shape):
    formatted_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    middle_name: str | None = None
    prefix: str | None = None
    suffix: str | None = None


class CardPhone(Shape):
    phone: str | None = None
    wa_id: str | None = None
    type: str | None = None


class CardMail(Shape):
    email: str | None = None
    type: str | None = None


class CardAddress(Shape):
    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    country_code: str | None = None
    type: str | None = None


class CardWork(Shape):
    company: str | None = None
    department: str | None = None
    title: str | None = None


class CardLink(Shape):
    url: str | None = None
    type: str | None = None


class SentCard(Shape):
    name: CardName | None = None
    phones: list[CardPhone] = []
    emails: list[CardMail] = []
    addresses: list[CardAddress] = []
    org: CardWork | None = None
    urls: list[CardLink] = []
    birthday: str | None = None
    vcard: str | None = None
    origin: str | None = None


class Reply(Shape):
    id: str | None = None
    title: str | None = None
    description: str | None = None


class FlowReply(Shape):
    name: str | None = None
    body: str | None = None
    response_json: str | None = None


class CallPermission(Shape):
    response: str | None = None
    expiration_timestamp: str | None = None
    response_source: str | None = None
    is_permanent: bool | None = None


class Interactive(Shape):
    type: str | None = None
    button_reply: Reply | None = None
    list_reply: Reply | None = None
    nfm_reply: FlowReply | None = None
    call_permission_reply: CallPermission | None = None


class Button(Shape):
    payload: str | None = None
    text: str | None = None


class Reaction(Shape):
    message_id: str | None = None
    emoji: str | None = None


class OrderItem(Shape):
    product_retailer_id: str | None = None
    quantity: str | None = None
    item_price: str | None = None
    currency: str | None = None


class Order(Shape):
    catalog_id: str | None = None
    text: str | None = None
    product_items: list[OrderItem] = []


class System(Shape):
    body: str | None = None
    type: str | None = None
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None


class Identity(Shape):
    acknowledged: bool | None = None
    created_timestamp: str | None = None
    hash: str | None = None


class ErrorDetails(Shape):
    messaging_product: str | None = None
    details: str | None = None


class Error(Shape):
    code: int | None = None
    title: str | None = None
    message: str | None = None
    error_data: ErrorDetails | None = None
    href: str | None = None


class Unsupported(Shape):
    type: str | None = None


class Product(Shape):
    catalog_id: str | None = None
    product_retailer_id: str | None = None


class Context(Shape):
    from_: str | None = Field(None, alias="from")
    id: str | None = None
    forwarded: bool | None = None
    frequently_forwarded: bool | None = None
    referred_product: Product | None = None


class Welcome(Shape):
    text: str | None = None


class Referral(Shape):
    source_url: str | None = None
    source_id: str | None = None
    source_type: str | None = None
    headline: str | None = None
    body: str | None = None
    media_type: str | None = None
    image_url: str | None = None
    video_url: str | None = None
    thumbnail_url: str | None = None
    ctwa_clid: str | None = None
    welcome_message: Welcome | None = None


class Content(Shape):
    """What a message says: of a message itself, and of the message inside an edit."""

    type: str | None = None
    context: Context | None = None
    text: Text | None = None
    image: File | None = None
    video: File | None = None
    audio: File | None = None
    voice: File | None = None
    document: File | None = None
    sticker: File | None = None
    location: Place | None = None
    contacts: list[SentCard] = []
    interactive: Interactive | None = None
    button: Button | None = None
    order: Order | None = None


class Edit(Shape):
    original_message_id: str | None = None
    message: Content | None = None


class Revoke(Shape):
    original_message_id: str | None = None


class HistoryContext(Shape):
    status: str | None = None
    from_me: bool | None = None


class Message(Content):
    """Items of messages, message_echoes and history threads."""

    id: str | None = None
    timestamp: str | None = None
    from_: str | None = Field(None, alias="from")
    from_user_id: str | None = None
    from_parent_user_id: str | None = None
    to: str | None = None
    to_user_id: str | None = None
    to_parent_user_id: str | None = None
    from_logical_id: str | None = None
    group_id: str | None = None
    reaction: Reaction | None = None
    system: System | None = None
    identity: Identity | None = None
    errors: list[Error] = []
    unsupported: Unsupported | None = None
    edit: Edit | None = None
    revoke: Revoke | None = None
    referral: Referral | None = None
    history_context: HistoryContext | None = None


class Pricing(Shape):
    billable: bool | None = None
    pricing_model: str | None = None
    type: str | None = None
    category: str | None = None


class ConversationOrigin(Shape):
    type: str | None = None


class Conversation(Shape):
    id: str | None = None
    expiration_timestamp: str | None = None
    origin: ConversationOrigin | None = None


class Status(Shape):
    """The parent's key has had three names; the participant's two. Meta: webhooks, status messages reference."""

    id: str | None = None
    status: str | None = None
    timestamp: str | None = None
    recipient_id: str | None = None
    recipient_user_id: str | None = None
    recipient_parent_user_id: str | None = None
    parent_recipient_user_id: str | None = None
    parent_user_id: str | None = None
    recipient_type: str | None = None
    recipient_participant_id: str | None = None
    participant_recipient_id: str | None = None
    biz_opaque_callback_data: str | None = None
    pricing: Pricing | None = None
    conversation: Conversation | None = None
    errors: list[Error] = []


class Profile(Shape):
    name: str | None = None
    username: str | None = None


class Person(Shape):
    """Items of value.contacts."""

    profile: Profile | None = None
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    identity_key_hash: str | None = None


class BookContact(Shape):
    full_name: str | None = None
    first_name: str | None = None
    phone_number: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None


class BookTime(Shape):
    timestamp: str | None = None


class BookEntry(Shape):
    """Items of state_sync."""

    type: str | None = None
    contact: BookContact | None = None
    action: str | None = None
    metadata: BookTime | None = None


class ThreadContext(Shape):
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    username: str | None = None


class Thread(Shape):
    """A thread of history without its messages."""

    id: str | None = None
    context: ThreadContext | None = None


class ChunkPlace(Shape):
    phase: int | None = None
    chunk_order: int | None = None
    progress: int | None = None


class Chunk(Shape):
    """An item of history without its threads."""

    metadata: ChunkPlace | None = None


class IdPair(Shape):
    previous: str | None = None
    current: str | None = None


class IdUpdate(Shape):
    wa_id: str | None = None
    detail: str | None = None
    user_id: IdPair | None = None
    parent_user_id: IdPair | None = None
    timestamp: str | None = None


class Preference(Shape):
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    detail: str | None = None
    category: str | None = None
    value: str | None = None
    timestamp: str | None = None
