"""Every address of the control API."""

from starlette.routing import BaseRoute

from bothends.control import chats, contact_book, lifecycle, records, signups, stream, switches, sync, uploads, world


def routes() -> list[BaseRoute]:
    modules = (switches, world, lifecycle, signups, contact_book, sync, chats, uploads, records, stream)
    return [route for module in modules for route in module.routes()]
