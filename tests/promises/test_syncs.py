"""A phone is asked for its contacts and its history once, whatever happens to the question or to the worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.promises.cast import Cast, cast, now
from twinline.graph.client import GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.wire.errors import GraphError

__all__ = ["cast"]


class Meta:
    """Counts what it was asked, and answers or fails as it is told."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fault: Exception | None = None

    def post(self, _token: str, _path: str, body: Any) -> dict[str, str]:
        self.asked.append(body["sync_type"])
        if self.fault:
            raise self.fault
        return {"messaging_product": "whatsapp", "request_id": "a1b2c3"}


class Desk:
    def __init__(self, cast: Cast, sql: psycopg.Connection) -> None:
        self.cast, self.sql, self.meta = cast, sql, Meta()

    def wants(self) -> None:
        from twinline.engine import syncs
        from twinline.workspaces.transaction import SYSTEM, transaction

        here = self.cast.here
        with transaction(here.workspace, SYSTEM) as tx:
            syncs.want(tx, here.number, now(), "history", now())

    def turn(self) -> bool:
        from twinline.engine import loops

        return loops.ask_one(self.meta)  # type: ignore[arg-type]

    def time_passes(self) -> None:
        self.sql.execute("update config.sync set due_at = %s", (now() - timedelta(seconds=1),))

    def row(self) -> Any:
        return self.sql.execute("select state, request_id, code from config.sync").fetchone()

    def told(self) -> int:
        return int(self.sql.execute("select count(*) from log.entry where kind = 'ConfigurationChanged'").fetchone()[0])  # type: ignore[index]


@pytest.fixture
def desk(cast: Cast) -> Iterator[Desk]:
    cast.database.use("worker")
    with cast.database.connect("owner") as sql:
        sql.execute("select set_config('twinline.workspace', %s, false)", (str(cast.here.workspace),))
        one = Desk(cast, sql)
        one.wants()
        yield one


def test_a_question_is_asked_once_and_its_request_id_kept(desk: Desk) -> None:
    before = desk.told()
    assert desk.turn()
    desk.time_passes()
    assert not desk.turn()
    assert (desk.meta.asked, desk.row()) == (["history"], ("asked", "a1b2c3", None))
    assert desk.told() == before + 1


def test_a_question_whose_answer_was_lost_is_never_repeated(desk: Desk) -> None:
    desk.meta.fault = OutcomeUnknown("ReadTimeout")
    desk.turn()
    desk.meta.fault = None
    desk.time_passes()
    assert not desk.turn()
    assert (desk.meta.asked, desk.row()) == (["history"], ("unknown", None, None))


def test_a_question_that_never_left_is_asked_again(desk: Desk) -> None:
    desk.meta.fault = NotSubmitted("ConnectError")
    desk.turn()
    assert desk.row()[0] == "wanted"
    desk.meta.fault = None
    desk.time_passes()
    desk.turn()
    assert desk.row()[0] == "asked"


def test_what_a_dead_worker_was_asking_is_told_and_not_asked_again(desk: Desk) -> None:
    from twinline.engine import clock, syncs
    from twinline.workspaces.transaction import directory

    with directory() as tx:
        assert syncs.claim(tx, clock.now(tx))
    assert not desk.turn()
    desk.time_passes()
    assert desk.turn()
    assert (desk.meta.asked, desk.row()[0]) == ([], "unknown")
    desk.time_passes()
    assert not desk.turn()


@pytest.mark.parametrize("code", [2593107, 2593108, 2593109, 135000])
def test_a_refusal_of_metas_ends_it_with_its_code(desk: Desk, code: int) -> None:
    desk.meta.fault = GraphRefused(GraphError(code=code, http=400, message="Refused."))
    desk.turn()
    desk.time_passes()
    assert not desk.turn()
    assert (desk.meta.asked, desk.row()) == (["history"], ("refused", None, code))


@pytest.mark.parametrize(("code", "http", "state"), [(4, 400, "wanted"), (80007, 400, "wanted"), (2, 503, "unknown")])
def test_who_asked_too_fast_asks_again_and_a_failing_server_is_not_asked_again(
    desk: Desk, code: int, http: int, state: str
) -> None:
    desk.meta.fault = GraphRefused(GraphError(code=code, http=http, message="Not now."))
    desk.turn()
    assert desk.row()[0] == state
    desk.time_passes()
    assert desk.turn() is (state == "wanted")
