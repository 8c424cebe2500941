"""What we send: its JSON, and Meta's answer. Meta: Cloud API, messages reference.

A content (`outgoing`) is checked, becomes a description (`describe`), which can be stored as it is, and a description
becomes a request's body (`request`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .descriptions import describe
from .limits import CALLBACK, check
from .outgoing import (
    Ask,
    Buttons,
    Cards,
    CardWithLink,
    Carousel,
    Content,
    File,
    Form,
    Frame,
    Link,
    Menu,
    Option,
    Place,
    Reaction,
    Refused,
    Section,
    Template,
    Text,
)

__all__ = [
    "Accepted",
    "Ask",
    "Buttons",
    "CardWithLink",
    "Cards",
    "Carousel",
    "Content",
    "File",
    "Form",
    "Frame",
    "Link",
    "Menu",
    "Option",
    "Place",
    "Reaction",
    "Refused",
    "Section",
    "Template",
    "Text",
    "check",
    "describe",
    "mark_read",
    "parse_answer",
    "request",
]


def request(
    description: Mapping[str, Any],
    *,
    phone: str | None = None,
    user_id: str | None = None,
    quoted_wamid: str | None = None,
    attempt: str | None = None,
    group: bool = False,
) -> dict[str, Any]:
    """The body of POST /{phone number id}/messages.

    Where phone and user id are both known, Meta goes by the phone.
    """
    if not phone and not user_id:
        raise Refused("a message needs a phone or a user id", "to")
    body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "group" if group else "individual"}
    if phone:
        body["to"] = phone
    if user_id:
        body["recipient"] = user_id
    if quoted_wamid:
        body["context"] = {"message_id": quoted_wamid}
    if attempt:
        if len(attempt) > CALLBACK:
            raise Refused("too long", "biz_opaque_callback_data", CALLBACK)
        body["biz_opaque_callback_data"] = attempt
    return {**body, **description}


def mark_read(wamid: str, *, typing: bool = False) -> dict[str, Any]:
    """Marks a message and all before it as read; `typing` shows the indicator until the reply, 25 seconds at most."""
    body: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    return {**body, "typing_indicator": {"type": "text"}} if typing else body


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Meta took the message.

    `wa_id` may differ from the phone that was given; `message_status` only for templates.
    """

    wamid: str
    wa_id: str | None = None
    user_id: str | None = None
    message_status: str | None = None


def parse_answer(answer: Any) -> Accepted | None:
    """None: the answer does not say under which wamid the message went, so its outcome is unknown."""
    message = _first(answer, "messages")
    wamid = message.get("id")
    if not isinstance(wamid, str) or not wamid:
        return None
    contact = _first(answer, "contacts")
    return Accepted(
        wamid=wamid,
        wa_id=_word(contact.get("wa_id")),
        user_id=_word(contact.get("user_id")),
        message_status=_word(message.get("message_status")),
    )


def _first(answer: Any, key: str) -> Mapping[str, Any]:
    items = answer.get(key) if isinstance(answer, Mapping) else None
    first = items[0] if isinstance(items, list) and items else None
    return first if isinstance(first, Mapping) else {}


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
