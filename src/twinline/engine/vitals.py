"""Each number is looked at in turn: Meta is asked how it is, and alerts about it are raised and closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.conf import settings

from twinline.engine import asking, lifecycle, mails
from twinline.engine.app_findings import Wanted
from twinline.engine.asking import Appearance, Kind
from twinline.engine.dispatch.claim import line_of
from twinline.engine.dispatch.submission import Line
from twinline.engine.outgoing import deliveries, events
from twinline.engine.vitality import Ailment, Ratings, Vitals, ailments, differences, rated
from twinline.graph import joining
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire.facts import ContactSynced
from twinline.workspaces.secrets import Vault
from twinline.workspaces.transaction import SYSTEM, Tx, transaction
from twinline.workspaces.uuid7 import uuid7

LEASE = timedelta(minutes=2)
LOOK_EVERY = timedelta(minutes=15)
# Meta takes 200 calls an hour for an account; a rating moves by the day.
ASK_EVERY = timedelta(hours=6)
TOKEN_REFUSED = 190
# What the person with the phone is told, too.
OF_PHONE: frozenset[Ailment] = frozenset({"phone_remind", "phone_urgent"})

BEGIN = """
    insert into config.vital (workspace_id, number_id, due_at) values (%s, %s, %s)
    on conflict (number_id) do update set due_at = excluded.due_at, asked_at = null
"""
SEEN = """
    update config.vital as known set seen_by = case when at > coalesce(seen_at, '-infinity') then %s else seen_by end,
        seen_at = greatest(seen_at, at),
        due_at = case when at > coalesce(seen_at, '-infinity') + interval '1 day' then %s else due_at end
    from unnest(%s::uuid[], %s::timestamptz[]) as sign (number_id, at) where known.number_id = sign.number_id
"""
HURRY = "update config.vital set due_at = %s where number_id = %s"
# Who was told to hurry meanwhile is looked at again at once.
LATER = "update config.vital set due_at = %s where number_id = %s and due_at = %s"
CLAIM = """
    update config.vital set due_at = %s where number_id = (
        select number_id from config.vital where due_at <= %s order by due_at limit 1 for update skip locked
    )
    returning workspace_id, number_id, due_at, asked_at
"""
KNOWN = """
    select mode, state, state_at, onboarded_at, seen_at, seen_by, quality_at, callback_at, app_id
    from config.number left join config.vital on vital.number_id = number.id
    where number.workspace_id = %s and number.id = %s
"""
RATED = """
    select quality, limit_tier, throughput, token_valid, token_expires_at, callback_url from config.vital
    where number_id = %s
"""
MEASURED = """
    update config.vital set asked_at = %s, quality_at = %s, quality = %s, limit_tier = %s, throughput = %s,
        token_valid = %s, token_expires_at = %s, callback_url = %s, callback_at = %s
    where number_id = %s
"""
APP = """
    select app.app_id, app.secret from config.number join config.meta_app as app using (app_id)
    where number.workspace_id = %s and number.id = %s
"""
SYNCS = """
    select kind, state, changed_at, first_heard_at, progress from config.sync
    where workspace_id = %s and number_id = %s and onboarded_at = %s
"""
OPEN = "select kind, since from config.alert where workspace_id = %s and number_id = %s and closed_at is null"
RAISE = """
    insert into config.alert (workspace_id, id, number_id, kind, since, raised_at) values (%s, %s, %s, %s, %s, %s)
    on conflict (workspace_id, number_id, kind, since) do update set closed_at = null
    returning id
