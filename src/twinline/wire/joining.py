"""What Meta answers while a number is connected: a token's inspection, and the numbers of an account.

Meta: debug_token; Phone numbers (fields of the node); Onboard Business app users.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SCOPES = ("whatsapp_business_management", "whatsapp_business_messaging")
VITAL_FIELDS = (
    "quality_rating,throughput,whatsapp_business_manager_messaging_limit,messaging_limit_tier,webhook_configuration"
)
LONGEST_URL = 500
# Where a number's webhooks go: the first that is set (Meta: Webhooks, override callback URL).
CALLBACKS = ("phone_number", "whatsapp_business_account", "application")
NODE_FIELDS = "id,display_phone_number,verified_name,status,quality_rating,is_on_biz_app,platform_type"


@dataclass(frozen=True, slots=True)
class Inspected:
    """A token as Meta sees it. `wabas`: the accounts it was granted, the newest first; `expires_at` None: never."""

    app_id: str
    valid: bool
    expires_at: datetime | None
    scopes: frozenset[str]
    wabas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A phone number of an account. `on_app` None: Meta did not say. `status` is an open set."""

    id: str
    phone: str
    name: str
    status: str | None
    quality: str | None
    on_app: bool | None


@dataclass(frozen=True, slots=True)
class Measured:
    """How Meta rates a number, in its own words (open sets); None where it does not say.

    `limit_tier` holds for the whole business portfolio since October 2025; `callback`: where its webhooks go.
    """

    quality: str | None
    limit_tier: str | None
    throughput: str | None
    callback: str | None = None


def measured(answer: Any) -> Measured:
    known = _mapping(answer)
    tier = known.get("whatsapp_business_manager_messaging_limit") or known.get("messaging_limit_tier")
    level = _mapping(known.get("throughput")).get("level")
    return Measured(_word(known.get("quality_rating")), _word(tier), _word(level), _callback(known))


def _callback(known: Mapping[str, Any]) -> str | None:
    addresses = _mapping(known.get("webhook_configuration"))
    return next((str(addresses[name])[:LONGEST_URL] for name in CALLBACKS if addresses.get(name)), None)


def _word(value: Any) -> str | None:
    return str(value)[:40] if value else None


def inspected(answer: Any) -> Inspected:
    """An answer without a token's data is that of a token that is none."""
    data = _mapping(_mapping(answer).get("data"))
    seconds = data.get("expires_at")
    granted = [_mapping(one) for one in _list(data.get("granular_scopes"))]
    targets = [target for one in granted if one.get("scope") == SCOPES[0] for target in _list(one.get("target_ids"))]
    return Inspected(
        app_id=str(data.get("app_id") or ""),
        valid=data.get("is_valid") is True,
        expires_at=datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and seconds > 0 else None,
        scopes=frozenset(str(one) for one in _list(data.get("scopes"))),
        wabas=tuple(dict.fromkeys(str(one) for one in targets)),
    )


def nodes(answer: Any) -> tuple[Node, ...]:
    """The numbers of one page of `/{WABA}/phone_numbers`."""
    return tuple(node(one) for one in _list(_mapping(answer).get("data")) if _mapping(one).get("id"))


def node(answer: Any) -> Node:
    known = _mapping(answer)
    return Node(
        id=str(known.get("id") or ""),
        phone="".join(filter(str.isdigit, str(known.get("display_phone_number") or ""))),
        name=str(known.get("verified_name") or ""),
        status=known.get("status"),
        quality=known.get("quality_rating"),
        on_app=known.get("is_on_biz_app"),
    )


def after(answer: Any) -> str | None:
    """The cursor of the next page, where there is one."""
    paging = _mapping(_mapping(answer).get("paging"))
    cursor = _mapping(paging.get("cursors")).get("after")
    return str(cursor) if cursor and paging.get("next") else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
