"""Meta's items as shapes that pydantic checks: the one place that says which keys we know.

Everything is optional and texts accept numbers, because Meta's pages disagree about both (an id as integer, a
quantity as text). What does not fit its shape is treated like a key that it does not know.
Source: Meta, Webhooks, messages, smb_message_echoes, smb_app_state_sync and history references.
"""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic takes this one before Python 3.12

Finite = Annotated[float, Field(allow_inf_nan=False)]
# `from` cannot be written as an attribute.
From = TypedDict("From", {"from": str | None}, total=False)


class Text(TypedDict, total=False):
    body: str | None


class File(TypedDict, total=False):
    """image, video, audio, voice, document and sticker."""

    id: str | None
    mime_type: str | None
    sha256: str | None
    url: str | None
    filename: str | None
    caption: str | None
    voice: bool | None
    animated: bool | None


class Place(TypedDict, total=False):
    latitude: Finite | None
    longitude: Finite | None
    name: str | None
    address: str | None
    url: str | None


class CardName(TypedDict, total=False):
    formatted_name: str | None
    first_name: str | None
    last_name: str | None
    middle_name: str | None
    prefix: str | None
    suffix: str | None


class CardPhone(TypedDict, total=False):
    phone: str | None
    wa_id: str | None
    type: str | None


class CardMail(TypedDict, total=False):
    email: str | None
    type: str | None


class CardAddress(TypedDict, total=False):
    street: str | None
    city: str | None
    state: str | None
    zip: str | None
    country: str | None
    country_code: str | None
    type: str | None


class CardWork(TypedDict, total=False):
    company: str | None
    department: str | None
    title: str | None


class CardLink(TypedDict, total=False):
    url: str | None
    type: str | None


class SentCard(TypedDict, total=False):
    name: CardName | None
    phones: list[CardPhone] | None
    emails: list[CardMail] | None
    addresses: list[CardAddress] | None
    org: CardWork | None
    urls: list[CardLink] | None
    birthday: str | None
    vcard: str | None
    origin: str | None


class Reply(TypedDict, total=False):
    id: str | None
    title: str | None
    description: str | None


class FlowReply(TypedDict, total=False):
    name: str | None
    body: str | None
    response_json: str | None


class CallPermission(TypedDict, total=False):
    response: str | None
    expiration_timestamp: str | None
    response_source: str | None
    is_permanent: bool | None


class Interactive(TypedDict, total=False):
    type: str | None
    button_reply: Reply | None
    list_reply: Reply | None
    nfm_reply: FlowReply | None
    call_permission_reply: CallPermission | None


class Button(TypedDict, total=False):
    payload: str | None
    text: str | None


class Reaction(TypedDict, total=False):
    message_id: str | None
    emoji: str | None


class OrderItem(TypedDict, total=False):
    product_retailer_id: str | None
    quantity: str | None
    item_price: str | None
    currency: str | None


class Order(TypedDict, total=False):
    catalog_id: str | None
    text: str | None
    product_items: list[OrderItem] | None


class System(TypedDict, total=False):
    body: str | None
    type: str | None
    wa_id: str | None
    user_id: str | None
    parent_user_id: str | None


class Identity(TypedDict, total=False):
    acknowledged: bool | None
    created_timestamp: str | None
    hash: str | None


class ErrorDetails(TypedDict, total=False):
    messaging_product: str | None
    details: str | None


class Error(TypedDict, total=False):
    code: int | None
    title: str | None
    message: str | None
    error_data: ErrorDetails | None
    href: str | None


class Unsupported(TypedDict, total=False):
    type: str | None


class Product(TypedDict, total=False):
    catalog_id: str | None
    product_retailer_id: str | None


class Context(From, total=False):
    id: str | None
    forwarded: bool | None
    frequently_forwarded: bool | None
    referred_product: Product | None


class Welcome(TypedDict, total=False):
    text: str | None


