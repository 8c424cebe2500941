"""Whose conversations a member sees: what lies on another number is unknown to them, like what does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from twinline.workspaces.access import Person
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx
from twinline.workspaces.visibility import visible_numbers

NUMBER_OF_FILE = "select number_id from views.media where workspace_id = %s and id = %s and number_id is not null"


@dataclass(frozen=True, slots=True)
class Sight:
    """`numbers` None: all of the workspace's."""

    numbers: frozenset[UUID] | None

    def has(self, number_id: UUID) -> bool:
        return self.numbers is None or number_id in self.numbers

    def parameter(self) -> list[UUID] | None:
        return None if self.numbers is None else sorted(self.numbers)


def of(tx: Tx, person: Person) -> Sight:
    """Raises Forbidden for a role that sees no conversation."""
    person.check_may(Right.SEE_CONVERSATIONS)
    return Sight(visible_numbers(tx, person))


def has_file(tx: Tx, person: Person, media_id: UUID) -> bool:
    """An upload that is in no message yet lies on no number."""
    seen = of(tx, person)
    return all(seen.has(row[0]) for row in tx.rows(NUMBER_OF_FILE, (tx.workspace, media_id)))
