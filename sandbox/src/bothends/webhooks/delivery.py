"""One webhook on its way to one callback, and the record of every attempt."""

import asyncio
import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from bothends.meta.bodies import Item

State = Literal["queued", "in_flight", "waiting", "delivered", "given_up", "dropped"]

# Meta repeats "with decreasing frequency" for 7 days (another page says 36 hours). The steps are not
# documented; these are ours.
RETRY_AFTER = (2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0)
LAST_STEP, GIVE_UP_AFTER = 6 * 3600.0, 7 * 86400.0


def retry_delay(tries: int) -> float:
    return RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else LAST_STEP


@dataclass(slots=True)
class Delivery:
    id: int
    app_id: str
    url: str
    field: str
    kinds: list[str]
    wamids: list[str]
    number_id: str
    lane: str
    body: bytes
    signature: str
    created_at: float
    state: State = "queued"
    attempts: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    lose_first: bool = False
    lost: bool = False
    tried: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    def view(self, *, body: bool = False) -> dict[str, Any]:
        seen = {
            "id": self.id,
            "app_id": self.app_id,
            "url": self.url,
            "field": self.field,
            "kinds": self.kinds,
            "wamids": self.wamids,
            "number_id": self.number_id,
            "created_at": self.created_at,
            "state": self.state,
            "attempts": list(self.attempts),
        }
        return {**seen, "body": self.body.decode(), "signature": self.signature} if body else seen


@dataclass(frozen=True, slots=True)
class Target:
    """A callback that wants a field of a number: which app's secret signs, and where it goes."""

    app_id: str
    secret: str
    url: str

    @property
    def key(self) -> str:
        return f"{self.app_id} {self.url}"


def targets(world: Any, item: Item) -> list[Target]:
    """Every app that wants this; a number's own callback wins over the WABA's, that over the app's."""
    waba = world.wabas.get(item.waba_id)
    number = world.numbers.get(item.number_id)
    if number is not None and not number.connected and item.field != "account_update":
        return []
    found: list[Target] = []
    for app_id in [item.app_id] if item.app_id else waba.apps if waba else []:
        app = world.apps.get(app_id)
        if app is None or (app.subscription is not None and item.field not in app.subscription.fields):
            continue
        own = number.override if number else None
        callback = own or (waba and waba.overrides.get(app_id)) or app.subscription
        if callback is not None:
            found.append(Target(app_id, app.secret, callback.url))
    return found
