"""An app's subscription to WhatsApp's webhooks, as Meta shows it (Meta: Application, subscriptions; Webhooks)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OBJECT = "whatsapp_business_account"
# Without these a conversation has holes: what customers write, what the phone does, whether a number still lives.
NEEDED = ("messages", "smb_message_echoes", "smb_app_state_sync", "history", "account_update")
# Without these something goes unseen: a limit, a quality, a template, a customer's wish.
USEFUL = (
    "account_alerts",
    "account_review_update",
    "business_capability_update",
    "message_template_components_update",
    "message_template_quality_update",
    "message_template_status_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
    "template_category_update",
    "user_id_update",
    "user_preferences",
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where Meta brings an app's webhooks, and which."""

    url: str
    active: bool
    fields: frozenset[str]


def subscription(answer: Any) -> Subscription | None:
    """The one for WhatsApp, of all that `GET /{app}/subscriptions` lists."""
    data = answer.get("data") if isinstance(answer, Mapping) else None
    ours = (one for one in data or () if isinstance(one, Mapping) and one.get("object") == OBJECT)
    one = next(ours, None)
    if one is None:
        return None
    return Subscription(str(one.get("callback_url") or ""), one.get("active") is True, _names(one.get("fields")))


def _names(fields: Any) -> frozenset[str]:
    """Meta lists objects with a name; older versions listed the names alone."""
    listed = fields if isinstance(fields, list) else []
    return frozenset(str(one.get("name") if isinstance(one, Mapping) else one) for one in listed)