"""
CLOSE = """
    update config.alert set closed_at = %s
    where workspace_id = %s and number_id = %s and kind = %s and since = %s and closed_at is null
    returning id
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A number whose turn it is, leased until `due_at`. `asked_at`: when Meta was last asked about it."""

    workspace_id: UUID
    number_id: UUID
    due_at: datetime
    asked_at: datetime | None


def begin(tx: Tx, number_id: UUID, now: datetime) -> None:
    """From now on this number is looked after."""
    tx.run(BEGIN, (tx.workspace, number_id, now))


def hurry(tx: Tx, number_id: UUID, now: datetime) -> None:
    """Something happened to this number: look at once."""
    tx.run(HURRY, (now, number_id))


def follow(tx: Tx, new: Sequence[Recorded], now: datetime) -> None:
    """Whatever a phone did shows that it was opened; what was imported was done before."""
    signs: dict[UUID, datetime] = {}
    for recorded in new:
        if recorded.number_id and _of_phone(recorded.fact):
            at = min(recorded.fact.said_at or recorded.heard_at, recorded.heard_at)
            signs[recorded.number_id] = max(at, signs.get(recorded.number_id, at))
    if signs:
        numbers = sorted(signs)
        tx.run(SEEN, ("phone", now, numbers, [signs[number] for number in numbers]))


def _of_phone(fact: Any) -> bool:
    """Echoes, edits, deletions and reactions of the app, and changes in its contacts."""
    if isinstance(fact, ContactSynced):
        return True
    return getattr(fact, "origin", None) == "phone" and not getattr(fact, "imported", False)


def opened(tx: Tx, number_id: UUID, now: datetime) -> None:
    """A person says that the app was opened."""
    tx.run(SEEN, ("word", now, [number_id], [now]))
    hurry(tx, number_id, now)


def claim(tx: Tx, now: datetime) -> Turn | None:
    row = tx.row(CLAIM, (now + LEASE, now))
    return Turn(*row) if row else None


def look(graph: Graph, turn: Turn, now: datetime) -> None:
    """Ask Meta where it was not asked for a while, then raise and close what follows."""
    said = _ask(graph, turn) if turn.asked_at is None or now - turn.asked_at >= ASK_EVERY else None
    with transaction(turn.workspace_id, SYSTEM) as tx:
        _conclude(tx, turn.number_id, said, now)
        tx.run(LATER, (now + LOOK_EVERY, turn.number_id, turn.due_at))


def _ask(graph: Graph, turn: Turn) -> Ratings | None:
    """None: Meta could not be asked; it is at the next turn."""
    with transaction(turn.workspace_id, SYSTEM) as tx:
        line, app = line_of(tx, turn.number_id), tx.row(APP, (tx.workspace, turn.number_id))
        before = _ratings(tx, turn.number_id)
    if line is None or app is None or line.state == "removed":
        return None
    try:
        return _rate(graph, line, _expiry(graph, app, line.token), before)
    except (GraphRefused, NotSubmitted, OutcomeUnknown):
        return None


def _rate(graph: Graph, line: Line, expires_at: datetime | None, before: Ratings) -> Ratings:
    """A token is good when it opens its number; one that is refused says nothing of how the number is rated."""
    try:
        said = joining.measure(graph, line.token, line.phone_number_id)
    except GraphRefused as refusal:
        if refusal.error.code != TOKEN_REFUSED:
            raise
        return replace(before, token_valid=False)
    return Ratings(
        said.quality, said.limit_tier, said.throughput, token_valid=True, token_expires_at=expires_at,
        callback=said.callback,
    )  # fmt: skip


def _expiry(graph: Graph, app: tuple[Any, ...], token: str) -> datetime | None:
    """Asked with the app's own secret: where that is refused, nothing follows for the number's token."""
    secret = Vault(settings.INSTALLATION.secret).open(bytes(app[1]), f"meta_app/{app[0]}/secret".encode())
    try:
        return joining.inspect(graph, app[0], secret.decode(), token).expires_at
    except GraphRefused:
        return None


def vitals_of(tx: Tx, number_id: UUID) -> Vitals | None:
    """None for a number that is not in this workspace."""
    row = tx.row(KNOWN, (tx.workspace, number_id))
    if row is None:
        return None
    here = settings.INSTALLATION
    wanted = Wanted(app_id=row[8], config_id="", version=here.graph_version, origin=here.origin)
    return replace(Vitals(*row[:7]), ratings=_ratings(tx, number_id), callback_at=row[7], wanted=wanted)


def _ratings(tx: Tx, number_id: UUID) -> Ratings:
    row = tx.row(RATED, (number_id,))
    return Ratings(*row) if row else Ratings()


def _conclude(tx: Tx, number_id: UUID, said: Ratings | None, now: datetime) -> None:
    before = vitals_of(tx, number_id)
    if before is None:
        return
    vitals = rated(before, said, now) if said else before
    wanted = ailments(vitals, _syncs(tx, number_id, vitals.onboarded_at, now), now)
    there = {(kind, since) for kind, since in tx.rows(OPEN, (tx.workspace, number_id))}
    raised = [one for one in wanted.items() if one not in there]
    closed = [one for one in there if one not in wanted.items()]
    facts = [_changed(number_id, *changed, now)] if said and (changed := differences(before.ratings, said)) else []
    facts += [_told(number_id, *one, "raised", now) for one in raised]
    facts += [_told(number_id, *one, "closed", now) for one in closed]
    # The log first: the recorder, too, takes its heads before these rows.
    if facts:
        record(tx, [Recorded(fact, now, number_id) for fact in facts])
        lifecycle.renumber(tx)
    if said:
        _keep(tx, number_id, vitals, now)
    for kind, since in raised:
        row = tx.row(RAISE, (tx.workspace, uuid7(now), number_id, kind, since, now))
        if row:
            mails.want(tx, row[0], now, of_phone=(number_id if kind in OF_PHONE else None))
            _tell(tx, number_id, kind, since, "raised", now)
    for kind, since in closed:
        if tx.row(CLOSE, (now, tx.workspace, number_id, kind, since)):
            _tell(tx, number_id, kind, since, "cleared", now)


def _tell(
    tx: Tx, number_id: UUID, kind: Ailment, since: datetime, state: Literal["raised", "cleared"], now: datetime
) -> None:
    number = deliveries.about(tx, number_id)
    if number is not None:
        deliveries.tell(tx, "number.alert", events.alert(number, kind, since, state), now)


def _keep(tx: Tx, number_id: UUID, vitals: Vitals, now: datetime) -> None:
    said = vitals.ratings
    tx.run(MEASURED, (
        now, vitals.quality_at, said.quality, said.limit_tier, said.throughput, said.token_valid,
        said.token_expires_at, said.callback, vitals.callback_at, number_id,
    ))  # fmt: skip


def _changed(number_id: UUID, before: dict[str, Any], after: dict[str, Any], now: datetime) -> ConfigurationChanged:
    return ConfigurationChanged(
        what="vital", subject=str(number_id), number_id=number_id, before=before, after=after, at=now
    )


def _told(number_id: UUID, kind: Ailment, since: datetime, state: str, now: datetime) -> ConfigurationChanged:
    after = {"kind": kind, "since": since.isoformat(), "state": state}
    return ConfigurationChanged(what="alert", subject=str(number_id), number_id=number_id, after=after, at=now)


def _syncs(tx: Tx, number_id: UUID, onboarded_at: datetime, now: datetime) -> dict[Kind, tuple[Appearance, datetime]]:
    rows = tx.rows(SYNCS, (tx.workspace, number_id, onboarded_at))
    return {
        kind: (asking.appearance(state, since, heard, progress, now), since)
        for kind, state, since, heard, progress in rows
    }
