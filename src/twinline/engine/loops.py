"""One turn of each of the worker's smaller loops; a turn answers whether there may be more to do at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from twinline.engine import clock, lifecycle, mails, recovery, reminders, review, syncs, vitals
from twinline.engine.dispatch import outbox, signals, upload
from twinline.engine.dispatch.claim import line_of
from twinline.engine.media import fetch
from twinline.engine.outgoing import deliveries
from twinline.graph.client import Graph
from twinline.graph.posting import Poster
from twinline.workspaces.installation import Installation
from twinline.workspaces.transaction import SYSTEM, Tx, directory, transaction

Job = TypeVar("Job")

INTAKE_KEPT = timedelta(hours=48)
TIDY_EVERY_SECONDS = 60.0
TIDY = (
    "delete from views.intake where recorded_at < %s",
    "delete from config.pace_heard where second < extract(epoch from %s::timestamptz)",
    "delete from config.pace_pair where paid_until < %s",
)
# The hour's key goes with its last body: what was in the files of old intake is unreadable from then on.
TIDY_HOURS = """
    delete from keys.hour as hour where hour < %s
        and not exists (select from views.intake where intake.hour = hour.hour)
        and not exists (select from views.quarantine where quarantine.hour = hour.hour)
        and not exists (select from views.unadopted where unadopted.hour = hour.hour)
"""


def open_graph(installation: Installation) -> Graph:
    """The one client for Meta; whoever opens it closes it."""
    return Graph(installation.graph_url, installation.graph_version, installation.allowed_origins)


def open_poster(installation: Installation) -> Poster:
    """The one client for outgoing webhooks; whoever opens it closes it."""
    return Poster(installation.allowed_origins)


def _one(claim: Callable[[Tx, datetime], Job | None], act: Callable[[Job, datetime], object]) -> bool:
    """What is claimed stays so while it is acted on: in transactions of its own, since Meta may take its time."""
    with directory() as tx:
        now = clock.now(tx)
        job = claim(tx, now)
    if job is None:
        return False
    act(job, now)
    return True


def fetch_one(graph: Graph) -> bool:
    return _one(fetch.claim, partial(_fetch, graph))


def _fetch(graph: Graph, job: fetch.Job, now: datetime) -> None:
    with transaction(job.workspace_id, SYSTEM) as tx:
        line = line_of(tx, job.number_id)
    if line is None:
        fetch.postpone(job, "number_unknown", now)
    else:
        fetch.fetch(graph, job, line.token, line.phone_number_id, now)


def upload_one(graph: Graph) -> bool:
    return _one(upload.claim, partial(upload.upload, graph))


def signal_one(graph: Graph) -> bool:
    return _one(signals.claim, partial(signals.perform, graph))


def look_one(graph: Graph) -> bool:
    return _one(lifecycle.claim_look, partial(lifecycle.look, graph))


def ask_one(graph: Graph) -> bool:
    with directory() as tx:
        if review.want_when_due(tx, clock.now(tx)):
            return True
    return _one(syncs.claim, partial(syncs.ask, graph))


def check_one(graph: Graph) -> bool:
    return _one(vitals.claim, partial(_check, graph))


def _check(graph: Graph, turn: vitals.Turn, now: datetime) -> None:
    vitals.look(graph, turn, now)
    recovery.look(graph, turn.workspace_id, turn.number_id, now)


def mail_one() -> bool:
    return _one(mails.claim, mails.send)


def deliver_one(poster: Poster) -> bool:
    return _one(deliveries.claim, partial(deliveries.send, poster))


def remind_one() -> bool:
    return _one(reminders.claim, reminders.send)


_tidied = [0.0]


def tidy() -> bool:
    """Forget what is no longer needed: once a minute."""
    if time.monotonic() - _tidied[0] < TIDY_EVERY_SECONDS:
        return False
    _tidied[0] = time.monotonic()
    with directory() as tx:
        before = clock.now(tx) - INTAKE_KEPT
        for query in TIDY:
            tx.run(query, (before,))
        tx.run(TIDY_HOURS, (before,))
        outbox.forget(tx, before)
    return False
