"""The gate's part played by hand: bodies into intake, a recorder in this process, and a look at what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests.fixtures.databases import Database
from tests.promises.cast import Place, _place, change
from twinline.log import intake
from twinline.workspaces.secrets import Vault

CUSTOMER = "41791234567"
_minutes = count(1)


@dataclass
class Ear:
    """A workspace with a number, and the gate's part played by hand."""

    database: Database
    here: Place

    def __post_init__(self) -> None:
        self._keys = intake.HourKeys(Vault(self.database.installation.secret))
        self.sql = self.database.connect("owner")
        self.sql.execute("select set_config('twinline.workspace', %s, false)", (str(self.here.workspace),))

    def hears(self, *bodies: bytes, app: str = "101") -> None:
        """Bodies into intake, as the gate puts them there."""
        heard_at = datetime.now(UTC)
        hour = intake.hour_of(heard_at)
        if self._keys.known(hour) is None:
            self.sql.execute(intake.INSERT_HOUR, (hour, self._keys.fresh(hour)))
            row = self.sql.execute(intake.SELECT_HOUR, (hour,)).fetchone()
            assert row is not None
            self._keys.learn(hour, bytes(row[0]))
        sealed = [intake.seal(self._keys[hour], app, hour, body) for body in bodies]
        parts = ([app] * len(sealed), [nonce for nonce, _ in sealed], [cipher for _, cipher in sealed])
        self.sql.execute(intake.INSERT_GROUP, (heard_at, hour, *parts))

    def one(self, query: str, *params: Any) -> Any:
        row = self.sql.execute(query, params).fetchone()
        assert row is not None
        return row[0]

    def waiting(self) -> int:
        return int(self.one("select count(*) from views.intake where recorded_at is null"))

    def waiting_elsewhere(self) -> bool:
        """The same for a thread of its own, since a connection serves one."""
        with self.database.connect("worker") as sql:
            return sql.execute("select from views.intake where recorded_at is null limit 1").fetchone() is not None

    def wamids(self, like: str) -> list[str]:
        rows = self.sql.execute("select wamid from views.message where wamid like %s order by wamid", (like,))
        return [row[0] for row in rows]

    def quarantined(self) -> list[tuple[str, bytes]]:
        """(reason, raw bytes) of everything that was put aside."""
        rows = self.sql.execute("select reason, hour, nonce, sealed from views.quarantine order by at").fetchall()
        intake.load_hours(self.sql.cursor(), self._keys, [row[1] for row in rows])
        return [(row[0], intake.open_piece(self._keys, "quarantine", *row[1:])) for row in rows]

    def is_gapless(self) -> bool:
        positions = "select count(*), max(position) from log.entry"
        streams = (
            "select count(*) from"
            " (select max(stream_no) - count(*) as gap from log.entry group by stream) as s where gap <> 0"
        )
        row = self.sql.execute(positions).fetchone()
        return row is not None and row[0] == (row[1] or 0) and self.one(streams) == 0


@pytest.fixture
def ear(database: Database) -> Iterator[Ear]:
    database.use("web")
    from twinline.log import keys

    keys._known.clear()
    place = _place("Here", "alice", 1)
    database.use("worker")
    one = Ear(database, place)
    yield one
    one.sql.close()


def item(wamid: str, text: str = "Guten Tag", customer: str = CUSTOMER) -> dict[str, Any]:
    at = int((datetime.now(UTC) - timedelta(hours=1)).timestamp()) + next(_minutes)
    return {"from": customer, "id": wamid, "timestamp": str(at), "type": "text", "text": {"body": text}}


def body(place: Place, *items: dict[str, Any]) -> bytes:
    contacts = [{"profile": {"name": "Ines"}, "wa_id": CUSTOMER}]
    return json.dumps(change(place, "messages", {"contacts": contacts, "messages": list(items)})).encode()


def recorder() -> Any:
    from twinline.engine.recorder import Recorder

    return Recorder()
