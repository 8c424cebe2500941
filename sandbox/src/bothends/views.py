"""Records as JSON for the control API (docs/control-api.md has the keys)."""

from dataclasses import asdict
from itertools import islice
from typing import Any

from bothends import national
from bothends.world import (
    App,
    BookEntry,
    Callback,
    Chat,
    Customer,
    Media,
    Message,
    Number,
    Signup,
    Template,
    Token,
    Waba,
    World,
)

WINDOW = 24 * 3600.0


def app_view(app: App) -> dict[str, Any]:
    return {
        "id": app.id,
        "name": app.name,
        "secret": app.secret,
        "verify_token": app.verify_token,
        "business_id": app.business_id,
        "subscription": callback_view(app.subscription),
    }


def callback_view(callback: Callback | None) -> dict[str, Any] | None:
    return None if callback is None else {"callback_url": callback.url, "fields": list(callback.fields)}


def waba_view(waba: Waba) -> dict[str, Any]:
    overrides = {app_id: callback.url for app_id, callback in waba.overrides.items()}
    return {
        "id": waba.id,
        "name": waba.name,
        "business_id": waba.business_id,
        "apps": list(waba.apps),
        "override": overrides or None,
    }


def number_view(number: Number) -> dict[str, Any]:
    return {
        "id": number.id,
        "waba_id": number.waba_id,
        "phone": number.phone,
        "display_phone_number": national.formatted(number.phone),
        "name": number.name,
        "owner": number.owner,
        "mode": number.mode,
        "onboarded_at": number.onboarded_at,
        "quality_rating": number.quality_rating,
        "registered": number.registered,
        "removed": number.removed,
        "connected": number.connected,
        "share_history": number.share_history,
    }


def book_entry_view(phone: str, entry: BookEntry) -> dict[str, Any]:
    return {"phone": phone, **asdict(entry)}


def customer_view(customer: Customer) -> dict[str, Any]:
    return asdict(customer)


def token_view(token: Token) -> dict[str, Any]:
    return {**asdict(token), "waba_ids": list(token.waba_ids), "scopes": list(token.scopes)}


def signup_view(signup: Signup) -> dict[str, Any]:
    return asdict(signup)


def template_view(template: Template) -> dict[str, Any]:
    return asdict(template)


def media_view(media: Media, *, voice: bool = False) -> dict[str, Any]:
    return {
        "id": media.id,
        "url": f"/sandbox/api/media/{media.id}",
        "mime_type": media.mime_type,
        "size": len(media.data),
        "sha256": media.sha256.hex(),
        "filename": media.filename,
        "voice": voice,
    }


def message_view(message: Message, world: World) -> dict[str, Any]:
    media = world.media.get(message.media_id or "")
    voice = message.type == "audio" and bool(message.content.get("voice"))
    return {
        "seq": message.seq,
        "wamid": message.wamid,
        "number_id": message.number_id,
        "customer_id": message.customer_id,
        "from": message.side,
        "origin": message.origin,
        "type": message.type,
        "content": message.content,
        "at": message.at,
        "quote": message.quote,
        "forwarded": message.forwarded,
        "status": message.status,
        "status_at": dict(message.status_at),
        "error": message.error,
        "reactions": dict(message.reactions),
        "edited_at": message.edited_at,
        "versions": list(message.versions),
        "revoked_at": message.revoked_at,
        "media": media_view(media, voice=voice) if media else None,
        "callback_data": message.callback_data,
    }


def chat_view(chat: Chat, world: World) -> dict[str, Any]:
    last = chat.messages[-1] if chat.messages else None
    wrote = chat.customer_wrote_at
    return {
        "number_id": chat.number_id,
        "customer_id": chat.customer_id,
        "last": message_view(last, world) if last else None,
        "last_at": last.at if last else None,
        "unread_customer": unread(chat, "business"),
        "unread_app": unread(chat, "customer"),
        "open_customer": chat.open_customer,
        "open_app": chat.open_app,
        "typing_customer": chat.typing_customer,
        "typing_business": chat.typing_business,
        "window_open_until": None if wrote is None else wrote + WINDOW,
    }


def unread(chat: Chat, written_by: str) -> int:
    """How many of the other side's messages lie unread here, up to 99; a phone shows no more either."""
    count = 0
    for message in islice(reversed(chat.messages), 99):
        if message.side != written_by:
            continue
        if message.status in ("read", "played"):
            break
        count += message.status in ("delivered", "sent")
    return count
