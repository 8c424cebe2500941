"""What a message says: its text for a person, its file, place, cards and choice. Meta: messages webhooks reference, by type."""

import base64
import binascii
import re
from typing import Any

from . import shapes
from .facts import Card, Choice, Location, Media

FILES = ("image", "video", "audio", "voice", "document", "sticker")
_HEX = re.compile(r"[0-9a-fA-F]{64}")


def content(said: shapes.Content, kind: str) -> dict[str, Any]:
    """The keys text, media, location, cards and choice of a message fact, as far as the type has them."""
    if kind == "text":
        return {"text": said.text.body if said.text else None}
    reader = _READERS.get(kind)
    return reader(said) if reader else {}


def _file(said: shapes.Content) -> dict[str, Any]:
    kind = said.type or ""
    found: shapes.File | None = getattr(said, kind)
    if found is None:
        return {}
    return {"text": found.caption, "media": media(found, voice=kind == "voice")}


def media(found: shapes.File, *, voice: bool = False) -> Media | None:
    if not found.id:
        return None
    return Media(
        id=found.id,
        mime_type=found.mime_type,
        sha256=digest(found.sha256),
        url=found.url,
        filename=found.filename,
        voice=voice or bool(found.voice),
        animated=bool(found.animated),
        caption=found.caption,
    )


def digest(sha256: str | None) -> str | None:
    """Lower-case hex from hex or base64; None where it is neither."""
    if sha256 is None or _HEX.fullmatch(sha256):
        return sha256.lower() if sha256 else None
    try:
        raw = base64.b64decode(sha256, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw.hex() if len(raw) == 32 else None


def _location(said: shapes.Content) -> dict[str, Any]:
    place = said.location
    if place is None:
        return {}
    text = ", ".join(part for part in (place.name, place.address) if part) or None
    if place.latitude is None or place.longitude is None:
        return {"text": text}
    location = Location(
        latitude=place.latitude, longitude=place.longitude, name=place.name, address=place.address, url=place.url
    )
    return {"text": text, "location": location}


def _contacts(said: shapes.Content) -> dict[str, Any]:
    cards = tuple(Card(name=_card_name(sent), phones=_card_phones(sent)) for sent in said.contacts)
    return {"text": ", ".join(card.name for card in cards if card.name) or None, "cards": cards}


def _card_name(sent: shapes.SentCard) -> str | None:
    """Since user ids came, the name may be missing and a vCard there instead."""
    if sent.name:
        parts = sent.name.formatted_name or " ".join(
            part for part in (sent.name.first_name, sent.name.middle_name, sent.name.last_name) if part
        )
        if parts:
            return parts
    return _vcard(sent.vcard, "FN") or (sent.org.company if sent.org else None)


def _card_phones(sent: shapes.SentCard) -> tuple[str, ...]:
    phones = tuple(number for phone in sent.phones if (number := phone.phone or phone.wa_id))
    written = _vcard(sent.vcard, "TEL")
    return phones or ((written,) if written else ())


def _vcard(vcard: str | None, key: str) -> str | None:
    """The first value of a property; RFC 6350 §3.3, groups and parameters left out."""
    for line in (vcard or "").splitlines():
        head, colon, value = line.partition(":")
        if colon and head.partition(";")[0].rpartition(".")[2].upper() == key and value.strip():
            return value.strip()
    return None


def _interactive(said: shapes.Content) -> dict[str, Any]:
    reply = said.interactive
    if reply is None:
        return {}
    if picked := reply.button_reply or reply.list_reply:
        kind = "button_reply" if reply.button_reply else "list_reply"
        choice = Choice(kind=kind, id=picked.id, title=picked.title, description=picked.description)
        return {"text": picked.title, "choice": choice}
    if flow := reply.nfm_reply:
        return {"text": flow.body, "choice": Choice(kind="nfm_reply", id=flow.name, title=flow.body)}
    if permission := reply.call_permission_reply:
        return {"choice": Choice(kind="call_permission_reply", id=permission.response)}
    return {}


def _button(said: shapes.Content) -> dict[str, Any]:
    pressed = said.button
    if pressed is None:
        return {}
    return {"text": pressed.text, "choice": Choice(kind="button", id=pressed.payload, title=pressed.text)}


def _order(said: shapes.Content) -> dict[str, Any]:
    return {"text": said.order.text if said.order else None}


_READERS = {
    **dict.fromkeys(FILES, _file),
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
}
