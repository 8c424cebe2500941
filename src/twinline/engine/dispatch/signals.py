"""Read receipts and typing dots: safe to repeat, worthless when late, never worth a person's attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from twinline.engine.dispatch.claim import line_of
from twinline.engine.dispatch.submission import Line
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

LEASE = timedelta(seconds=40)
READ_WORTH = timedelta(hours=1)
# Meta shows the dots for at most 25 seconds.
TYPING_WORTH = timedelta(seconds=10)

DUE = """
    update config.signal_job set due_at = %s, tries = tries + 1
    where id = (
        select id from config.signal_job where due_at <= %s order by due_at limit 1 for update skip locked
    )
    returning id, workspace_id, number_id, wamid, typing, tries, expires_at
"""


@dataclass(frozen=True, slots=True)
class Signal:
    id: UUID
    workspace_id: UUID
    number_id: UUID
    wamid: str
    typing: bool
    tries: int
    expires_at: datetime


def queue(tx: Tx, number_id: UUID, wamid: str, now: datetime, *, typing: bool = False) -> None:
    """Tell the customer that `wamid` was read here, and with `typing` that somebody writes."""
    worth = TYPING_WORTH if typing else READ_WORTH
    tx.run(
        "insert into config.signal_job (id, workspace_id, number_id, wamid, typing, due_at, expires_at)"
        " values (%s, %s, %s, %s, %s, %s, %s)",
        (uuid4(), tx.workspace, number_id, wamid, typing, now, now + worth),
    )


def claim(tx: Tx, now: datetime) -> Signal | None:
    """The next due signal, leased."""
    row = tx.row(DUE, (now + LEASE, now))
    return Signal(*row) if row else None


def perform(graph: Graph, signal: Signal, now: datetime) -> None:
    """Send one signal; a refusal ends it, a fault is tried again while it is worth something."""
    with transaction(signal.workspace_id, SYSTEM) as tx:
        line = line_of(tx, signal.number_id)
    done = line is None or now >= signal.expires_at or _told(graph, line, signal)
    with transaction(signal.workspace_id, SYSTEM) as tx:
        if done:
            tx.run("delete from config.signal_job where id = %s", (signal.id,))
        else:
            again = now + timedelta(seconds=2**signal.tries)
            tx.run("update config.signal_job set due_at = %s where id = %s", (again, signal.id))


def _told(graph: Graph, line: Line, signal: Signal) -> bool:
    try:
        graph.mark_read(line.token, line.phone_number_id, signal.wamid, typing=signal.typing)
    except GraphRefused:
        return True
    except (NotSubmitted, OutcomeUnknown):
        return False
    return True
