"""The sender: attempts are committed, then submitted by threads that only talk HTTP, then their outcomes recorded.

Sending cannot be repeated safely at Meta, so what may have arrived is never sent again by itself.
"""

from __future__ import annotations

import queue
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import psycopg
from django.conf import settings

from twinline.engine import clock
from twinline.engine.dispatch import outbox
from twinline.engine.dispatch.claim import Submission, claim
from twinline.engine.dispatch.outcome import Outcome, Verdict, judge
from twinline.engine.dispatch.resolve import SENDER_LOCKS, find_left_behind, settle_open
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

THREADS = 32
SETTLE_EVERY_SECONDS = 1.0
CHECK_EVERY_SECONDS = 1.0
COLLECT_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Done:
    """A submission with what came of it."""

    submission: Submission
    outcome: Outcome


class Sender:
    """One sender. While it lives it holds an advisory lock on its id, by which others know that it lives."""

    def __init__(self, graph: Graph) -> None:
        self.id = uuid4()
        self._graph = graph
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="submit")
        self._done: queue.SimpleQueue[Done] = queue.SimpleQueue()
        self._unrecorded: list[Done] = []
        self._alive: psycopg.Connection | None = None
        self._settled = 0.0
        self._checked = 0.0

    def step(self) -> bool:
        """One turn: record what came back, take what may go. True when something happened."""
        self._hold_lock()
        self._unrecorded += self._collect()
        recorded = self._record_all()
        self._settle_sometimes()
        taken = claim(self.id)
        for submission in taken:
            self._threads.submit(self._submit, submission, time.monotonic())
        return bool(taken or recorded)

    def close(self) -> None:
        """Let what is under way finish, and record it."""
        self._threads.shutdown(wait=True)
        self._unrecorded += self._collect()
        self._record_all()
        if self._alive:
            self._alive.close()

    def _hold_lock(self) -> None:
        if self._alive is None or self._alive.closed:
            self._alive = psycopg.connect(settings.INSTALLATION.dsn("worker"), autocommit=True)
            self._alive.execute("select pg_advisory_lock(%s, hashtext(%s))", (SENDER_LOCKS, str(self.id)))
            return
        if time.monotonic() < self._checked + CHECK_EVERY_SECONDS:
            return
        self._checked = time.monotonic()
        try:
            self._alive.execute("select 1")
        except psycopg.OperationalError:
            self._alive.close()
            raise

    def _collect(self) -> list[Done]:
        done: list[Done] = []
        try:
            done.append(self._done.get(timeout=COLLECT_SECONDS))
            while True:
                done.append(self._done.get_nowait())
        except queue.Empty:
            return done

    def _record_all(self) -> bool:
        """Outcomes stay here until they are durable: a lost database must not lose an answer of Meta's."""
        by_workspace: dict[UUID, list[Done]] = defaultdict(list)
        for done in self._unrecorded:
            by_workspace[done.submission.workspace_id].append(done)
        for workspace, group in by_workspace.items():
            with transaction(workspace, SYSTEM) as tx:
                _record(tx, group)
            self._unrecorded = [done for done in self._unrecorded if done not in group]
        return bool(by_workspace)

    def _settle_sometimes(self) -> None:
        if time.monotonic() - self._settled >= SETTLE_EVERY_SECONDS:
            self._settled = time.monotonic()
            find_left_behind(self.id)
            settle_open()

    def _submit(self, submission: Submission, taken: float) -> None:
        """Wait for the place given, then make the one call. Runs in a thread without a database."""
        wait = (submission.at - submission.taken_at).total_seconds() - (time.monotonic() - taken)
        if wait > 0:
            time.sleep(wait)
        self._done.put(Done(submission, self._call(submission)))

    def _call(self, submission: Submission) -> Outcome:
        line = submission.line
        try:
            accepted = self._graph.send(line.token, line.phone_number_id, submission.body)
        except GraphRefused as refusal:
            return Outcome("refused", error=refusal.error)
        except NotSubmitted as fault:
            return Outcome("not_submitted", reason=str(fault))
        except OutcomeUnknown as fault:
            return Outcome("unknown", reason=str(fault))
        except Exception as fault:  # noqa: BLE001 - whatever went wrong, it may have reached Meta
            return Outcome("unknown", reason=type(fault).__name__)
        return Outcome("accepted", accepted=accepted)


def _record(tx: Tx, group: list[Done]) -> None:
    now = clock.now(tx)
    verdicts = [judge(done.submission, done.outcome, now) for done in group]
    record(tx, [Recorded(v.fact, now, v.fact.number_id) for v in verdicts])
    for verdict in verdicts:
        _move(tx, verdict, now)


def _move(tx: Tx, verdict: Verdict, now: datetime) -> None:
    if verdict.state == "accepted":
        outbox.close(tx, [verdict.attempt_id], "accepted", now)
        return
    tx.run(
        "update config.send_job set state = %s, due_at = %s, changed_at = %s where attempt_id = %s",
        (verdict.state, verdict.due_at or now, now, verdict.attempt_id),
    )
