"""How the numbers of a workspace are, what happened to each, and the word of a person that a phone was opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.engine import vitality, vitals
from twinline.engine.vitality import Phone, Vitals
from twinline.features.onboarding import rules
from twinline.features.onboarding.happenings import KINDS, Happening, Whose, at_of, happenings, is_of
from twinline.log import read
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire.account_facts import NumberRemoved
from twinline.workspaces import queries
from twinline.workspaces.access import Person
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx

NUMBERS = """
    select id, name, owner_name, phone_number_id, display_phone, waba_id, owner_member, epoch
    from config.number
    where workspace_id = %s and (%s::uuid is null or id = %s) order by lower(name), id
"""
ASKED = "select asked_at from config.vital where number_id = %s"
ALERTS = """
    select alert.id, number_id, kind, since, raised_at from config.alert
    where workspace_id = %s and closed_at is null and (%s::uuid is null or number_id = %s)
    order by raised_at desc, alert.id
"""
LONGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a person was told and that is still so. `since` begins this occurrence of it."""

    id: UUID
    number_id: UUID
    kind: vitality.Ailment
    since: datetime
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """One number. `reason` and `initiated_by`: of the last disconnection, in Meta's words, where it gave them.

    `epoch`: which of its connections this is, from 1. `owner_member`: the account of the person with the phone, who is
    reminded by mail; None: somebody must tell them.
    """

    whose: Whose
    name: str
    owner_name: str
    owner_member: UUID | None
    epoch: int
    vitals: Vitals
    phone: Phone
    token_ails: bool
    asked_at: datetime | None
    reason: str | None
    initiated_by: str | None
    alerts: list[Alert]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a number's story. `by`: the member's name."""

    position: int
    at: datetime
    what: Happening
    by: str | None


def health(tx: Tx, person: Person, now: datetime) -> list[Health]:
    """Every number, those that ail too, by name."""
    person.check_may(Right.SET_UP_NUMBERS)
    open_alerts = alerts(tx, person)
    return [_health(tx, row, open_alerts, now) for row in tx.rows(NUMBERS, (tx.workspace, None, None))]


def alerts(tx: Tx, person: Person) -> list[Alert]:
    """What is open in this workspace, the newest first."""
    person.check_may(Right.SET_UP_NUMBERS)
    return [Alert(*row) for row in tx.rows(ALERTS, (tx.workspace, None, None))]


def timeline(tx: Tx, person: Person, number_id: UUID, before: int | None, limit: int) -> tuple[list[Line], int | None]:
    """What happened to a number, the newest first, and where the next page begins."""
    person.check_may(Right.SET_UP_NUMBERS)
    limit = max(1, min(limit, LONGEST_PAGE))
    whose = _whose(_number(tx, number_id))
    entries = read.backwards(tx, [number_id, tx.workspace], KINDS, before or read.NEWEST, limit)
    told = [(entry.position, at_of(one.fact, one.heard_at), what) for entry, one in _of(entries, whose)
            for what in happenings(one.fact)]  # fmt: skip
    names = queries.names(tx, sorted({what.by for _, _, what in told if what.by}))
    lines = [Line(position, at, what, names.get(what.by) if what.by else None) for position, at, what in told]
    return lines, entries[-1].position if len(entries) == limit else None


def say_opened(tx: Tx, person: Person, number_id: UUID, now: datetime) -> None:
    """Somebody says that the app was opened on the phone; who said it goes on record. Raises Refused."""
    row = tx.row(NUMBERS, (tx.workspace, number_id, number_id))
    # Who may not ask for numbers hears the same of one that is none.
    rules.check_may_say_opened(person.role, own=row is not None and row[6] == person.id)
    if row is None:
        raise NotFound("number")
    known = vitals.vitals_of(tx, number_id)
    if known is None or known.mode != "coexistence" or known.state != "connected":
        raise Refused("no_phone", "Only a connected number that lives in the Business app has a phone to open.", "stop")
    fact = ConfigurationChanged(
        what="phone", subject=str(number_id), number_id=number_id, after={"opened_at": now.isoformat()},
        by=person.id, at=now,
    )  # fmt: skip
    record(tx, [Recorded(fact, now, number_id)])
    vitals.opened(tx, number_id, now)


def _number(tx: Tx, number_id: UUID) -> tuple[object, ...]:
    row = tx.row(NUMBERS, (tx.workspace, number_id, number_id))
    if row is None:
        raise NotFound("number")
    return row


def _whose(row: Sequence[object]) -> Whose:
    return Whose(UUID(str(row[0])), str(row[3]), str(row[4]), str(row[5]))


def _health(tx: Tx, row: Sequence[object], open_alerts: Sequence[Alert], now: datetime) -> Health:
    whose = _whose(row)
    known = vitals.vitals_of(tx, whose.number_id)
    if known is None:
        raise NotFound("number")
    asked = tx.row(ASKED, (whose.number_id,))
    reason, by = _reason(tx, whose) if known.state == "removed" else (None, None)
    return Health(
        whose=whose,
        name=str(row[1]),
        owner_name=str(row[2]),
        owner_member=UUID(str(row[6])) if row[6] else None,
        epoch=int(str(row[7])),
        vitals=known,
        phone=vitality.phone(known, now),
        token_ails=vitality.token_ails(known.ratings, now),
        asked_at=asked[0] if asked else None,
        reason=reason,
        initiated_by=by,
        alerts=[alert for alert in open_alerts if alert.number_id == whose.number_id],
    )


def _reason(tx: Tx, whose: Whose) -> tuple[str | None, str | None]:
    """Why a number was removed, as Meta told it last."""
    entries = read.backwards(tx, [whose.number_id, tx.workspace], [NumberRemoved.__name__])
    for _, recorded in _of(entries, whose):
        if isinstance(recorded.fact, NumberRemoved):
            return recorded.fact.reason, recorded.fact.initiated_by
    return None, None


def _of(entries: Sequence[read.Entry], whose: Whose) -> list[tuple[read.Entry, Recorded]]:
    """The entries that speak of this number and whose key is still there."""
    return [
        (entry, entry.recorded)
        for entry in entries
        if entry.recorded is not None and is_of(entry.recorded.fact, entry.recorded.number_id, whose)
    ]
