"""Inviting the people who have the phones: one by one or by list; a new link, a reminder, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from twinline.engine import reminders
from twinline.features.onboarding import rules, seat_list, seat_rows, seating
from twinline.features.onboarding.seat_list import Known, ListLine
from twinline.features.onboarding.seat_rows import Seat
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces.access import Person
from twinline.workspaces.refused import Refused
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx
from twinline.workspaces.uuid7 import uuid7

ADD = """
    insert into config.seat (workspace_id, id, name, phone, email, language, until, invited_by, invited_at)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (workspace_id, phone) where withdrawn_at is null do nothing
"""
INVITED = "select phone from config.seat where workspace_id = %s and withdrawn_at is null"
HERE = "select display_phone from config.number where workspace_id = %s and state <> 'removed'"
RENEW = "update config.seat set serial = serial + 1, until = %s where workspace_id = %s and id = %s"
WITHDRAW = "update config.seat set withdrawn_at = %s where workspace_id = %s and id = %s"
LOOKED = "update config.seat set administrator_seen_at = %s where workspace_id = %s and id = %s"
# What hinders taking a line over, as it is said of one person.
SENTENCES: dict[seat_list.Fault, str] = {
    "name_missing": "Say whose phone it is.",
    "phone_invalid": "This is no phone number: write it with its country code.",
    "country_closed": "Coexistence is not to be tried with numbers of this country.",
    "phone_twice": "This number stands in the list already.",
    "phone_invited": "This number is invited already.",
    "phone_here": "This number is connected already.",
    "language_unknown": "The language is one of en, de, fr, it.",
    "email_invalid": "This is not an e-mail address.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who is to be invited, as a person typed it."""

    name: str
    phone: str
    language: str
    email: str


def all_of(tx: Tx, person: Person, now: datetime) -> list[Seat]:
    person.check_may(Right.SET_UP_NUMBERS)
    return seat_rows.seats(tx, now)


def invite(tx: Tx, person: Person, wanted: Wanted, now: datetime) -> Seat:
    """Raises Refused with the same words as a line of a list."""
    person.check_may(Right.SET_UP_NUMBERS)
    line = ListLine(0, seat_list.name_of(wanted.name), wanted.phone, wanted.language, wanted.email.strip().lower())
    judged = seat_list.judged(line, _known(tx), set())
    if judged.fault:
        raise Refused(judged.fault, SENTENCES[judged.fault])
    return seat_rows.seat(tx, _take(tx, person, [judged], now)[0], now)


def preview(tx: Tx, person: Person, text: str, language: str) -> list[ListLine]:
    """What a list would do; nothing is kept."""
    person.check_may(Right.SET_UP_NUMBERS)
    return seat_list.read(text, language, _known(tx))


def take_list(tx: Tx, person: Person, text: str, language: str, now: datetime) -> list[ListLine]:
    """Invite all whose line has no fault; the others come back as they are."""
    lines = preview(tx, person, text, language)
    _take(tx, person, [line for line in lines if line.fault is None], now)
    return lines


def look_after(tx: Tx, person: Person, seat_id: UUID, now: datetime) -> Seat:
    """An administrator has the shared page open: the other side sees it."""
    person.check_may(Right.SET_UP_NUMBERS)
    one = seat_rows.seat(tx, seat_id, now)
    tx.run(LOOKED, (now, tx.workspace, seat_id))
    return replace(one, administrator_seen_at=now)


def renew(tx: Tx, person: Person, seat_id: UUID, now: datetime) -> Seat:
    """A new link; the one before it opens nothing from now on."""
    person.check_may(Right.SET_UP_NUMBERS)
    seat_rows.held(tx, seat_id, now)
    tx.run(RENEW, (now + seating.LINK_LIVES, tx.workspace, seat_id))
    note(tx, [seat_id], {"state": "renewed"}, now, by=person.id)
    return seat_rows.seat(tx, seat_id, now)


def remind(tx: Tx, person: Person, seat_id: UUID, now: datetime) -> None:
    """By mail, with the same link. Raises Refused where there is no address, or no server for mail."""
    person.check_may(Right.SET_UP_NUMBERS)
    one = seat_rows.held(tx, seat_id, now)
    if not one.email or not mails():
        raise Refused("mail_missing", "No mail can go there: send the link yourself.")
    if not reminders.want_now(tx, seat_id, now):
        raise Refused("reminded_just_now", "A reminder went out a moment ago, or is about to.", "slow_down")


def withdraw(tx: Tx, person: Person, seat_id: UUID, now: datetime) -> None:
    """The link opens nothing from now on. A number that was connected stays connected."""
    person.check_may(Right.SET_UP_NUMBERS)
    seat_rows.held(tx, seat_id, now)
    tx.run(WITHDRAW, (now, tx.workspace, seat_id))
    note(tx, [seat_id], {"state": "withdrawn"}, now, by=person.id)


def mails() -> bool:
    """Whether mail with a link can go out at all: there is a server, and an address under which Twinline is found."""
    return settings.INSTALLATION.mail is not None and settings.INSTALLATION.origin is not None


def note(tx: Tx, subjects: Sequence[UUID], after: dict[str, Any], now: datetime, *, by: UUID | None) -> None:
    """Put a change on record; neither link nor phone stands in it."""
    facts = [
        ConfigurationChanged(what="seat", subject=str(one), before=None, after=after, by=by, at=now) for one in subjects
    ]
    if facts:
        record(tx, [Recorded(fact, now) for fact in facts])


def _known(tx: Tx) -> Known:
    closed, _ = rules.closed_countries(settings.INSTALLATION.closed_countries)
    invited = {row[0] for row in tx.rows(INVITED, (tx.workspace,))}
    return Known(closed, invited, {row[0] for row in tx.rows(HERE, (tx.workspace,))})


def _take(tx: Tx, person: Person, lines: Sequence[ListLine], now: datetime) -> list[UUID]:
    """The ids, in the order of the lines."""
    taken = [_add(tx, person, line, now) for line in lines]
    note(tx, taken, {"state": "invited"}, now, by=person.id)
    return taken


def _add(tx: Tx, person: Person, line: ListLine, now: datetime) -> UUID:
    id_, until = uuid7(now), now + seating.LINK_LIVES
    row = (tx.workspace, id_, line.name, line.phone, line.email, line.language, until, person.id, now)
    if not tx.run(ADD, row):
        raise Refused("phone_invited", SENTENCES["phone_invited"])
    if line.email and mails():
        reminders.want(tx, id_, now)
    return id_
