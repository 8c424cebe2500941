"""Of what outgoing webhooks tell: a closed list, each with its body (docs/reference/outgoing-webhooks.md). Pure.

A body is Standard Webhooks' own: `type`, `timestamp` (ISO 8601, when it happened) and `data`; `version` is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

import orjson

VERSION = 1
Event = Literal["number.alert", "number.connected", "number.disconnected"]
EVENTS: tuple[Event, ...] = get_args(Event)
# Asked for by a person, of one receiver, whatever it chose to hear.
TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class About:
    """The number of which something is told."""

    id: UUID
    name: str
    display_phone: str


def body(event: str, data: dict[str, Any], at: datetime) -> bytes:
    return orjson.dumps({"type": event, "version": VERSION, "timestamp": at.isoformat(), "data": data})


def alert(number: About, kind: str, since: datetime, state: Literal["raised", "cleared"]) -> dict[str, Any]:
    """`since` tells occurrences of one kind apart; it is the same when the alert is cleared."""
    return {"number": _number(number), "alert": {"kind": kind, "state": state, "since": since.isoformat()}}


def standing(number: About, state: Literal["connected", "offboarded", "removed"]) -> tuple[Event, dict[str, Any]]:
    event: Event = "number.connected" if state == "connected" else "number.disconnected"
    return event, {"number": _number(number), "state": state}


def _number(number: About) -> dict[str, str]:
    return {"id": str(number.id), "name": number.name, "display_phone": number.display_phone}
