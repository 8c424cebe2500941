"""A webhook's body into facts: one for every item of every change of every entry. Meta: Webhooks, overview.

`parse` and `facts_of_raw` take the same way, so a fact can always be made again from the raw item it carries.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from .accounts import account_fact
from .bodies import NotJSON, decode
from .facts import Fact, MessageFact, Raw, StatusChanged, Unrecognised
from .message_history import LIST as MESSAGE_HISTORY
from .message_history import status_found
from .messages import echoed, received, remembered
from .notices import (
    contact_synced,
    error_reported,
    history_progressed,
    history_refused,
    preference_changed,
    status_changed,
    user_id_updated,
)
from .reading import moment, scope
from .split import split

__all__ = ["NotJSON", "facts_of_raw", "identity", "parse"]

_READERS: dict[str, Callable[[Raw, Mapping[str, Any]], Fact]] = {
    "messages": received,
    "message_echoes": echoed,
    "thread": remembered,
    "statuses": status_changed,
    "errors": error_reported,
    "state_sync": contact_synced,
    "history": history_progressed,
    "refusals": history_refused,
    "user_preferences": preference_changed,
    "user_id_update": user_id_updated,
    "value": account_fact,
    MESSAGE_HISTORY: status_found,
}


def parse(body: bytes) -> list[Fact]:
    """Facts in the order of the body.

    NotJSON for a body that is no JSON; any other oddity is an Unrecognised fact.
    """
    return [facts_of_raw(raw) for raw in split(decode(body))]


def facts_of_raw(raw: Raw) -> Fact:
    """The fact of one raw item. Never raises: what a reader cannot make sense of is an Unrecognised fact."""
    reader = _READERS.get(str(raw.get("list")))
    item = raw.get("item")
    if reader is None:
        return _unrecognised(raw, str(raw.get("reason", "an item of a kind we do not know")))
    if not isinstance(item, dict):
        return _unrecognised(raw, "an item that is not an object")
    try:
        return reader(raw, item)
    except Exception as error:  # noqa: BLE001  one bad item must not cost its neighbours, whatever is wrong with it
        return _unrecognised(raw, f"an item that could not be read: {type(error).__name__}")


def _unrecognised(raw: Raw, reason: str) -> Unrecognised:
    return Unrecognised(**scope(raw, set(), moment(raw.get("entry_time"))), reason=reason)


def identity(fact: Fact) -> tuple[str, ...]:
    """What makes two deliveries the same fact.

    A message by number and wamid; its live and its history copy, a placeholder and what comes after it, and late
    media are facts of their own. Facts without a wamid by their raw item and Meta's time of the entry, both as
    canonical JSON, so that a body that recurs later counts again.
    """
    number = fact.phone_number_id or fact.waba_id or ""
    kind = type(fact).__name__
    wamid: str | None = getattr(fact, "wamid", None)
    if wamid is None:
        raw = fact.raw
        return number, kind, str(raw.get("list", "")), canonical_json([raw.get("entry_time"), raw.get("item")])
    if isinstance(fact, StatusChanged):
        return number, "status", wamid, fact.status, fact.participant or ""
    copy = "imported" if getattr(fact, "imported", False) else "live"
    if isinstance(fact, MessageFact):
        return number, kind, wamid, copy, fact.part, "placeholder" if fact.placeholder else ""
    return number, kind, wamid, copy


def canonical_json(value: Any) -> str:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:
        return json.dumps(value, sort_keys=True, default=str)