class Referral(TypedDict, total=False):
    source_url: str | None
    source_id: str | None
    source_type: str | None
    headline: str | None
    body: str | None
    media_type: str | None
    image_url: str | None
    video_url: str | None
    thumbnail_url: str | None
    ctwa_clid: str | None
    welcome_message: Welcome | None


class Content(TypedDict, total=False):
    """What a message says: of a message itself, and of the message inside an edit."""

    type: str | None
    context: Context | None
    text: Text | None
    image: File | None
    video: File | None
    audio: File | None
    voice: File | None
    document: File | None
    sticker: File | None
    location: Place | None
    contacts: list[SentCard] | None
    interactive: Interactive | None
    button: Button | None
    order: Order | None


class Edit(TypedDict, total=False):
    original_message_id: str | None
    message: Content | None


class Revoke(TypedDict, total=False):
    original_message_id: str | None


class HistoryContext(TypedDict, total=False):
    status: str | None
    from_me: bool | None


class Message(Content, From, total=False):
    """Items of messages, message_echoes and history threads."""

    id: str | None
    timestamp: str | None
    from_user_id: str | None
    from_parent_user_id: str | None
    to: str | None
    to_user_id: str | None
    to_parent_user_id: str | None
    from_logical_id: str | None
    group_id: str | None
    reaction: Reaction | None
    system: System | None
    identity: Identity | None
    errors: list[Error] | None
    unsupported: Unsupported | None
    edit: Edit | None
    revoke: Revoke | None
    referral: Referral | None
    history_context: HistoryContext | None


class Pricing(TypedDict, total=False):
    billable: bool | None
    pricing_model: str | None
    type: str | None
    category: str | None


class ConversationOrigin(TypedDict, total=False):
    type: str | None


class Conversation(TypedDict, total=False):
    id: str | None
    expiration_timestamp: str | None
    origin: ConversationOrigin | None


class Status(TypedDict, total=False):
    """The parent's key has had three names; the participant's two.

    Meta: webhooks, status messages reference.
    """

    id: str | None
    status: str | None
    timestamp: str | None
    recipient_id: str | None
    recipient_user_id: str | None
    recipient_parent_user_id: str | None
    parent_recipient_user_id: str | None
    parent_user_id: str | None
    recipient_type: str | None
    recipient_participant_id: str | None
    participant_recipient_id: str | None
    biz_opaque_callback_data: str | None
    pricing: Pricing | None
    conversation: Conversation | None
    errors: list[Error] | None


class Profile(TypedDict, total=False):
    name: str | None
    username: str | None


class Person(TypedDict, total=False):
    """Items of value.contacts."""

    profile: Profile | None
    wa_id: str | None
    user_id: str | None
    parent_user_id: str | None
    identity_key_hash: str | None


class BookContact(TypedDict, total=False):
    full_name: str | None
    first_name: str | None
    phone_number: str | None
    user_id: str | None
    parent_user_id: str | None
    username: str | None


class BookTime(TypedDict, total=False):
    timestamp: str | None


class BookEntry(TypedDict, total=False):
    """Items of state_sync."""

    type: str | None
    contact: BookContact | None
    action: str | None
    metadata: BookTime | None


class ThreadContext(TypedDict, total=False):
    wa_id: str | None
    user_id: str | None
    parent_user_id: str | None
    username: str | None


class Thread(TypedDict, total=False):
    """A thread of history without its messages."""

    id: str | None
    context: ThreadContext | None


class ChunkPlace(TypedDict, total=False):
    phase: int | None
    chunk_order: int | None
    progress: int | None


class Chunk(TypedDict, total=False):
    """An item of history without its threads."""

    metadata: ChunkPlace | None


class IdPair(TypedDict, total=False):
    previous: str | None
    current: str | None


class IdUpdate(TypedDict, total=False):
    wa_id: str | None
    detail: str | None
    user_id: IdPair | None
    parent_user_id: IdPair | None
    timestamp: str | None


class Preference(TypedDict, total=False):
    wa_id: str | None
    user_id: str | None
    parent_user_id: str | None
    detail: str | None
    category: str | None
    value: str | None
    timestamp: str | None
