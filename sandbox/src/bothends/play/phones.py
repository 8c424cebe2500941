"""What people do on their phones: the customer on hers, the agent in the Business app; both in the same chat.

A customer's act becomes a `messages` webhook, an agent's an `smb_message_echoes` webhook.
"""

from typing import Any

from bothends.meta.codes import status_error
from bothends.play import shapes, ticks
from bothends.play.drafts import Draft
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.webhooks.delivery import Delivery
from bothends.world import Chat, Customer, Message, Number, Side

Json = dict[str, Any]
EDIT_SECONDS, REVOKE_SECONDS = 15 * 60, 2 * 86400


def ends(sandbox: Sandbox, chat: Chat) -> tuple[Number, Customer]:
    return sandbox.world.number(chat.number_id), sandbox.world.customer(chat.customer_id)


def check_app(sandbox: Sandbox, chat: Chat, side: Side) -> None:
    if side == "business" and not sandbox.world.number(chat.number_id).has_app:
        raise Refused.conflict("no_app", "This number is on the Cloud API only: there is no Business app to write in.")


def write(sandbox: Sandbox, chat: Chat, side: Side, draft: Draft) -> Message:
    """A new message from either phone."""
    check_app(sandbox, chat, side)
    number, customer = ends(sandbox, chat)
    now = sandbox.clock.now()
    message = Message(
        seq=sandbox.next_seq(),
        wamid=new_wamid(sandbox, customer, side),
        number_id=number.id,
        customer_id=customer.id,
        side=side,
        origin="customer" if side == "customer" else "app",
        type=draft.type,
        content=draft.content,
        at=now if draft.said_at is None else draft.said_at,
        quote=draft.quote,
        forwarded=draft.forwarded,
        media_id=draft.media.id if draft.media else None,
    )
    _read_before_writing(sandbox, chat, side)
    sandbox.world.add_message(message)
    _stop_typing(chat, side)
    if side == "customer":
        _customer_wrote(sandbox, chat, number, now)
        message.status, message.status_at = "delivered", {"sent": now, "delivered": now}
        _tell_inbound(sandbox, chat, message, draft.referral)
        if chat.open_app:
            ticks.open_by_business(sandbox, chat)
    else:
        _tell_echo(sandbox, chat, message)
        ticks.set_off(sandbox, message)
    sandbox.announce_message(message)
    return message


def new_wamid(sandbox: Sandbox, customer: Customer, side: Side) -> str:
    peer = customer.user_id if customer.hide_phone else customer.phone
    return sandbox.chance.wamid(peer, inbound=side == "customer")


def _read_before_writing(sandbox: Sandbox, chat: Chat, side: Side) -> None:
    """Who writes has the chat before the eyes: what lay there is read."""
    if side == "customer":
        ticks.open_by_customer(sandbox, chat)
    else:
        ticks.open_by_business(sandbox, chat)


def _stop_typing(chat: Chat, side: Side) -> None:
    if side == "customer":
        chat.typing_customer = False
    else:
        chat.typing_business = False


def _customer_wrote(sandbox: Sandbox, chat: Chat, number: Number, now: float) -> None:
    chat.customer_wrote_at = now
    sandbox.rates.received(number.id, number.mode, now)


def _tell_inbound(sandbox: Sandbox, chat: Chat, message: Message, referral: Json | None) -> None:
    number, customer = ends(sandbox, chat)
    where = {"number": number.id, "customer": customer.id}
    kind, part = message.type, part_of(message)
    if sandbox.chaos.strikes("unavailable_131060", **where):
        kind, part = "unsupported", unsupported_part({"type": "media_placeholder", "code": 131060})
    extra = context(sandbox, message)
    if referral:
        extra["referral"] = referral
    sandbox.post.send(shapes.inbound(sandbox, number, customer, message.wamid, message.at, kind, part, extra))


def _tell_echo(sandbox: Sandbox, chat: Chat, message: Message) -> list[Delivery]:
    number, customer = ends(sandbox, chat)
    item = shapes.echo(
        sandbox,
        number,
        customer,
        message.wamid,
        message.at,
        message.type,
        part_of(message),
        context(sandbox, message),
    )
    return sandbox.post.send(item)


def echo_of_api_send(sandbox: Sandbox, message: Message) -> list[Delivery]:
    """Chaos: whether Meta echoes messages of the API is not documented; a receiver must survive both."""
    return _tell_echo(sandbox, sandbox.world.chat(message.number_id, message.customer_id), message)


def part_of(message: Message) -> Json:
    """The object under the type's name, as webhooks carry it."""
    if message.type == "unsupported":
        return unsupported_part(message.content)
    return {message.type: message.content}


def unsupported_part(content: Json) -> Json:
    error = status_error(int(content["code"]))
    error.pop("href")
    return {"errors": [error], "unsupported": {"type": content["type"]}}


def context(sandbox: Sandbox, message: Message) -> Json:
    """`context` of a quote or of a forwarded message (Meta: messages reference, context object)."""
    if message.forwarded:
        return {"context": {"frequently_forwarded" if message.forwarded > 5 else "forwarded": True}}
    if message.quote is None:
        return {}
    quoted = sandbox.world.wamids.get(message.quote)
    number = sandbox.world.number(message.number_id)
    customer = sandbox.world.customer(message.customer_id)
    author = customer.phone if quoted is not None and quoted.side == "customer" else number.phone
    return {"context": {"from": author, "id": message.quote}}


