"""The stream of events: what pages and tests see of every change, in order, with ids to resume from."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

KEPT = 2000


@dataclass(frozen=True, slots=True)
class Event:
    id: int
    kind: str
    data: dict[str, Any]

    def frame(self) -> str:
        return f"id: {self.id}\nevent: {self.kind}\ndata: {json.dumps(self.data, ensure_ascii=False)}\n\n"


class Events:
    def __init__(self) -> None:
        self.last_id = 0
        self._kept: deque[Event] = deque(maxlen=KEPT)
        self._listeners: set[asyncio.Queue[Event]] = set()

    def announce(self, kind: str, data: dict[str, Any]) -> None:
        self.last_id += 1
        event = Event(self.last_id, kind, data)
        self._kept.append(event)
        for listener in tuple(self._listeners):
            self._offer(listener, event)

    def _offer(self, listener: "asyncio.Queue[Event]", event: Event) -> None:
        if listener.full():
            # A page that does not read must not eat the memory: it starts over from the state.
            while not listener.empty():
                listener.get_nowait()
            event = Event(event.id, "reset", {})
        listener.put_nowait(event)

    async def listen(self, after: int | None = None) -> AsyncIterator[Event]:
        """Events after this id (default: from now on); `reset` first when that id is no longer kept."""
        queue: asyncio.Queue[Event] = asyncio.Queue(maxsize=KEPT)
        missed = self._missed(after)
        self._listeners.add(queue)
        try:
            for event in missed:
                yield event
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)

    def _missed(self, after: int | None) -> list[Event]:
        if after is None or after == self.last_id:
            return []
        oldest = self._kept[0].id if self._kept else self.last_id + 1
        if after > self.last_id or after + 1 < oldest:
            return [Event(self.last_id, "reset", {})]
        return [event for event in self._kept if event.id > after]
