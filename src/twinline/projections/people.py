"""Who is who, from evidence. Pure.

User ids joined by Meta's own word are one person, known by the least of their nodes. A message that carries a
phone only belongs to whoever held that phone at the time: the latest holder seen by then, else the first one
seen at all, else the phone itself. So a phone that passes to another person never brings the old thread along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

Holding = tuple[datetime, UUID]


@dataclass(slots=True)
class People:
    """`persons`: user node → person. `holders`: phone node → (since, user node), sorted.

    `known_phones`: those whose holders were asked for, so that a phone without any is told from one never asked for.
    """

    persons: dict[UUID, UUID] = field(default_factory=dict)
    holders: dict[UUID, list[Holding]] = field(default_factory=dict)
    known_phones: set[UUID] = field(default_factory=set)

    def person(self, phone: UUID | None, user: UUID | None, at: datetime) -> UUID | None:
        """Whom a message of that time belongs to; None without any evidence."""
        if user is not None:
            return self.persons.get(user, user)
        if phone is None:
            return None
        holder = holder_at(self.holders.get(phone, ()), at)
        return self.persons.get(holder, holder) if holder else phone


def holder_at(holdings: Iterable[Holding], at: datetime) -> UUID | None:
    """The user node that holds a phone at a time. `holdings` is sorted."""
    first = latest = None
    for since, user in holdings:
        first = first or user
        if since <= at:
            latest = user
    return latest or first


def join_persons(persons: Mapping[UUID, UUID], links: Iterable[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """What each person becomes through the links between nodes: old person → the least of its component."""
    leader: dict[UUID, UUID] = {}

    def find(person: UUID) -> UUID:
        while (above := leader.get(person, person)) != person:
            person = above
        return person

    for a, b in links:
        first, second = sorted((find(persons.get(a, a)), find(persons.get(b, b))))
        leader[second] = first
    return {person: find(person) for person in leader if find(person) != person}
