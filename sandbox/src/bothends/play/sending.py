"""Accepting a send of the API: who it is for, whether it may go, and what it becomes on the phones."""

from typing import Any

from bothends import national
from bothends.chance import Chance
from bothends.meta.errors import GraphError, bad
from bothends.meta.filling import check_usable, rendered
from bothends.play import links, phones, ticks
from bothends.sandbox import Sandbox
from bothends.views import WINDOW
from bothends.world import Chat, Customer, Message, Number

Json = dict[str, Any]
REACTION_DAYS = 30
MEDIA = ("image", "video", "audio", "document", "sticker")


def recipient(sandbox: Sandbox, body: Json) -> Customer | None:
    """The customer, None if nobody is there; `to` wins over `recipient` (Meta: Business-scoped user IDs)."""
    world = sandbox.world
    if body.get("to"):
        customer_id = world.by_phone.get(national.digits(str(body["to"])))
    else:
        customer_id = world.by_user_id.get(str(body.get("recipient")))
    return world.customers.get(customer_id or "")


def recipient_id(sandbox: Sandbox, body: Json) -> str:
    customer = recipient(sandbox, body)
    return customer.id if customer else ""


def accept(sandbox: Sandbox, number: Number, kind: str, body: Json) -> tuple[Message, Json]:
    """The accepted message and Meta's answer. Nothing is recorded when it raises."""
    customer = recipient(sandbox, body) or _stranger(sandbox, body)
    now = sandbox.clock.now()
    _check_sendable(sandbox, number, customer)
    chat = sandbox.world.chat(number.id, customer.id)
    content, category = _content(sandbox, number, chat, kind, body)
    _check_rates(sandbox, number, customer, now)
    outside = kind != "template" and sandbox.settings.window != "off" and not window_open(chat, now)
    if outside and sandbox.settings.window == "sync":
        raise GraphError(131047)
    message = _message(sandbox, chat, customer, kind, content, body)
    message.category, message.free_window = category, window_open(chat, now)
    _record(sandbox, number, customer, message, body, now)
    _start(sandbox, message, customer, content, outside=outside)
    return message, answer(message, customer, body)


def window_open(chat: Chat, now: float) -> bool:
    return chat.customer_wrote_at is not None and now - chat.customer_wrote_at <= WINDOW


def _stranger(sandbox: Sandbox, body: Json) -> Customer:
    """A number that nobody in this world has: Meta accepts it and says later that it is undeliverable."""
    phone = national.registered(str(body.get("to") or ""))
    if body.get("to") and not 5 <= len(phone) <= 20:
        raise GraphError(100, message="(#100) Param to must be a valid phone number.")
    key = f"stranger-{phone or body.get('recipient')}"
    strangers = sandbox.world.strangers
    if key not in strangers:
        user_id = str(body.get("recipient") or f"{national.country(phone)}.{Chance(0).digits(14, key)}")
        strangers[key] = Customer(key, "", phone, user_id, online=False)
    return strangers[key]


def _check_sendable(sandbox: Sandbox, number: Number, customer: Customer) -> None:
    if not number.registered:
        raise GraphError(133010)
    if customer.phone == number.phone:
        raise GraphError(131021)


def _check_rates(sandbox: Sandbox, number: Number, customer: Customer, now: float) -> None:
    if not sandbox.settings.rates:
        return
    code = sandbox.rates.refusal(number.id, number.mode, customer.id, now)
    if code is not None:
        raise GraphError(code, http=sandbox.settings.rate_http)


def _content(sandbox: Sandbox, number: Number, chat: Chat, kind: str, body: Json) -> tuple[Any, str]:
    """Content and pricing category; checks what only the world knows: media, templates, reaction targets."""
    content = body[kind]
    if kind in MEDIA:
        _check_media(sandbox, kind, content)
    if kind == "reaction":
        _check_reaction(sandbox, chat, content)
    if kind != "template":
        return content, "service"
    language = str(content["language"]["code"]).replace("-", "_")
    found = sandbox.world.templates.get((number.waba_id, content["name"], language))
    template = check_usable(found, content["name"], language)
    shown = rendered(template, content.get("components") or [])
    return {**content, "rendered": shown}, template.category.lower()


