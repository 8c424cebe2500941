"""What became of messages of the API, and of the webhooks that told it (Meta: OpenAPI file, Message History).

Lost statuses can be read again here; contents cannot. The default fields have no events: ask for them.
"""

import json
import re
from typing import Any

from starlette.routing import BaseRoute

from bothends.graph.door import Call, graph
from bothends.graph.numbers import page
from bothends.meta.errors import GraphError
from bothends.webhooks.delivery import Delivery
from bothends.world import Message

Json = dict[str, Any]
FIELDS = ("id", "message_id", "events")
EVENT_FIELDS = (
    "id",
    "delivery_status",
    "webhook_update_state",
    "timestamp",
    "application",
    "webhook_uri",
    "error_description",
)
STATUSES = ("sent", "delivered", "read", "failed")
STATES = {
    "queued": "PENDING",
    "in_flight": "PENDING",
    "waiting": "RETRYING",
    "delivered": "DELIVERED",
    "given_up": "FAILED",
    "dropped": "FAILED",
}
USUAL, MOST = 25, 100
Told = dict[tuple[str, str], Delivery]


async def message_history(call: Call) -> Json:
    """The number's messages of the API, newest first; `message_id` asks for one."""
    number, query = call.number(), call.request.query_params
    wanted, wamid = _fields(query.get("fields", "id,message_id")), query.get("message_id")
    if wamid is not None and not wamid.startswith("wamid."):
        raise GraphError(100, message="(#100) Invalid parameter: message_id format is invalid")
    own = [m for m in call.sandbox.world.wamids.values() if m.number_id == number.id and m.origin == "api"]
    found = [m for m in reversed(own) if wamid in (None, m.wamid)]
    answer = page(call, [{"message": message} for message in found], USUAL, MOST)
    messages: list[Message] = [row["message"] for row in answer["data"]]
    told = _told(call, messages) if "events" in wanted else {}
    return {**answer, "data": [_entry(message, wanted, told) for message in messages]}


def _fields(asked: str) -> dict[str, list[str]]:
    """The fields asked for, each with the fields inside its braces: `id,events{timestamp}`."""
    fields = {}
    for name, inner in re.findall(r"([\w.]+)(?:\{([^}]*)\})?", asked):
        fields[name] = [field.strip() for field in inner.split(",")] if inner else []
    unknown = [name for name in fields if name not in FIELDS]
    unknown += [name for name in fields.get("events", ()) if name not in EVENT_FIELDS]
    if unknown:
        text = f"(#100) Tried accessing nonexisting field ({unknown[0]}) on node type (WhatsAppMessageHistory)"
        raise GraphError(100, message=text)
    return fields


def _told(call: Call, messages: list[Message]) -> Told:
    """The webhook of each status of these messages."""
    wamids = {message.wamid for message in messages}
    found: Told = {}
    for delivery in call.sandbox.queue.deliveries.values():
        if "status" in delivery.kinds and not wamids.isdisjoint(delivery.wamids):
            found |= dict.fromkeys(_statuses(delivery.body), delivery)
    return found


def _statuses(body: bytes) -> list[tuple[str, str]]:
    changes = [change["value"] for entry in json.loads(body)["entry"] for change in entry["changes"]]
    return [(status["id"], status["status"]) for value in changes for status in value.get("statuses", ())]


def _entry(message: Message, wanted: dict[str, list[str]], told: Told) -> Json:
    known: Json = {"id": str(10**15 + message.seq), "message_id": message.wamid}
    shown = {name: known[name] for name in dict.fromkeys(["id", "message_id", *wanted]) if name in known}
    if "events" not in wanted:
        return shown
    kept = {"id", "delivery_status", "timestamp", *(wanted["events"] or EVENT_FIELDS)}
    events = [
        _event(message, status, told.get((message.wamid, status))) for status in STATUSES if status in message.status_at
    ]
    return {**shown, "events": {"data": [{key: event[key] for key in event if key in kept} for event in events]}}


def _event(message: Message, status: str, delivery: Delivery | None) -> Json:
    event: Json = {
        "id": str(2 * 10**15 + message.seq * 10 + STATUSES.index(status)),
        "delivery_status": status.upper(),
        "timestamp": int(message.status_at[status]),
    }
    if delivery is None:
        return event
    event |= {
        "webhook_update_state": STATES[delivery.state],
        "application": {"id": delivery.app_id},
        "webhook_uri": delivery.url,
    }
    return {**event, **_failure(delivery)}


def _failure(delivery: Delivery) -> Json:
    last = delivery.attempts[-1] if delivery.attempts else None
    if last is None or delivery.state == "delivered":
        return {}
    reason = last["error"] or f"Webhook endpoint returned HTTP {last['status']}"
    return {"error_description": reason}


def routes() -> list[BaseRoute]:
    return [*graph("GET", "/{node:digits}/message_history", message_history)]
