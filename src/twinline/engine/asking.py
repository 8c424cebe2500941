"""When a phone may be asked for its contacts and its history, and what its silence means. Pure.

Meta: Onboard Business app users ("Step 3"): each sync once per onboarding, within 24 hours of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["contacts", "history"]
State = Literal["wanted", "asking", "asked", "refused", "unknown"]
Appearance = Literal["on_its_way", "arriving", "complete", "silent", "refused", "unknown"]

WITHIN = timedelta(hours=24)
# Chats are on their way within moments; a phone that is off sends when it is on again.
PATIENCE = timedelta(minutes=10)
COMPLETE = 100
# Meta: webhooks, history reference. A phase is what was said at most so many days before onboarding.
PHASES = (timedelta(days=1), timedelta(days=90), timedelta(days=180))
# What is older comes without its file, for good.
FILES_WITHIN = timedelta(days=14)


def hindrance(kind: Kind, asked: Mapping[Kind, State], onboarded_at: datetime, now: datetime) -> str | None:
    """Why this may not be asked for now; None where it may."""
    if kind in asked:
        return "sync_used"
    if now - onboarded_at >= WITHIN:
        return "sync_too_late"
    # Who is private must be known before what they said arrives.
    if kind == "history" and asked.get("contacts") not in ("asked", "refused"):
        return "contacts_first"
    return None


def appearance(
    state: State, since: datetime, heard_at: datetime | None, progress: int | None, now: datetime
) -> Appearance:
    """What a person is told; `since` is when the state was reached. What arrives proves more than an answer."""
    if state == "refused":
        return "refused"
    if heard_at is not None:
        return "complete" if progress is not None and progress >= COMPLETE else "arriving"
    if state == "unknown":
        return "unknown"
    return "silent" if state == "asked" and now - since >= PATIENCE else "on_its_way"


def phase_begins(onboarded_at: datetime) -> tuple[datetime, ...]:
    """Since when each phase is, the youngest first."""
    return tuple(onboarded_at - age for age in PHASES)


def missing(chunks: Mapping[int, set[int]]) -> dict[int, list[int]]:
    """Numbers of chunks that must have been sent and are not here, by phase; only what the others prove.

    Whether each phase counts from 1 or all count on is not said by Meta: two chunks of one number show the former.
    """
    by_phase = len(frozenset().union(*chunks.values())) < sum(map(len, chunks.values()))
    found, next_one = {}, 1
    for phase, here in sorted(chunks.items()):
        first = min(1 if by_phase else next_one, *here)
        found[phase] = sorted(set(range(first, max(here))) - here)
        next_one = max(next_one, max(here) + 1)
    return found
