"""What may be sent, and when. Pure: time is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

SERVICE_WINDOW = timedelta(hours=24)
UNKNOWN_PATIENCE = timedelta(minutes=10)

WindowReason = Literal["open", "never_wrote", "expired", "before_onboarding"]


@dataclass(frozen=True, slots=True)
class Window:
    """The 24-hour service window of one conversation, with the reason for its state."""

    open: bool
    closes_at: datetime | None
    reason: WindowReason


def service_window(inbound_at: datetime | None, imported_inbound_at: datetime | None, now: datetime) -> Window:
    """Whether a free-form message may be sent by the API (Meta: service windows).

    `inbound_at` is the customer's latest live message; history and messages from the phone never open a window.
    The window is half open: at exactly 24 hours it is closed.
    """
    if inbound_at is None:
        return Window(open=False, closes_at=None, reason="before_onboarding" if imported_inbound_at else "never_wrote")
    closes_at = inbound_at + SERVICE_WINDOW
    return Window(open=now < closes_at, closes_at=closes_at, reason="open" if now < closes_at else "expired")


Verdict = Literal["send", "window_closed", "number_removed"]


def verdict(number_state: str, window: Window) -> Verdict:
    """Whether a free-form message may go out on a number; templates need no window.

    On an offboarded one it waits: the owner connects it again within minutes (Meta: Reconnecting).
    """
    if number_state == "removed":
        return "number_removed"
    return "send" if window.open else "window_closed"


def must_be_offered(unknown_since: datetime, now: datetime) -> bool:
    """Whether an unknown outcome has waited long enough to ask a person."""
    return now - unknown_since >= UNKNOWN_PATIENCE
