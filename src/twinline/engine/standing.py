"""Whether a number is connected, from what Meta said about it, in whatever order that comes in.

Meta: account_update (ACCOUNT_OFFBOARDED, ACCOUNT_RECONNECTED, PARTNER_REMOVED), whose times are whole seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["connected", "offboarded", "removed"]
# Of two within one second: a number connects again only after it was offboarded.
RANK = {"offboarded": 0, "connected": 1, "removed": 2}
# Meta's codes for a node that the token may not see, or that is not there.
NOT_OURS = frozenset({10, 100, 190, 200, 803})


@dataclass(frozen=True, slots=True)
class Standing:
    """A state and since when Meta's clock has it so."""

    state: State
    at: datetime


def following(now: Standing, told: Standing, onboarded_at: datetime) -> Standing | None:
    """The standing after Meta told one; None where it is stale.

    What was said before the number was onboarded speaks of an earlier time with it. One that was removed comes
    back by onboarding alone.
    """
    if told.at < onboarded_at.replace(microsecond=0) or now.state == "removed":
        return None
    if told.state == "removed":
        return told
    newer = (told.at, RANK[told.state]) > (now.at, RANK[now.state])
    return told if newer else None


def borne_out(told: State, *, seen: str | None, code: int | None) -> bool:
    """Whether Graph bears out what was told of an account with several numbers, by one number's `status`.

    `code` is that of Graph's refusal instead. The statuses are an open set: only CONNECTED says that it sends.
    """
    if code is not None:
        return told != "connected" and code in NOT_OURS
    return (seen == "CONNECTED") is (told == "connected")
