"""What a phone sends once it is asked for its contacts or its history (`smb_app_data`)."""

from dataclasses import fields, replace
from typing import Any

from bothends.meta.bodies import Item
from bothends.play import contact_book, history
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import Number, Sync

Json = dict[str, Any]
_RANGES = {"chunk_messages": (1, 100_000), "chunk_contacts": (1, 1000), "body_bytes": (10_000, 3_000_000)}


def start(sandbox: Sandbox, number: Number, kind: str) -> None:
    """Sets off what the phone sends, after the answer to whoever asked; a silent one sends nothing, ever."""
    if not number.sync.silent:
        sandbox.clock.after(0, lambda: _send(sandbox, number, kind))


def _send(sandbox: Sandbox, number: Number, kind: str) -> None:
    for item in _shuffled(sandbox, number, _items(sandbox, number, kind)):
        sandbox.post.send(item)


def _items(sandbox: Sandbox, number: Number, kind: str) -> list[Item]:
    if kind == "smb_app_state_sync":
        return contact_book.whole(sandbox, number, number.sync.chunk_contacts)
    return history.told(sandbox, number) if number.share_history else [history.declined(number)]


def _shuffled(sandbox: Sandbox, number: Number, items: list[Item]) -> list[Item]:
    """In an order drawn from the seed; never in the true one, so that the switch is never without effect."""
    if not number.sync.shuffle or len(items) < 2:
        return items
    places = [sandbox.chance.fraction(f"sync order {number.id}") for _ in items]
    order = sorted(range(len(items)), key=places.__getitem__)
    return [items[place] for place in (order if order != sorted(order) else order[::-1])]


def changed(known: Sync, wanted: Json) -> Sync:
    """A copy with these switches turned; refuses unknown names and impossible values."""
    return replace(known, **{name: _checked(name, value) for name, value in wanted.items()})


def _checked(name: str, value: Any) -> Any:
    if name not in {field.name for field in fields(Sync)}:
        raise Refused("no_such_switch", f"There is no switch {name!r} of the sync.")
    if name in _RANGES:
        low, high = _RANGES[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Refused("bad_switch", f"{name} is a whole number from {low} to {high}.")
    elif name == "late_code":
        if value not in (2593108, 135000):
            raise Refused("bad_switch", "late_code is 2593108 or 135000.")
    elif not isinstance(value, bool):
        raise Refused("bad_switch", f"{name} is true or false.")
    return value
