"""Every address of the control API."""

from starlette.routing import BaseRoute

from bothends.control import chats, lifecycle, records, signups, stream, switches, uploads, world


def routes() -> list[BaseRoute]:
    modules = (switches, world, lifecycle, signups, chats, uploads, records, stream)
    return [route for module in modules for route in module.routes()]
