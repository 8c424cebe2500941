"""The contact book of a number's phone: read, write, strike out."""

from typing import Any

from starlette.requests import Request
from starlette.routing import BaseRoute

from bothends import national, views
from bothends.control.wire import Json, route, text
from bothends.play import contact_book
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import Number


async def listing(sandbox: Sandbox, request: Request, body: Json) -> Any:
    number = sandbox.world.number(request.path_params["number"])
    return [views.book_entry_view(phone, entry) for phone, entry in number.contacts.items()]


async def put(sandbox: Sandbox, request: Request, body: Json) -> Json:
    number, phone = _named(sandbox, request)
    full_name = text(body, "full_name").strip()
    if not full_name:
        raise Refused("missing_full_name", "Give 'full_name' as a text.")
    entry = contact_book.put(sandbox, number, phone, full_name, text(body, "first_name", "") or full_name.split()[0])
    return views.book_entry_view(phone, entry)


async def remove(sandbox: Sandbox, request: Request, body: Json) -> Json:
    number, phone = _named(sandbox, request)
    return views.book_entry_view(phone, contact_book.remove(sandbox, number, phone))


def _named(sandbox: Sandbox, request: Request) -> tuple[Number, str]:
    phone = national.registered(request.path_params["phone"])
    return sandbox.world.number(request.path_params["number"]), phone


def routes() -> list[BaseRoute]:
    return [
        route("GET", "/numbers/{number}/contacts", listing),
        route("PUT", "/numbers/{number}/contacts/{phone}", put),
        route("DELETE", "/numbers/{number}/contacts/{phone}", remove),
    ]
