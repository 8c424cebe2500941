"""Business hours as tables, in the weeks in which clocks change too."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from twinline.workspaces.hours import Calendar, OwnDay, read_spans, write_spans
from twinline.workspaces.refused import Refused

ZURICH = ZoneInfo("Europe/Zurich")
OFFICE = ((480, 720), (810, 1080))
WEEK = (*(OFFICE,) * 5, ((540, 720),), ())
HOLIDAYS = {date(2026, 8, 1): "Bundesfeier", date(2026, 12, 25): "Weihnachten"}
OWN = {date(2026, 12, 24): OwnDay("Heiligabend", ((480, 720),)), date(2026, 12, 28): OwnDay("Ferien")}
CALENDAR = Calendar(ZURICH, WEEK, OWN, HOLIDAYS)


def zurich(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZURICH).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "is_open", "changes"),
    [
        ("2026-11-23T07:59", False, "2026-11-23T08:00"),
        ("2026-11-23T08:00", True, "2026-11-23T12:00"),
        ("2026-11-23T12:00", False, "2026-11-23T13:30"),
        ("2026-11-23T17:59", True, "2026-11-23T18:00"),
        ("2026-11-28T12:30", False, "2026-11-30T08:00"),
        ("2026-08-01T10:00", False, "2026-08-03T08:00"),
        ("2026-12-24T11:00", True, "2026-12-24T12:00"),
        ("2026-12-24T13:00", False, "2026-12-26T09:00"),
        ("2026-12-28T10:00", False, "2026-12-29T08:00"),
        # The clocks go forward on 29 March and back on 25 October 2026.
        ("2026-03-28T12:00", False, "2026-03-30T08:00"),
        ("2026-10-24T12:00", False, "2026-10-26T08:00"),
    ],
)
def test_who_is_there_and_until_when(at, is_open, changes):
    assert CALENDAR.open_at(zurich(at)) is is_open
    assert CALENDAR.next_change(zurich(at)) == zurich(changes)


def test_a_night_is_open_through_midnight_and_through_a_changed_clock():
    nights = Calendar(ZURICH, (((0, 1440),),) * 7)
    assert nights.open_at(zurich("2026-03-29T03:30"))
    assert nights.next_change(zurich("2026-03-29T01:00")) is None


def test_without_hours_nothing_ever_opens():
    assert Calendar(ZURICH).next_change(zurich("2026-11-23T08:00")) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ([], ()),
        ([["13:30", "18:00"], ["08:00", "12:00"]], ((480, 720), (810, 1080))),
        ([["00:00", "24:00"]], ((0, 1440),)),
        ([["08:00", "12:00"], ["12:00", "13:00"]], ((480, 720), (720, 780))),
    ],
)
def test_hours_are_read_in_order_and_written_again(written, meant):
    assert read_spans(written) == meant
    assert write_spans(meant) == sorted(written)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ([["08:00", "08:00"]], "hours_overlap"),
        ([["12:00", "08:00"]], "hours_overlap"),
        ([["08:00", "12:00"], ["11:59", "13:00"]], "hours_overlap"),
        ([["8:00", "12:00"]], "invalid"),
        ([["08:60", "12:00"]], "invalid"),
        ([["08:00", "24:01"]], "invalid"),
        ([["aa:00", "12:00"]], "invalid"),
        ([["08:0a", "12:00"]], "invalid"),
    ],
)
def test_hours_that_make_no_sense_are_refused(written, code):
    with pytest.raises(Refused) as refused:
        read_spans(written)
    assert refused.value.code == code
