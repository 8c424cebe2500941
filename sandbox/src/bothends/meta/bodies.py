"""Envelope, bytes and signature of a webhook (Meta: Webhooks overview, "Create a webhook endpoint")."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell: a message, a status or an echo, not yet in an envelope.

    `value` holds what stands beside the item: `messaging_product` and `metadata`, or a whole account event.
    `key` is the list the item belongs to (`messages`, `statuses`, `message_echoes` …), None for account events.
    """

    waba_id: str
    number_id: str
    customer_id: str
    field: str
    kind: str
    value: Json
    key: str | None = None
    item: Json | None = None
    contact: Json | None = None
    wamid: str | None = None
    time: int | None = None
    # Some account events stand under the partner's portfolio instead of the WABA.
    entry_id: str | None = None
    # For one app alone, subscribed to the WABA or not; None: for every app that is.
    app_id: str | None = None

    @property
    def lane(self) -> str:
        return f"{self.number_id}/{self.customer_id}"


def payload(items: list[Item], layout: str = "items") -> Json:
    """The body for these items: in one list where they may share one, else as further changes or entries."""
    changes = [(item, _change([item])) for item in items]
    if layout == "items":
        changes = [(group[0], _change(group)) for group in _alike(items)]
    if layout == "entries":
        return _object([_entry(item, [change]) for item, change in changes])
    entries: dict[tuple[str, int | None], list[Json]] = {}
    heads: dict[tuple[str, int | None], Item] = {}
    for item, change in changes:
        entries.setdefault((item.waba_id, item.time), []).append(change)
        heads.setdefault((item.waba_id, item.time), item)
    return _object([_entry(heads[key], inner) for key, inner in entries.items()])


def _alike(items: list[Item]) -> list[list[Item]]:
    groups: dict[tuple[object, ...], list[Item]] = {}
    for position, item in enumerate(items):
        own = position if item.key is None else None
        groups.setdefault((item.waba_id, item.number_id, item.field, item.key, item.time, own), []).append(item)
    return list(groups.values())


def _change(group: list[Item]) -> Json:
    first = group[0]
    value = dict(first.value)
    contacts: list[Json] = []
    for item in group:
        if item.contact is not None and item.contact not in contacts:
            contacts.append(item.contact)
    if contacts:
        value["contacts"] = contacts
    if first.key is not None:
        value[first.key] = [item.item for item in group]
    return {"value": value, "field": first.field}


def _entry(item: Item, changes: list[Json]) -> Json:
    time = {} if item.time is None else {"time": item.time}
    return {"id": item.entry_id or item.waba_id, **time, "changes": changes}


def _object(entries: list[Json]) -> Json:
    return {"object": "whatsapp_business_account", "entry": entries}


def encoded(body: Json) -> bytes:
    r"""Meta's bytes: non-ASCII as lower-case \uXXXX and slashes as \/, unlike a re-serialised body."""
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return text.replace("/", "\\/").encode("ascii")


def signature(secret: str, body: bytes) -> str:
    """The value of X-Hub-Signature-256: HMAC-SHA256 of the raw bytes under the app secret."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
