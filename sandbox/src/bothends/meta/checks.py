"""What a message must look like to be accepted (Meta: Send messages; limits of each type). Pure."""

from collections.abc import Callable
from typing import Any

from bothends.meta import interactive
from bothends.meta.errors import GraphError, bad, missing
from bothends.meta.limits import at_most, mapping, needed, text_of

Json = dict[str, Any]
MEDIA = ("image", "video", "audio", "document", "sticker")
TYPES = (*MEDIA, "text", "location", "contacts", "reaction", "interactive", "template")


def check_message(body: Json) -> str:
    """The type of a well-formed message; raises Meta's error otherwise."""
    if body.get("messaging_product") != "whatsapp":
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    if not body.get("to") and not body.get("recipient"):
        raise GraphError(100, message="(#100) The parameter to is required.")
    if body.get("recipient_type", "individual") != "individual":
        raise bad("recipient_type: only individual is played by this sandbox.")
    at_most("biz_opaque_callback_data", str(body.get("biz_opaque_callback_data") or ""), 512)
    kind = body.get("type", "text")
    if kind not in TYPES:
        raise GraphError(131051, f"Message type {kind!r} is not one of {', '.join(sorted(TYPES))}.")
    if kind not in body:
        raise missing(kind)
    _CHECKS[kind](body[kind])
    return str(kind)


def _text(value: Any) -> None:
    text = text_of(mapping("text", value), "text", "body")
    if len(text) > 4096:
        raise GraphError(100, message="(#100) Param text['body'] must be at most 4096 characters long.")


def _media(kind: str) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        media = mapping(kind, value)
        if bool(media.get("id")) == bool(media.get("link")):
            raise bad(f"{kind}: give either id or link.")
        if media.get("link") and not str(media["link"]).startswith(("http://", "https://")):
            raise bad(f"{kind}: link must be an http or https address.")
        if media.get("caption") and kind in ("audio", "sticker"):
            raise bad(f"{kind}: a caption is not possible.")
        at_most(f"{kind}['caption']", str(media.get("caption") or ""), 1024)

    return check


def _location(value: Any) -> None:
    place = mapping("location", value)
    for key, limit in (("latitude", 90.0), ("longitude", 180.0)):
        try:
            degrees = float(needed(place, "location", key))
        except (TypeError, ValueError):
            raise bad(f"location['{key}'] is not a number.") from None
        if not -limit <= degrees <= limit:
            raise bad(f"location['{key}'] is out of range.")


def _contacts(value: Any) -> None:
    if not isinstance(value, list) or not value:
        raise missing("contacts")
    if len(value) > 257:
        raise bad("contacts: 257 cards at most.")
    for card in value:
        text_of(
            mapping("contacts[].name", mapping("contacts[]", card).get("name")),
            "contacts[].name",
            "formatted_name",
        )


def _reaction(value: Any) -> None:
    reaction = mapping("reaction", value)
    text_of(reaction, "reaction", "message_id")
    if not isinstance(reaction.get("emoji", ""), str) or len(reaction.get("emoji", "")) > 16:
        raise bad("reaction['emoji'] is one emoji, or empty to remove it.")


def _template(value: Any) -> None:
    template = mapping("template", value)
    at_most("template['name']", text_of(template, "template", "name"), 512)
    text_of(mapping("template['language']", template.get("language")), "template['language']", "code")
    components = template.get("components", [])
    if not isinstance(components, list) or not all(isinstance(part, dict) for part in components):
        raise bad("template['components'] is a list of objects.")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": interactive.check,
    "template": _template,
    **{kind: _media(kind) for kind in MEDIA},
}
