"""What people change about outgoing webhooks. The secret is shown by the two that make one, and never again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from twinline.engine import loops
from twinline.engine.outgoing import deliveries, keys
from twinline.engine.outgoing.events import TEST, Event
from twinline.features.outgoing_webhooks import queries, rules
from twinline.features.outgoing_webhooks.queries import Delivery, Webhook
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces.access import Person, entered
from twinline.workspaces.refused import Refused
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx
from twinline.workspaces.uuid7 import uuid7

OVERLAP = timedelta(hours=24)
# Weaker than what removes it: who puts a delivery in line holds the log's heads and must not wait for this.
HOLD = "select 1 from config.outgoing_webhook where workspace_id = %s and id = %s for no key update"
COUNT = "select count(*) from config.outgoing_webhook where workspace_id = %s"
CREATE = """
    insert into config.outgoing_webhook (workspace_id, id, url, events, secret, state, created_at, created_by)
    values (%s, %s, %s, %s, %s, 'on', %s, %s)
"""
CHANGE = """
    update config.outgoing_webhook set url = %s, events = %s, state = %s, failing_since = case when %s = state then
        failing_since end where workspace_id = %s and id = %s
"""
RENEW = """
    update config.outgoing_webhook set previous_secret = secret, previous_until = %s, secret = %s
    where workspace_id = %s and id = %s
"""
REMOVE = "delete from config.outgoing_webhook where workspace_id = %s and id = %s"
AGAIN = """
    update config.outgoing_delivery set state = 'waiting', next_at = %s, fault = null, status = null, attempts = 0
    where workspace_id = %s and id = %s
"""


def create(tx: Tx, person: Person, url: str, events: Sequence[Event], now: datetime) -> tuple[Webhook, str]:
    """The webhook and its secret. Raises Refused."""
    person.check_may(Right.MANAGE_SETTINGS)
    address = rules.url_of(url, settings.INSTALLATION.allowed_origins)
    count = tx.row(COUNT, (tx.workspace,))
    if count and count[0] >= rules.MOST:
        raise Refused("webhooks_full", f"There are {rules.MOST} outgoing webhooks already: remove one first.")
    webhook_id, secret = uuid7(now), keys.new_secret()
    row = (tx.workspace, webhook_id, address, sorted(set(events)), keys.seal(secret, webhook_id), now, person.id)
    tx.run(CREATE, row)
    made = queries.webhook(tx, webhook_id, now)
    _record(tx, person, webhook_id, None, _visible(made), now)
    return made, secret


def change(
    tx: Tx, person: Person, webhook_id: UUID, *, url: str | None, events: Sequence[Event] | None, on: bool | None,
    now: datetime,
) -> Webhook:  # fmt: skip
    """What is None stays. Switched on, a webhook begins anew. Raises Refused."""
    before = _held(tx, person, webhook_id, now)
    address = before.url if url is None else rules.url_of(url, settings.INSTALLATION.allowed_origins)
    wanted = before.events if events is None else sorted(set(events))
    state = before.state if on is None or on == (before.state == "on") else "on" if on else "off"
    tx.run(CHANGE, (address, wanted, state, state, tx.workspace, webhook_id))
    after = queries.webhook(tx, webhook_id, now)
    if _visible(before) != _visible(after):
        _record(tx, person, webhook_id, _visible(before), _visible(after), now)
    return after


def rotate(tx: Tx, person: Person, webhook_id: UUID, now: datetime) -> tuple[Webhook, str]:
    """A new secret; the one before signs along for a day, so that the receiver can be changed meanwhile."""
    _held(tx, person, webhook_id, now)
    secret = keys.new_secret()
    tx.run(RENEW, (now + OVERLAP, keys.seal(secret, webhook_id), tx.workspace, webhook_id))
    _record(tx, person, webhook_id, None, {"secret": "renewed"}, now)
    return queries.webhook(tx, webhook_id, now), secret


def remove(tx: Tx, person: Person, webhook_id: UUID, now: datetime) -> None:
    """Its deliveries go with it."""
    before = _held(tx, person, webhook_id, now)
    # The log first, as whoever tells of something takes it before these rows.
    _record(tx, person, webhook_id, _visible(before), None, now)
    tx.run(REMOVE, (tx.workspace, webhook_id))


def again(tx: Tx, person: Person, webhook_id: UUID, delivery_id: UUID, now: datetime) -> Delivery:
    """The same event under the same id, at once. Raises Refused."""
    held = _held(tx, person, webhook_id, now)
    known = queries.delivery(tx, webhook_id, delivery_id)
    if held.state != "on" and known.event != TEST:
        raise Refused("webhook_off", "Switch this webhook on first.")
    tx.run(AGAIN, (now, tx.workspace, delivery_id))
    deliveries.line_up(tx, delivery_id, now)
    return queries.delivery(tx, webhook_id, delivery_id)


def test(workspace: UUID, user: UUID, webhook_id: UUID, now: datetime) -> Delivery:
    """Sent while the person waits, once, also where the webhook is switched off."""
    with entered(workspace, user) as (tx, person):
        _held(tx, person, webhook_id, now)
        job = deliveries.put(tx, webhook_id, TEST, {}, now, due_at=now + deliveries.LEASE)
    poster = loops.open_poster(settings.INSTALLATION)
    try:
        deliveries.send(poster, job, now)
    finally:
        poster.close()
    with entered(workspace, user) as (tx, _):
        return queries.delivery(tx, webhook_id, job.delivery_id)


def _held(tx: Tx, person: Person, webhook_id: UUID, now: datetime) -> Webhook:
    person.check_may(Right.MANAGE_SETTINGS)
    tx.row(HOLD, (tx.workspace, webhook_id))
    return queries.webhook(tx, webhook_id, now)


def _visible(webhook: Webhook) -> dict[str, object]:
    return {"url": webhook.url, "events": webhook.events, "state": webhook.state}


def _record(
    tx: Tx, person: Person, webhook_id: UUID, before: dict[str, object] | None, after: dict[str, object] | None,
    now: datetime,
) -> None:  # fmt: skip
    fact = ConfigurationChanged(
        what="outgoing_webhook", subject=str(webhook_id), before=before, after=after, by=person.id, at=now
    )
    record(tx, [Recorded(fact, now)])
