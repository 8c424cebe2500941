"""A body into raw items: every entry, every change, every item, in the order of the body, and nothing dropped.

A raw item is a plain mapping: `list` says which reader it is for ("messages", "thread", "value", …), `item` is the
item as it came, the rest is what it needs of its surroundings. `beside` holds scalar keys that Meta put around the
item and we do not know, under dotted paths; an unknown object or list could hold items, so each becomes a raw item of
its own, for no reader. `strays` are contacts that belong to no item of their value.
"""

from collections.abc import Iterator
from typing import Any

from .phones import canonical

_OBJECT = "whatsapp_business_account"
# Fields whose value holds lists of items; every other value is one item itself.
_ITEM_FIELDS = frozenset(
    ("messages", "smb_message_echoes", "smb_app_state_sync", "history", "user_preferences", "user_id_update")
)
_LISTS = frozenset(
    ("messages", "statuses", "errors", "message_echoes", "state_sync", "history", "user_preferences", "user_id_update")
)
_BARE = {
    "messages": "messages",
    "statuses": "messages",
    "errors": "messages",
    "message_echoes": "smb_message_echoes",
    "state_sync": "smb_app_state_sync",
    "history": "history",
    "user_preferences": "user_preferences",
    "user_id_update": "user_id_update",
}
_BODY_KEYS = frozenset(("object", "entry"))
_ENTRY_KEYS = frozenset(("id", "time", "changes"))
_CHANGE_KEYS = frozenset(("field", "value"))
_VALUE_KEYS = _LISTS | {"messaging_product", "metadata", "contacts"}
_THREAD_KEYS = frozenset(("id", "context", "messages"))
# Where a customer's ids stand in the items of each list.
_PHONE_KEYS = {"messages": "from", "message_echoes": "to", "statuses": "recipient_id"}
_USER_KEYS = {"messages": "from_user_id", "message_echoes": "to_user_id", "statuses": "recipient_user_id"}

Item = dict[str, Any]


def split(body: Any) -> list[Item]:
    out: list[Item] = []
    if not isinstance(body, dict) or body.get("object", _OBJECT) not in (_OBJECT, None):
        out.append(_unknown({}, body, "not a webhook of WhatsApp"))
    elif isinstance(body.get("entry"), list) and body["entry"]:
        base: Item = {}
        _surroundings(body, _BODY_KEYS, "body", base, out)
        for entry in body["entry"]:
            _entry(entry, base, out)
    else:
        _bare(body, out)
    return out


def _bare(body: Item, out: list[Item]) -> None:
    """Meta prints some samples as a change, or as a value, with no envelope."""
    if isinstance(body.get("field"), str) and "value" in body:
        _change(body, {}, out)
        return
    field = next((_BARE[key] for key in body if key in _BARE), None)
    if field is None or "messaging_product" not in body:
        out.append(_unknown({}, body, "a body without entries"))
    else:
        _change({"field": field, "value": body}, {}, out)


def _entry(entry: Any, outer: Item, out: list[Item]) -> None:
    changes = entry.get("changes") if isinstance(entry, dict) else None
    if not isinstance(changes, list) or not changes:
        out.append(_unknown(outer, entry, "an entry without changes"))
        return
    base = {**outer, "entry_id": entry.get("id")}
    if "time" in entry:
        base["entry_time"] = entry["time"]
    _surroundings(entry, _ENTRY_KEYS, "entry", base, out)
    for change in changes:
        _change(change, base, out)


def _change(change: Any, outer: Item, out: list[Item]) -> None:
    if not isinstance(change, dict) or not isinstance(change.get("field"), str) or "value" not in change:
        out.append(_unknown(outer, change, "a change without field and value"))
        return
    base = {**outer, "field": change["field"]}
    _surroundings(change, _CHANGE_KEYS, "change", base, out)
    value = change["value"]
    if change["field"] in _ITEM_FIELDS and isinstance(value, dict):
        _items(value, base, out)
    else:
        out.append({**base, "list": "value", "item": value})


