"""Every address of the Graph API."""

from starlette.routing import BaseRoute

from bothends.graph import apps, media, message_history, messages, nodes, numbers, sync


def routes() -> list[BaseRoute]:
    modules = (messages, message_history, media, numbers, sync, apps, nodes)
    return [route for module in modules for route in module.routes()]
