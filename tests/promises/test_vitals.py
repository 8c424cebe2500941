"""A number is looked at in turn: what ails it is told once for each occurrence, and no longer than it lasts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.promises.cast import Cast, cast, change, echo_from_phone, now
from twinline.graph.client import GraphRefused, NotSubmitted
from twinline.wire.errors import GraphError

__all__ = ["cast"]

EXPIRED = GraphRefused(GraphError(code=190, message="Session has expired", http=401))


class Meta:
    """The nodes of a number and of a token, as they are told to be."""

    def __init__(self) -> None:
        self.asked = 0
        self.quality = "GREEN"
        self.expires_at = 0
        self.fault: Exception | None = None

    def get(self, _token: str, path: str, _params: Any) -> dict[str, Any]:
        if path == "debug_token":
            return {"data": {"is_valid": True, "expires_at": self.expires_at}}
        self.asked += 1
        if self.fault:
            raise self.fault
        return {"quality_rating": self.quality, "throughput": {"level": "STANDARD"}, "id": "1"}


class Ward:
    """The worker's loop, one turn at a time."""

    def __init__(self, cast: Cast, sql: psycopg.Connection) -> None:
        self.cast, self.sql, self.meta = cast, sql, Meta()

    def turn(self, *, asks: bool = True) -> None:
        """The number's turn comes at once; `asks`: it is long ago that Meta was asked."""
        from twinline.engine import loops

        self.sql.execute("update config.vital set due_at = 'infinity'")
        here = self.cast.here.number
        asked = ", asked_at = null" if asks else ""
        self.sql.execute(f"update config.vital set due_at = %s{asked} where number_id = %s", (now(), here))  # type: ignore[arg-type]
        assert loops.check_one(self.meta)  # type: ignore[arg-type]

    def hears(self, body: dict[str, Any]) -> None:
        """As the recorder does."""
        from twinline.engine.heard import heard
        from twinline.log.recorded import Recorded
        from twinline.projections.record import record
        from twinline.wire.webhooks import parse
        from twinline.workspaces.transaction import SYSTEM, transaction

        here = self.cast.here
        with transaction(here.workspace, SYSTEM) as tx:
            facts = [Recorded(fact, now(), here.number) for fact in parse(json.dumps(body).encode())]
            heard(tx, record(tx, facts).new, now())

    def open(self) -> list[str]:
        rows = self.sql.execute("select kind from config.alert where closed_at is null order by kind").fetchall()
        return [kind for (kind,) in rows]

    def ever(self) -> int:
        row = self.sql.execute("select count(*) from config.alert").fetchone()
        return int(row[0]) if row else 0

    def vital(self, column: str) -> Any:
        row = self.sql.execute(
            f"select {column} from config.vital where number_id = %s",  # type: ignore[arg-type]
            (self.cast.here.number,),
        ).fetchone()
        return row[0] if row else None


@pytest.fixture
def ward(cast: Cast) -> Iterator[Ward]:
    cast.database.use("worker")
    with cast.database.connect("owner") as sql:
        sql.execute("select set_config('twinline.workspace', %s, false)", (str(cast.here.workspace),))
        yield Ward(cast, sql)


def test_an_alert_is_raised_once_however_often_the_number_is_looked_at(ward: Ward) -> None:
    for _ in range(3):
        ward.turn()
    assert (ward.open(), ward.ever()) == (["phone_urgent"], 1)


@pytest.mark.parametrize("sign", ["an echo", "an edit", "a deletion", "a contact"])
def test_any_sign_of_the_phone_closes_its_alert(ward: Ward, sign: str) -> None:
    ward.turn()
    ward.hears(SIGNS[sign](ward.cast))
    assert ward.vital("due_at") <= now(), "a sign after a long silence is looked at at once"
    ward.turn()
    assert (ward.open(), ward.vital("seen_by")) == ([], "phone")


def of_phone(cast: Cast, **what: Any) -> dict[str, Any]:
    here = cast.here
    at = str(int(datetime.now(UTC).timestamp()))
    message = {"from": here.display_phone, "to": here.customer, "id": "wamid.B", "timestamp": at, **what}
    return change(here, "smb_message_echoes", {"message_echoes": [message]})


