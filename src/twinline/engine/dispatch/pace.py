"""How fast a number may speak. Pure: one budget per number for everybody, time is an argument.

Meta fixes a coexistence number at 20 messages a second, counting what customers send too, and a Cloud API number
at 80; over it comes error 130429. To one customer one message per 6 seconds may go, with a burst of 45 borrowed
from the future (131056). Sends are spaced evenly instead of in bursts: then a network's jitter cannot push
two seconds' worth into one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LIMITS = {"coexistence": 20, "cloud_api": 80}
# Kept free of the limit: a clock's or a network's jitter must not become an error of Meta's.
HEADROOM = 0.04
SECOND = timedelta(seconds=1)
PAIR_INTERVAL = timedelta(seconds=6)
PAIR_BURST = 45
# The first message of a burst may reach Meta later than the last: Meta's debt ends as much later than ours.
PAIR_GRACE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Grant:
    """Moments at which the next sends may go, in order; and the moment from which the next one is free."""

    at: Sequence[datetime]
    next_at: datetime


def rate(mode: str, inbound_last_second: int) -> float:
    """Messages a second that are left for sending; never negative."""
    limit = LIMITS[mode]
    return max(0.0, limit * (1 - HEADROOM) - (inbound_last_second if mode == "coexistence" else 0))


def grant(mode: str, inbound_last_second: int, next_at: datetime, now: datetime, within: timedelta, most: int) -> Grant:
    """Places for up to `most` sends whose moments lie before `now + within`."""
    per_second = rate(mode, inbound_last_second)
    if per_second <= 0:
        return Grant((), max(next_at, now + SECOND / 4))
    interval = SECOND / per_second
    at: list[datetime] = []
    free = max(next_at, now)
    while len(at) < most and free < now + within:
        at.append(free)
        free += interval
    return Grant(tuple(at), free)


def pair_free_at(paid_until: datetime | None, now: datetime) -> datetime:
    """When one more message may go to a customer to whom messages are paid for until `paid_until`."""
    if paid_until is None:
        return now
    return max(now, paid_until - (PAIR_BURST - 1) * PAIR_INTERVAL + PAIR_GRACE)


def pair_paid_until(paid_until: datetime | None, sent_at: datetime) -> datetime:
    """The debt after one more message: 6 seconds each."""
    return max(paid_until or sent_at, sent_at) + PAIR_INTERVAL
