"""A body into raw items: every entry, every change, every item, in the order of the body, and nothing dropped.

A raw item is a plain mapping: `list` says which reader it is for ("messages", "thread", "value", …), `item` is the item as it came,
the rest is what it needs of its surroundings. `beside` holds scalar keys that Meta put around the item and we do not
know, under dotted paths; an unknown object or list could hold items, so each becomes a raw item of its own, for no reader.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from .phones import canonical

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
_CHUNK_KEYS = frozenset(("metadata", "threads", "errors"))
# Where a customer's ids stand in the items of each list.
_PHONE_KEYS = {"messages": "from", "message_echoes": "to", "statuses": "recipient_id"}
_USER_KEYS = {"messages": "from_user_id", "message_echoes": "to_user_id", "statuses": "recipient_user_id"}

Raws = Iterator[dict[str, Any]]


def split(body: Any) -> Raws:
    if not isinstance(body, dict) or body.get("object", "whatsapp_business_account") != "whatsapp_business_account":
        yield _unknown({}, body, "not a webhook of WhatsApp")
    elif isinstance(body.get("entry"), list) and body["entry"]:
        base: dict[str, Any] = {}
        yield from _surroundings(body, _BODY_KEYS, "body", base)
        for entry in body["entry"]:
            yield from _entry(entry, base)
    else:
        yield from _bare(body)


def _bare(body: dict[str, Any]) -> Raws:
    """Meta prints some samples as a change, or as a value, with no envelope."""
    if isinstance(body.get("field"), str) and "value" in body:
        yield from _change(body, {})
        return
    field = next((_BARE[key] for key in body if key in _BARE), None)
    if field is None or "messaging_product" not in body:
        yield _unknown({}, body, "a body without entries")
    else:
        yield from _change({"field": field, "value": body}, {})


def _entry(entry: Any, outer: dict[str, Any]) -> Raws:
    changes = entry.get("changes") if isinstance(entry, dict) else None
    if not isinstance(changes, list) or not changes:
        yield _unknown(outer, entry, "an entry without changes")
        return
    base = {**outer, "entry_id": entry.get("id")}
    if "time" in entry:
        base["entry_time"] = entry["time"]
    yield from _surroundings(entry, _ENTRY_KEYS, "entry", base)
    for change in changes:
        yield from _change(change, base)


def _change(change: Any, outer: dict[str, Any]) -> Raws:
    if not isinstance(change, dict) or not isinstance(change.get("field"), str) or "value" not in change:
        yield _unknown(outer, change, "a change without field and value")
        return
    base = {**outer, "field": change["field"]}
    yield from _surroundings(change, _CHANGE_KEYS, "change", base)
    value = change["value"]
    if change["field"] in _ITEM_FIELDS and isinstance(value, dict):
        yield from _items(value, base)
    else:
        yield {**base, "list": "value", "item": value}


def _items(value: dict[str, Any], base: dict[str, Any]) -> Raws:
    if "metadata" in value:
        base["metadata"] = value["metadata"]
    lists = [(key, value[key]) for key in value if key in _LISTS]
    if not any(isinstance(items, list) and items for _, items in lists):
        yield _unknown(base, value, "a value without items")
        return
    yield from _surroundings(value, _VALUE_KEYS, "value", base)
    raws = [raw for key, items in lists for raw in _listed(key, items, base)]
    _hand_out(value.get("contacts"), raws)
    yield from raws


def _listed(key: str, items: Any, base: dict[str, Any]) -> Raws:
    if not isinstance(items, list):
        yield _unknown(base, {key: items}, "not a list")
    elif key == "history":
        yield from _history(items, base)
    else:
        for item in items:
            yield {**base, "list": key, "item": item}


def _history(chunks: list[Any], base: dict[str, Any]) -> Raws:
    for chunk in chunks:
        if not isinstance(chunk, dict):
            yield {**base, "list": "history", "item": chunk}
            continue
        threads = chunk.get("threads")
        head = {key: inner for key, inner in chunk.items() if key != "threads"}
        errors = head.pop("errors", [])
        if head:
            yield {**base, "list": "history", "item": head}
        yield from _refusals(errors, base)
        if isinstance(threads, list):
            for thread in threads:
                yield from _thread(thread, {**base, "history": chunk.get("metadata")})
        elif threads is not None:
            yield _unknown(base, {"threads": threads}, "not a list")


def _refusals(errors: Any, base: dict[str, Any]) -> Raws:
    for error in errors if isinstance(errors, list) else [errors]:
        yield {**base, "list": "refusals", "item": error}


def _thread(thread: Any, base: dict[str, Any]) -> Raws:
    messages = thread.get("messages") if isinstance(thread, dict) else None
    if not isinstance(messages, list) or not messages:
        yield _unknown(base, thread, "a thread without messages")
        return
    base["thread"] = {key: thread[key] for key in ("id", "context") if key in thread}
    yield from _surroundings(thread, _THREAD_KEYS, "thread", base)
    for message in messages:
        yield {**base, "list": "thread", "item": message}


def _unknown(base: Mapping[str, Any], item: Any, reason: str) -> dict[str, Any]:
    return {**base, "list": "", "item": item, "reason": reason}


def _surroundings(outer: dict[str, Any], known: frozenset[str], name: str, base: dict[str, Any]) -> Raws:
    """Unknown scalars into base["beside"]; unknown objects and lists as raw items."""
    strange = outer.keys() - known
    if not strange:
        return
    beside = dict(base.get("beside", {}))
    for key in (key for key in outer if key in strange):
        if isinstance(outer[key], dict | list):
            yield _unknown(base, {key: outer[key]}, f"an unknown key of the {name}: {key}")
        else:
            beside[f"{name}.{key}"] = outer[key]
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
