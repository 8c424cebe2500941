"""What a message says: its text for a person, its file, place, cards and choice.

Meta: messages webhooks reference, by type.
"""

import base64
import binascii
import re
from typing import Any, cast

from . import shapes
from .facts import Card, Choice, Location, Media

FILES = ("image", "video", "audio", "voice", "document", "sticker")
_HEX = re.compile(r"[0-9a-fA-F]{64}")


def content(said: shapes.Content, kind: str) -> dict[str, Any]:
    """The keys text, media, location, cards and choice of a message fact, as far as the type has them."""
    if kind == "text":
        return {"text": (said.get("text") or {}).get("body")}
    reader = _READERS.get(kind)
    return reader(said) if reader else {}


def _file(said: shapes.Content) -> dict[str, Any]:
    kind = said.get("type") or ""
    found = cast("shapes.File | None", said.get(kind))
    if found is None:
        return {}
    return {"text": found.get("caption"), "media": media(found, voice=kind == "voice")}


def media(found: shapes.File, *, voice: bool = False) -> Media | None:
    file_id = found.get("id")
    if not file_id:
        return None
    return Media(
        id=file_id,
        mime_type=found.get("mime_type"),
        sha256=digest(found.get("sha256")),
        url=found.get("url"),
        filename=found.get("filename"),
        voice=voice or bool(found.get("voice")),
        animated=bool(found.get("animated")),
        caption=found.get("caption"),
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
    place = said.get("location")
    if place is None:
        return {}
    text = ", ".join(part for part in (place.get("name"), place.get("address")) if part) or None
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if latitude is None or longitude is None:
        return {"text": text}
    location = Location(
        latitude=latitude,
        longitude=longitude,
        name=place.get("name"),
        address=place.get("address"),
        url=place.get("url"),
    )
    return {"text": text, "location": location}


def _contacts(said: shapes.Content) -> dict[str, Any]:
    cards = tuple(Card(name=_card_name(sent), phones=_card_phones(sent)) for sent in said.get("contacts") or ())
    return {"text": ", ".join(card.name for card in cards if card.name) or None, "cards": cards}


def _card_name(sent: shapes.SentCard) -> str | None:
    """Since user ids came, the name may be missing and a vCard there instead."""
    name = sent.get("name") or {}
    parts = (name.get("first_name"), name.get("middle_name"), name.get("last_name"))
    written = name.get("formatted_name") or " ".join(part for part in parts if part)
    return written or _vcard(sent.get("vcard"), "FN") or ((sent.get("org") or {}).get("company"))


def _card_phones(sent: shapes.SentCard) -> tuple[str, ...]:
    phones = tuple(number for phone in sent.get("phones") or () if (number := phone.get("phone") or phone.get("wa_id")))
    written = _vcard(sent.get("vcard"), "TEL")
    return phones or ((written,) if written else ())


def _vcard(vcard: str | None, key: str) -> str | None:
    """The first value of a property; RFC 6350 §3.3, groups and parameters left out."""
    for line in (vcard or "").splitlines():
        head, colon, value = line.partition(":")
        if colon and head.partition(";")[0].rpartition(".")[2].upper() == key and value.strip():
            return value.strip()
    return None


def _interactive(said: shapes.Content) -> dict[str, Any]:
    reply = said.get("interactive")
    if reply is None:
        return {}
    if picked := reply.get("button_reply") or reply.get("list_reply"):
        kind = "button_reply" if reply.get("button_reply") else "list_reply"
        choice = Choice(
            kind=kind, id=picked.get("id"), title=picked.get("title"), description=picked.get("description")
        )
        return {"text": picked.get("title"), "choice": choice}
    if flow := reply.get("nfm_reply"):
        return {
            "text": flow.get("body"),
            "choice": Choice(kind="nfm_reply", id=flow.get("name"), title=flow.get("body")),
        }
    if permission := reply.get("call_permission_reply"):
        return {"choice": Choice(kind="call_permission_reply", id=permission.get("response"))}
    return {}


def _button(said: shapes.Content) -> dict[str, Any]:
    pressed = said.get("button")
    if pressed is None:
        return {}
    return {
        "text": pressed.get("text"),
        "choice": Choice(kind="button", id=pressed.get("payload"), title=pressed.get("text")),
    }


def _order(said: shapes.Content) -> dict[str, Any]:
    return {"text": (said.get("order") or {}).get("text")}


_READERS = {
    **dict.fromkeys(FILES, _file),
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
}
