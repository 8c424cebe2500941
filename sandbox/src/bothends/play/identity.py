"""Customers whose phone or user id changes, and how it is told (Meta: Business-scoped user IDs)."""

from typing import Any

from bothends import national
from bothends.meta.bodies import Item
from bothends.play import phones, shapes
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.seeds import user_id
from bothends.world import Customer, Message, Number

Json = dict[str, Any]


def change_phone(sandbox: Sandbox, customer: Customer, phone: str) -> Customer:
    """A new phone number, and with it a new user id, told to every number that knows the customer."""
    world, wa_id = sandbox.world, national.registered(phone)
    if world.by_phone.get(wa_id) not in (None, customer.id):
        raise Refused.conflict("customer_exists", f"The phone +{wa_id} belongs to another customer.")
    old_phone, old_id = customer.phone, customer.user_id
    for form in national.variants(old_phone):
        world.by_phone.pop(form, None)
    new_id = user_id(wa_id, sandbox.chance)
    for number in _acquainted(sandbox, customer):
        text = f"User {customer.name} changed from {old_phone} to {wa_id}"
        system = {"body": text, "wa_id": wa_id, "user_id": new_id, "type": "user_changed_number"}
        _tell_system(sandbox, number, customer, system)
    customer.phone, customer.user_id = wa_id, new_id
    world.add_customer(customer, national.variants(wa_id))
    _tell_update(sandbox, customer, old_id)
    return customer


def change_user_id(sandbox: Sandbox, customer: Customer) -> Customer:
    old_id, customer.user_id = customer.user_id, user_id(customer.phone, sandbox.chance)
    sandbox.world.add_customer(customer, national.variants(customer.phone))
    text = f"User {customer.name} changed user id"
    for number in _acquainted(sandbox, customer):
        system = {"body": text, "user_id": customer.user_id, "type": "user_changed_user_id"}
        _tell_system(sandbox, number, customer, system)
    _tell_update(sandbox, customer, old_id)
    return customer


def _acquainted(sandbox: Sandbox, customer: Customer) -> list[Number]:
    keys = [key for key, chat in sandbox.world.chats.items() if key[1] == customer.id and chat.messages]
    return [sandbox.world.number(number_id) for number_id, _ in keys]


def _tell_system(sandbox: Sandbox, number: Number, customer: Customer, system: Json) -> None:
    now, wamid = sandbox.clock.now(), phones.new_wamid(sandbox, customer, "customer")
    message = Message(
        sandbox.next_seq(),
        wamid,
        number.id,
        customer.id,
        "customer",
        "system",
        "system",
        system,
        now,
        status="read",
    )
    sandbox.world.add_message(message)
    sandbox.post.send(shapes.inbound(sandbox, number, customer, wamid, now, "system", {"system": system}, {}))
    sandbox.announce_message(message)


def _tell_update(sandbox: Sandbox, customer: Customer, old_id: str) -> None:
    now = int(sandbox.clock.now())
    for number in _acquainted(sandbox, customer):
        hidden = shapes.hides_phone(sandbox, number, customer)
        update: Json = {} if hidden else {"wa_id": customer.phone}
        update |= {
            "detail": "The user id has changed.",
            "user_id": {"previous": old_id, "current": customer.user_id},
            "timestamp": now,
        }
        about = shapes.contact(sandbox, customer, hidden=hidden)
        sandbox.post.send(
            Item(
                number.waba_id,
                number.id,
                customer.id,
                "user_id_update",
                "message",
                shapes.metadata(number),
                "user_id_update",
                update,
                about,
            )
        )
