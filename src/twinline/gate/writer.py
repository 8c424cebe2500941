"""Group commit: everyone who waits is written in one statement and answered after its commit.

What did not commit is never answered as if it had: its future gets Unavailable, and Meta sends it again.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from twinline.gate.forever import forever
from twinline.gate.intake import Store

LOOK_SECONDS: Final = 0.1


class Unavailable(Exception):
    """The body is not durable, or nobody knows whether it is."""


class Overloaded(Exception):
    """As many bodies are waiting as may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """What may wait, what goes into one group, and for how long anyone waits."""

    waiting: int = 8_000
    waiting_bytes: int = 64 * 1024 * 1024
    group: int = 512
    group_bytes: int = 8 * 1024 * 1024
    patience: float = 0.8
    stuck: float = 5.0


class Waiting(NamedTuple):
    since: float
    app_id: str
    body: bytes
    answer: asyncio.Future[None]


class Writer:
    """Takes bodies one by one and gives them to the store in groups."""

    def __init__(self, store: Store, ceiling: Ceiling | None = None) -> None:
        self._store = store
        self._ceiling = ceiling or Ceiling()
        self._queue: deque[Waiting] = deque()
        self._queued_bytes = 0
        self._group: list[Waiting] = []
        self._begun = 0.0
        self._some = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.failures = 0

    @property
    def holds(self) -> bool:
        """Whether the latest group was durable."""
        return self.failures == 0

    def submit(self, app_id: str, body: bytes) -> asyncio.Future[None]:
        """A future that is done when the body is durable, or raises Unavailable. Raises Overloaded."""
        ceiling = self._ceiling
        if len(self._queue) >= ceiling.waiting or self._queued_bytes + len(body) > ceiling.waiting_bytes:
            raise Overloaded
        answer = self._loop.create_future()
        self._queue.append(Waiting(self._loop.time(), app_id, body, answer))
        self._queued_bytes += len(body)
        self._some.set()
        return answer

    async def run(self) -> None:
        """Write for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(forever("The writer of webhooks", self._write_or_refuse))
            tasks.create_task(forever("The watch over the writer", self._watch))

    async def _write_or_refuse(self) -> None:
        """Whatever ends the writing, the group it had is refused."""
        try:
            await self._write()
        finally:
            self.failures += 1
            refuse(self._group)
            self._group = []

    async def _write(self) -> None:
        while True:
            await self._some.wait()
            self._group = self._take()
            if not self._group:
                self._some.clear()
                continue
            self._begun = self._loop.time()
            await self._store.keep([(one.app_id, one.body) for one in self._group])
            self.failures = 0
            for one in self._group:
                if not one.answer.done():
                    one.answer.set_result(None)
            self._group = []

    def _take(self) -> list[Waiting]:
        """The next group: those whose client went away are left out, for nobody would hear the answer."""
        group: list[Waiting] = []
        size = 0
        while self._queue and len(group) < self._ceiling.group and size < self._ceiling.group_bytes:
            one = self._queue.popleft()
            self._queued_bytes -= len(one.body)
            if not one.answer.done():
                group.append(one)
                size += len(one.body)
        return group

    async def _watch(self) -> None:
        """Nobody waits longer than the patience; a commit that is stuck loses its connection."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = self._loop.time()
            self._refuse_overdue(now - self._ceiling.patience)
            if self._group and self._begun < now - self._ceiling.stuck:
                self._begun = now
                self._store.sever()

    def _refuse_overdue(self, latest: float) -> None:
        refuse(one for one in self._group if one.since < latest)
        while self._queue and self._queue[0].since < latest:
            one = self._queue.popleft()
            self._queued_bytes -= len(one.body)
            refuse([one])


def refuse(group: Iterable[Waiting]) -> None:
    """Tell those who still wait that their bodies are not known to be durable."""
    for one in group:
        if not one.answer.done():
            one.answer.set_exception(Unavailable())
            # A client that went away never asks; Python would print a complaint about each.
            one.answer.exception()
