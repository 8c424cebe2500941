"""The facts of a body: read, sorted by where they go, recorded; a long or a broken body one slice at a time."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from twinline.engine import clock, held, lifecycle, quarantine, syncs
from twinline.engine.faults import is_of_data
from twinline.engine.heard import heard
from twinline.engine.held import Watches
from twinline.engine.routes import Route, Routes
from twinline.log.facts import Fact
from twinline.log.intake import HourKeys, IntakeRow, open_row
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire.webhooks import NotJSON, parse
from twinline.workspaces.secrets import Unreadable
from twinline.workspaces.transaction import Tx, directory

FEWEST, MOST = 200, 2_000
# A live message waits for no more than the slice that is being recorded.
SLICE_SECONDS = 0.15
MICROSECOND = timedelta(microseconds=1)
DONE = "update views.intake set recorded_at = %s where id = any(%s)"
# A body in which somebody is private, or not decided about yet, is not kept for two days as others are.
FORGET = "delete from views.intake where id = any(%s)"
STILL_OPEN = "select id from views.intake where id = %s and recorded_at is null for update skip locked"

# The facts of a body, or why it has none and its bytes (None: they do not open, and are kept as they lie).
Facts = list[Fact] | tuple[str, bytes | None]


@dataclass(slots=True)
class Piles:
    """The facts of a batch by where they go."""

    by_workspace: dict[UUID, list[Recorded]] = field(default_factory=lambda: defaultdict(list))
    homeless: list[tuple[IntakeRow, Recorded]] = field(default_factory=list)
    broken: list[quarantine.Broken] = field(default_factory=list)
    held: list[tuple[Route, Recorded]] = field(default_factory=list)
    to_forget: set[int] = field(default_factory=set)


def facts_of(hours: HourKeys, row: IntakeRow) -> Facts:
    """What a body says. Never raises: what cannot be read is put aside, whatever the reason."""
    try:
        body = open_row(hours, row)
    except Unreadable:
        return "unreadable", None
    try:
        return list(parse(body))
    except NotJSON:
        return "not_json", body
    except Exception as error:  # noqa: BLE001 - a body that breaks the reader must not break the recorder
        return type(error).__name__, body


def sort(bodies: Iterable[tuple[IntakeRow, Facts]], routes: Routes, watches: Watches) -> Piles:
    """Every fact to its workspace, with a moment of its own."""
    piles = Piles()
    for row, facts in bodies:
        if isinstance(facts, tuple):
            piles.broken.append((row, *facts))
        else:
            _sort_some(piles, row, enumerate(facts), routes, watches)
    return piles


def record_piles(tx: Tx, piles: Piles, now: datetime) -> None:
    """Record what has a workspace: in one order for everybody, so that two recorders cannot wait for each other."""
    for workspace in sorted(piles.by_workspace):
        tx.turn_to(workspace)
        lifecycle.hold(tx, (recorded.fact for recorded in piles.by_workspace[workspace]))
        outcome = record(tx, piles.by_workspace[workspace])
        heard(tx, outcome.new, now)
    _follow_held(tx, piles.held)


def _follow_held(tx: Tx, held: Iterable[tuple[Route, Recorded]]) -> None:
    """What is held shows that a phone answers, too: after the log, as everywhere."""
    by_workspace: dict[UUID, list[Recorded]] = defaultdict(list)
    for route, recorded in held:
        by_workspace[route.workspace_id].append(recorded)
    for workspace in sorted(by_workspace):
        tx.turn_to(workspace)
        syncs.follow(tx, by_workspace[workspace])


def done(tx: Tx, ids: Iterable[int], to_forget: set[int], now: datetime) -> None:
    """These bodies are recorded."""
    if to_forget:
        tx.run(FORGET, (list(to_forget),))
    tx.run(DONE, (now, [one for one in ids if one not in to_forget]))


def raw_of(fact: Fact) -> bytes:
    return orjson.dumps(getattr(fact, "raw", None), default=str)


class Slices:
    """How long a slice may be on this machine: what a batch costs by itself is shared by all facts in it."""

    def __init__(self) -> None:
        self.size = FEWEST

    def took(self, count: int, seconds: float) -> None:
        """Towards what fits, since the next slice may cost more."""
        fitting = int(count * SLICE_SECONDS / max(seconds, 0.001))
        self.size = max(FEWEST, min(MOST, (self.size + fitting) // 2))


class Pieces:
    """One body, recorded slice by slice in transactions of their own.

    What is put aside waits for the last one, so that a crash doubles nothing; facts known from before a crash, or
    from another recorder that is at the same body, are dropped as known.
    """

    def __init__(self, row: IntakeRow, hours: HourKeys, facts: Facts, slices: Slices) -> None:
        self._row = row
        self._slices = slices
        self._hours = hours
        self._aside = Piles()
        self._waiting: list[tuple[int, Fact]] = []
        if isinstance(facts, tuple):
            self._aside.broken.append((row, *facts))
        else:
            self._waiting = list(enumerate(facts))

    def step(self) -> bool:
        """Record the next slice; True when the body is done."""
        if self._waiting:
            some, began = self._waiting[: self._slices.size], time.monotonic()
            self._record(some)
            self._waiting = self._waiting[len(some) :]
            self._slices.took(len(some), time.monotonic() - began)
        if self._waiting:
            return False
        self._finish()
        return True

    def _record(self, some: Sequence[tuple[int, Fact]]) -> None:
        """Halved as long as it fails, until a bad fact stands alone."""
        try:
            piles = self._try(some)
        except Exception as error:
            if not is_of_data(error):
                raise
            if len(some) == 1:
                self._aside.broken.append((self._row, type(error).__name__, raw_of(some[0][1])))
                return
            middle = len(some) // 2
            self._record(some[:middle])
            self._record(some[middle:])
            return
        self._aside.homeless += piles.homeless
        self._aside.broken += piles.broken
        self._aside.to_forget |= piles.to_forget

    def _try(self, some: Sequence[tuple[int, Fact]]) -> Piles:
        piles = Piles()
        with directory() as tx:
            routes = Routes.load(tx, (fact for _, fact in some))
            watches = Watches.load(tx, routes)
            _sort_some(piles, self._row, some, routes, watches)
            held.keep(tx, piles.held, watches)
            record_piles(tx, piles, clock.now(tx))
        return piles

    def _finish(self) -> None:
        with directory() as tx:
            if tx.row(STILL_OPEN, (self._row.id,)) is None:
                return
            now = clock.now(tx)
            quarantine.keep(tx, self._hours, self._aside.broken, now)
            quarantine.await_number(tx, self._hours, self._aside.homeless)
            done(tx, [self._row.id], self._aside.to_forget, now)


def _sort_some(
    piles: Piles, row: IntakeRow, some: Iterable[tuple[int, Fact]], routes: Routes, watches: Watches
) -> None:
    for index, fact in some:
        found = routes.of(fact)
        heard_at = row.heard_at + index * MICROSECOND
        if isinstance(found, Route):
            _sort_known(piles, row, Recorded(fact, heard_at, found.number_id), found, watches)
        elif found == "unknown":
            piles.homeless.append((row, Recorded(fact, heard_at)))
        else:
            piles.broken.append((row, "no_number", raw_of(fact)))


def _sort_known(piles: Piles, row: IntakeRow, recorded: Recorded, route: Route, watches: Watches) -> None:
    disposition = watches.of(route, recorded.fact)
    if disposition == "record":
        piles.by_workspace[route.workspace_id].append(recorded)
        return
    piles.to_forget.add(row.id)
    if disposition == "hold":
        piles.held.append((route, recorded))
