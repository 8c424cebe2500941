"""Every address of the Graph API."""

from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    return []
