"""Contacts and history of a number: wanted by a person who was told what follows, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.engine import asking, review, syncs
from twinline.engine.asking import Appearance, Kind
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces.access import Person
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx

NUMBER = "select onboarded_at, mode, state from config.number where workspace_id = %s and id = %s"
HOLD = "select from config.number where workspace_id = %s and id = %s for update"
SYNCS = """
    select kind, state, changed_at, request_id, code, first_heard_at, progress from config.sync
    where workspace_id = %s and number_id = %s and onboarded_at = %s order by kind
"""
SENTENCES = {
    "sync_used": "This was asked for already; Meta gives it once for each onboarding.",
    "sync_too_late": "Meta gives this within 24 hours of onboarding: disconnect on the phone, connect anew, then ask.",
    "review_open": "The owner is reviewing who is private: the history is asked for by itself once that has ended.",
    "contacts_first": "Ask for the contacts first, so that private ones can be left out of the history.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How far one sync is. `request_id` is what Meta's support asks for."""

    kind: Kind
    appearance: Appearance
    since: datetime
    request_id: str | None
    code: int | None
    progress: int | None


def ask(tx: Tx, person: Person, number_id: UUID, kind: Kind, shown: str, now: datetime) -> None:
    """Have a phone asked, once; `shown` is what the person read and confirmed. Raises Refused."""
    person.check_may(Right.SET_UP_NUMBERS)
    tx.row(HOLD, (tx.workspace, number_id))
    onboarded_at = onboarded(tx, number_id)
    asked = {row[0]: row[1] for row in tx.rows(SYNCS, (tx.workspace, number_id, onboarded_at))}
    hindrance = asking.hindrance(kind, asked, onboarded_at, now)
    if hindrance is None and kind == "history" and review.is_open(tx, number_id):
        hindrance = "review_open"
    if hindrance:
        raise Refused(hindrance, SENTENCES[hindrance], "stop")
    fact = ConfigurationChanged(
        what="sync", subject=str(number_id), number_id=number_id, before=None,
        after={"kind": kind, "state": "wanted", "shown": shown}, by=person.id, at=now,
    )  # fmt: skip
    record(tx, [Recorded(fact, now, number_id)])
    syncs.want(tx, number_id, onboarded_at, kind, now)


def asked(tx: Tx, person: Person, number_id: UUID, now: datetime) -> tuple[datetime, list[Asked]]:
    """Until when Meta takes a request, and those that were made since the number was onboarded."""
    person.check_may(Right.SET_UP_NUMBERS)
    onboarded_at = onboarded(tx, number_id)
    rows = tx.rows(SYNCS, (tx.workspace, number_id, onboarded_at))
    made = [
        Asked(kind, asking.appearance(state, since, heard, progress, now), since, request, code, progress)
        for kind, state, since, request, code, heard, progress in rows
    ]
    return onboarded_at + asking.WITHIN, made


def is_reviewing(tx: Tx, number_id: UUID) -> bool:
    """Whether a number's owner has still to say who is private: the history is asked for after that, by itself."""
    return review.is_open(tx, number_id)


def onboarded(tx: Tx, number_id: UUID) -> datetime:
    """Raises NotFound, and Refused for a number without a phone or without a connection to one."""
    row = tx.row(NUMBER, (tx.workspace, number_id))
    if row is None:
        raise NotFound("number")
    onboarded_at, mode, state = row
    if mode != "coexistence" or state == "removed":
        raise Refused(
            "no_phone", "Only a number that lives in the Business app and is connected has a past to ask for.", "stop"
        )
    return datetime.fromisoformat(str(onboarded_at))
