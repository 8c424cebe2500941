"""From intake to log and tables. A batch is one transaction; one bad item is put aside and harms nobody."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

import orjson
import psycopg
from django.conf import settings

from twinline.engine import clock, quarantine
from twinline.engine.heard import heard
from twinline.engine.routes import Route, Routes
from twinline.log.facts import Fact
from twinline.log.intake import HourKeys, IntakeRow, load_hours, open_row
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire.webhooks import NotJSON, parse
from twinline.workspaces.secrets import Unreadable, Vault
from twinline.workspaces.transaction import Tx, directory

BATCH = 500
# Live bodies go first; a chunk of history may be a thousand times as long.
LARGE_BYTES = 65_536
LARGE_BATCH = 4
ADOPT_EVERY_SECONDS = 1.0
LARGE_EVERY_SECONDS = 0.25
MICROSECOND = timedelta(microseconds=1)

CLAIM = """
    select id, app_id, heard_at, hour, nonce, sealed, size from views.intake
    where recorded_at is null and size between %s and %s order by id limit %s for update skip locked
"""
LIVE = (0, LARGE_BYTES, BATCH)
LARGE = (LARGE_BYTES + 1, 2**31 - 1, LARGE_BATCH)
LARGE_WAITS = "select exists (select from views.intake where recorded_at is null)"
CLAIM_THESE = """
    select id, app_id, heard_at, hour, nonce, sealed, size from views.intake
    where recorded_at is null and id = any(%s) order by id for update skip locked
