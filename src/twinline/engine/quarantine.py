"""What could not be recorded, kept with its bytes: bad items, and deliveries for numbers not known yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import orjson

from twinline.engine.routes import Routes
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
# A number that appeared claims what waited for it.
ADOPT = """
    with due as (
        select id from views.unadopted as waiting
        where adopted_at is null and exists (
            select from config.number_route as route
            where route.phone_number_id = waiting.phone_number_id
                or (waiting.phone_number_id is null and route.waba_id = waiting.waba_id)
        )
        order by heard_at limit 500 for update skip locked
    )
    update views.unadopted as waiting set adopted_at = clock_timestamp() from due where waiting.id = due.id
    returning waiting.hour, waiting.nonce, waiting.sealed, waiting.heard_at
"""


def keep(tx: Tx, hours: HourKeys, broken: Sequence[tuple[IntakeRow, str, bytes]], now: datetime) -> None:
    """Put bad items aside with their raw bytes, sealed again under their hour's key."""
    for row, reason, raw in broken:
        nonce, sealed = seal(hours[row.hour], QUARANTINED, row.hour, raw)
        tx.run(KEEP, (uuid4(), now, row.id, None, reason, row.hour, nonce, sealed))


def await_number(tx: Tx, hours: HourKeys, homeless: Sequence[tuple[IntakeRow, Recorded]]) -> None:
    """Keep facts whose number is not known here; they are recorded when it appears."""
    for row, recorded in homeless:
        fact = recorded.fact
        nonce, sealed = seal(hours[row.hour], UNADOPTED, row.hour, orjson.dumps(getattr(fact, "raw", None)))
        phone_number_id, waba_id = getattr(fact, "phone_number_id", None), getattr(fact, "waba_id", None)
        tx.run(AWAIT, (uuid4(), phone_number_id, waba_id, row.hour, nonce, sealed, recorded.heard_at))


def claim_adopted(tx: Tx, hours: HourKeys) -> dict[UUID, list[Recorded]]:
    """What waited for numbers that are known now, by workspace."""
    rows = tx.rows(ADOPT)
    with tx.cursor() as cursor:
        load_hours(cursor, hours, (row[0] for row in rows))
    facts = [(_fact(hours, *row[:3]), row[3]) for row in rows]
    routes = Routes.load(tx, (fact for fact, _ in facts))
    adopted: dict[UUID, list[Recorded]] = defaultdict(list)
    for fact, heard_at in facts:
        route = routes.of(fact)
        if not isinstance(route, str):
            adopted[route.workspace_id].append(Recorded(fact, heard_at, route.number_id))
    return adopted


def _fact(hours: HourKeys, hour: datetime, nonce: bytes, sealed: bytes) -> Fact:
    return facts_of_raw(orjson.loads(open_piece(hours, UNADOPTED, hour, nonce, sealed)))
