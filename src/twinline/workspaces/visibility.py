"""Which numbers a member sees."""

from __future__ import annotations

from uuid import UUID

from twinline.workspaces.access import Person
from twinline.workspaces.transaction import Tx


def visible_numbers(tx: Tx, person: Person) -> frozenset[UUID] | None:
    """The numbers whose conversations this member sees; None: all. No number is kept to a team yet."""
    return None
