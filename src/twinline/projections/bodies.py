"""What a message says, as JSON for the content table: text, location, contacts, choice, options, errors. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from twinline.log.facts import MessageComposed
from twinline.wire.facts import MessageFact, Raw


def of_message(fact: MessageFact) -> str:
    """The body of what a customer or the phone said; empty parts are left out."""
    body: dict[str, Any] = {"text": fact.text} if fact.text else {}
    if fact.location:
        place = fact.location
        body["location"] = _location(place.latitude, place.longitude, place.name, place.address)
    if fact.cards:
        body["contacts"] = [{"name": card.name, "phones": card.phones} for card in fact.cards]
    if fact.choice:
        body["choice"] = {"kind": fact.choice.kind, "id": fact.choice.id, "title": fact.choice.title}
    if fact.forwarded:
        body["forwarded"] = True
    if fact.referral:
        body["referral"] = fact.referral
    if fact.errors:
        body["errors"] = [{"code": error.code, "title": error.title} for error in fact.errors]
    return _json(body)


def of_text(text: str | None) -> str:
    return _json({"text": text} if text else {})


def of_composed(fact: MessageComposed) -> str:
    """The body of what was written here, in the same words as what came in."""
    body: dict[str, Any] = {"text": fact.text} if fact.text else {}
    place = fact.body.get("location")
    if isinstance(place, Mapping):
        body["location"] = _location(
            place.get("latitude"), place.get("longitude"), place.get("name"), place.get("address")
        )
    cards = fact.body.get("contacts")
    if isinstance(cards, list | tuple):
        body["contacts"] = [_card(card) for card in cards if isinstance(card, Mapping)]
    titles = _titles(fact.body.get("interactive"))
    if titles:
        body["options"] = titles
    return _json(body)


def reaction_of(fact: MessageComposed) -> tuple[str | None, str | None]:
    """The emoji (None to take it back) and the wamid of what a composed reaction is about."""
    said = fact.body.get("reaction")
    said = said if isinstance(said, Mapping) else {}
    emoji, target = said.get("emoji") or fact.text, said.get("message_id") or fact.quoted_wamid
    return emoji or None, target


def pricing(said: Raw, at: datetime) -> tuple[bytes, str]:
    """A status's pricing with its place in order: of several the first one said stays."""
    text = _json(said)
    micros = int(at.timestamp()) * 1_000_000 + at.microsecond
    return micros.to_bytes(8, "big", signed=True) + _digest(text)[:8], text


def tie(body: str, *parts: object) -> bytes:
    """16 bytes that order two copies of the same rank, whichever came first."""
    return _digest("\x1f".join((body, *map(str, parts))))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _location(latitude: object, longitude: object, name: object, address: object) -> dict[str, object]:
    return {"latitude": latitude, "longitude": longitude, "name": name, "address": address}


def _card(card: Mapping[str, Any]) -> dict[str, object]:
    name = card.get("name")
    phones = card.get("phones")
    return {
        "name": name.get("formatted_name") if isinstance(name, Mapping) else name,
        "phones": [phone.get("phone") for phone in phones or () if isinstance(phone, Mapping)],
    }


def _titles(interactive: object) -> list[str]:
    """The titles of buttons and list rows. Meta: interactive messages reference."""
    action = interactive.get("action") if isinstance(interactive, Mapping) else None
    if not isinstance(action, Mapping):
        return []
    buttons = [button.get("reply", {}).get("title") for button in action.get("buttons") or ()]
    rows = [row.get("title") for section in action.get("sections") or () for row in section.get("rows") or ()]
    return [title for title in (*buttons, *rows) if title]


def _json(value: object) -> str:
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()
    # PostgreSQL stores no NUL in jsonb; the log keeps what came.
    return text if "\\u0000" not in text else _json(_without_nul(orjson.loads(text)))


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "").replace("\\u0000", "")
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    return value
