"""When somebody is there: business hours, days of one's own and public holidays. Pure; times are instants in UTC.

Hours are minutes after midnight on the clock of the calendar's zone, so that they stay what a door sign says when
the clocks change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from twinline.workspaces.refused import Refused

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
# Nobody plans a closure longer than this; beyond it there is no next change.
FARTHEST_DAYS = 400

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that differs: closed without spans. It goes before a public holiday, so one may be open on it."""

    name: str
    open: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """`weekly` by weekday from Monday, `days` by date, `holidays` by date with their names."""

    zone: ZoneInfo
    weekly: tuple[tuple[Span, ...], ...] = ((),) * 7
    days: Mapping[date, OwnDay] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)

    def spans(self, day: date) -> tuple[Span, ...]:
        if own := self.days.get(day):
            return own.open
        return () if day in self.holidays else self.weekly[day.weekday()]

    def open_at(self, now: datetime) -> bool:
        day = now.astimezone(self.zone).date()
        # A span that ends at midnight belongs to one day only, so today's spans are enough.
        return any(self._at(day, begin) <= now < self._at(day, end) for begin, end in self.spans(day))

    def next_change(self, now: datetime) -> datetime | None:
        """When it opens or closes next; None when nothing changes within FARTHEST_DAYS."""
        is_open, today = self.open_at(now), now.astimezone(self.zone).date()
        for day in (today + timedelta(days=n) for n in range(FARTHEST_DAYS)):
            for minute in sorted({minute for span in self.spans(day) for minute in span}):
                at = self._at(day, minute)
                if at > now and self.open_at(at) != is_open:
                    return at
        return None

    def _at(self, day: date, minute: int) -> datetime:
        local = datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(minutes=minute)
        return local.astimezone(UTC)


def read_spans(written: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    """[["08:00", "12:00"], …] as minutes, in order; raises Refused for what overlaps or is no time."""
    spans = tuple(sorted((_minute(begin), _minute(end)) for begin, end in written))
    for begin, end in spans:
        if begin >= end:
            raise Refused("hours_overlap", "Hours must end after they begin.")
    for (_, end), (begin, _) in pairwise(spans):
        if begin < end:
            raise Refused("hours_overlap", "Hours of one day must not overlap.")
    return spans


def write_spans(spans: Sequence[Span]) -> list[list[str]]:
    return [[f"{minute // 60:02}:{minute % 60:02}" for minute in span] for span in spans]


def _minute(written: str) -> int:
    hours, _, minutes = written.partition(":")
    if len(written) == 5 and hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60:
        minute = int(hours) * 60 + int(minutes)
        if minute <= DAY:
            return minute
    raise Refused("invalid", f"{written!r} is no time of day such as 08:30.")
