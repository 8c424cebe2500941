"""When Meta is asked what became of messages of which it told too little. Pure.

A message that Meta accepted is sent or fails within seconds; where neither was heard, its webhook was lost. One that
was sent may wait for days until a phone is switched on, so that it is asked about less often.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SILENT_AFTER, SILENT_EVERY = timedelta(minutes=15), timedelta(hours=1)
HALF_TOLD_AFTER, HALF_TOLD_EVERY = timedelta(days=1), timedelta(days=1)
# Meta brings a webhook again for seven days; what is older was given up by both.
GIVEN_UP_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Untold:
    """When Meta accepted the oldest message of which nothing was heard, and of which only that it was sent."""

    silent: datetime | None = None
    half_told: datetime | None = None


def back_to(untold: Untold, asked_at: datetime | None, now: datetime) -> datetime | None:
    """How far back Meta is asked now; None: not now."""
    quiet = now - asked_at if asked_at else GIVEN_UP_AFTER
    wanted = [untold.silent if quiet >= SILENT_EVERY else None, untold.half_told if quiet >= HALF_TOLD_EVERY else None]
    return min((at for at in wanted if at), default=None)
