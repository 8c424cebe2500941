"""Every address of the Graph API."""

from starlette.routing import BaseRoute

from bothends.graph import apps, media, messages, nodes, numbers


def routes() -> list[BaseRoute]:
    modules = (messages, media, numbers, apps, nodes)
    return [route for module in modules for route in module.routes()]
