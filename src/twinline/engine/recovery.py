"""Statuses whose webhooks were lost, read again at Meta. Contents cannot be had that way, nor what the phone sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from twinline.engine.dispatch.claim import line_of
from twinline.engine.dispatch.submission import Line
from twinline.engine.untold import GIVEN_UP_AFTER, HALF_TOLD_AFTER, SILENT_AFTER, Untold, back_to
from twinline.graph import joining
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire import message_history
from twinline.wire.facts import Contact, Raw
from twinline.wire.webhooks import facts_of_raw
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

UNTOLD = """
    select min(accepted_at) filter (where sent_at is null and accepted_at <= %s),
        min(accepted_at) filter (where accepted_at <= %s)
    from views.message
    where workspace_id = %s and number_id = %s and accepted_at >= %s
        and coalesce(delivered_at, read_at, played_at, failed_at) is null
"""
ASKED = "select recovered_at from config.vital where workspace_id = %s and number_id = %s"
ASKING = "update config.vital set recovered_at = %s where workspace_id = %s and number_id = %s"
FOUND = "update config.vital set recovered = recovered + %s where workspace_id = %s and number_id = %s"
WRITTEN_HERE = """
    select sent.wamid, phone.value, person.value from views.sent_as as sent
    join views.message as m on m.workspace_id = sent.workspace_id and m.id = sent.attempt_id
    left join views.node as phone on phone.workspace_id = m.workspace_id and phone.node = m.phone_node
    left join views.node as person on person.workspace_id = m.workspace_id and person.node = m.user_node
    where sent.workspace_id = %s and sent.number_id = %s and sent.wamid = any(%s)
"""


def look(graph: Graph, workspace: UUID, number: UUID, now: datetime) -> None:
    """Ask Meta where it told too little of what was sent; a fault of Meta's waits for the next time."""
    with transaction(workspace, SYSTEM) as tx:
        since = back_to(_untold(tx, number, now), _asked_at(tx, number), now)
        line = line_of(tx, number) if since else None
        if since is None or line is None or line.state != "connected":
            return
        tx.run(ASKING, (now, workspace, number))
    try:
        pages = list(joining.past_statuses(graph, line.token, line.phone_number_id, since))
    except (GraphRefused, NotSubmitted, OutcomeUnknown):
        return
    with transaction(workspace, SYSTEM) as tx:
        _record(tx, line, [one for page in pages for one in message_history.entries(page)], now)


def _untold(tx: Tx, number: UUID, now: datetime) -> Untold:
    row = tx.row(UNTOLD, (now - SILENT_AFTER, now - HALF_TOLD_AFTER, tx.workspace, number, now - GIVEN_UP_AFTER))
    return Untold(*row) if row else Untold()


def _asked_at(tx: Tx, number: UUID) -> datetime | None:
    row = tx.row(ASKED, (tx.workspace, number))
    return row[0] if row else None


def _record(tx: Tx, line: Line, entries: Iterable[tuple[str, list[Raw]]], now: datetime) -> None:
    """Only what was written here: of other senders at this number nothing else is known either."""
    told = dict(entries)
    here: Mapping[str, Contact] = {
        wamid: Contact(phone=phone, user_id=user)
        for wamid, phone, user in tx.rows(WRITTEN_HERE, (tx.workspace, line.id, list(told)))
    }
    new = record(tx, list(_facts(line, here, told, now))).new
    tx.run(FOUND, (len(new), tx.workspace, line.id))


def _facts(line: Line, here: Mapping[str, Contact], told: Mapping[str, list[Raw]], now: datetime) -> Iterator[Recorded]:
    for wamid, to in here.items():
        for event in told[wamid]:
            raw: dict[str, Any] = dict(message_history.raw_of(line.phone_number_id, to, wamid, event))
            yield Recorded(facts_of_raw(raw), now, line.id)
