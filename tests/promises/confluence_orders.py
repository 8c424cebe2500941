"""Deliveries in every order, and the tables as a page sees them afterwards."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.fixtures.databases import Database
from tests.promises.confluence_bodies import IDS, NUMBER, at
from twinline.log import facts as our
from twinline.log.recorded import Recorded

INES = "4915112345678"
ATTEMPT = UUID("018f0000-0000-7000-8000-00000000a001")
BOB = UUID("018f0000-0000-7000-8000-00000000b001")
ABOUT: dict[str, Any] = {"number_id": NUMBER, "phone": INES, "user_id": None}


class Seen:
    """The tables as a page sees them."""

    def __init__(self, tx: Any) -> None:
        self._tx = tx

    def rows(self, columns: str, table: str) -> list[tuple[Any, ...]]:
        where = "workspace_id = %s"
        return self._tx.rows(f"select {columns} from views.{table} where {where} order by 1", (self._tx.workspace,))

    def bubbles(self, columns: str = "wamid") -> list[Any]:
        """Of messages that are shown, in the order of the thread."""
        rows = self._tx.rows(
            f"select {columns} from views.message where workspace_id = %s and kind is not null"
            " order by said_at, heard_at, id",
            (self._tx.workspace,),
        )
        return [row[0] if len(row) == 1 else row for row in rows]

    def said(self, wamid: str) -> list[str | None]:
        """Every wording of a message, oldest first."""
        found = self._tx.rows(
            "select body::jsonb ->> 'text' from views.read_content(array(select id from views.message"
            " where workspace_id = %s and wamid = %s), 'test', 'test') order by version",
            (self._tx.workspace, wamid),
        )
        return [row[0] for row in found]

    def states(self) -> list[str | None]:
        from twinline.projections.state import message_state

        columns = ("direction", "told", "sending_at", "held_at", "unknown_at", "offered_at", "settled", "accepted_at",
                   "sent_at", "delivered_at", "read_at", "played_at", "failed_at")  # fmt: skip
        rows = self.bubbles(", ".join(columns))
        return [message_state(type("Row", (), dict(zip(columns, row, strict=True)))()) for row in rows]


InEveryOrder = Callable[..., None]


@pytest.fixture
def in_every_order(database: Database) -> InEveryOrder:
    """Apply deliveries one by one in each order (and all at once), and look each time."""
    database.use("worker")
    from twinline.projections.apply import apply
    from twinline.workspaces.transaction import SYSTEM, transaction

    class Undone(Exception):
        pass

    def run(*deliveries: list[Recorded], expect: Callable[[Seen], None]) -> None:
        orders = [list(order) for order in itertools.permutations(deliveries)]
        at_once = [[recorded for delivery in deliveries for recorded in delivery]]
        for batches in [*orders, at_once, [*orders[-1], *orders[0]]]:
            with suppress(Undone), transaction(uuid4(), SYSTEM) as tx:
                for batch in batches:
                    apply(tx, IDS, batch)
                expect(Seen(tx))
                raise Undone

    return run


def composed(second: int = 1, words: str = "Gern!") -> our.MessageComposed:
    return our.MessageComposed(
        **ABOUT, at=at(second), attempt_id=ATTEMPT, conversation_id=NUMBER, origin="person", kind="text", text=words,
        author=BOB,
    )  # fmt: skip


def accepted(wamid: str, second: int = 2) -> our.SendAccepted:
    return our.SendAccepted(**ABOUT, at=at(second), attempt_id=ATTEMPT, wamid=wamid)


def window(seen: Seen) -> list[tuple[datetime | None, datetime | None]]:
    return seen.rows("inbound_at, asked_at", "conversation")
