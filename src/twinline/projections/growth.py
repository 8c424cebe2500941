"""What new messages alone add to a conversation, so that it need not be worked out again from all of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.projections.rows import Message, greatest


@dataclass(slots=True)
class Growth:
    """The latest of some messages of one conversation; `last` is (said at, heard at, id)."""

    number_id: UUID
    person: UUID
    last: tuple[datetime, datetime, UUID] | None = None
    asked_at: datetime | None = None
    outbound_at: datetime | None = None
    phone_answered_at: datetime | None = None
    past: bool = True
    remembered: bool = False

    def add(self, key: UUID, row: Message) -> None:
        head = row.head
        if head is None:
            return
        self.last = greatest(self.last, (head.said_at, row.heard_at, key))
        if row.imported:
            self.remembered = True
        else:
            self.past = False
        if head.origin == "customer" and not row.imported:
            self.asked_at = greatest(self.asked_at, head.said_at)
        if head.direction == "outbound":
            self.outbound_at = greatest(self.outbound_at, head.said_at)
            if head.origin == "phone" and not row.imported:
                self.phone_answered_at = greatest(self.phone_answered_at, head.said_at)


def grow(grown: dict[UUID, Growth], home: UUID, of: tuple[UUID, UUID], key: UUID, row: Message) -> None:
    """Add a message that nobody had heard of to its conversation; `of` is (number, person)."""
    if home not in grown:
        grown[home] = Growth(*of)
    grown[home].add(key, row)
