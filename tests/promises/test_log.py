"""The log only grows, has no gaps, and opens to its own key alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.fixtures.databases import Database
from twinline.log.facts import ConfigurationChanged, ConversationRead
from twinline.log.recorded import Recorded

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NUMBER = UUID("018f0000-0000-7000-8000-000000000001")
ALICE = UUID("018f0000-0000-7000-8000-00000000000a")


@pytest.fixture
def workspace(database: Database) -> UUID:
    database.use("worker")
    from twinline.log import keys
    from twinline.workspaces.transaction import SYSTEM, transaction

    one = uuid4()
    with transaction(one, SYSTEM) as tx:
        keys.create(tx)
    return one


def read_by_alice(second: int, phone: str = "41790000001") -> Recorded:
    at = AT + timedelta(seconds=second)
    fact = ConversationRead(at=at, number_id=NUMBER, phone=phone, conversation_id=NUMBER, by=ALICE, up_to=at)
    return Recorded(fact, at, NUMBER)


def put(workspace: UUID, facts: list[Recorded]) -> int:
    """Append without folding: the log's own promise."""
    from twinline.log import append
    from twinline.workspaces.transaction import SYSTEM, transaction

    with transaction(workspace, SYSTEM) as tx:
        pending = append.begin(tx, facts)
        if not pending.new:
            return append.position(tx)
        return append.finish(tx, pending, append.raise_heads(tx, pending))


def everything(workspace: UUID) -> list[object]:
    from twinline.log import read
    from twinline.workspaces.transaction import SYSTEM, transaction

    with transaction(workspace, SYSTEM) as tx:
        return [(e.position, e.stream, e.stream_no, e.recorded) for e in read.entries(tx, 0, 10_000)]


def test_what_went_in_comes_out_in_order_and_without_gaps(workspace: UUID) -> None:
    facts = [read_by_alice(n, f"4179000000{n % 3}") for n in range(9)]
    assert put(workspace, facts[:4]) == 4
    assert put(workspace, facts[4:]) == 9
    entries = everything(workspace)
    assert [entry[0] for entry in entries] == list(range(1, 10))
    assert [entry[3] for entry in entries] == facts
    for stream in {entry[1] for entry in entries}:
        assert [entry[2] for entry in entries if entry[1] == stream] == [1, 2, 3]


def test_the_same_fact_is_appended_once(workspace: UUID) -> None:
    fact = read_by_alice(1)
    assert put(workspace, [fact, fact]) == 1
    assert put(workspace, [fact]) == 1
    assert put(workspace, [Recorded(fact.fact, AT + timedelta(days=8), NUMBER)]) == 1


def test_a_second_append_in_one_transaction_is_refused(workspace: UUID) -> None:
    from twinline.log import append
    from twinline.workspaces.transaction import SYSTEM, transaction

    def append_twice() -> None:
        with transaction(workspace, SYSTEM) as tx:
            append.begin(tx, [read_by_alice(1)])
            append.begin(tx, [read_by_alice(2)])

    with pytest.raises(append.SecondAppend):
        append_twice()
    assert everything(workspace) == []


def test_a_transaction_inside_a_transaction_is_refused(workspace: UUID) -> None:
    from twinline.workspaces.transaction import SYSTEM, NestedTransaction, directory, transaction

    with pytest.raises(NestedTransaction), transaction(workspace, SYSTEM), directory():
        pass


def test_writers_at_once_leave_no_gap_and_lose_nothing(workspace: UUID) -> None:
    from django.db import connection

    def write(writer: int) -> None:
        for n in range(10):
            put(workspace, [read_by_alice(100 * writer + n, f"4179000000{n % 2}")])
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    entries = everything(workspace)
    assert [entry[0] for entry in entries] == list(range(1, 41))
    for stream in {entry[1] for entry in entries}:
        assert [entry[2] for entry in entries if entry[1] == stream] == list(range(1, 21))


def test_nobody_can_change_or_remove_an_entry(workspace: UUID, database: Database) -> None:
    put(workspace, [read_by_alice(1)])
    for role in ("web", "worker"):
        for statement in ("update log.entry set kind = 'x'", "delete from log.entry", "truncate log.entry"):
            with database.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_an_entry_moved_to_another_place_does_not_open(workspace: UUID, database: Database) -> None:
    from twinline.log.read import Damaged

    put(workspace, [read_by_alice(1), read_by_alice(2)])
    with database.connect("owner") as owner:
        owner.execute("alter table log.entry no force row level security")
        owner.execute(
            "update log.entry as a set ciphertext = b.ciphertext, nonce = b.nonce from log.entry as b"
            " where a.position = 1 and b.position = 2"
        )
        owner.execute("alter table log.entry force row level security")
    with pytest.raises(Damaged, match="Entry 1"):
        everything(workspace)


def test_no_phone_number_and_no_word_stands_in_the_log_in_clear(workspace: UUID, database: Database) -> None:
    put(workspace, [Recorded(ConfigurationChanged(at=AT, what="canary-7f3a", subject="41790000001"), AT)])
    put(workspace, [read_by_alice(1)])
    with database.connect("owner") as owner:
        owner.execute("alter table log.entry no force row level security")
        rows = owner.execute("select entry::text from log.entry as entry").fetchall()
    assert len(rows) == 2
    assert not [row for row in rows if "41790000001" in row[0] or b"canary-7f3a".hex() in row[0]]


def test_without_a_workspace_the_log_shows_nothing(workspace: UUID, database: Database) -> None:
    put(workspace, [read_by_alice(1)])
    with database.connect("worker") as connection:
        assert connection.execute("select count(*) from log.entry").fetchone() == (0,)