def _check_media(sandbox: Sandbox, kind: str, content: Json) -> None:
    if not content.get("id"):
        return
    media = sandbox.world.media.get(str(content["id"]))
    if media is None or media.expires_at <= sandbox.clock.now():
        raise bad(f"{kind}['id']: there is no media with this id, or it has expired.")
    family = {"sticker": "image"}.get(kind, kind)
    if kind != "document" and not media.mime_type.startswith(family):
        raise bad(f"{kind}['id']: the media is {media.mime_type}.")


def _check_reaction(sandbox: Sandbox, chat: Chat, content: Json) -> None:
    target = chat.find(content["message_id"])
    if target is None or target.revoked_at is not None:
        raise bad("reaction['message_id']: there is no such message in this chat.")
    if sandbox.clock.now() - target.at > REACTION_DAYS * 86400:
        raise bad("reaction['message_id']: the message is older than 30 days.")


def _message(sandbox: Sandbox, chat: Chat, customer: Customer, kind: str, content: Any, body: Json) -> Message:
    data = body.get("biz_opaque_callback_data")
    return Message(
        seq=sandbox.next_seq(),
        wamid=phones.new_wamid(sandbox, customer, "business"),
        number_id=chat.number_id,
        customer_id=customer.id,
        side="business",
        origin="api",
        type=kind,
        content=content,
        at=sandbox.clock.now(),
        quote=(body.get("context") or {}).get("message_id"),
        media_id=str(content["id"]) if kind in MEDIA and content.get("id") else None,
        callback_data=None if data is None else str(data),
    )


def _record(sandbox: Sandbox, number: Number, customer: Customer, message: Message, body: Json, now: float) -> None:
    sandbox.rates.sent(number.id, customer.id, now)
    sandbox.book.write(
        {
            "wamid": message.wamid,
            "number_id": number.id,
            "customer_id": customer.id,
            "to": body.get("to") or body.get("recipient"),
            "type": message.type,
            "callback_data": message.callback_data,
            "at": sandbox.clock.real(),
            "said_at": now,
        }
    )
    sandbox.world.wamids[message.wamid] = message
    if message.type == "reaction":
        _react(sandbox, message)
    else:
        chat = sandbox.world.chat(number.id, customer.id)
        chat.typing_business = False
        chat.messages.append(message)
        sandbox.announce_message(message)


def _react(sandbox: Sandbox, message: Message) -> None:
    target = sandbox.world.wamids[message.content["message_id"]]
    if message.content.get("emoji"):
        target.reactions["business"] = message.content["emoji"]
    else:
        target.reactions.pop("business", None)
    sandbox.announce_message(target)


def _start(sandbox: Sandbox, message: Message, customer: Customer, content: Any, *, outside: bool) -> None:
    """What happens after the answer: ticks, or the failure that Meta only finds out then."""
    where = {"number": message.number_id, "customer": customer.id}
    planned = sandbox.chaos.strikes("fail_later", **where)
    if outside:
        ticks.fail(sandbox, message, 131047)
    elif customer.id not in sandbox.world.customers:
        ticks.fail(sandbox, message, 131026)
    elif planned is not None:
        ticks.fail(sandbox, message, int(planned.params["code"]))
    elif message.type in MEDIA and content.get("link") and sandbox.settings.fetch_links:
        links.fetch_later(sandbox, message, content["link"])
    else:
        ticks.set_off(sandbox, message)


def answer(message: Message, customer: Customer, body: Json) -> Json:
    """Meta's 200. `wa_id` is the registered form and may differ from the input."""
    who = {"input": str(body["to"]), "wa_id": customer.phone} if body.get("to") else None
    contact = who or {"input": str(body["recipient"]), "user_id": customer.user_id}
    held = {"message_status": "accepted"} if message.type == "template" else {}
    return {
        "messaging_product": "whatsapp",
        "contacts": [contact],
        "messages": [{"id": message.wamid, **held}],
    }


def show_typing(sandbox: Sandbox, chat: Chat, seconds: float) -> None:
    """Until the reply, or for as long as Meta shows it."""
    chat.typing_business = True
    sandbox.announce_chat(chat)

    def stop() -> None:
        chat.typing_business = False
        sandbox.announce_chat(chat)

    sandbox.clock.after(seconds, stop)
