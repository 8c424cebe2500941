"""A fact with the circumstances of its hearing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.log.facts import Fact, OurFact
from twinline.log.ids import Ids
from twinline.wire.phones import canonical


@dataclass(frozen=True, slots=True)
class Recorded:
    """`heard_at` is our time, unique to the microsecond within one webhook body."""

    fact: Fact
    heard_at: datetime
    number_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a fact says about who the customer is; both may be there. Phones are canonical."""

    phone: str | None
    user_id: str | None

    def node(self, ids: Ids) -> UUID | None:
        """The user id wins, since a phone can pass to another person."""
        if self.user_id:
            return ids.node("user", self.user_id)
        return ids.node("phone", self.phone) if self.phone else None


NOBODY = Evidence(None, None)


def evidence_of(fact: Fact) -> Evidence:
    """The customer that a fact is about; NOBODY for facts about numbers and workspaces."""
    if isinstance(fact, OurFact):
        phone, user_id = fact.phone, fact.user_id
    else:
        contact = getattr(fact, "contact", None)
        if contact is None:
            return NOBODY
        phone, user_id = contact.phone, contact.user_id
    return Evidence(canonical(phone) if phone else None, user_id or None)


def subject_of(recorded: Recorded, ids: Ids, workspace: UUID) -> UUID:
    """Whose key seals a fact: the customer's, or the workspace's own."""
    return evidence_of(recorded.fact).node(ids) or workspace


def stream_of(recorded: Recorded, ids: Ids, workspace: UUID) -> UUID:
    """The stream that a fact lies in: a conversation, a number, or the workspace."""
    if recorded.number_id is None:
        return workspace
    node = evidence_of(recorded.fact).node(ids)
    return ids.stream(recorded.number_id, node) if node else recorded.number_id
