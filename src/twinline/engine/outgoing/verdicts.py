"""What follows from a receiver's answer: delivered, tried again later, given up, or the webhook is switched off. Pure.

The waits are those that the text of Standard Webhooks recommends, about three days in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["waiting", "delivered", "failed"]
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
GIVE_UP = timedelta(days=3)
GONE = 410


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wait` None: not tried again by itself. `webhook` None: it stays as it is."""

    state: State
    failing_since: datetime | None
    wait: timedelta | None = None
    webhook: Literal["gone", "failing"] | None = None


def verdict(
    status: int | None, attempts: int, failing_since: datetime | None, now: datetime, *, trial: bool
) -> Verdict:
    """After try number `attempts`. `status` None: no answer. A `trial` was asked for by a person and is tried once."""
    if status is not None and 200 <= status < 300:
        return Verdict("delivered", None)
    if trial:
        return Verdict("failed", failing_since)
    since = failing_since or now
    if status == GONE:
        return Verdict("failed", since, webhook="gone")
    if now - since >= GIVE_UP:
        return Verdict("failed", since, webhook="failing")
    if attempts > len(WAITS):
        return Verdict("failed", since)
    return Verdict("waiting", since, wait=WAITS[attempts - 1])
