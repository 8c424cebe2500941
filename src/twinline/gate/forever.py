"""Keeping background work alive: what ends, for whatever reason, begins anew."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn

log = logging.getLogger("twinline.gate")

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 0.5
# Work that lasted this long was well: its next failure starts with a short pause again.
WELL_SECONDS: Final = 5.0


async def forever(name: str, work: Callable[[], Awaitable[None]]) -> NoReturn:
    """Do the work in a task of its own, again and again, so that not even cancelling it ends it for good."""
    loop = asyncio.get_running_loop()
    failures = 0
    while True:
        begun = loop.time()
        task = asyncio.ensure_future(work())
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
        failures = 1 if loop.time() - begun > WELL_SECONDS else failures + 1
        log.warning("%s ended and begins anew: %s", name, reason(task))
        await asyncio.sleep(pause(failures))


def pause(failures: int) -> float:
    """Seconds to wait after so many failures in a row."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures - 1, 8))


def reason(task: "asyncio.Future[None]") -> str:
    """Why a finished task ended. Only the error's kind and first line: parameters may hold content."""
    if task.cancelled():
        return "cancelled"
    error = task.exception()
    return "finished" if error is None else f"{type(error).__name__}: {str(error).splitlines()[:1]}"
