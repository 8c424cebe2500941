"""The sender: attempts are committed, then submitted by threads that only talk HTTP, then their outcomes recorded.

Sending cannot be repeated safely at Meta, so what may have arrived is never sent again by itself.
"""

from __future__ import annotations

import queue
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import psycopg
from django.conf import settings

from twinline.engine.dispatch import outbox, resolve
from twinline.engine.dispatch.claim import claim, due_numbers, place_again
from twinline.engine.dispatch.outcome import Outcome, judge
from twinline.engine.dispatch.submission import Submission
from twinline.engine.dispatch.verdicts import Judged, record_verdicts
from twinline.engine.faults import is_of_data
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown

THREADS = 64
# One number whose calls hang must not take every thread.
THREADS_A_NUMBER = 32
SETTLE_EVERY_SECONDS = 1.0
CHECK_EVERY_SECONDS = 1.0
COLLECT_SECONDS = 0.01
IDLE_SECONDS = 0.25
FAULT_SECONDS = 0.5
# What the pace keeps free of a second, in time: later than this, a message would meet its followers in one second.
LATE_SECONDS = 0.04
SHORTEST_LEAD, LONGEST_LEAD = timedelta(milliseconds=5), timedelta(milliseconds=300)
# A machine that is always late sends all the same.
MOST_PLACES = 10


@dataclass(frozen=True, slots=True)
class Done:
    """A submission with what came of it, and when by the stopwatch."""

    submission: Submission
    outcome: Outcome
    stopwatch: float


