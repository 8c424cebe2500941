"""What became of messages whose webhooks were lost, as Meta tells it when it is asked.

Meta: OpenAPI file, `GET /{phone number}/message_history`: entries newest first, each with events of the statuses
SENT, DELIVERED, READ, FAILED or DELETED. `error_description` there is that of the webhook, not of the message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .facts import Contact, Fact, Raw, StatusChanged, Unrecognised
from .reading import customer, moment, scope

FIELDS = "id,message_id,events{delivery_status,timestamp}"
LIST = "message_history"
# A deletion is no status of a message; whoever deleted it here or on the phone told us so.
STATUSES = {"SENT": "sent", "DELIVERED": "delivered", "READ": "read", "FAILED": "failed"}


def entries(answer: Any) -> list[tuple[str, list[Raw]]]:
    """Each message of one page by its wamid, with its events as Meta prints them."""
    return [
        (one["message_id"], _objects(one.get("events")))
        for one in _objects(answer)
        if isinstance(one.get("message_id"), str)
    ]


def oldest(answer: Any) -> datetime | None:
    """When the earliest event of a page happened; None for a page without any."""
    events = [event for _, some in entries(answer) for event in some]
    return min((at for event in events if (at := moment(event.get("timestamp")))), default=None)


def raw_of(phone_number_id: str, to: Contact, wamid: str, event: Raw) -> Raw:
    """An event as an item that can be read again. Meta does not repeat whom the message went to: we know."""
    known = {"wa_id": to.phone, "user_id": to.user_id}
    return {
        "list": LIST,
        "field": LIST,
        "metadata": {"phone_number_id": phone_number_id},
        "contacts": [{name: value for name, value in known.items() if value}],
        "item": {"message_id": wamid, **event},
    }


def status_found(raw: Raw, item: Mapping[str, Any]) -> Fact:
    """The same fact as the webhook that was lost: should it come after all, it is known."""
    unknown: set[str] = set()
    contact = customer(raw, unknown, number=None, user_id=None)
    common = scope(raw, unknown, moment(item.get("timestamp")))
    status, wamid = STATUSES.get(str(item.get("delivery_status"))), item.get("message_id")
    if status is None or not isinstance(wamid, str):
        return Unrecognised(**common, reason="an event of message_history that is no status")
    return StatusChanged(**common, contact=contact, wamid=wamid, status=status)


def _objects(holder: Any) -> list[Mapping[str, Any]]:
    """The `data` of an edge."""
    found = holder.get("data") if isinstance(holder, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
