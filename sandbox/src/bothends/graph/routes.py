"""Every address of the Graph API."""

from starlette.routing import BaseRoute

from bothends.graph import apps, media, messages, nodes, numbers, sync


def routes() -> list[BaseRoute]:
    modules = (messages, media, numbers, sync, apps, nodes)
    return [route for module in modules for route in module.routes()]
