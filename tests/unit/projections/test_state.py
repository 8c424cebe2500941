"""The lattice of message states as a table of rules."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

import pytest

from twinline.projections.state import Level, message_state, needs_decision

EARLY = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATE = EARLY + timedelta(minutes=1)


@dataclass
class Row:
    direction: str | None = "outbound"
    told: int | None = None
    sending_at: datetime | None = None
    held_at: datetime | None = None
    unknown_at: datetime | None = None
    offered_at: datetime | None = None
    settled: str | None = None
    accepted_at: datetime | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    played_at: datetime | None = None
    failed_at: datetime | None = None


@pytest.mark.parametrize(
    ("evidence", "state"),
    [
        ({}, "queued"),
        ({"sending_at": EARLY}, "sending"),
        ({"sending_at": EARLY, "held_at": LATE}, "queued"),
        ({"sending_at": LATE, "held_at": EARLY}, "sending"),
        ({"sending_at": EARLY, "held_at": EARLY}, "queued"),
        ({"sending_at": EARLY, "unknown_at": LATE}, "unknown"),
        ({"unknown_at": LATE, "accepted_at": EARLY}, "accepted"),
        ({"unknown_at": EARLY, "settled": "sent"}, "sent"),
        ({"unknown_at": EARLY, "settled": "abandoned"}, "failed"),
        ({"unknown_at": EARLY, "settled": "again"}, "failed"),
        ({"unknown_at": EARLY, "settled": "abandoned", "accepted_at": LATE}, "accepted"),
        ({"accepted_at": EARLY}, "accepted"),
        ({"sent_at": EARLY}, "sent"),
        ({"failed_at": EARLY}, "failed"),
        ({"failed_at": EARLY, "sent_at": LATE}, "failed"),
        ({"failed_at": LATE, "accepted_at": EARLY}, "failed"),
        ({"failed_at": LATE, "delivered_at": EARLY}, "delivered"),
        ({"failed_at": LATE, "read_at": EARLY}, "read"),
        ({"failed_at": LATE, "played_at": EARLY}, "played"),
        ({"delivered_at": LATE, "read_at": EARLY}, "read"),
        ({"told": Level.READ}, "read"),
        ({"told": Level.FAILED}, "failed"),
        ({"told": Level.SENT, "delivered_at": EARLY}, "delivered"),
        ({"direction": "inbound", "read_at": EARLY}, None),
        ({"direction": None, "read_at": EARLY}, "read"),
    ],
)
def test_state_shown(evidence: dict[str, object], state: str | None) -> None:
    assert message_state(Row(**evidence)) == state


@pytest.mark.parametrize(
    ("evidence", "asks"),
    [
        ({"unknown_at": EARLY}, False),
        ({"unknown_at": EARLY, "offered_at": LATE}, True),
        ({"unknown_at": EARLY, "offered_at": LATE, "sent_at": LATE}, False),
        ({"unknown_at": EARLY, "offered_at": LATE, "settled": "sent"}, False),
        ({"unknown_at": EARLY, "offered_at": LATE, "settled": "abandoned"}, False),
    ],
)
def test_a_person_is_asked_only_while_nothing_answers(evidence: dict[str, object], asks: bool) -> None:
    assert needs_decision(Row(**evidence)) is asks


def test_more_evidence_never_lowers_the_state_but_for_a_wait_between_tries() -> None:
    from twinline.projections.state import level

    times = [field.name for field in fields(Row) if field.name.endswith("_at") and field.name != "held_at"]
    for few in itertools.chain.from_iterable(itertools.combinations(times, n) for n in range(4)):
        before = level(Row(**dict.fromkeys(few, EARLY)))
        for one in times:
            assert level(Row(**dict.fromkeys([*few, one], EARLY))) >= before
