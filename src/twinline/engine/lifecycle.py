"""What becomes of a number: offboarded, connected again, removed. Sends wait or end by it; threads stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from twinline.engine.dispatch.claim import HELD_BACK, line_of
from twinline.engine.outgoing import deliveries, events
from twinline.engine.standing import Standing, State, borne_out, following
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.log import append
from twinline.log.facts import ConfigurationChanged, Fact
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire.account_facts import NumberOffboarded, NumberReconnected, NumberRemoved
from twinline.wire.errors import Retry, SlowDown, Wait, decision_for
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

Told = NumberOffboarded | NumberReconnected | NumberRemoved

# Offboarding is of numbers that live in the app; an account is taken from a partner with all that it has.
MEANT = """
    select id, state, state_at, onboarded_at from config.number
    where workspace_id = %s and waba_id = %s and (mode = 'coexistence' or %s)
        and (%s::text is null or display_phone = %s) and (%s::text is null or phone_number_id = %s)
    order by id for update
"""
HOLD = "select id from config.number where workspace_id = %s and waba_id = any(%s) order by id for update"
ONE = "select state, state_at, onboarded_at from config.number where workspace_id = %s and id = %s for update"
MOVE = "update config.number set state = %s, state_at = %s where workspace_id = %s and id = %s"
HURRY = "update config.vital set due_at = %s where number_id = %s"
RENUMBERED = "update config.workspace set renumbered = %s where id = %s"
# Who waited for a number goes on at once; the pace is kept when they are taken. One that is just being held is
# waited for: left out, it would go after those that were written later.
RESUME = """
    update config.send_job set due_at = %s where attempt_id in (
        select attempt_id from config.send_job
        where number_id = %s and state = 'queued' and due_at between %s and %s for update
    )
"""
LOOK = """
    insert into config.number_look (workspace_id, number_id, state, said_at, due_at) values (%s, %s, %s, %s, %s)
    on conflict do nothing
"""
DUE = """
    update config.number_look set due_at = %s, tries = tries + 1
    where (number_id, state, said_at) in (
        select number_id, state, said_at from config.number_look
        where due_at <= %s order by due_at limit 1 for update skip locked
    )
    returning workspace_id, number_id, state, said_at, tries
"""
DONE = """
    delete from config.number_look where number_id = %s and state = %s and said_at = %s
"""
LEASE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(minutes=5)
# Meta's nodes may lag behind its webhooks: for two minutes it is not taken at its first word.
LOOKS = 6


@dataclass(frozen=True, slots=True)
class Known:
    """A number as it stands here, its row locked."""

    number_id: UUID
    standing: Standing
    onboarded_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Meta named only the account, and several of its numbers are here: this one is asked for."""

    workspace_id: UUID
    number_id: UUID
    state: State
    said_at: datetime
    tries: int


def hold(tx: Tx, facts: Iterable[Fact]) -> None:
    """Lock the numbers that are spoken of, before the log: whoever changes a number takes them in this order."""
    accounts = sorted({fact.waba_id for fact in facts if isinstance(fact, Told) and fact.waba_id})
    if accounts:
        tx.rows(HOLD, (tx.workspace, accounts))


def follow(tx: Tx, new: Sequence[Recorded], now: datetime) -> None:
    """Turn numbers to what Meta says of them; where it does not say which one, have it looked up."""
    for recorded in new:
        if isinstance(recorded.fact, Told):
            _follow(tx, recorded.fact, recorded.fact.said_at or recorded.heard_at, now)


def _follow(tx: Tx, fact: Told, at: datetime, now: datetime) -> None:
    told, meant = Standing(_state(fact), at), _meant(tx, fact)
    if len(meant) == 1:
        turn(tx, meant[0], told, now)
        return
    for known in meant:
        tx.run(LOOK, (tx.workspace, known.number_id, told.state, at, now))


def _state(fact: Told) -> State:
    match fact:
        case NumberOffboarded():
            return "offboarded"
        case NumberReconnected():
            return "connected"
        case NumberRemoved():
            return "removed"
        case _ as never:
            assert_never(never)


