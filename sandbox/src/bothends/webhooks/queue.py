"""The queue of webhooks: one lane per callback and chat keeps their order, lanes run side by side.

A delivery that fails leaves its lane and comes back later, as with Meta: what follows is not held up by it.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from bothends.clock import Clock
from bothends.refused import Refused
from bothends.webhooks.delivery import GIVE_UP_AFTER, Delivery, retry_delay
from bothends.webhooks.wire import NotPosted, Wire

AT_ONCE = 64
ANSWER_WITHIN = 10.0
KEPT = 50_000
log = logging.getLogger("bothends.webhooks")


class Queue:
    def __init__(self, clock: Clock, announce: Callable[[str, dict[str, Any]], None]) -> None:
        self._clock, self._announce = clock, announce
        self.deliveries: dict[int, Delivery] = {}
        self._lanes: dict[str, deque[Delivery]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._wire = Wire()
        self._last_id = 0
        self._attempts = 0
        self.held = 0

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def keep(self, delivery: Delivery) -> None:
        self.deliveries[delivery.id] = delivery
        if len(self.deliveries) > KEPT:
            self._forget_oldest()

    def put(self, delivery: Delivery) -> None:
        """To the end of its lane; a lane without a runner gets one."""
        delivery.state = "queued"
        name = f"{delivery.app_id} {delivery.url} {delivery.lane}"
        lane = self._lanes.get(name)
        if lane is not None:
            lane.append(delivery)
            return
        self._lanes[name] = deque([delivery])
        task = asyncio.get_running_loop().create_task(self._run(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            delivery = lane.popleft()
            async with self._at_once:
                await self._attempt(delivery)
        del self._lanes[name]

    async def _attempt(self, delivery: Delivery) -> None:
        delivery.state = "in_flight"
        status, error, ms = await self._post(delivery)
        self._attempts += 1
        attempt = {"at": self._clock.now(), "real_ms": round(ms, 2), "status": status, "error": error}
        delivery.attempts.append(attempt)
        if status is not None and 200 <= status < 300:
            delivery.state = "delivered"
        else:
            self._retry_later(delivery)
        delivery.tried.set()
        self._announce("webhook", delivery.view())

    async def _post(self, delivery: Delivery) -> tuple[int | None, str | None, float]:
        if delivery.lose_first and not delivery.lost:
            delivery.lost = True
            return None, "lost on the way (chaos: drop_first)", 0.0
        began = time.perf_counter()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": delivery.signature,
        }
        try:
            status = await self._wire.post(delivery.url, headers, delivery.body, ANSWER_WITHIN)
        except NotPosted as error:
            return None, str(error), (time.perf_counter() - began) * 1000
        return status, None, (time.perf_counter() - began) * 1000

    def _retry_later(self, delivery: Delivery) -> None:
        due = self._clock.now() + retry_delay(len(delivery.attempts))
        if due > delivery.created_at + GIVE_UP_AFTER:
            delivery.state = "given_up"
            log.warning("webhook %s given up after %s tries", delivery.id, len(delivery.attempts))
            return
        delivery.state = "waiting"
        self._clock.at(due, lambda: self._again(delivery))

    def _again(self, delivery: Delivery) -> None:
        if delivery.state == "waiting":
            self.put(delivery)

    def retry_now(self) -> int:
        """Everything that waits for a retry goes at once; how many."""
        waiting = [d for d in self.deliveries.values() if d.state == "waiting"]
        for delivery in waiting:
            self.put(delivery)
        return len(waiting)

    def redeliver(self, delivery_id: int) -> Delivery:
        delivery = self.deliveries.get(delivery_id)
        if delivery is None:
            raise Refused.missing("webhook", str(delivery_id))
        self.put(delivery)
        return delivery

    def counts(self) -> dict[str, int]:
        states: Counter[str] = Counter(d.state for d in self.deliveries.values())
        names = ("queued", "in_flight", "waiting", "delivered", "given_up", "dropped")
        return {
            **{name: states.get(name, 0) for name in names},
            "held": self.held,
            "attempts": self._attempts,
        }

    def is_idle(self) -> bool:
        """Nothing is queued or on its way; what waits for the clock (retries, delays, batches) does not count."""
        return not self._lanes

    def _forget_oldest(self) -> None:
        oldest = next(iter(self.deliveries))
        if self.deliveries[oldest].state in ("delivered", "given_up", "dropped"):
            del self.deliveries[oldest]

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._wire.close()

    def forget(self) -> None:
        """For a reset: nothing old is posted any more."""
        for task in tuple(self._tasks):
            task.cancel()
        self._lanes.clear()
        self.deliveries.clear()
        self._attempts = self.held = 0
