"""A message on its way out, and the number that it goes from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from twinline.log.facts import MessageComposed


@dataclass(frozen=True, slots=True)
class Line:
    """A number as the sender needs it."""

    id: UUID
    phone_number_id: str
    mode: str
    state: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the clock: its time, and what the machine's stopwatch (seconds) said at that moment."""

    now: datetime
    stopwatch: float

    def at(self, stopwatch: float) -> datetime:
        """The clock's time at a later moment, without asking it again."""
        return self.now + timedelta(seconds=stopwatch - self.stopwatch)

    def seconds_until(self, moment: datetime, stopwatch: float) -> float:
        """Negative when `moment` has passed."""
        return (moment - self.at(stopwatch)).total_seconds()


@dataclass(frozen=True, slots=True)
class Submission:
    """One attempted message and the moment `at` which it may go."""

    workspace_id: UUID
    line: Line
    composed: MessageComposed
    body: Mapping[str, Any]
    try_no: int
    reading: Reading
    at: datetime

    @property
    def key(self) -> tuple[UUID, int]:
        """What makes this try different from every other."""
        return self.composed.attempt_id, self.try_no
