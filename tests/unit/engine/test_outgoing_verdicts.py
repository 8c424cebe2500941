"""What follows from each answer of a receiver, and how long is waited."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from twinline.engine.outgoing import events
from twinline.engine.outgoing.verdicts import WAITS, Verdict, verdict

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=3)
SECONDS, LAST = timedelta(seconds=5), timedelta(hours=24)


@pytest.mark.parametrize(
    ("status", "attempts", "since", "trial", "after"),
    [
        (200, 1, None, False, Verdict("delivered", None)),
        (204, 4, LONG_AGO, False, Verdict("delivered", None)),
        (299, 1, None, True, Verdict("delivered", None)),
        (None, 1, None, False, Verdict("waiting", NOW, SECONDS)),
        (500, 1, EARLIER, False, Verdict("waiting", EARLIER, SECONDS)),
        (302, 1, None, False, Verdict("waiting", NOW, SECONDS)),
        (199, 1, None, False, Verdict("waiting", NOW, SECONDS)),
        (404, 9, EARLIER, False, Verdict("waiting", EARLIER, LAST)),
        (404, 10, EARLIER, False, Verdict("failed", EARLIER)),
        (410, 1, None, False, Verdict("failed", NOW, webhook="gone")),
        (503, 2, LONG_AGO, False, Verdict("failed", LONG_AGO, webhook="failing")),
        (503, 2, LONG_AGO + timedelta(seconds=1), False, Verdict("waiting", LONG_AGO + timedelta(seconds=1), WAITS[1])),
        (410, 1, None, True, Verdict("failed", None)),
        (None, 1, LONG_AGO, True, Verdict("failed", LONG_AGO)),
    ],
)
def test_an_answer_and_what_follows(
    status: int | None, attempts: int, since: datetime | None, trial: bool, after: Verdict
) -> None:
    assert verdict(status, attempts, since, NOW, trial=trial) == after


def test_the_waits_grow_and_reach_over_three_days() -> None:
    assert list(WAITS) == sorted(WAITS)
    assert timedelta(days=3) < sum(WAITS, timedelta()) < timedelta(days=4)


def test_a_body_says_what_happened_when_and_to_whom() -> None:
    number = events.About(UUID(int=1), "Zürich", "41790000001")
    data = events.alert(number, "token", EARLIER, "raised")
    assert json.loads(events.body("number.alert", data, NOW)) == {
        "type": "number.alert",
        "version": 1,
        "timestamp": "2026-11-24T12:00:00+00:00",
        "data": {
            "number": {"id": str(UUID(int=1)), "name": "Zürich", "display_phone": "41790000001"},
            "alert": {"kind": "token", "state": "raised", "since": "2026-11-24T11:00:00+00:00"},
        },
    }
    assert events.standing(number, "connected")[0] == "number.connected"
    assert events.standing(number, "removed") == (
        "number.disconnected",
        {"number": {"id": str(UUID(int=1)), "name": "Zürich", "display_phone": "41790000001"}, "state": "removed"},
    )