def react(sandbox: Sandbox, chat: Chat, side: Side, wamid: str, emoji: str) -> Message:
    check_app(sandbox, chat, side)
    message = chat.message(wamid)
    if message.revoked_at is not None:
        raise Refused.conflict("revoked", "A deleted message takes no reaction.")
    if emoji:
        message.reactions[side] = emoji
    else:
        message.reactions.pop(side, None)
    empty = {"emoji": ""} if sandbox.settings.reaction_removal == "empty" else {}
    part = {"message_id": wamid, **({"emoji": emoji} if emoji else empty)}
    if side == "customer":
        _customer_wrote(sandbox, chat, sandbox.world.number(chat.number_id), sandbox.clock.now())
    _tell_change(sandbox, chat, side, "reaction", part)
    sandbox.announce_message(message)
    return message


def edit(sandbox: Sandbox, chat: Chat, side: Side, wamid: str, text: str) -> Message:
    """Within 15 minutes, own messages: the text, or a medium's caption."""
    message = _own(sandbox, chat, side, wamid, EDIT_SECONDS, "edited within 15 minutes")
    key = "body" if message.type == "text" else "caption"
    if message.type not in ("text", "image", "video", "document"):
        raise Refused.conflict("not_editable", f"A message of type {message.type} cannot be edited.")
    now = sandbox.clock.now()
    message.versions.append({"content": message.content, "at": message.edited_at or message.at})
    message.content, message.edited_at = {**message.content, key: text}, now
    inner: Json = {"context": {"id": message.quote}} if message.quote else {}
    inner |= {"type": message.type, message.type: message.content}
    _tell_change(sandbox, chat, side, "edit", {"original_message_id": wamid, "message": inner})
    sandbox.announce_message(message)
    return message


def revoke(sandbox: Sandbox, chat: Chat, side: Side, wamid: str) -> Message:
    """Delete for everyone: within 2 days, own messages."""
    message = _own(sandbox, chat, side, wamid, REVOKE_SECONDS, "deleted for everyone within 2 days")
    message.revoked_at = sandbox.clock.now()
    _tell_change(sandbox, chat, side, "revoke", {"original_message_id": wamid})
    sandbox.announce_message(message)
    return message


def _own(sandbox: Sandbox, chat: Chat, side: Side, wamid: str, seconds: float, rule: str) -> Message:
    check_app(sandbox, chat, side)
    message = chat.message(wamid)
    if message.side != side or message.origin in ("api", "system"):
        raise Refused.conflict("not_own", "Only messages written on this phone can be changed here.")
    if message.revoked_at is not None:
        raise Refused.conflict("revoked", "This message is deleted already.")
    if sandbox.clock.now() - message.at > seconds:
        raise Refused.conflict("too_late", f"A message can only be {rule}.")
    return message


def _tell_change(sandbox: Sandbox, chat: Chat, side: Side, kind: str, part: Json) -> None:
    number, customer = ends(sandbox, chat)
    wamid, now = new_wamid(sandbox, customer, side), sandbox.clock.now()
    if side == "business":
        sandbox.post.send(shapes.echo(sandbox, number, customer, wamid, now, kind, {kind: part}, {}))
        return
    if kind == "revoke" and not number.has_app:
        return
    if kind == "edit" and not number.has_app:
        # Meta tells edits to numbers with the app only; the list of unsupported types names "edit".
        kind, whole = "unsupported", unsupported_part({"type": "edit", "code": 131051})
    else:
        whole = {kind: part}
    sandbox.post.send(shapes.inbound(sandbox, number, customer, wamid, now, kind, whole, {}))


def press(sandbox: Sandbox, chat: Chat, wamid: str, choice: str) -> Draft:
    """A tap on a button or a list row of the business's message, as the draft of the customer's answer."""
    message = chat.message(wamid)
    content = message.content
    if message.side == "business" and message.type == "interactive":
        answer = _pressed(content, choice)
        if answer is not None:
            return Draft("interactive", answer, quote=wamid)
    if message.side == "business" and message.type == "template":
        for button in content.get("rendered", {}).get("buttons", []):
            if choice in (button.get("payload"), button.get("text")):
                text = {"payload": button.get("payload") or button["text"], "text": button["text"]}
                return Draft("button", text, quote=wamid)
    raise Refused("no_such_button", f"The message has no button or row {choice!r}.")


def _pressed(interactive: Json, choice: str) -> Json | None:
    action = interactive.get("action", {})
    cards = [card.get("action", {}) for card in action.get("cards", [])]
    for button in [button for place in (action, *cards) for button in place.get("buttons", [])]:
        reply = button.get("reply") or button.get("quick_reply") or {}
        if reply.get("id") == choice:
            return {"type": "button_reply", "button_reply": dict(reply)}
    for section in action.get("sections", []):
        for row in section.get("rows", []):
            if row.get("id") == choice:
                return {"type": "list_reply", "list_reply": dict(row)}
    return None


def open_chat(sandbox: Sandbox, chat: Chat, side: Side) -> Chat:
    if side == "customer":
        chat.open_customer = True
        ticks.open_by_customer(sandbox, chat)
    else:
        check_app(sandbox, chat, side)
        chat.open_app = True
        ticks.open_by_business(sandbox, chat)
    sandbox.announce_chat(chat)
    return chat


def close_chat(sandbox: Sandbox, chat: Chat, side: Side) -> Chat:
    if side == "customer":
        chat.open_customer = False
    else:
        chat.open_app = False
    sandbox.announce_chat(chat)
    return chat


def type_on(sandbox: Sandbox, chat: Chat, side: Side, *, on: bool) -> Chat:
    """Seen on the other phone only: Meta has no webhook for typing."""
    check_app(sandbox, chat, side)
    if side == "customer":
        chat.typing_customer = on
    else:
        chat.typing_business = on
    sandbox.announce_chat(chat)
    return chat