"""
DONE = "update views.intake set recorded_at = %s where id = any(%s)"


@dataclass(slots=True)
class Sorted:
    """The facts of a batch by where they go."""

    by_workspace: dict[UUID, list[Recorded]] = field(default_factory=lambda: defaultdict(list))
    homeless: list[tuple[IntakeRow, Recorded]] = field(default_factory=list)
    broken: list[tuple[IntakeRow, str, bytes]] = field(default_factory=list)


class Recorder:
    """One recorder. It keeps only the keys of recent hours."""

    def __init__(self) -> None:
        self._hours = HourKeys(Vault(settings.INSTALLATION.secret))
        self._claimed: list[int] = []
        self._adopt_at = 0.0
        self._large_at = 0.0

    def step(self) -> int:
        """Record one batch: the number of bodies handled. Database faults are the caller's to wait out."""
        self._adopt_sometimes()
        try:
            return self._batch(CLAIM, LIVE) or (self._batch(CLAIM, LARGE) if self._large_waits() else 0)
        except psycopg.OperationalError:
            raise
        except Exception:  # noqa: BLE001 - whatever one body does, its neighbours must not wait for it
            return self._apart(self._claimed)

    def _large_waits(self) -> bool:
        """Looked for less often than live bodies, and always right after one was handled."""
        if time.monotonic() < self._large_at:
            return False
        with directory() as tx:
            row = tx.row(LARGE_WAITS)
        found = bool(row and row[0])
        self._large_at = time.monotonic() + (0 if found else LARGE_EVERY_SECONDS)
        return found

    def _adopt_sometimes(self) -> None:
        if time.monotonic() >= self._adopt_at:
            self._adopt_at = time.monotonic() + ADOPT_EVERY_SECONDS
            with directory() as tx:
                adopted = quarantine.claim_adopted(tx, self._hours)
                self._record(tx, Sorted(adopted), clock.now(tx))

    def _batch(self, query: LiteralString, params: Sequence[object]) -> int:
        with directory() as tx:
            rows = [IntakeRow(*row) for row in tx.rows(query, params)]
            self._claimed = [row.id for row in rows]
            if rows:
                self._handle(tx, rows)
            return len(rows)

    def _handle(self, tx: Tx, rows: Sequence[IntakeRow]) -> None:
        now = clock.now(tx)
        with tx.cursor() as cursor:
            load_hours(cursor, self._hours, (row.hour for row in rows))
        heard_here = [(row, self._facts(row)) for row in rows]
        routes = Routes.load(tx, (fact for _, facts in heard_here if isinstance(facts, list) for fact in facts))
        piles = _sort(heard_here, routes)
        quarantine.keep(tx, self._hours, piles.broken, now)
        quarantine.await_number(tx, self._hours, piles.homeless)
        self._record(tx, piles, now)
        tx.run(DONE, (now, [row.id for row in rows]))

    def _facts(self, row: IntakeRow) -> list[Fact] | tuple[str, bytes]:
        """The facts of a body, or why it has none and its bytes."""
        try:
            body = open_row(self._hours, row)
        except Unreadable:
            return "unreadable", b""
        try:
            return list(parse(body))
        except NotJSON:
            return "not_json", body

    @staticmethod
    def _record(tx: Tx, piles: Sorted, now: datetime) -> None:
        # Workspaces in one order for everybody, so that two recorders cannot wait for each other.
        for workspace in sorted(piles.by_workspace):
            tx.turn_to(workspace)
            outcome = record(tx, piles.by_workspace[workspace])
            heard(tx, outcome.new, now)

    def _apart(self, claimed: Sequence[int]) -> int:
        """A batch failed: halve it until the one bad body stands alone, then take that one fact by fact."""
        if len(claimed) == 1:
            return self._fact_by_fact(claimed[0])
        middle = len(claimed) // 2
        return sum(self._try_half(half) for half in (claimed[:middle], claimed[middle:]) if half)

    def _try_half(self, half: Sequence[int]) -> int:
        try:
            return self._batch(CLAIM_THESE, (list(half),))
        except psycopg.OperationalError:
            raise
        except Exception:  # noqa: BLE001 - see step
            return self._apart(half)

    def _fact_by_fact(self, row_id: int) -> int:
        with directory() as tx:
            rows = [IntakeRow(*row) for row in tx.rows(CLAIM_THESE, ([row_id],))]
            if not rows:
                return 0
            with tx.cursor() as cursor:
                load_hours(cursor, self._hours, [rows[0].hour])
            facts = self._facts(rows[0])
        reasons = [self._alone(rows[0], index, fact) for index, fact in enumerate(facts) if isinstance(facts, list)]
        with directory() as tx:
            now = clock.now(tx)
            quarantine.keep(tx, self._hours, [(rows[0], *reason) for reason in reasons if reason], now)
            tx.run(DONE, (now, [row_id]))
        return 1

    def _alone(self, row: IntakeRow, index: int, fact: object) -> tuple[str, bytes] | None:
        """Record one fact in a transaction of its own; the reason and its bytes if it will not go in."""
        piles_of = [(row, [fact])]
        try:
            with directory() as tx:
                routes = Routes.load(tx, [fact])  # type: ignore[list-item]
                piles = _sort(piles_of, routes, index)  # type: ignore[arg-type]
                quarantine.await_number(tx, self._hours, piles.homeless)
                self._record(tx, piles, clock.now(tx))
        except psycopg.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - this is the bad item itself
            return type(error).__name__, orjson.dumps(getattr(fact, "raw", None), default=str)
        return None


def _sort(
    heard_here: Iterable[tuple[IntakeRow, list[Fact] | tuple[str, bytes]]], routes: Routes, first: int = 0
) -> Sorted:
    piles = Sorted()
    for row, facts in heard_here:
        if isinstance(facts, tuple):
            piles.broken.append((row, *facts))
            continue
        for index, fact in enumerate(facts, first):
            _place(piles, row, Recorded(fact, row.heard_at + index * MICROSECOND), routes)
    return piles


def _place(piles: Sorted, row: IntakeRow, recorded: Recorded, routes: Routes) -> None:
    found = routes.of(recorded.fact)
    if isinstance(found, Route):
        routed = Recorded(recorded.fact, recorded.heard_at, found.number_id)
        piles.by_workspace[found.workspace_id].append(routed)
    elif found == "unknown":
        piles.homeless.append((row, recorded))
    else:
        piles.broken.append((row, "no_number", orjson.dumps(getattr(recorded.fact, "raw", None), default=str)))
