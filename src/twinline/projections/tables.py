"""The columns of the projections, in one order for the fold, the SQL and the comparison of both. Pure.

A state is tables of rows by key. What is no function of the facts is left out: positions, and a queue's own columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from twinline.projections.rows import Head, Message

Row = tuple[Any, ...]

KEYS: dict[str, tuple[str, ...]] = {
    "node": ("node",),
    "holder": ("phone_node", "user_node"),
    "same_person": ("a", "b"),
    "contact": ("person",),
    "attention": ("number_id", "node"),
    "conversation": ("id",),
    "message": ("id",),
    "sent_as": ("wid", "attempt_id"),
    "content": ("message_id", "version_key"),
    "reaction": ("target_wid", "actor"),
    "media": ("id",),
}
HEAD = (
    "rank", "tie", "kind", "direction", "origin", "author", "said_at", "placeholder", "quoted_wid", "quoted_wamid",
    "media_id",
)  # fmt: skip
NAMES = ("number_id", "wid", "wamid", "attempt_id", "phone_node", "user_node")
TIMES = (
    "queued_at", "sending_at", "held_at", "unknown_at", "offered_at", "accepted_at", "sent_at", "delivered_at",
    "read_at", "played_at", "edited_at", "revoked_at",
)  # fmt: skip
PAIRS = ("settled_at", "settled", "failed_at", "failure_code", "pricing_key", "pricing")
VALUES: dict[str, tuple[str, ...]] = {
    "node": (
        "kind", "value", "person", "first_at", "profile_name", "profile_at", "username", "username_at", "app_name",
        "app_at", "form", "form_at",
    ),
    "holder": ("since",),
    "same_person": (),
    "contact": ("phone", "user_id", "username", "profile_name", "app_name"),
    "attention": ("conversation_id", "read_up_to", "read_at", "assigned_to", "assigned_at"),
    "conversation": (
        "number_id", "person", "last_said_at", "last_heard_at", "last_message_id", "inbound_at", "asked_at",
        "outbound_at", "phone_answered_at", "past", "remembered", "read_up_to", "read_at", "assigned_to",
        "assigned_at",
    ),
    "message": ("conversation_id", *NAMES, *HEAD, "heard_at", "imported", "told", *TIMES, *PAIRS),
    "sent_as": ("number_id", "wamid"),
    "content": ("version_said_at", "rank", "tie", "kind", "body"),
    "reaction": ("emoji", "said_at", "tie", "number_id", "phone_node", "user_node", "conversation_id", "imported"),
    "media": (
        "number_id", "message_id", "meta_media_id", "mime", "sha256", "filename", "voice", "size", "state",
        "storage_key", "reason",
    ),
}  # fmt: skip


@dataclass(slots=True)
class State:
    """Every row of one workspace: table → key → values, in the order of KEYS and VALUES."""

    tables: dict[str, dict[Row, Row]] = field(default_factory=lambda: {name: {} for name in KEYS})


def message_values(row: Message) -> Row:
    """A message as columns after `id` and `conversation_id`."""
    names = (row.number_id, row.wid, row.wamid, row.attempt_id, row.phone_node, row.user_node)
    head = row.head or (None,) * len(HEAD)
    times = (
        row.queued_at, row.sending_at, row.held_at, row.unknown_at, row.offered_at, row.accepted_at, row.sent_at,
        row.delivered_at, row.read_at, row.played_at, row.edited_at, row.revoked_at,
    )  # fmt: skip
    empty = (None, None)
    pairs = (*(row.settled or empty), *(row.failure or empty), *(row.pricing or empty))
    return (*names, *head, row.heard_at, row.imported, row.told, *times, *pairs)


def message_of(values: Row) -> Message:
    """The opposite of `message_values`."""
    names, head = values[:6], values[6:17]
    heard_at, imported, told, *rest = values[17:]
    times = dict(zip(TIMES, rest[: len(TIMES)], strict=True))
    settled_at, settled, failed_at, code, key, price = rest[len(TIMES) :]
    number, wid, wamid, attempt, phone, user = names
    row = Message(number, wid, wamid, attempt, phone, user, heard_at=heard_at, imported=imported, told=told)
    for name, value in times.items():
        setattr(row, name, value)
    row.head = Head(*head) if head[2] is not None else None
    row.settled = (settled_at, settled) if settled_at else None
    row.failure = (failed_at, code) if failed_at else None
    row.pricing = (key, price) if key else None
    return row