def _items(value: Item, base: Item, out: list[Item]) -> None:
    if "metadata" in value:
        base["metadata"] = value["metadata"]
    lists = [(key, items) for key, items in value.items() if key in _LISTS and items != []]
    if not lists:
        out.append(_unknown(base, value, "a value without items"))
        return
    _surroundings(value, _VALUE_KEYS, "value", base, out)
    first = len(out)
    for key, items in lists:
        if not isinstance(items, list):
            out.append(_unknown(base, {key: items}, "not a list"))
        elif key == "history":
            _history(items, base, out)
        else:
            out.extend([{**base, "list": key, "item": item} for item in items])
    _hand_out(value.get("contacts"), out[first:])


def _history(chunks: list[Any], base: Item, out: list[Item]) -> None:
    for chunk in chunks:
        before = len(out)
        if isinstance(chunk, dict):
            _chunk(chunk, base, out)
        if len(out) == before:
            out.append({**base, "list": "history", "item": chunk})


def _chunk(chunk: Item, base: Item, out: list[Item]) -> None:
    head = {key: inner for key, inner in chunk.items() if key not in ("threads", "errors")}
    if head:
        out.append({**base, "list": "history", "item": head})
    if "errors" in chunk:
        _refusals(chunk["errors"], base, out)
    if "threads" in chunk:
        _threads(chunk["threads"], {**base, "history": chunk.get("metadata")}, out)


def _refusals(errors: Any, base: Item, out: list[Item]) -> None:
    several = errors if isinstance(errors, list) else [errors]
    out.extend([{**base, "list": "refusals", "item": error} for error in several])


def _threads(threads: Any, base: Item, out: list[Item]) -> None:
    if not isinstance(threads, list):
        out.append(_unknown(base, {"threads": threads}, "not a list"))
        return
    for thread in threads:
        _thread(thread, base, out)


def _thread(thread: Any, outer: Item, out: list[Item]) -> None:
    messages = thread.get("messages") if isinstance(thread, dict) else None
    if not isinstance(messages, list) or not messages:
        out.append(_unknown(outer, thread, "a thread without messages"))
        return
    base = {**outer, "thread": {key: thread[key] for key in ("id", "context") if key in thread}}
    _surroundings(thread, _THREAD_KEYS, "thread", base, out)
    out.extend([{**base, "list": "thread", "item": message} for message in messages])


def _unknown(base: Item, item: Any, reason: str) -> Item:
    return {**base, "list": "", "item": item, "reason": reason}


def _surroundings(outer: Item, known: frozenset[str], name: str, base: Item, out: list[Item]) -> None:
    """Unknown scalars into base["beside"]; unknown objects and lists as raw items."""
    if known.issuperset(outer):
        return
    beside = dict(base.get("beside", {}))
    for key, inner in outer.items():
        if key in known:
            continue
        if isinstance(inner, dict | list):
            out.append(_unknown(base, {key: inner}, f"an unknown key of the {name}: {key}"))
        else:
            beside[f"{name}.{key}"] = inner
    if beside:
        base["beside"] = beside


def _hand_out(contacts: Any, raws: list[dict[str, Any]]) -> None:
    """Gives each item its contacts. One that fits no item goes beside the first, so that it is not lost."""
    if contacts is None or contacts == []:
        return
    if not isinstance(contacts, list) or len(contacts) == 1:
        for raw in raws:
            raw["contacts"] = contacts if isinstance(contacts, list) else [contacts]
        return
    places = _places(contacts)
    strays = set(range(len(contacts)))
    for raw in raws:
        if found := {place for key in _ids_of_item(raw) for place in places.get(key, ())}:
            raw["contacts"] = [contacts[place] for place in sorted(found)]
            strays -= found
    if strays:
        raws[0]["strays"] = [contacts[place] for place in sorted(strays)]


def _places(contacts: list[Any]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, contact in enumerate(contacts):
        for key in _ids(contact, "wa_id", "user_id"):
            places.setdefault(key, []).append(place)
    return places


def _ids_of_item(raw: dict[str, Any]) -> Iterator[str]:
    name = raw["list"]
    return _ids(raw["item"], _PHONE_KEYS.get(name, "wa_id"), _USER_KEYS.get(name, "user_id"))


def _ids(holder: Any, phone: str, user: str) -> Iterator[str]:
    if isinstance(holder, dict):
        if isinstance(holder.get(phone), str):
            yield canonical(holder[phone])
        if isinstance(holder.get(user), str):
            yield holder[user]
