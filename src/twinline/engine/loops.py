"""One turn of each of the worker's smaller loops; a turn answers whether there may be more to do at once."""

from __future__ import annotations

import time
from datetime import timedelta

from twinline.engine import clock, lifecycle, mails, recovery, reminders, review, syncs, vitals
from twinline.engine.dispatch import outbox, signals, upload
from twinline.engine.dispatch.claim import line_of
from twinline.engine.media import fetch
from twinline.engine.outgoing import deliveries
from twinline.graph.client import Graph
from twinline.graph.posting import Poster
from twinline.workspaces.installation import Installation
from twinline.workspaces.transaction import SYSTEM, directory, transaction

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


def fetch_one(graph: Graph) -> bool:
    with directory() as tx:
        now = clock.now(tx)
        job = fetch.claim(tx, now)
    if job is None:
        return False
    with transaction(job.workspace_id, SYSTEM) as tx:
        line = line_of(tx, job.number_id)
    if line is None:
        fetch.postpone(job, "number_unknown", now)
    else:
        fetch.fetch(graph, job, line.token, line.phone_number_id, now)
    return True


def upload_one(graph: Graph) -> bool:
    with directory() as tx:
        now = clock.now(tx)
        job = upload.claim(tx, now)
    if job is None:
        return False
    upload.upload(graph, job, now)
    return True


def signal_one(graph: Graph) -> bool:
    with directory() as tx:
        now = clock.now(tx)
        signal = signals.claim(tx, now)
    if signal is None:
        return False
    signals.perform(graph, signal, now)
    return True


def look_one(graph: Graph) -> bool:
    with directory() as tx:
        now = clock.now(tx)
        look = lifecycle.claim_look(tx, now)
    if look is None:
        return False
    lifecycle.look(graph, look, now)
    return True


def ask_one(graph: Graph) -> bool:
    with directory() as tx:
        now = clock.now(tx)
        if review.want_when_due(tx, now):
            return True
        sync = syncs.claim(tx, now)
    if sync is None:
        return False
    syncs.ask(graph, sync, now)
    return True


def check_one(graph: Graph) -> bool:
    with directory() as tx:
        now = clock.now(tx)
        turn = vitals.claim(tx, now)
    if turn is None:
        return False
    vitals.look(graph, turn, now)
    recovery.look(graph, turn.workspace_id, turn.number_id, now)
    return True


def mail_one() -> bool:
    with directory() as tx:
        now = clock.now(tx)
        mailing = mails.claim(tx, now)
    if mailing is None:
        return False
    mails.send(mailing, now)
    return True


def deliver_one(poster: Poster) -> bool:
    with directory() as tx:
        now = clock.now(tx)
        job = deliveries.claim(tx, now)
    if job is None:
        return False
    deliveries.send(poster, job, now)
    return True


def remind_one() -> bool:
    with directory() as tx:
        now = clock.now(tx)
        mailing = reminders.claim(tx, now)
    if mailing is None:
        return False
    reminders.send(mailing, now)
    return True


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
