"""Twinline and Bothends joined, conversations in them, and what Bothends' own book says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.fixtures.connected import NUMBER, Connected
from tests.fixtures.running import RunningBothends, free_port, starting

PATIENCE = 120.0
AT_META = ("accepted", "sent", "delivered", "read")


@contextmanager
def joined(
    request: pytest.FixtureRequest, folder: Path, *, own_postgres: bool = False, allowed: Sequence[str] = ()
) -> Iterator[Connected]:
    """Both programs on free ports; the clock can be turned. `allowed`: origins that Twinline may reach beside."""
    bothends = RunningBothends(free_port(), folder / "bothends.log")
    try:
        with starting(request) as start:
            twinline = start(
                own_postgres=own_postgres,
                TWINLINE_GRAPH_URL=bothends.url,
                TWINLINE_ALLOWED_ORIGINS=",".join([bothends.url, *allowed]),
                TWINLINE_META_SDK=f"{bothends.url}/sdk.js",
                TWINLINE_META_ORIGINS=bothends.url,
                TWINLINE_TURNABLE_CLOCK="1",
            )
            one = Connected(twinline, bothends)
            yield one
            one.close()
    finally:
        bothends.stop()


class Chat:
    """A conversation that a customer has begun."""

    def __init__(self, world: Connected, customer: str, number: str = NUMBER) -> None:
        self.world, self.customer, self.number = world, customer, number
        known = {c["id"] for c in world.alice.conversations(limit=100)}
        world.sandbox.post("/customers", json={"id": customer, "name": customer.title(), "phone": phone_of(customer)})
        world.customer(customer, number).say("Guten Tag")
        self.id = str(self._conversation(known)["id"])

    def _conversation(self, known: set[str]) -> Any:
        def new() -> Any:
            return next((c for c in self.world.alice.conversations(limit=100) if c["id"] not in known), None)

        return self.world.eventually(new, PATIENCE)

    def send(self, text: str) -> str:
        """The attempt's id, which is the message's."""
        attempt = str(uuid4())
        answer = self.world.alice.send(self.id, id=attempt, text=text)
        assert answer.status_code == 202, answer.text
        return attempt

    def message(self, attempt: str) -> Any:
        return next((m for m in self.world.alice.messages(self.id) if m["id"] == attempt), None)

    def becomes(self, attempt: str, *states: str) -> Any:
        return self.world.eventually(lambda: (m := self.message(attempt)) and m["state"] in states and m, PATIENCE)

    def accepted(self, attempt: str) -> int:
        """How often Bothends accepted it."""
        return len(book(self.world, callback_data=attempt))


_phones = iter(range(41_790_000_001, 41_790_001_000))
_phone: dict[str, str] = {}


def phone_of(customer: str) -> str:
    return _phone.setdefault(customer, f"+{next(_phones)}")


def book(world: Connected, **by: str) -> list[Any]:
    return list(world.sandbox.get("/book", params={"limit": 10_000, **by}).raise_for_status().json()["data"])


def repeated(world: Connected) -> Any:
    return world.sandbox.get("/book/counts").raise_for_status().json()["repeated"]
