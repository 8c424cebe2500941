"""Webhook bodies as Meta prints them, built by hand with invented values, and facts of them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from twinline.log.facts import OurFact
from twinline.log.ids import Ids
from twinline.log.recorded import Recorded
from twinline.wire.webhooks import parse

PHONE_NUMBER_ID = "100200300400500"
DISPLAY = "49305550101"
NUMBER = UUID("018f0000-0000-7000-8000-000000000001")
IDS = Ids(hashlib.sha256(b"a workspace's index key").digest())
EPOCH = 1_760_000_000
HEARD = datetime(2025, 10, 9, 12, tzinfo=UTC)


def at(second: int) -> datetime:
    """A moment on Meta's clock, as the webhooks below say it."""
    return datetime.fromtimestamp(EPOCH + second, tz=UTC)


def heard(place: int) -> datetime:
    """A moment on our clock."""
    return HEARD + timedelta(milliseconds=place)


def facts(body: dict[str, Any], place: int = 0, number: UUID = NUMBER) -> list[Recorded]:
    """The facts of one delivery, each heard a microsecond after the one before it in the body."""
    found = parse(json.dumps(body).encode())
    return [Recorded(fact, heard(place) + timedelta(microseconds=n), number) for n, fact in enumerate(found)]


def ours(fact: OurFact, place: int = 0, number: UUID = NUMBER) -> list[Recorded]:
    return [Recorded(fact, heard(place), number)]


def envelope(field: str, **value: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": DISPLAY, "phone_number_id": PHONE_NUMBER_ID}
    change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "811200340045001", "changes": [change]}]}


def who(phone: str | None = None, user: str | None = None, name: str | None = None) -> dict[str, Any]:
    contact: dict[str, Any] = {"profile": {"name": name}} if name else {}
    contact |= {"wa_id": phone} if phone else {}
    return contact | ({"user_id": user} if user else {})


def _from(phone: str | None, user: str | None) -> dict[str, str]:
    return ({"from": phone} if phone else {}) | ({"from_user_id": user} if user else {})


def _to(phone: str | None, user: str | None) -> dict[str, str]:
    return ({"to": phone} if phone else {}) | ({"to_user_id": user} if user else {})


def text(said: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": said}}


def inbound(
    wamid: str,
    second: int,
    content: dict[str, Any],
    phone: str | None = "4915112345678",
    user: str | None = None,
    name: str | None = "Ines Roth",
) -> dict[str, Any]:
    """Meta: webhooks, messages reference."""
    item = {**_from(phone, user), "id": wamid, "timestamp": str(EPOCH + second), **content}
    return envelope("messages", contacts=[who(phone, user, name)], messages=[item])


def echo(
    wamid: str, second: int, content: dict[str, Any], phone: str | None = "4915112345678", user: str | None = None
) -> dict[str, Any]:
    """Meta: webhooks, smb_message_echoes reference."""
    item = {"from": DISPLAY, **_to(phone, user), "id": wamid, "timestamp": str(EPOCH + second), **content}
    return envelope("smb_message_echoes", contacts=[who(phone, user)], message_echoes=[item])


def status(
    wamid: str,
    second: int,
    kind: str,
    phone: str | None = "4915112345678",
    user: str | None = None,
    attempt: UUID | str | None = None,
    code: int | None = None,
    category: str | None = None,
) -> dict[str, Any]:
    """Meta: webhooks, status messages reference."""
    item: dict[str, Any] = {"id": wamid, "status": kind, "timestamp": str(EPOCH + second)}
    item |= {"recipient_id": phone} if phone else {}
    item |= {"recipient_user_id": user} if user else {}
    item |= {"biz_opaque_callback_data": str(attempt)} if attempt else {}
    item |= {"errors": [{"code": code, "title": "Undeliverable"}]} if code else {}
    pricing = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": category}
    item |= {"pricing": pricing} if category else {}
    contacts = {} if kind == "failed" else {"contacts": [who(phone, user)]}
    return envelope("messages", **contacts, statuses=[item])


def history(*messages: dict[str, Any], phone: str | None = "4915112345678", user: str | None = None) -> dict[str, Any]:
    """Meta: webhooks, history reference."""
    context = ({"wa_id": phone} if phone else {}) | ({"user_id": user} if user else {})
    thread = {**({"id": phone} if phone else {}), "context": context, "messages": list(messages)}
    chunk = {"metadata": {"phase": 0, "chunk_order": 1, "progress": 50}, "threads": [thread]}
    return envelope("history", history=[chunk])


def remembered(
    wamid: str, second: int, content: dict[str, Any], by: str = "4915112345678", told: str = "READ"
) -> dict[str, Any]:
    """One message of a history thread; `by` is who wrote it."""
    return {
        "from": by, "id": wamid, "timestamp": str(EPOCH + second), **content, "history_context": {"status": told}
    }  # fmt: skip


def late_media(wamid: str, second: int, phone: str = "4915112345678") -> dict[str, Any]:
    """The file that follows a history placeholder under the same wamid."""
    item = {"from": phone, "id": wamid, "timestamp": str(EPOCH + second), **image(f"file-{wamid}")}
    return envelope("history", contacts=[who(phone)], messages=[item])


def image(media_id: str, caption: str | None = None) -> dict[str, Any]:
    file = {"id": media_id, "mime_type": "image/jpeg", "sha256": "uQrMK1hUWZLTyEoHfkzLRrMq0Vb7u8bTMPGhTVmHRdA="}
    return {"type": "image", "image": file | ({"caption": caption} if caption else {})}


def reaction(target: str, emoji: str | None) -> dict[str, Any]:
    return {"type": "reaction", "reaction": {"message_id": target} | ({"emoji": emoji} if emoji else {})}


def edit(original: str, said: str) -> dict[str, Any]:
    return {"type": "edit", "edit": {"original_message_id": original, "message": text(said)}}


def revoke(original: str) -> dict[str, Any]:
    return {"type": "revoke", "revoke": {"original_message_id": original}}


def quoting(target: str, said: str) -> dict[str, Any]:
    return {"context": {"from": "4915112345678", "id": target}, **text(said)}


UNSUPPORTED = {
    "type": "unsupported",
    "errors": [{"code": 131060, "title": "This message is currently unavailable"}],
    "unsupported": {"type": "image"},
}


def synced(
    second: int, action: str, phone: str | None, user: str | None = None, name: str | None = None
) -> dict[str, Any]:
    """Meta: webhooks, smb_app_state_sync reference."""
    contact = ({"full_name": name, "first_name": name.split()[0]} if name else {}) | (
        {"phone_number": phone} if phone else {}
    )
    contact |= {"user_id": user} if user else {}
    item = {"type": "contact", "contact": contact, "action": action, "metadata": {"timestamp": str(EPOCH + second)}}
    return envelope("smb_app_state_sync", state_sync=[item])


def user_id_update(second: int, previous: str, current: str, phone: str | None = None) -> dict[str, Any]:
    """Meta: webhooks, user_id_update reference."""
    item = {
        **({"wa_id": phone} if phone else {}), "detail": "The user id changed.",
        "user_id": {"previous": previous, "current": current}, "timestamp": str(EPOCH + second),
    }  # fmt: skip
    return envelope("user_id_update", contacts=[who(phone, current)], user_id_update=[item])
