"""Listening at both ends: Bothends' stream of events, and Twinline's page as a browser would follow it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import httpx

from demo.guide.member import Member
from demo.guide.pause import Pause
from demo.guide.trail import Origin, Place

TOLD_BY: dict[str, Origin] = {"customer": "customer", "app": "phone", "api": "person"}
SHOWN_AS: dict[str, Origin] = {"customer": "customer", "phone": "phone", "person": "person"}
# (customer, number) of Bothends, or the conversation of Twinline; origin, text, place, seconds.
Saw = Callable[[object, Origin, str, Place, float], None]


class Listener(threading.Thread):
    """Listens until the demo ends. Whatever breaks it off, from the first request on, it comes again after a pause."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)

    def run(self) -> None:
        pause = Pause()
        while True:
            with suppress(httpx.HTTPError, ValueError):
                for _ in self.follow():
                    pause.reset()
            time.sleep(pause.next())

    def follow(self) -> Iterator[None]:
        """Listen once, and yield whenever something was heard."""
        raise NotImplementedError


class Bothends(Listener):
    """Messages on the phones, webhooks as they are taken, and sends as they are accepted."""

    def __init__(self, url: str, saw: Saw) -> None:
        super().__init__("bothends")
        self._http = httpx.Client(base_url=f"{url}/sandbox/api", timeout=httpx.Timeout(10, read=40))
        self._saw = saw
        self._after: int | None = None
        self._since = 0.0
        self._known: dict[str, tuple[object, Origin, str]] = {}

    def follow(self) -> Iterator[None]:
        if self._after is None:
            state = self._http.get("/state").raise_for_status().json()
            self._after, self._since = int(state["event"]), float(state["clock"]["now"])
        for kind, data in self._events(self._after):
            self._hear(kind, data, time.monotonic())
            yield

    def _events(self, after: int) -> Iterator[tuple[str, Any]]:
        query = {"after": str(after), "only": "message,webhook"}
        with self._http.stream("GET", "/events", params=query) as stream:
            stream.raise_for_status()
            event: dict[str, str] = {}
            for line in stream.iter_lines():
                name, _, value = line.partition(": ")
                if line:
                    event[name] = value
                elif "data" in event:
                    self._after = int(event["id"])
                    yield event.get("event", ""), json.loads(event["data"])
                    event = {}

    def _hear(self, kind: str, data: Any, at: float) -> None:
        if kind == "message":
            self._hear_message(data["message"], at)
        elif kind == "webhook" and data["state"] == "delivered":
            for wamid in data["wamids"]:
                self._hear_webhook(wamid, data["kinds"], at)

    def _hear_message(self, message: Any, at: float) -> None:
        origin = TOLD_BY.get(message["origin"])
        # An older message is told again when its ticks advance, for example as somebody opens its chat.
        if message["at"] < self._since or message["wamid"] in self._known:
            return
        if origin is None or message["type"] != "text":
            return
        known = (message["customer_id"], message["number_id"]), origin, message["content"]["body"]
        self._known[message["wamid"]] = known
        # One message is on both phones at once: WhatsApp itself brings it there.
        self._saw(*known, "agent" if origin == "phone" else "customer", at)
        self._saw(*known, "customer" if origin == "phone" else "agent", at)

    def _hear_webhook(self, wamid: str, kinds: list[str], at: float) -> None:
        if wamid in self._known and {"message", "echo"} & set(kinds):
            known = self._known[wamid]
            if known[1] != "person":
                self._saw(*known, "webhook", at)


class Twinline(Listener):
    """What a signed-in page knows, and when. Comes again after every plug that was pulled."""

    def __init__(self, member: Member, saw: Saw, changed: Callable[[list[Any]], None]) -> None:
        super().__init__("twinline")
        self._member = member
        self._saw = saw
        self._changed = changed
        self._seen: set[tuple[str, Place]] = set()
        self._position = 0

    def follow(self) -> Iterator[None]:
        if not self._position:
            self._position = self._member.here("/conversations", limit=1)["position"]
        for _ in self._member.notices():
            self._catch_up()
            yield

    def _catch_up(self) -> None:
        changes = self._member.here("/changes", since=self._position)
        at = time.monotonic()
        self._position = changes["position"]
        # After a long break Twinline says only that one should read everything again.
        self._changed(self._member.conversations() if changes["reset"] else changes["conversations"])
        for message in changes["messages"]:
            self._hear(message, changes["now"], at)

    def _hear(self, message: Any, now: str, at: float) -> None:
        origin = SHOWN_AS.get(message["origin"])
        if origin is None or message["kind"] != "text":
            return
        if (message["id"], "twinline") not in self._seen:
            self._seen.add((message["id"], "twinline"))
            # What was written here was here before this program heard of it: the server says how long before.
            at -= _age(message["said_at"], now) if origin == "person" else 0
            self._saw(message["conversation_id"], origin, message["text"], "twinline", at)
        elif message["state"] in {"delivered", "read"} and (message["id"], "tick") not in self._seen:
            self._seen.add((message["id"], "tick"))
            self._saw(message["conversation_id"], origin, message["text"], "tick", at)


def _age(said_at: str, now: str) -> float:
    return max(0.0, (datetime.fromisoformat(now) - datetime.fromisoformat(said_at)).total_seconds())
