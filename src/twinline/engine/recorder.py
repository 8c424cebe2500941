"""From intake to log and tables. A batch is one transaction; one bad item is put aside and harms nobody."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import LiteralString

from django.conf import settings

from twinline.engine import clock, held, quarantine, review
from twinline.engine.faults import is_of_data
from twinline.engine.held import Watches
from twinline.engine.pieces import Pieces, Piles, Slices, done, facts_of, record_piles, sort
from twinline.engine.routes import Routes
from twinline.log.intake import HourKeys, IntakeRow, load_hours
from twinline.workspaces.secrets import Vault
from twinline.workspaces.transaction import Tx, directory

# Over many workspaces the statements of each cost as much as the facts: 2,000 record 45 % faster than 500. Only a
# backlog fills a batch, so what comes live is not held up by its size.
BATCH = 2_000
# Each of many workspaces gets too little of such a batch; a workspace alone is slower with twice as much.
WIDE_BATCH, MANY_WORKSPACES = 4_000, 8
DEEP = 1_000
# Live bodies go first; a chunk of history may be a thousand times as long.
LARGE_BYTES = 65_536
ADOPT_EVERY_SECONDS = 1.0
LARGE_EVERY_SECONDS = 0.25

CLAIM = """
    select id, app_id, heard_at, hour, nonce, sealed, size from views.intake
    where recorded_at is null and size between %s and %s order by id limit %s for update skip locked
"""
LARGE = (LARGE_BYTES + 1, 2**31 - 1, 1)
CLAIM_THESE = """
    select id, app_id, heard_at, hour, nonce, sealed, size from views.intake
    where recorded_at is null and id = any(%s) order by id for update skip locked
"""


WAITING = """
    select (select min(id) from views.intake where recorded_at is null),
        exists (select from views.intake where recorded_at is null order by id offset %s)
