"""What a person composes on a phone, from the control API's JSON to Meta's type and content."""

from dataclasses import dataclass
from typing import Any

from bothends.play import media_store
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import Chat, Media, Side

Json = dict[str, Any]
MEDIA_TYPES = ("image", "video", "audio", "document", "sticker")
PLAIN_TYPES = ("text", "location", "contacts", "button", "order", "unsupported")


@dataclass(frozen=True, slots=True)
class Draft:
    type: str
    content: Any
    media: Media | None = None
    quote: str | None = None
    forwarded: int = 0
    referral: Json | None = None
    said_at: float | None = None


def draft(sandbox: Sandbox, chat: Chat, side: Side, body: Json) -> Draft:
    """Checks the act and gives it its content; refuses with what is missing."""
    kind = str(body.get("type") or "text")
    if kind not in (*MEDIA_TYPES, *PLAIN_TYPES):
        raise Refused("bad_type", f"type is one of {', '.join((*PLAIN_TYPES, *MEDIA_TYPES))}.")
    if side == "business" and kind in ("button", "order", "unsupported"):
        raise Refused("bad_type", f"An agent cannot write a message of type {kind}.")
    quote = body.get("quote")
    if quote is not None:
        chat.message(str(quote))
    media = media_store.from_draft(sandbox, body, chat.number_id) if kind in MEDIA_TYPES else None
    content = _media(sandbox, kind, media, body) if media else _PLAIN[kind](body)
    said_at = body.get("said_at")
    return Draft(
        kind,
        content,
        media,
        quote,
        int(body.get("forwarded") or 0),
        body.get("referral"),
        None if said_at is None else float(said_at),
    )


def _media(sandbox: Sandbox, kind: str, media: Media, body: Json) -> Json:
    more = {key: body[key] for key in ("caption", "filename") if body.get(key)}
    if kind == "document":
        more.setdefault("filename", media.filename or "document")
    if kind == "audio":
        more["voice"] = bool(body.get("voice"))
    if kind == "sticker":
        more["animated"] = bool(body.get("animated"))
    return media_store.webhook_object(sandbox, media, more)


def _text(body: Json) -> Json:
    written = body.get("text")
    if not isinstance(written, str) or not written:
        raise Refused("no_text", "Give 'text'.")
    if len(written) > 65536:
        raise Refused("text_too_long", "A phone takes 65,536 characters at most.")
    return {"body": written}


def _location(body: Json) -> Json:
    try:
        place: Json = {"latitude": float(body["latitude"]), "longitude": float(body["longitude"])}
    except (KeyError, TypeError, ValueError):
        raise Refused("no_place", "Give 'latitude' and 'longitude' as numbers.") from None
    return {**place, **{key: body[key] for key in ("name", "address", "url") if body.get(key)}}


def _contacts(body: Json) -> list[Json]:
    cards = body.get("contacts")
    if not isinstance(cards, list) or not cards:
        raise Refused("no_contacts", "Give 'contacts' as a list of cards.")
    return cards


def _button(body: Json) -> Json:
    text = _text(body)["body"]
    return {"payload": str(body.get("payload") or text), "text": text}


def _order(body: Json) -> Json:
    order = body.get("order")
    if not isinstance(order, dict):
        raise Refused("no_order", "Give 'order' as Meta's object.")
    return order


def _unsupported(body: Json) -> Json:
    return {"type": str(body.get("unsupported") or "unknown"), "code": int(body.get("code") or 131051)}


_PLAIN = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "order": _order,
    "unsupported": _unsupported,
}
