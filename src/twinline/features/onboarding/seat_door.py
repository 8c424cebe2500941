"""What an invited person does through their link, without an account: answer, agree, and say that they are ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from django.conf import settings
from psycopg.types.json import Jsonb

from twinline.engine import clock, review
from twinline.features.onboarding import seat_list, seat_rows, seating
from twinline.features.onboarding.seat_rows import Seat
from twinline.features.onboarding.seating import Said
from twinline.features.onboarding.seats import note
from twinline.workspaces import seat_link
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.transaction import Actor, Tx, transaction

WORKSPACE = "select name from config.workspace where id = %s"
# A page that looks every few seconds need not write each time.
SEEN = """
    update config.seat set seen_at = %s, opened_at = coalesce(opened_at, %s)
    where workspace_id = %s and id = %s and (seen_at is null or seen_at < %s)
"""
SEEN_EVERY = timedelta(seconds=2)
ANSWER = "update config.seat set answers = %s, answered_at = %s where workspace_id = %s and id = %s"
CONSENT = """
    update config.seat set consented_at = %s, consented_as = %s, language = %s where workspace_id = %s and id = %s
"""
SAY: dict[Said, LiteralString] = {
    "ready": "update config.seat set ready_at = %s where workspace_id = %s and id = %s",
    "later": """
        update config.seat set ready_at = null, scanned_at = null
        where %s::timestamptz is not null and workspace_id = %s and id = %s
    """,
    "scanned": "update config.seat set scanned_at = %s where workspace_id = %s and id = %s",
}


@dataclass(frozen=True, slots=True)
class Through:
    """The open link: whose, in which workspace, and the time."""

    tx: Tx
    seat: Seat
    workspace: str
    now: datetime


@contextmanager
def opened(token: str, *, to_change: bool) -> Iterator[Through]:
    """Raises NotFound for a link that is none, was replaced or withdrawn, or is over."""
    named = seat_link.named_by(token)
    if named is None:
        raise NotFound("invitation")
    workspace, seat_id = named
    with transaction(workspace, Actor("system")) as tx:
        now = clock.now(tx)
        yield Through(tx, _let_in(tx, token, seat_id, now, to_change=to_change), _name(tx), now)


def look(here: Through) -> Seat:
    """They have the page open: the administrator sees it."""
    at = here.now
    here.tx.run(SEEN, (at, at, here.tx.workspace, here.seat.id, at - SEEN_EVERY))
    return seat_rows.seat(here.tx, here.seat.id, at)


def answer(here: Through, answers: Mapping[str, str]) -> Seat:
    """The pre-flight, as they know it; may be answered anew until Meta is asked. Raises Refused."""
    seating.check_may_answer(here.seat.step)
    here.tx.run(ANSWER, (Jsonb(answers), here.now, here.tx.workspace, here.seat.id))
    return seat_rows.seat(here.tx, here.seat.id, here.now)


def consent(here: Through, name: str, language: str, shown: str) -> Seat:
    """On record with the words that were read, the language they were read in, and the name given under them."""
    seating.check_may_consent(here.seat.step)
    signed = seat_list.name_of(name)
    if not signed:
        raise Refused("name_missing", "Write your name under it.")
    here.tx.run(CONSENT, (here.now, signed, language, here.tx.workspace, here.seat.id))
    after = {"state": "consented", "as": signed, "language": language, "shown": shown}
    note(here.tx, [here.seat.id], after, here.now, by=None)
    return seat_rows.seat(here.tx, here.seat.id, here.now)


def say(here: Through, said: Said) -> Seat:
    """Ready with the phone in hand, not just now, or: the code is entered on the phone. Raises Refused."""
    seating.check_may_say(said, here.seat.standing)
    here.tx.run(SAY[said], (here.now, here.tx.workspace, here.seat.id))
    return seat_rows.seat(here.tx, here.seat.id, here.now)


def is_reviewing(here: Through, one: Seat) -> bool:
    """Whether nothing of this phone's contacts is shown before its owner said who is private."""
    return one.number is not None and review.is_open(here.tx, one.number)


def review_link(here: Through) -> str:
    """The path to say who is private, in place of any earlier one. Raises Refused where there is nothing to review."""
    number = here.seat.number
    one = review.latest(here.tx, number) if number else None
    if one is None or one.state != "open":
        raise Refused("review_over", "There is nothing to review here, or it has ended.", "stop")
    return f"/private/{review.make_link(here.tx, one, None)}"


def _let_in(tx: Tx, token: str, seat_id: UUID, now: datetime, *, to_change: bool) -> Seat:
    try:
        one = seat_rows.held(tx, seat_id, now) if to_change else seat_rows.seat(tx, seat_id, now)
    except NotFound as none:
        raise NotFound("invitation") from none
    if not seat_link.proves(token, settings.INSTALLATION.secret, tx.workspace, seat_id, one.serial) or now >= one.until:
        raise NotFound("invitation")
    return one


def _name(tx: Tx) -> str:
    row = tx.row(WORKSPACE, (tx.workspace,))
    return str(row[0]) if row else ""