"""


class Backlog:
    """Whether bodies come in faster than those recorders take them that are always at it."""

    def __init__(self) -> None:
        self._oldest: int | None = None

    def grows(self) -> bool:
        """True when many bodies are waiting, or one body has been since the last look."""
        before = self._oldest
        with directory() as tx:
            row = tx.row(WAITING, (DEEP,))
        self._oldest, deep = row or (None, False)
        return bool(deep) or (self._oldest is not None and self._oldest == before)


class Recorder:
    """One recorder. It keeps only the keys of recent hours, and the large body that it is at."""

    def __init__(self) -> None:
        self._hours = HourKeys(Vault(settings.INSTALLATION.secret))
        self._claimed: list[int] = []
        self._most = BATCH
        self._slices = Slices()
        self._large: Pieces | None = None
        self._adopt_at = 0.0
        self._large_at = 0.0
        self._release_at = 0.0

    def step(self) -> int:
        """One batch of live bodies and one slice of a large one: how many were handled.

        Faults of the database are the caller's to wait out; nothing is lost by them, nor doubled.
        """
        self._adopt_sometimes()
        return self._live() + self._slice() + self._release_sometimes()

    def _live(self) -> int:
        try:
            return self._batch(CLAIM, (0, LARGE_BYTES, self._most))
        except Exception as error:
            if not is_of_data(error):
                raise
            return self._apart(self._claimed)

    def _slice(self) -> int:
        """A large body never holds up live ones for longer than a slice of it takes, and is never left for them."""
        if self._large is None:
            self._large = self._next_large()
        if self._large is None:
            return 0
        if self._large.step():
            self._large = None
        return 1

    def _next_large(self) -> Pieces | None:
        """Looked for less often than live bodies, and always right after one was handled."""
        if time.monotonic() < self._large_at:
            return None
        with directory() as tx:
            row = tx.row(CLAIM, LARGE)
            pieces = self._pieces(tx, IntakeRow(*row)) if row else None
        self._large_at = time.monotonic() + (0 if pieces else LARGE_EVERY_SECONDS)
        return pieces

    def _pieces(self, tx: Tx, row: IntakeRow) -> Pieces:
        with tx.cursor() as cursor:
            load_hours(cursor, self._hours, [row.hour])
        return Pieces(row, self._hours, facts_of(self._hours, row), self._slices)

    def _batch(self, query: LiteralString, params: Sequence[object]) -> int:
        self._claimed = []
        with directory() as tx:
            rows = [IntakeRow(*row) for row in tx.fetch(query, params)]
            self._claimed = [row.id for row in rows]
            if rows:
                self._handle(tx, rows)
            return len(rows)

    def _handle(self, tx: Tx, rows: Sequence[IntakeRow]) -> None:
        now = clock.now(tx)
        with tx.cursor() as cursor:
            load_hours(cursor, self._hours, (row.hour for row in rows))
        heard_here = [(row, facts_of(self._hours, row)) for row in rows]
        routes = Routes.load(tx, (fact for _, facts in heard_here if isinstance(facts, list) for fact in facts))
        watches = Watches.load(tx, routes)
        piles = sort(heard_here, routes, watches)
        self._most = WIDE_BATCH if len(piles.by_workspace) >= MANY_WORKSPACES else BATCH
        quarantine.keep(tx, self._hours, piles.broken, now)
        quarantine.await_number(tx, self._hours, piles.homeless)
        held.keep(tx, piles.held, watches)
        record_piles(tx, piles, now)
        done(tx, (row.id for row in rows), piles.to_forget, now)

    def _apart(self, claimed: Sequence[int]) -> int:
        """A batch failed: halve it until the one bad body stands alone, then take that one in pieces."""
        if len(claimed) == 1:
            return self._in_pieces(claimed[0])
        middle = len(claimed) // 2
        return sum(self._try_half(half) for half in (claimed[:middle], claimed[middle:]) if half)

    def _try_half(self, half: Sequence[int]) -> int:
        try:
            return self._batch(CLAIM_THESE, (list(half),))
        except Exception as error:
            if not is_of_data(error):
                raise
            return self._apart(half)

    def _in_pieces(self, row_id: int) -> int:
        with directory() as tx:
            row = tx.row(CLAIM_THESE, ([row_id],))
            pieces = self._pieces(tx, IntakeRow(*row)) if row else None
        while pieces is not None and not pieces.step():
            pass
        return 1 if pieces else 0

    def _release_sometimes(self) -> int:
        """Looked for once a second, and always right after something was let go."""
        if time.monotonic() < self._release_at:
            return 0
        released = self._release()
        self._release_at = time.monotonic() + (0 if released else ADOPT_EVERY_SECONDS)
        return released

    def _release(self, most: int = review.RELEASED_AT_ONCE) -> int:
        """What a review let go, in slices as of a long body; if one item is bad, each by itself."""
        claimed: list[int] = []
        try:
            with directory() as tx:
                released = review.claim_released(tx, claimed, most)
                record_piles(tx, Piles(by_workspace=released), clock.now(tx))
        except Exception as error:
            if not is_of_data(error):
                raise
            if len(claimed) == 1:
                with directory() as tx:
                    review.put_aside(tx, claimed[0], type(error).__name__)
            for _ in claimed if len(claimed) > 1 else ():
                self._release(1)
        return len(claimed)

    def _adopt_sometimes(self) -> None:
        if time.monotonic() >= self._adopt_at:
            self._adopt_at = time.monotonic() + ADOPT_EVERY_SECONDS
            self._adopt(quarantine.ADOPTED_AT_ONCE)

    def _adopt(self, most: int) -> None:
        """What waited for a number that appeared; if one item is bad, each by itself."""
        adopted = quarantine.Adopted()
        try:
            with directory() as tx:
                quarantine.claim_adopted(tx, self._hours, adopted, most)
                held.keep(tx, adopted.held, adopted.watches)
                record_piles(tx, Piles(by_workspace=adopted.by_workspace, held=adopted.held), clock.now(tx))
        except Exception as error:
            if not is_of_data(error):
                raise
            if len(adopted.ids) > 1:
                for _ in adopted.ids:
                    self._adopt(1)
            elif adopted.ids:
                with directory() as tx:
                    quarantine.put_aside(tx, adopted.ids[0], type(error).__name__)