class Sender:
    """One sender. While it lives it holds an advisory lock on its id, by which others know that it lives."""

    def __init__(self, graph: Graph) -> None:
        self.id = uuid4()
        self._graph = graph
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="submit")
        self._done: queue.SimpleQueue[Done] = queue.SimpleQueue()
        # Tries that were handed to a thread and whose outcome is not durable yet, with the places each has had.
        self._under_way: dict[tuple[UUID, int], int] = {}
        self._busy: Counter[UUID] = Counter()
        self._unrecorded: list[Judged] = []
        self._late: list[Submission] = []
        self._alive: psycopg.Connection | None = None
        self._lead = SHORTEST_LEAD
        self._faulty = False
        self._settled = 0.0
        self._checked = 0.0

    def step(self) -> bool:
        """One turn: record what came back, take what may go. True when something happened."""
        self._hold_lock()
        self._collect()
        recorded = self._record_all()
        self._place_late()
        self._settle_sometimes()
        return self._claim_all() or recorded

    def rest(self) -> None:
        """Until a message is queued, or for a moment when answers are awaited."""
        if self._faulty or self._under_way or self._alive is None:
            time.sleep(FAULT_SECONDS if self._faulty else COLLECT_SECONDS)
            self._faulty = False
            return
        for _ in self._alive.notifies(timeout=IDLE_SECONDS, stop_after=1):
            pass

    def close(self) -> None:
        """Let what is under way finish, and record it."""
        self._threads.shutdown(wait=True)
        self._collect()
        self._record_all()
        if self._alive:
            self._alive.close()

    def _hold_lock(self) -> None:
        if self._alive is None or self._alive.closed:
            self._alive = psycopg.connect(settings.INSTALLATION.dsn("worker"), autocommit=True)
            self._alive.execute("select pg_advisory_lock(%s, hashtext(%s))", (resolve.SENDER_LOCKS, str(self.id)))
            self._alive.execute(f"listen {outbox.CHANNEL}")
            return
        if time.monotonic() < self._checked + CHECK_EVERY_SECONDS:
            return
        self._checked = time.monotonic()
        try:
            self._alive.execute("select 1")
        except psycopg.OperationalError:
            self._alive.close()
            raise

    def _collect(self) -> None:
        """Take what the threads finished; what is known now is judged by the time at which it was known."""
        while True:
            try:
                done = self._done.get_nowait()
            except queue.Empty:
                return
            self._busy[done.submission.line.id] -= 1
            if done.outcome.kind == "late":
                self._late.append(done.submission)
                continue
            at = done.submission.reading.at(done.stopwatch)
            self._unrecorded.append(Judged(judge(done.submission, done.outcome, at), at))

    def _record_all(self) -> bool:
        """Outcomes stay here until they are durable: a lost database must not lose an answer of Meta's."""
        by_workspace: dict[UUID, list[Judged]] = defaultdict(list)
        for judged in self._unrecorded:
            by_workspace[judged.verdict.submission.workspace_id].append(judged)
        recorded = [self._record_group(workspace, group) for workspace, group in by_workspace.items()]
        return any(recorded)

    def _record_group(self, workspace: UUID, group: list[Judged]) -> bool:
        if self._tried("record outcomes", lambda: record_verdicts(workspace, group)):
            self._forget(group)
            return True
        alone = [one for one in group if len(group) > 1 and self._record_group(workspace, [one])]
        return bool(alone)

    def _forget(self, group: list[Judged]) -> None:
        for judged in group:
            self._under_way.pop(judged.verdict.submission.key, None)
        self._unrecorded = [judged for judged in self._unrecorded if all(judged is not one for one in group)]

    def _place_late(self) -> None:
        while self._late:
            again = place_again(self._late[0], self._lead)
            self._late.pop(0)
            self._hand_over(again)

    def _settle_sometimes(self) -> None:
        if time.monotonic() - self._settled < SETTLE_EVERY_SECONDS:
            return
        self._settled = time.monotonic()
        others, own = resolve.left_behind(self.id)
        for sender, workspace in others:
            self._tried("give up", partial(resolve.give_up_on, sender, workspace))
        for workspace in own:
            self._tried("put back", partial(resolve.put_back, self.id, workspace, self._under_way))
        for workspace in resolve.unresolved():
            self._tried("settle", partial(resolve.settle, workspace))

    def _claim_all(self) -> bool:
        """Everything that may go in the next moments, each number by itself: one that is broken stops no other."""
        taken = False
        for workspace, number in due_numbers():
            free = min(THREADS - self._busy.total(), THREADS_A_NUMBER - self._busy[number])
            if free > 0:
                taken |= self._claim_number(workspace, number, free)
        return taken

    def _claim_number(self, workspace: UUID, number: UUID, most: int) -> bool:
        begun, claimed = time.monotonic(), list[Submission]()
        self._tried("claim", lambda: claimed.extend(claim(self.id, workspace, number, self._lead, most)))
        for submission in claimed:
            self._hand_over(submission)
        # The next places begin when the next claim will be through, if it takes as long as this one.
        took = timedelta(seconds=time.monotonic() - begun)
        self._lead = min(LONGEST_LEAD, max(SHORTEST_LEAD, took))
        return bool(claimed)

    def _hand_over(self, submission: Submission) -> None:
        self._under_way[submission.key] = self._under_way.get(submission.key, 0) + 1
        self._busy[submission.line.id] += 1
        self._threads.submit(self._submit, submission, self._under_way[submission.key] < MOST_PLACES)

    def _tried(self, what: str, act: Callable[[], object]) -> bool:
        """Whether it went through. A fault of the data stops nobody else; a lost database is the loop's to wait out."""
        try:
            act()
        except Exception as error:
            if not is_of_data(error):
                raise
            self._faulty = True
            print(f"worker sender: {what}: {type(error).__name__}", file=sys.stderr, flush=True)
            return False
        return True

    def _submit(self, submission: Submission, may_wait: bool) -> None:  # noqa: FBT001 - a thread's argument
        """Wait for the place given, then make the one call. Runs in a thread without a database."""
        wait = submission.reading.seconds_until(submission.at, time.monotonic())
        if wait > 0:
            time.sleep(wait)
        late = -submission.reading.seconds_until(submission.at, time.monotonic())
        outcome = Outcome("late") if late > LATE_SECONDS and may_wait else self._call(submission)
        self._done.put(Done(submission, outcome, time.monotonic()))

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
