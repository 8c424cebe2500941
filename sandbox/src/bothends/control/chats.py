"""The phones' hands: reading chats and acting in them, for the customer's end and for the app's."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute

from bothends import views
from bothends.control.wire import Json, route, text, whole
from bothends.play import identity, phones
from bothends.play.drafts import draft
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import Chat, Message, Side


def _chat(sandbox: Sandbox, request: Request) -> Chat:
    return sandbox.world.chat(request.path_params["number"], request.path_params["customer"])


def _message(sandbox: Sandbox, message: Message) -> Json:
    return views.message_view(message, sandbox.world)


def _told(sandbox: Sandbox, chat: Chat) -> Json:
    return {"chat": views.chat_view(chat, sandbox.world)}


async def of_customer(sandbox: Sandbox, request: Request, body: Json) -> Any:
    customer = sandbox.world.customer(request.path_params["customer"])
    return _newest_first(sandbox, lambda chat: chat.customer_id == customer.id)


async def of_number(sandbox: Sandbox, request: Request, body: Json) -> Any:
    number = sandbox.world.number(request.path_params["number"])
    return _newest_first(sandbox, lambda chat: chat.number_id == number.id)


def _newest_first(sandbox: Sandbox, wanted: Callable[[Chat], bool]) -> list[Json]:
    chats = [chat for chat in sandbox.world.chats.values() if _shown(sandbox, chat) and wanted(chat)]
    chats.sort(key=lambda chat: (chat.messages[-1].at, chat.messages[-1].seq), reverse=True)
    return [views.chat_view(chat, sandbox.world) for chat in chats]


def _shown(sandbox: Sandbox, chat: Chat) -> bool:
    return bool(chat.messages) and chat.customer_id in sandbox.world.customers


async def one(sandbox: Sandbox, request: Request, body: Json) -> Json:
    chat = _chat(sandbox, request)
    before, limit = whole(request, "before", 2**62), whole(request, "limit", 200)
    older = [message for message in chat.messages if message.seq < before]
    shown = older[-limit:] if limit > 0 else []
    messages = [_message(sandbox, message) for message in shown]
    return {**_told(sandbox, chat), "messages": messages, "more": len(older) > len(shown)}


def _acts(side: Side) -> dict[str, tuple[Any, int]]:
    async def write(sandbox: Sandbox, request: Request, body: Json) -> Json:
        chat = _chat(sandbox, request)
        phones.check_app(sandbox, chat, side)
        return _message(sandbox, phones.write(sandbox, chat, side, draft(sandbox, chat, side, body)))

    async def react(sandbox: Sandbox, request: Request, body: Json) -> Json:
        emoji = text(body, "emoji", "")
        chat = _chat(sandbox, request)
        return _message(sandbox, phones.react(sandbox, chat, side, text(body, "message"), emoji))

    async def edit(sandbox: Sandbox, request: Request, body: Json) -> Json:
        words = text(body, "caption") if "caption" in body else text(body, "text")
        chat = _chat(sandbox, request)
        return _message(sandbox, phones.edit(sandbox, chat, side, text(body, "message"), words))

    async def revoke(sandbox: Sandbox, request: Request, body: Json) -> Json:
        return _message(sandbox, phones.revoke(sandbox, _chat(sandbox, request), side, text(body, "message")))

    async def open_chat(sandbox: Sandbox, request: Request, body: Json) -> Json:
        return _told(sandbox, phones.open_chat(sandbox, _chat(sandbox, request), side))

    async def close_chat(sandbox: Sandbox, request: Request, body: Json) -> Json:
        return _told(sandbox, phones.close_chat(sandbox, _chat(sandbox, request), side))

    async def typing(sandbox: Sandbox, request: Request, body: Json) -> Json:
        return _told(sandbox, phones.type_on(sandbox, _chat(sandbox, request), side, on=bool(body.get("on", True))))

    return {
        "messages": (write, 201),
        "reactions": (react, 201),
        "edits": (edit, 201),
        "revocations": (revoke, 201),
        "open": (open_chat, 200),
        "close": (close_chat, 200),
        "typing": (typing, 200),
    }


async def reply(sandbox: Sandbox, request: Request, body: Json) -> Json:
    chat = _chat(sandbox, request)
    pressed = phones.press(sandbox, chat, text(body, "message"), text(body, "id"))
    return _message(sandbox, phones.write(sandbox, chat, "customer", pressed))


async def number_change(sandbox: Sandbox, request: Request, body: Json) -> Json:
    customer = sandbox.world.customer(request.path_params["customer"])
    view = views.customer_view(identity.change_phone(sandbox, customer, text(body, "phone")))
    sandbox.announce_world("customer", view)
    return view


async def user_id_change(sandbox: Sandbox, request: Request, body: Json) -> Json:
    customer = sandbox.world.customer(request.path_params["customer"])
    if not sandbox.settings.user_ids:
        raise Refused.conflict("no_user_ids", "User ids are switched off in the settings.")
    view = views.customer_view(identity.change_user_id(sandbox, customer))
    sandbox.announce_world("customer", view)
    return view


def routes() -> list[BaseRoute]:
    customers, apps = "/customers/{customer}/chats/{number}", "/numbers/{number}/chats/{customer}"
    sides: tuple[tuple[str, Side], ...] = ((customers, "customer"), (apps, "business"))
    acts = [
        route("POST", f"{place}/{name}", act, status)
        for place, side in sides
        for name, (act, status) in _acts(side).items()
    ]
    return [
        route("GET", "/customers/{customer}/chats", of_customer),
        route("GET", "/numbers/{number}/chats", of_number),
        route("GET", customers, one),
        route("GET", apps, one),
        *acts,
        route("POST", f"{customers}/replies", reply, 201),
        route("POST", "/customers/{customer}/number-change", number_change),
        route("POST", "/customers/{customer}/user-id-change", user_id_change),
    ]
