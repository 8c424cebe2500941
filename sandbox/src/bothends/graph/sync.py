"""Asking a number's phone for its contacts and its history (Meta: Onboard Business app users)."""

from typing import Any

from starlette.routing import BaseRoute

from bothends.graph.door import Call, graph
from bothends.meta.errors import GraphError
from bothends.play import sync

Json = dict[str, Any]
SYNC_HOURS = 24


async def smb_app_data(call: Call) -> Json:
    """Contacts or history: once each, within 24 hours of onboarding."""
    number, body = call.number(), await call.body()
    kind = body.get("sync_type")
    if not number.has_app or kind not in ("smb_app_state_sync", "history"):
        raise GraphError(100, message="(#100) Param sync_type must be one of {smb_app_state_sync, history}.")
    if kind in number.synced:
        raise GraphError(2593107)
    if call.sandbox.clock.now() - number.onboarded_at > SYNC_HOURS * 3600:
        # A platform in production met the general 135000 here, which no page of Meta's says.
        raise GraphError(number.sync.late_code)
    number.synced.add(str(kind))
    sync.start(call.sandbox, number, str(kind))
    return {"messaging_product": "whatsapp", "request_id": call.sandbox.chance.hex(32, "sync request")}


def routes() -> list[BaseRoute]:
    return [*graph("POST", "/{node:digits}/smb_app_data", smb_app_data)]
