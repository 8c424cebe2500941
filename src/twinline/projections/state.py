"""What became of a message of ours: a join in a chain, so that late evidence never lowers what is shown. Pure.

    queued < sending < unknown < abandoned < accepted < sent < failed < delivered < read < played

Each piece of evidence names one level; the highest is shown. Hence a late `sent` never hides a failure, while
`delivered` and `read` prove that a failure was none. `unknown` ends with any evidence above it; a person who
gives the message up makes it `failed`, and evidence that Meta took it still beats the person.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Literal, Protocol

State = Literal["queued", "sending", "accepted", "sent", "delivered", "read", "played", "failed", "unknown"]


class Level(IntEnum):
    QUEUED = 0
    SENDING = 1
    UNKNOWN = 2
    ABANDONED = 3
    ACCEPTED = 4
    SENT = 5
    FAILED = 6
    DELIVERED = 7
    READ = 8
    PLAYED = 9


SHOWN: dict[Level, State] = {
    Level.QUEUED: "queued",
    Level.SENDING: "sending",
    Level.UNKNOWN: "unknown",
    Level.ABANDONED: "failed",
    Level.ACCEPTED: "accepted",
    Level.SENT: "sent",
    Level.FAILED: "failed",
    Level.DELIVERED: "delivered",
    Level.READ: "read",
    Level.PLAYED: "played",
}
# Meta: history reference, history_context.status; also its webhook statuses.
TOLD: dict[str, Level] = {
    "pending": Level.ACCEPTED,
    "sent": Level.SENT,
    "error": Level.FAILED,
    "delivered": Level.DELIVERED,
    "read": Level.READ,
    "played": Level.PLAYED,
}


class Evidence(Protocol):
    """The columns of a message row that tell its state; times are when each thing was first said to have happened."""

    direction: str | None
    told: int | None
    sending_at: datetime | None
    held_at: datetime | None
    unknown_at: datetime | None
    offered_at: datetime | None
    settled: str | None
    accepted_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    played_at: datetime | None
    failed_at: datetime | None


def message_state(row: Evidence) -> State | None:
    """The state shown; None for what a customer wrote."""
    return None if row.direction == "inbound" else SHOWN[level(row)]


def needs_decision(row: Evidence) -> bool:
    """Whether a person was asked what became of it and nothing has answered since."""
    return row.offered_at is not None and row.settled is None and level(row) <= Level.UNKNOWN


def level(row: Evidence) -> Level:
    """The highest level for which there is evidence."""
    evidence = {
        Level.SENDING: _is_with_meta(row),
        Level.UNKNOWN: row.unknown_at,
        Level.ABANDONED: row.settled in {"abandoned", "again"},
        Level.ACCEPTED: row.accepted_at,
        Level.SENT: row.sent_at or row.settled == "sent",
        Level.FAILED: row.failed_at,
        Level.DELIVERED: row.delivered_at,
        Level.READ: row.read_at,
        Level.PLAYED: row.played_at,
    }
    told = Level.QUEUED if row.told is None else Level(row.told)
    return max([told, *(found for found, there in evidence.items() if there)])


def _is_with_meta(row: Evidence) -> bool:
    """An attempt is under way: none was told to wait after it began."""
    return row.sending_at is not None and (row.held_at is None or row.held_at < row.sending_at)
