"""What could not be recorded, kept with its bytes: bad items, and deliveries for numbers not known yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import orjson

from twinline.engine.held import Watches
from twinline.engine.routes import Route, Routes
from twinline.log.facts import Fact
from twinline.log.intake import HourKeys, IntakeRow, load_hours, open_piece, seal
from twinline.log.recorded import Recorded
from twinline.wire.webhooks import facts_of_raw
from twinline.workspaces.transaction import Tx

QUARANTINED = "quarantine"
UNADOPTED = "unadopted"
KEEP = """
    insert into views.quarantine (id, at, intake_id, phone_number_id, reason, hour, nonce, sealed)
    values (%s, %s, %s, %s, %s, %s, %s, %s)
"""
AWAIT = """
    insert into views.unadopted (id, phone_number_id, waba_id, hour, nonce, sealed, heard_at)
    values (%s, %s, %s, %s, %s, %s, %s)
"""
# What does not open, or will not be recorded once its number is there, is moved as it lies: sealed for its old place.
SET_ASIDE = """
    with moved as (
        update views.unadopted set adopted_at = clock_timestamp() where id = %s and adopted_at is null returning *
    )
    insert into views.quarantine (id, at, intake_id, phone_number_id, reason, hour, nonce, sealed)
    select id, clock_timestamp(), 0, phone_number_id, %s, hour, nonce, sealed from moved
"""
FORGET = "delete from views.unadopted where id = any(%s)"
AWAIT_AGAIN = "update views.unadopted set adopted_at = null where id = %s"
ADOPTED_AT_ONCE = 500
# A number that appeared claims what waited for it.
ADOPT = """
    with due as (
        select id from views.unadopted as waiting
        where adopted_at is null and exists (
            select from config.number_route as route
            where route.phone_number_id = waiting.phone_number_id
                or (waiting.phone_number_id is null and route.waba_id = waiting.waba_id)
        )
        order by heard_at limit %s for update skip locked
    )
    update views.unadopted as waiting set adopted_at = clock_timestamp() from due where waiting.id = due.id
    returning waiting.id, waiting.hour, waiting.nonce, waiting.sealed, waiting.heard_at
"""


Broken = tuple[IntakeRow, str, bytes | None]


@dataclass(slots=True)
class Adopted:
    """What was claimed from those that waited; `ids` are known even when recording them fails."""

    ids: list[UUID] = field(default_factory=list)
    by_workspace: dict[UUID, list[Recorded]] = field(default_factory=lambda: defaultdict(list))
    held: list[tuple[Route, Recorded]] = field(default_factory=list)
    watches: Watches = field(default_factory=Watches)

    def take(self, route: Route, recorded: Recorded) -> bool:
        """False where it is not to be recorded now: it is private, or its number's owner has not reviewed yet."""
        disposition = self.watches.of(route, recorded.fact)
        if disposition == "record":
            self.by_workspace[route.workspace_id].append(recorded)
        elif disposition == "hold":
            self.held.append((route, recorded))
        return disposition == "record"


def keep(tx: Tx, hours: HourKeys, broken: Sequence[Broken], now: datetime) -> None:
    """Put bad items aside with their raw bytes, sealed again under their hour's key.

    A body that does not open is kept as it lies, for the day on which its key is restored.
    """
    for row, reason, raw in broken:
        nonce, sealed = (
            (row.nonce, row.sealed) if raw is None else seal(hours[row.hour], QUARANTINED, row.hour, raw)
        )  # fmt: skip
        tx.run(KEEP, (uuid4(), now, row.id, None, reason, row.hour, nonce, sealed))


def put_aside(tx: Tx, waiting_id: UUID, reason: str) -> None:
    """Quarantine what waited for a number and cannot be recorded now that it is there."""
    tx.run(SET_ASIDE, (waiting_id, reason))


def await_number(tx: Tx, hours: HourKeys, homeless: Sequence[tuple[IntakeRow, Recorded]]) -> None:
    """Keep facts whose number is not known here; they are recorded when it appears."""
    for row, recorded in homeless:
        fact = recorded.fact
        nonce, sealed = seal(hours[row.hour], UNADOPTED, row.hour, orjson.dumps(getattr(fact, "raw", None)))
        phone_number_id, waba_id = getattr(fact, "phone_number_id", None), getattr(fact, "waba_id", None)
        tx.run(AWAIT, (uuid4(), phone_number_id, waba_id, row.hour, nonce, sealed, recorded.heard_at))


def claim_adopted(tx: Tx, hours: HourKeys, adopted: Adopted, most: int) -> None:
    """Into `adopted`: what waited for numbers that are known now."""
    rows = tx.rows(ADOPT, (most,))
    adopted.ids += [row[0] for row in rows]
    with tx.cursor() as cursor:
        load_hours(cursor, hours, (row[1] for row in rows))
    facts = [(row[0], _fact(hours, *row[1:4]), row[4]) for row in rows]
    routes = Routes.load(tx, (fact for _, fact, _ in facts))
    adopted.watches = Watches.load(tx, routes)
    to_forget = []
    for waiting_id, fact, heard_at in facts:
        route = routes.of(fact)
        if isinstance(route, str):
            tx.run(AWAIT_AGAIN, (waiting_id,))
        elif not adopted.take(route, Recorded(fact, heard_at, route.number_id)):
            to_forget.append(waiting_id)
    if to_forget:
        tx.run(FORGET, (to_forget,))


def _fact(hours: HourKeys, hour: datetime, nonce: bytes, sealed: bytes) -> Fact:
    return facts_of_raw(orjson.loads(open_piece(hours, UNADOPTED, hour, nonce, sealed)))
