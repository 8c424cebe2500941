"""How a message of the business comes to the customer: sent, delivered, read; or failed.

Statuses are told for messages of the API alone: Meta documents none for messages typed in the app.
"""

from bothends.meta.codes import status_error
from bothends.play import shapes
from bothends.sandbox import Sandbox
from bothends.webhooks.delivery import Delivery
from bothends.world import Chat, Message

RANK = {"pending": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4}


def set_off(sandbox: Sandbox, message: Message) -> None:
    """Lets the ticks of a new message run on the clock."""
    sandbox.clock.after(_drawn(sandbox, message, "sent_ms"), lambda: _sent(sandbox, message))


def fail(sandbox: Sandbox, message: Message, code: int, details: str | None = None) -> None:
    sandbox.clock.after(_drawn(sandbox, message, "sent_ms"), lambda: fail_now(sandbox, message, code, details))


def fail_now(sandbox: Sandbox, message: Message, code: int, details: str | None = None) -> None:
    error = status_error(code, details)
    message.error = {"code": code, "title": error["title"], "details": error["error_data"]["details"]}
    message.status = "failed"
    _note(sandbox, message, "failed")


def now_until_delivered(sandbox: Sandbox, message: Message) -> list[Delivery]:
    """Chaos: both ticks at once, before the send is answered."""
    sent = advance(sandbox, message, "sent")
    return [*sent, *advance(sandbox, message, "delivered")]


def open_by_customer(sandbox: Sandbox, chat: Chat) -> None:
    """What lay on the phone becomes read, oldest first; what is still under way as soon as it is there."""
    for message in list(chat.messages):
        if message.side == "business" and message.status == "delivered":
            advance(sandbox, message, "read")


def open_by_business(sandbox: Sandbox, chat: Chat, up_to: Message | None = None) -> None:
    """The customer's blue ticks. Meta tells nobody about them."""
    for message in list(chat.messages):
        if message.side == "customer" and message.status in ("sent", "delivered"):
            advance(sandbox, message, "read")
        if message is up_to:
            return


def catch_up(sandbox: Sandbox, customer_id: str) -> None:
    """A phone that is back online gets what waited for it."""
    for chat in sandbox.world.chats.values():
        if chat.customer_id == customer_id:
            for message in list(chat.messages):
                if message.side == "business" and message.status == "sent":
                    _plan_delivery(sandbox, message)


def advance(sandbox: Sandbox, message: Message, status: str) -> list[Delivery]:
    """One step up; a step down or onto the same place is nothing."""
    if message.status == "failed" or RANK[status] <= RANK[message.status]:
        return []
    message.status = status
    return _note(sandbox, message, status)


def _note(sandbox: Sandbox, message: Message, status: str) -> list[Delivery]:
    now = sandbox.clock.now()
    told = _tell(sandbox, message, status, now)
    message.status_at[status] = now
    sandbox.announce_message(message)
    return told


def _tell(sandbox: Sandbox, message: Message, status: str, now: float) -> list[Delivery]:
    where = {"number": message.number_id, "customer": message.customer_id}
    if message.origin != "api" or sandbox.chaos.strikes("no_statuses", **where):
        return []
    number = sandbox.world.number(message.number_id)
    customer = sandbox.world.customer(message.customer_id)
    return sandbox.post.send(shapes.status(sandbox, number, customer, message, status, now))


def _sent(sandbox: Sandbox, message: Message) -> None:
    advance(sandbox, message, "sent")
    if message.status == "sent":
        _plan_delivery(sandbox, message)


def _plan_delivery(sandbox: Sandbox, message: Message) -> None:
    sandbox.clock.after(_drawn(sandbox, message, "delivered_ms"), lambda: _delivered(sandbox, message))


def _delivered(sandbox: Sandbox, message: Message) -> None:
    customer = sandbox.world.customer(message.customer_id)
    chat = sandbox.world.chat(message.number_id, message.customer_id)
    if not customer.online or message.status != "sent":
        return
    where = {"number": message.number_id, "customer": message.customer_id}
    if sandbox.chaos.strikes("skip_delivered", **where):
        advance(sandbox, message, "read")
        return
    advance(sandbox, message, "delivered")
    if chat.open_customer:
        sandbox.clock.after(_drawn(sandbox, message, "read_ms"), lambda: _read_if_open(sandbox, chat, message))


def _read_if_open(sandbox: Sandbox, chat: Chat, message: Message) -> None:
    if chat.open_customer:
        advance(sandbox, message, "read")


def _drawn(sandbox: Sandbox, message: Message, setting: str) -> float:
    low, high = getattr(sandbox.settings, setting)
    purpose = f"{setting} {message.number_id} {message.customer_id}"
    return sandbox.chance.between(low, high, purpose) / 1000
