"""Calendars of a workspace, its teams and numbers, with the holidays of a canton."""

from __future__ import annotations

from datetime import date, datetime
from types import ModuleType
from typing import Any

import orjson

from twinline.features.people.actions import check_zone, note
from twinline.features.people.shapes import Calendar, CalendarKept, Holiday, Weekly
from twinline.workspaces import hours
from twinline.workspaces.access import Person
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx

READ = "select hours from config.calendar where workspace_id = %s and scope = %s"
KEEP = """
    insert into config.calendar (workspace_id, scope, hours) values (%s, %s, %s)
    on conflict (workspace_id, scope) do update set hours = excluded.hours
"""
ZONE = "select time_zone from config.workspace where id = %s"
OF_SCOPE = {
    "team": "select true from config.team where workspace_id = %s and id = %s::uuid",
    "number": "select true from config.number where workspace_id = %s and id = %s::uuid",
}
WORKSPACE = "workspace"


def read(tx: Tx, scope: str, now: datetime, language: str) -> Calendar:
    """What is kept for this scope, with what follows from it; one that inherits is asked for the workspace's hours."""
    _check_scope(tx, scope)
    kept = _kept(tx, scope)
    effective = _kept(tx, WORKSPACE) if kept.inherits and scope != WORKSPACE else kept
    calendar = calendar_of(effective, now, language)
    return Calendar(
        **kept.model_dump(),
        holidays=[Holiday(date=day, name=name) for day, name in sorted(calendar.holidays.items())],
        open_now=calendar.open_at(now),
        next_change=calendar.next_change(now),
    )


def keep(tx: Tx, person: Person, scope: str, wanted: CalendarKept, *, now: datetime) -> None:
    person.check_may(Right.MANAGE_SETTINGS)
    _check_scope(tx, scope)
    if wanted.canton is not None and wanted.canton not in _public().list_supported_countries()["CH"]:
        raise Refused("invalid", "There is no such canton.")
    calendar_of(wanted, now, "en")
    before = _kept(tx, scope).model_dump(mode="json")
    after = wanted.model_dump(mode="json")
    tx.run(KEEP, (tx.workspace, scope, orjson.dumps(after).decode()))
    note(tx, person, f"calendar of {scope}", tx.workspace, before, after, now)


def calendar_of(kept: CalendarKept, now: datetime, language: str) -> hours.Calendar:
    """Raises Refused for hours that overlap and for a zone that does not exist."""
    zone = check_zone(kept.time_zone)
    weekly: dict[str, Any] = kept.weekly.model_dump()
    return hours.Calendar(
        zone=zone,
        weekly=tuple(hours.read_spans(weekly[day]) for day in hours.WEEKDAYS),
        days={day.date: hours.OwnDay(day.name, hours.read_spans(day.open)) for day in kept.days},
        holidays=holidays_of(kept.canton, now.astimezone(zone).date(), language),
    )


def holidays_of(canton: str | None, today: date, language: str) -> dict[date, str]:
    """Public holidays of this year and the next, in the reader's language where the library has it."""
    if canton is None:
        return {}
    spoken = language if language in {"de", "fr", "it"} else "en_US"
    years = (today.year, today.year + 1)
    return dict(_public().country_holidays("CH", subdiv=canton, years=years, language=spoken))


def _kept(tx: Tx, scope: str) -> CalendarKept:
    row = tx.fetch(READ, (tx.workspace, scope))
    if row:
        return CalendarKept.model_validate(row[0][0])
    zone = tx.row(ZONE, (tx.workspace,))
    office = [("08:00", "12:00"), ("13:30", "17:30")]
    week = Weekly(mon=office, tue=office, wed=office, thu=office, fri=office)
    return CalendarKept(
        inherits=scope != WORKSPACE, time_zone=zone[0] if zone else "Europe/Zurich", canton=None, weekly=week, days=[]
    )


def _check_scope(tx: Tx, scope: str) -> None:
    kind, _, id_ = scope.partition("/")
    if scope == WORKSPACE:
        return
    if kind not in OF_SCOPE or len(id_) != 36 or tx.row(OF_SCOPE[kind], (tx.workspace, id_)) is None:
        raise NotFound("calendar")


def _public() -> ModuleType:
    """Public holidays of countries: half a second to load, which the start of `web` need not wait for."""
    import holidays

    return holidays
