"""Invited people as the tables have them; their step is worked out, never kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from twinline.engine import asking
from twinline.engine.asking import Appearance, Kind
from twinline.features.onboarding import rules, seating
from twinline.features.onboarding.rules import Step
from twinline.features.onboarding.seating import SeatStep, Standing, Stop
from twinline.workspaces import seat_link
from twinline.workspaces.refused import NotFound
from twinline.workspaces.transaction import Tx

SEATS = """
    select s.id, s.name, s.phone, s.email, s.language, s.serial, s.until, coalesce(u.name, ''), s.invited_at,
        s.opened_at, s.seen_at, s.administrator_seen_at, s.answers::text, s.answered_at, s.consented_at, s.consented_as,
        s.ready_at, s.scanned_at, j.id, j.step, j.changed_at, n.id, n.onboarded_at,
        exists (
            select from config.number as one
            where one.workspace_id = s.workspace_id and one.display_phone = s.phone and one.state <> 'removed'
        ),
        mail.sent, mail.last_at
    from config.seat as s
    left join config."user" as u on u.id = s.invited_by
    left join lateral (
        select id, step, changed_at from config.joining
        where workspace_id = s.workspace_id and seat_id = s.id order by begun_at desc limit 1
    ) as j on true
    left join lateral (
        select number.id, number.onboarded_at from config.joining as made
        join config.number as number on number.workspace_id = made.workspace_id and number.id = made.number_id
        where made.workspace_id = s.workspace_id and made.seat_id = s.id and made.step = 'joined'
            and number.state <> 'removed'
        order by made.begun_at desc limit 1
    ) as n on true
    left join lateral (
        select count(*) as sent, max(changed_at) as last_at from config.seat_mail
        where workspace_id = s.workspace_id and seat_id = s.id and state = 'sent' and nth > 0
    ) as mail on true
    where s.workspace_id = %s and s.withdrawn_at is null and (%s::uuid is null or s.id = %s::uuid)
    order by s.invited_at desc, s.id
"""
SYNCS = """
    select one.number_id, one.kind, one.state, one.changed_at, one.first_heard_at, one.progress
    from config.sync as one
    join config.number as number on number.id = one.number_id and number.onboarded_at = one.onboarded_at
    where one.workspace_id = %s and number.workspace_id = one.workspace_id and one.number_id = any(%s)
"""
HOLD = "select from config.seat where workspace_id = %s and id = %s and withdrawn_at is null for update"
Heard = Mapping[tuple[UUID, Kind], tuple[Appearance, datetime, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One invited person: what they said, where they stand and since when. `answers` as they gave them."""

    id: UUID
    name: str
    phone: str
    email: str
    language: str
    serial: int
    until: datetime
    invited_by: str
    invited_at: datetime
    seen_at: datetime | None
    administrator_seen_at: datetime | None
    answers: Mapping[str, Any] | None
    consented_at: datetime | None
    consented_as: str | None
    scanned_at: datetime | None
    joining: UUID | None
    number: UUID | None
    country: str
    stops: tuple[Stop, ...]
    reminders: int
    reminded_at: datetime | None
    progress: int | None
    standing: Standing
    step: SeatStep
    since: datetime


def seats(tx: Tx, now: datetime, seat: UUID | None = None) -> list[Seat]:
    """The newest first; those that were withdrawn are not among them."""
    rows = tx.rows(SEATS, (tx.workspace, seat, seat))
    heard = _heard(tx, [row[21] for row in rows if row[21]], now)
    closed, _ = rules.closed_countries(settings.INSTALLATION.closed_countries)
    return [_seat(row, heard, closed, now) for row in rows]


def seat(tx: Tx, seat_id: UUID, now: datetime) -> Seat:
    """Raises NotFound."""
    found = seats(tx, now, seat_id)
    if not found:
        raise NotFound("invited person")
    return found[0]


def held(tx: Tx, seat_id: UUID, now: datetime) -> Seat:
    """The same, and nobody else changes it until this transaction ends."""
    tx.row(HOLD, (tx.workspace, seat_id))
    return seat(tx, seat_id, now)


def link_of(tx: Tx, one: Seat) -> str:
    """The path of the page that this person opens."""
    return f"/connect/{seat_link.token_of(settings.INSTALLATION.secret, tx.workspace, one.id, one.serial)}"


def _heard(tx: Tx, numbers: list[UUID], now: datetime) -> Heard:
    if not numbers:
        return {}
    return {
        (number, kind): (asking.appearance(state, since, heard, progress, now), since, progress)
        for number, kind, state, since, heard, progress in tx.rows(SYNCS, (tx.workspace, numbers))
    }


def _seat(row: tuple[Any, ...], heard: Heard, closed: tuple[str, ...], now: datetime) -> Seat:
    (
        id_, name, phone, email, language, serial, until, invited_by, invited_at, opened_at, seen_at, looked_at,
        answers, answered_at, consented_at, consented_as, ready_at, scanned_at, joining, step, step_at, number,
        onboarded_at, here, reminders, reminded_at,
    ) = row  # fmt: skip
    said = json.loads(answers) if answers else None
    country = (rules.phone_of(phone) or ("", ""))[1]
    stops = seating.stops(_version(said), closed=country in closed, here=here and number is None)
    standing = Standing(
        invited_at=invited_at, until=until, opened_at=opened_at, answered_at=answered_at, stops=stops,
        consented_at=consented_at, ready_at=ready_at, joining=_attempt(step, step_at), connected_at=onboarded_at,
        contacts=_sync(heard, number, "contacts"), history=_sync(heard, number, "history"),
    )  # fmt: skip
    reached, since = seating.step_of(standing, now)
    history = heard.get((number, "history"))
    return Seat(
        id=id_, name=name, phone=phone, email=email, language=language, serial=serial, until=until,
        invited_by=invited_by, invited_at=invited_at, seen_at=seen_at, administrator_seen_at=looked_at,
        answers=said, consented_at=consented_at, consented_as=consented_as, scanned_at=scanned_at, joining=joining,
        number=number, country=country, stops=stops, reminders=reminders, reminded_at=reminded_at,
        progress=history[2] if history else None, standing=standing, step=reached, since=since,
    )  # fmt: skip


def _version(answers: Mapping[str, Any] | None) -> str:
    return str((answers or {}).get("version", ""))


def _attempt(step: Step | None, at: datetime | None) -> tuple[Step, datetime] | None:
    return (step, at) if step and at else None


def _sync(heard: Heard, number: UUID | None, kind: Kind) -> tuple[Appearance, datetime] | None:
    known = heard.get((number, kind)) if number else None
    return known[:2] if known else None
