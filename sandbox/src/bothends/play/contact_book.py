"""The contact book of a number's phone, and how it is told (Meta: Webhooks, `smb_app_state_sync` reference)."""

from typing import Any

from bothends import national
from bothends.meta.bodies import Item
from bothends.play import shapes
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import BookEntry, Number

Json = dict[str, Any]


def put(sandbox: Sandbox, number: Number, phone: str, full_name: str, first_name: str) -> BookEntry:
    """A new contact, or a new name for an old one; Meta calls both `add`."""
    check_app(number)
    wa_id, now = _wa_id(phone), sandbox.clock.now()
    known = number.contacts.get(wa_id)
    if known is not None and (known.full_name, known.first_name) == (full_name, first_name):
        return known
    entry = number.contacts[wa_id] = BookEntry(full_name, first_name, now)
    _tell_change(sandbox, number, added(sandbox, number, wa_id, entry))
    return entry


def remove(sandbox: Sandbox, number: Number, phone: str) -> BookEntry:
    check_app(number)
    wa_id = _wa_id(phone)
    entry = number.contacts.pop(wa_id, None)
    if entry is None:
        raise Refused.missing("contact", wa_id)
    _tell_change(sandbox, number, _told(sandbox, number, wa_id, {}, "remove", sandbox.clock.now()))
    return entry


def check_app(number: Number) -> None:
    if not number.has_app:
        raise Refused.conflict("no_app", "This number is on the Cloud API only: there is no phone with a contact book.")


def _wa_id(phone: str) -> str:
    wa_id = national.registered(phone)
    if not 7 <= len(wa_id) <= 15:
        raise Refused("bad_phone", "Give the phone with its country code, 7 to 15 digits.")
    return wa_id


def _tell_change(sandbox: Sandbox, number: Number, told: Json) -> None:
    if number.connected and number.registered:
        sandbox.post.send(item(number, [told]))


def whole(sandbox: Sandbox, number: Number, at_most: int) -> list[Item]:
    """The book as webhooks of at most so many contacts each."""
    entries = [added(sandbox, number, wa_id, entry) for wa_id, entry in number.contacts.items()]
    return [item(number, entries[start : start + at_most]) for start in range(0, len(entries), at_most)]


def item(number: Number, told: list[Json]) -> Item:
    return Item(
        waba_id=number.waba_id,
        number_id=number.id,
        customer_id="",
        field="smb_app_state_sync",
        kind="contacts",
        value={**shapes.metadata(number), "state_sync": told},
    )


def added(sandbox: Sandbox, number: Number, wa_id: str, entry: BookEntry) -> Json:
    names = {"full_name": entry.full_name, "first_name": entry.first_name}
    return _told(sandbox, number, wa_id, names, "add", entry.since)


def _told(sandbox: Sandbox, number: Number, wa_id: str, names: Json, action: str, at: float) -> Json:
    contact = {**names, **_ids(sandbox, number, wa_id)}
    return {"type": "contact", "contact": contact, "action": action, "metadata": {"timestamp": str(int(at))}}


def _ids(sandbox: Sandbox, number: Number, wa_id: str) -> Json:
    """Whoever is not on WhatsApp as far as this world knows has a phone number and nothing else."""
    customer = sandbox.world.customers.get(sandbox.world.by_phone.get(wa_id, ""))
    if customer is None:
        return {"phone_number": wa_id}
    hidden = shapes.hides_phone(sandbox, number, customer)
    ids = shapes.person(sandbox, customer, ("phone_number", "user_id", "parent_user_id"), hidden=hidden)
    return {**ids, "username": customer.username} if customer.username else ids
