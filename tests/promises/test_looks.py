"""Where Meta named only an account, each of its numbers is asked for, and not at Meta's first word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.promises.cast import Cast, cast, now
from twinline.graph.client import NotSubmitted

__all__ = ["cast"]


class Meta:
    """Says of the number what it was told to, one word at a time; the last one stays."""

    def __init__(self, *words: str | Exception) -> None:
        self.words = list(words)
        self.asked = 0

    def number_status(self, _token: str, _number: str) -> str:
        self.asked += 1
        word = self.words.pop(0) if len(self.words) > 1 else self.words[0]
        if isinstance(word, Exception):
            raise word
        return word


class Desk:
    def __init__(self, cast: Cast, sql: psycopg.Connection) -> None:
        self.cast, self.sql = cast, sql

    def told(self, state: str) -> None:
        self.sql.execute(
            "insert into config.number_look (workspace_id, number_id, state, said_at, due_at)"
            " values (%s, %s, %s, now(), now() - interval '1 second')",
            (self.cast.here.workspace, self.cast.here.number, state),
        )

    def turns(self, meta: Meta, times: int) -> int:
        """How many of so many turns found something to do, all of them due."""
        from twinline.engine import loops

        done = 0
        for _ in range(times):
            self.sql.execute("update config.number_look set due_at = %s", (now() - timedelta(seconds=1),))
            done += loops.look_one(meta)  # type: ignore[arg-type]
        return done

    def state(self) -> str:
        row: Any = self.sql.execute(
            "select state from config.number where id = %s", (self.cast.here.number,)
        ).fetchone()
        return str(row[0])

    def position(self) -> int:
        here = (self.cast.here.workspace,)
        row: Any = self.sql.execute("select position from log.counter where workspace_id = %s", here).fetchone()
        return int(row[0])

    def renumbered(self) -> int:
        row: Any = self.sql.execute(
            "select renumbered from config.workspace where id = %s", (self.cast.here.workspace,)
        ).fetchone()
        return int(row[0])


@pytest.fixture
def desk(cast: Cast) -> Iterator[Desk]:
    cast.database.use("worker")
    with cast.database.connect("owner") as sql:
        sql.execute("select set_config('twinline.workspace', %s, false)", (str(cast.here.workspace),))
        yield Desk(cast, sql)


def test_what_graph_bears_out_turns_the_number_and_pages_hear_of_it(desk: Desk) -> None:
    before = desk.position()
    desk.told("offboarded")
    assert desk.turns(Meta("DISCONNECTED"), 3) == 1
    assert desk.state() == "offboarded"
    assert desk.renumbered() == desk.position() == before + 1


def test_a_node_that_lags_and_a_line_that_is_down_are_asked_again(desk: Desk) -> None:
    desk.told("offboarded")
    meta = Meta("CONNECTED", NotSubmitted("ConnectError"), "CONNECTED", "DISCONNECTED")
    assert desk.turns(meta, 5) == 4
    assert desk.state() == "offboarded"


def test_a_number_that_goes_on_is_left_alone_in_the_end(desk: Desk) -> None:
    desk.told("removed")
    meta = Meta("CONNECTED")
    assert desk.turns(meta, 9) == meta.asked == 6
    assert desk.state() == "connected"


def test_what_was_said_before_the_number_was_onboarded_turns_nothing(desk: Desk) -> None:
    desk.told("removed")
    desk.sql.execute("update config.number_look set said_at = now() - interval '60 days'")
    before = desk.position()
    assert desk.turns(Meta("DISCONNECTED"), 2) == 1
    assert (desk.state(), desk.position()) == ("connected", before)