def _meant(tx: Tx, fact: Told) -> list[Known]:
    phone, number = fact.display_phone_number, fact.phone_number_id
    everyone = isinstance(fact, NumberRemoved)
    found = tx.rows(MEANT, (tx.workspace, fact.waba_id, everyone, phone, phone, number, number))
    return [Known(row[0], Standing(row[1], row[2]), row[3]) for row in found]


def turn(tx: Tx, known: Known, told: Standing, now: datetime) -> None:
    """Give a locked number the standing that follows; what is stale changes nothing."""
    after = following(known.standing, told, known.onboarded_at)
    if after is None:
        return
    tx.run(MOVE, (after.state, after.at, tx.workspace, known.number_id))
    if after.state == known.standing.state:
        return
    tx.run(HURRY, (now, known.number_id))
    if after.state == "connected":
        tx.run(RESUME, (now, known.number_id, now, now + 2 * HELD_BACK))
    tell(tx, known.number_id, after.state, now)
    renumber(tx)


def tell(tx: Tx, number_id: UUID, state: State, now: datetime) -> None:
    """Outgoing webhooks hear how the number stands now."""
    number = deliveries.about(tx, number_id)
    if number is not None:
        deliveries.tell(tx, *events.standing(number, state), now)


def renumber(tx: Tx) -> None:
    """Pages know something of a number that is no longer so: they read the numbers anew when they catch up."""
    tx.run(RENUMBERED, (append.position(tx), tx.workspace))


def claim_look(tx: Tx, now: datetime) -> Look | None:
    """The next number to ask Meta about, leased."""
    row = tx.row(DUE, (now + LEASE, now))
    return Look(*row) if row else None


def look(graph: Graph, one: Look, now: datetime) -> None:
    """Ask Meta about one number; a fault is tried again, later each time."""
    with transaction(one.workspace_id, SYSTEM) as tx:
        line = line_of(tx, one.number_id)
    try:
        so = line is not None and _borne_out(graph, line.token, line.phone_number_id, one.state)
    except (NotSubmitted, OutcomeUnknown):
        return _look_again(one, now)
    if not so and one.tries < LOOKS:
        return _look_again(one, now)
    with transaction(one.workspace_id, SYSTEM) as tx:
        if so:
            _bear_out(tx, one, now)
        tx.run(DONE, (one.number_id, one.state, one.said_at))
    return None


def _bear_out(tx: Tx, one: Look, now: datetime) -> None:
    """That it is this number is news of its own: it goes on record, and pages hear of it."""
    row = tx.row(ONE, (tx.workspace, one.number_id))
    told = Standing(one.state, one.said_at)
    known = Known(one.number_id, Standing(row[0], row[1]), row[2]) if row else None
    if known is None or following(known.standing, told, known.onboarded_at) is None:
        return
    fact = ConfigurationChanged(
        what="number", subject=str(one.number_id), number_id=one.number_id,
        before={"state": known.standing.state}, after={"state": told.state}, at=now,
    )  # fmt: skip
    record(tx, [Recorded(fact, now, one.number_id)])
    turn(tx, known, told, now)


def _borne_out(graph: Graph, token: str, phone_number_id: str, told: State) -> bool:
    try:
        return borne_out(told, seen=graph.number_status(token, phone_number_id), code=None)
    except GraphRefused as refusal:
        if isinstance(decision_for(refusal.error.code, refusal.error.http), Retry | SlowDown | Wait):
            raise NotSubmitted("Meta asks to come again.") from refusal
        return borne_out(told, seen=None, code=refusal.error.code)


def _look_again(one: Look, now: datetime) -> None:
    pause = min(timedelta(seconds=2**one.tries), LONGEST_PAUSE)
    with transaction(one.workspace_id, SYSTEM) as tx:
        tx.run(
            "update config.number_look set due_at = %s where number_id = %s and state = %s and said_at = %s",
            (now + pause, one.number_id, one.state, one.said_at),
        )
