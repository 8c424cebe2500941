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
