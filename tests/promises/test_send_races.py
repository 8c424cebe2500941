"""What can happen between a claim, a call and its outcome: in one process, each moment made to come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.promises.cast import Cast, cast, post
from twinline.graph.client import GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.wire.errors import GraphError
from twinline.wire.sending import Accepted

__all__ = ["cast"]

pytestmark = pytest.mark.timeout(600)

PATIENCE = 60.0


class Meta:
    """Accepts, or does what it was told; the book says what reached it."""

    def __init__(self) -> None:
        self.book: list[str] = []
        self.next: list[Callable[[], None]] = []

    def send(self, _token: str, _number: str, body: Any) -> Accepted:
        act = self.next.pop(0) if self.next else None
        if act:
            act()
        self.book.append(body["biz_opaque_callback_data"])
        return Accepted(wamid=f"wamid.{len(self.book)}.{uuid4().hex}")


def raises(fault: Exception) -> Callable[[], None]:
    def act() -> None:
        raise fault

    return act


class Office:
    """Alice writes; senders are stepped by hand."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.meta = cast, Meta()
        self.sql = cast.database.connect("owner")
        self.senders: list[Any] = []

    def writes(self, text: str = "Hallo") -> UUID:
        self.cast.database.use("web")
        here, attempt = self.cast.here, uuid4()
        path = f"/api/workspaces/{here.workspace}/conversations/{here.conversation}/messages"
        answer = post(self.cast.client("alice"), path, {"id": str(attempt), "kind": "text", "text": text})
        assert answer.status_code == 202, answer.content
        self.cast.database.use("worker")
        return attempt

    def sender(self) -> Any:
        from twinline.engine.dispatch.sender import Sender

        self.senders.append(Sender(self.meta))  # type: ignore[arg-type]
        return self.senders[-1]

    def state(self, attempt: UUID) -> str:
        row = self.sql.execute("select state from config.send_job where attempt_id = %s", (attempt,)).fetchone()
        assert row is not None
        return str(row[0])

    def set_number(self, state: str) -> None:
        self.sql.execute("update config.number set state = %s where id = %s", (state, self.cast.here.number))

    def due_now(self) -> None:
        self.sql.execute("update config.send_job set due_at = now() where state = 'queued'")

    def until(self, sender: Any, attempt: UUID, *states: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.state(attempt) not in states:
            assert time.monotonic() < deadline, self.state(attempt)
            sender.step()
            sender.rest()

    def close(self) -> None:
        for sender in self.senders:
            sender.close()
        self.sql.close()


@pytest.fixture
def office(cast: Cast) -> Iterator[Office]:
    one = Office(cast)
    one.sql.execute("select set_config('twinline.workspace', %s, false)", (str(cast.here.workspace),))
    yield one
    one.close()


def test_a_claim_whose_commit_was_answered_by_silence_is_put_back_and_goes_out_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twinline.engine.dispatch import sender as module

    attempt, one, really = office.writes(), office.sender(), module.claim

    def claim(*arguments: Any) -> Any:
        monkeypatch.setattr(module, "claim", really)
        really(*arguments)
        raise psycopg.OperationalError("the connection was lost")

    monkeypatch.setattr(module, "claim", claim)
    with pytest.raises(psycopg.OperationalError):
        one.step()
    assert office.state(attempt) == "sending"
    one._settled = 0.0
    office.until(one, attempt, "accepted")
    assert office.meta.book == [str(attempt)]


def test_an_outcome_is_kept_until_the_database_is_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from twinline.engine.dispatch import sender as module

    attempt, one, really = office.writes(), office.sender(), module.record_verdicts
    monkeypatch.setattr(module, "record_verdicts", lambda *_: raises(psycopg.OperationalError("away"))())
    with pytest.raises(psycopg.OperationalError):
        office.until(one, attempt, "accepted")
    monkeypatch.setattr(module, "record_verdicts", really)
    office.until(one, attempt, "accepted")
    assert office.meta.book == [str(attempt)]


def test_a_verdict_that_is_recorded_twice_does_not_put_a_message_in_line_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first sender's commit went through unnoticed; another one has sent the message since."""
    from twinline.engine.dispatch import sender as module

    attempt, first, really = office.writes(), office.sender(), module.record_verdicts
    office.meta.next.append(raises(GraphRefused(GraphError(code=131057, http=400))))
    late: list[Any] = []

    def record(*arguments: Any) -> None:
        really(*arguments)
        late.append(arguments)
        raise psycopg.OperationalError("the connection was lost")

    monkeypatch.setattr(module, "record_verdicts", record)
    with pytest.raises(psycopg.OperationalError):
        office.until(first, attempt, "accepted")
    monkeypatch.setattr(module, "record_verdicts", really)
    office.due_now()

    def meanwhile() -> None:
        from django.db import connection

        really(*late[0])
        connection.close()

    office.meta.next.append(meanwhile)
    second = office.sender()
    office.until(second, attempt, "accepted")
    for _ in range(20):
        office.due_now()
        first.step()
        second.step()
    assert office.state(attempt) == "accepted"
    assert office.meta.book == [str(attempt)]


def test_what_a_dead_sender_left_is_unknown_and_what_a_living_one_sends_is_left_alone(office: Office) -> None:
    from twinline.engine.dispatch import resolve
    from twinline.engine.dispatch.claim import claim

    here, attempt, dead, other = office.cast.here, office.writes(), office.sender(), office.sender()
    dead._hold_lock()
    other._hold_lock()
    assert claim(dead.id, here.workspace, here.number, dead._lead, 9)
    resolve.give_up_on(dead.id, here.workspace)
    assert office.state(attempt) == "sending"
    dead._alive.close()
    office.until(other, attempt, "unknown")
    assert office.meta.book == []


@pytest.mark.parametrize(
    ("fault", "state", "went"),
    [
        (NotSubmitted("ConnectError"), "queued", 1),
        (GraphRefused(GraphError(code=130429, http=400)), "queued", 1),
        (GraphRefused(GraphError(code=131026, http=400)), "refused", 0),
        (OutcomeUnknown("HTTP 503"), "unknown", 0),
        (RuntimeError("a fault of our own"), "unknown", 0),
    ],
)
def test_only_what_did_not_reach_meta_or_was_refused_for_now_goes_again(
    office: Office, fault: Exception, state: str, went: int
) -> None:
    attempt, one = office.writes(), office.sender()
    office.meta.next.append(raises(fault))
    while office.meta.next:
        one.step()
        one.rest()
    office.until(one, attempt, state, "accepted")
    for _ in range(20):
        office.due_now()
        one.step()
        one.rest()
    office.until(one, attempt, "accepted" if went else state)
    assert len(office.meta.book) == went


def test_a_message_that_cannot_be_made_fails_alone(office: Office) -> None:
    broken, good = office.writes("lost words"), office.writes("good")
    office.sql.execute("delete from config.outbox where attempt_id = %s", (broken,))
    one = office.sender()
    office.until(one, good, "accepted")
    assert office.state(broken) == "refused"
    row = office.sql.execute("select failed_at from views.message where attempt_id = %s", (broken,)).fetchone()
    assert row is not None
    assert row[0] is not None


def test_an_offboarded_number_keeps_its_messages_and_a_removed_one_says_that_they_failed(office: Office) -> None:
    attempt, one = office.writes(), office.sender()
    office.set_number("offboarded")
    one.step()
    assert (office.state(attempt), office.meta.book) == ("queued", [])
    office.set_number("connected")
    office.due_now()
    office.until(one, attempt, "accepted")
    second = office.writes()
    office.set_number("removed")
    office.until(one, second, "refused")
    assert office.meta.book == [str(attempt)]


def test_messages_leave_in_the_order_in_which_they_were_written(office: Office) -> None:
    attempts, one = [office.writes(f"Nr. {n}") for n in range(12)], office.sender()
    office.until(one, attempts[-1], "accepted")
    for attempt in attempts:
        office.until(one, attempt, "accepted")
    placed = office.sql.execute("select attempt_id from config.send_job order by claimed_at, queued_at").fetchall()
    assert [row[0] for row in placed] == attempts
    assert sorted(office.meta.book) == sorted(map(str, attempts))


def test_what_a_dead_sender_left_is_told_even_when_its_words_are_gone(office: Office) -> None:
    from twinline.engine.dispatch.claim import claim

    here, attempt, dead = office.cast.here, office.writes(), office.sender()
    assert claim(dead.id, here.workspace, here.number, dead._lead, 9)
    office.sql.execute("delete from config.outbox where attempt_id = %s", (attempt,))
    office.until(office.sender(), attempt, "unknown")
