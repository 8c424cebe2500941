"""Messages, statuses, echoes in Meta's shapes (Meta: Webhooks, `messages` and `smb_message_echoes`)."""

from typing import Any

from bothends.meta.bodies import Item
from bothends.meta.codes import status_error
from bothends.sandbox import Sandbox
from bothends.world import Customer, Message, Number

Json = dict[str, Any]


def metadata(number: Number) -> Json:
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": number.phone, "phone_number_id": number.id},
    }


def hides_phone(sandbox: Sandbox, number: Number, customer: Customer) -> bool:
    where = {"number": number.id, "customer": customer.id}
    return customer.hide_phone or sandbox.chaos.strikes("hide_phone_numbers", **where) is not None


def person(sandbox: Sandbox, customer: Customer, keys: tuple[str, str, str], *, hidden: bool) -> Json:
    """The customer under this place's three keys (phone, user id, parent id), as far as they show."""
    phone, user, parent = keys
    seen: Json = {} if hidden else {phone: customer.phone}
    if hidden or sandbox.settings.user_ids:
        seen[user] = customer.user_id
        if customer.parent_user_id:
            seen[parent] = customer.parent_user_id
    return seen


def contact(sandbox: Sandbox, customer: Customer, *, hidden: bool, named: bool = True) -> Json:
    """An entry of `contacts`; echoes never carry the profile's name, only a username."""
    profile: Json = {"name": customer.name} if named else {}
    if customer.username:
        profile["username"] = customer.username
    ids = person(sandbox, customer, ("wa_id", "user_id", "parent_user_id"), hidden=hidden)
    return {"profile": profile, **ids} if profile else ids


def _item(sandbox: Sandbox, number: Number, customer: Customer, **more: Any) -> Item:
    base = {"waba_id": number.waba_id, "number_id": number.id, "customer_id": customer.id}
    return Item(**{**base, "value": metadata(number), **more})


def inbound(
    sandbox: Sandbox,
    number: Number,
    customer: Customer,
    wamid: str,
    at: float,
    kind: str,
    part: Json,
    extra: Json,
) -> Item:
    """A message of the customer. `part` is the object with its type's name as key, `extra` context & co."""
    hidden = hides_phone(sandbox, number, customer)
    keys = ("from", "from_user_id", "from_parent_user_id")
    message = {
        **person(sandbox, customer, keys, hidden=hidden),
        "id": wamid,
        "timestamp": str(int(at)),
        **_context_seen(extra, customer, hidden=hidden),
        "type": kind,
        **part,
    }
    about = None if kind == "system" else contact(sandbox, customer, hidden=hidden)
    return _item(
        sandbox,
        number,
        customer,
        field="messages",
        kind="message",
        key="messages",
        item=message,
        contact=about,
        wamid=wamid,
    )


def _context_seen(extra: Json, customer: Customer, *, hidden: bool) -> Json:
    """For a user without a phone number `context.from` may not give it away."""
    context = extra.get("context")
    if hidden and context and context.get("from") == customer.phone:
        return {**extra, "context": {key: value for key, value in context.items() if key != "from"}}
    return extra


def echo(
    sandbox: Sandbox,
    number: Number,
    customer: Customer,
    wamid: str,
    at: float,
    kind: str,
    part: Json,
    extra: Json,
) -> Item:
    """A message of the business that was written in the app, or of the API when chaos asks for it."""
    hidden = hides_phone(sandbox, number, customer)
    message = {
        "from": number.phone,
        **person(sandbox, customer, ("to", "to_user_id", "to_parent_user_id"), hidden=hidden),
        "id": wamid,
        "timestamp": str(int(at)),
        **_context_seen(extra, customer, hidden=hidden),
        "type": kind,
        **part,
    }
    return _item(
        sandbox,
        number,
        customer,
        field="smb_message_echoes",
        kind="echo",
        key="message_echoes",
        item=message,
        contact=contact(sandbox, customer, hidden=hidden, named=False),
        wamid=wamid,
    )


def status(sandbox: Sandbox, number: Number, customer: Customer, message: Message, name: str, at: float) -> Item:
    hidden = hides_phone(sandbox, number, customer)
    keys = ("recipient_id", "recipient_user_id", "recipient_parent_user_id")
    told: Json = {"id": message.wamid, "status": name, "timestamp": str(int(at))}
    told |= person(sandbox, customer, keys, hidden=hidden)
    if message.callback_data is not None:
        told["biz_opaque_callback_data"] = message.callback_data
    if name == "failed":
        error = message.error or {}
        told["errors"] = [status_error(int(error.get("code", 131000)), error.get("details"))]
    elif name in ("sent", "delivered") or (name == "read" and "delivered" not in message.status_at):
        told["pricing"] = pricing(sandbox, message)
    # Meta's page on user ids says that `failed` comes without `contacts`; clients exist that want them.
    bare = name == "failed" and not sandbox.settings.contacts_on_failed
    about = None if bare else contact(sandbox, customer, hidden=hidden)
    return _item(
        sandbox,
        number,
        customer,
        field="messages",
        kind="status",
        key="statuses",
        item=told,
        contact=about,
        wamid=message.wamid,
    )


def pricing(sandbox: Sandbox, message: Message) -> Json:
    """Per message since 2025-07-01; free inside the window for service and utility (Meta: Pricing)."""
    charged = sandbox.settings.service_price == "charged"
    free = message.free_window and message.category in ("service", "utility") and not charged
    return {
        "billable": not free,
        "pricing_model": "PMP",
        "category": message.category,
        "type": "free_customer_service" if free else "regular",
    }