SIGNS = {
    "an echo": lambda cast: echo_from_phone(cast.here, "Ja"),
    "an edit": lambda cast: of_phone(cast, type="edit", edit={
        "original_message_id": "wamid.A", "message": {"type": "text", "text": {"body": "Nein"}},
    }),
    "a deletion": lambda cast: of_phone(cast, type="revoke", revoke={"original_message_id": "wamid.A"}),
    "a contact": lambda cast: change(cast.here, "smb_app_state_sync", {"state_sync": [{
        "type": "contact", "action": "add", "contact": {"full_name": "Ines", "phone_number": cast.here.customer},
        "metadata": {"timestamp": str(int(datetime.now(UTC).timestamp()))},
    }]}),
}  # fmt: skip


def test_history_is_no_sign_of_the_phone(ward: Ward) -> None:
    here = ward.cast.here
    message = {
        "from": here.display_phone, "id": "wamid.H", "timestamp": str(int(datetime.now(UTC).timestamp())),
        "type": "text", "text": {"body": "x"}, "history_context": {"status": "READ"},
    }  # fmt: skip
    thread = {"id": here.customer, "messages": [message]}
    metadata = {"phase": 0, "chunk_order": 1, "progress": 50}
    ward.hears(change(here, "history", {"history": [{"metadata": metadata, "threads": [thread]}]}))
    assert ward.vital("seen_at") is None


def test_a_sign_that_comes_late_takes_nothing_back(ward: Ward) -> None:
    ward.hears(echo_from_phone(ward.cast.here, "Ja"))
    seen = ward.vital("seen_at")
    late = of_phone(ward.cast, type="text", text={"body": "Alt"})
    late["entry"][0]["changes"][0]["value"]["message_echoes"][0]["timestamp"] = "1760000000"
    ward.hears(late)
    assert ward.vital("seen_at") == seen


def test_a_bad_quality_is_told_and_ends_with_it_and_the_next_one_is_told_again(ward: Ward) -> None:
    ward.hears(echo_from_phone(ward.cast.here, "Ja"))
    for quality, told, ever in (
        ("GREEN", [], 0),
        ("RED", ["quality_red"], 1),
        ("YELLOW", [], 1),
        ("RED", ["quality_red"], 2),
    ):
        ward.meta.quality = quality
        ward.turn()
        assert (ward.open(), ward.ever()) == (told, ever)


def test_a_token_is_told_a_week_before_its_end_and_when_it_is_refused(ward: Ward) -> None:
    ward.hears(echo_from_phone(ward.cast.here, "Ja"))
    ward.meta.expires_at = int((now() + timedelta(days=8)).timestamp())
    ward.turn()
    assert ward.open() == []
    ward.meta.expires_at = int((now() + timedelta(days=6)).timestamp())
    ward.turn()
    assert ward.open() == ["token"]
    ward.meta.expires_at = 0
    ward.turn()
    assert ward.open() == []
    ward.meta.fault = EXPIRED
    ward.turn()
    assert (ward.open(), ward.vital("token_valid"), ward.vital("quality")) == (["token"], False, "GREEN")


def test_where_meta_does_not_answer_nothing_follows_and_it_is_asked_again(ward: Ward) -> None:
    ward.hears(echo_from_phone(ward.cast.here, "Ja"))
    ward.meta.fault = NotSubmitted("ConnectError")
    ward.turn()
    assert (ward.open(), ward.vital("token_valid"), ward.vital("asked_at")) == ([], None, None)
    ward.meta.fault = None
    ward.turn(asks=False)
    assert (ward.meta.asked, ward.vital("quality")) == (2, "GREEN")


def test_meta_is_asked_four_times_a_day_however_often_the_number_is_looked_at(ward: Ward) -> None:
    ward.turn()
    ward.turn(asks=False)
    assert ward.meta.asked == 1


def test_what_happens_while_a_number_is_looked_at_is_looked_at_next(ward: Ward) -> None:
    from twinline.engine import vitals
    from twinline.workspaces.transaction import SYSTEM, directory, transaction

    ward.sql.execute("update config.vital set due_at = 'infinity'")
    ward.sql.execute("update config.vital set due_at = %s where number_id = %s", (now(), ward.cast.here.number))
    with directory() as tx:
        turn = vitals.claim(tx, now())
    assert turn is not None
    with transaction(ward.cast.here.workspace, SYSTEM) as tx:
        vitals.hurry(tx, ward.cast.here.number, now())
    vitals.look(ward.meta, turn, now())  # type: ignore[arg-type]
    assert ward.vital("due_at") <= now()
