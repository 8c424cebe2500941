"""The virtual clock: it runs with the real one, faster, or only when turned. Timers follow it."""

import asyncio
import heapq
import itertools
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from bothends.refused import Refused

Mode = Literal["running", "stepped"]
log = logging.getLogger("bothends.clock")


class Timer:
    """A callback that waits for its hour; `cancel` makes it a no-op."""

    __slots__ = ("_callback", "due")

    def __init__(self, due: float, callback: Callable[[], None]) -> None:
        self.due = due
        self._callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self._callback = None

    @property
    def cancelled(self) -> bool:
        return self._callback is None

    def fire(self) -> None:
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()


class Clock:
    """Seconds since 1970, virtual. `start=None` begins at the real time."""

    def __init__(
        self,
        *,
        mode: Mode = "running",
        start: float | None = None,
        real: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._real, self._monotonic = real, monotonic
        self.mode: Mode = mode
        self.speed = 1.0
        self._base = real() if start is None else start
        self._since = monotonic()
        self._pinned: float | None = None
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._wake = asyncio.Event()

    def now(self) -> float:
        if self._pinned is not None:
            return self._pinned
        if self.mode == "stepped":
            return self._base
        return self._base + (self._monotonic() - self._since) * self.speed

    def real(self) -> float:
        return self._real()

    def view(self) -> dict[str, Any]:
        now = self.now()
        iso = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
        offset = round(now - self._real(), 3)
        return {"now": now, "iso": iso, "mode": self.mode, "speed": self.speed, "offset": offset}

    def at(self, due: float, callback: Callable[[], None]) -> Timer:
        timer = Timer(due, callback)
        heapq.heappush(self._timers, (due, next(self._order), timer))
        self._wake.set()
        return timer

    def after(self, seconds: float, callback: Callable[[], None]) -> Timer:
        return self.at(self.now() + seconds, callback)

    def turn(self, seconds: float) -> None:
        """Forward by `seconds`; each timer on the way fires at its own hour, so chains keep their order."""
        if seconds < 0:
            raise Refused.conflict("clock_backwards", "The clock only turns forward.")
        target = self.now() + seconds
        self._fire_until(target, pin=True)
        self._rebase(target)

    def set(self, *, mode: Mode | None = None, speed: float | None = None, now: float | None = None) -> None:
        if now is not None and now < self.now():
            raise Refused.conflict("clock_backwards", "The clock only turns forward; reset the sandbox to go back.")
        if now is not None:
            self.turn(now - self.now())
        self._rebase(self.now())
        self.mode = mode or self.mode
        self.speed = speed or self.speed
        self._wake.set()

    def fire_due(self) -> None:
        self._fire_until(self.now(), pin=False)

    def forget_timers(self) -> None:
        self._timers.clear()

    def has_due(self) -> bool:
        return bool(self._timers) and self._timers[0][0] <= self.now()

    async def run(self) -> None:
        """Fires what is due, for ever; the task of the server."""
        while True:
            self.fire_due()
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), self._real_wait())
            except TimeoutError:
                continue

    def _real_wait(self) -> float | None:
        if not self._timers or self.mode == "stepped":
            return None
        return max(0.0, (self._timers[0][0] - self.now()) / self.speed)

    def _rebase(self, now: float) -> None:
        self._base, self._since = now, self._monotonic()
        self._wake.set()

    def _fire_until(self, target: float, *, pin: bool) -> None:
        while self._timers and self._timers[0][0] <= target:
            due, _, timer = heapq.heappop(self._timers)
            if pin:
                self._pinned = max(due, self.now())
            try:
                timer.fire()
            except Exception:
                # One broken timer must not stop the clock for everybody else.
                log.exception("a timer failed")
            finally:
                if pin:
                    self._base, self._since = self._pinned or self._base, self._monotonic()
                self._pinned = None
