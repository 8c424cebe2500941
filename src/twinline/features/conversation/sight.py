"""What a member sees. All else is unknown to them, like what does not exist.

That is what lies on other numbers, and what was said on one before its phone was handed to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.workspaces.access import Person
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx
from twinline.workspaces.visibility import Visible, visible_numbers

FILE = """
    select file.number_id, m.said_at from views.media as file
    left join views.message as m on m.workspace_id = file.workspace_id and m.id = file.message_id
    where file.workspace_id = %s and file.id = %s and file.number_id is not null
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """`numbers` None: all of the workspace's; else from when on each of them is seen."""

    numbers: Visible | None

    def has(self, number_id: UUID) -> bool:
        return self.numbers is None or number_id in self.numbers

    def shows(self, number_id: UUID, said_at: datetime | None) -> bool:
        """What was said then; None: nobody knows when."""
        if not self.has(number_id):
            return False
        since = self.since(number_id)
        return since is None or (said_at is not None and said_at >= since)

    def since(self, number_id: UUID) -> datetime | None:
        return self.numbers.get(number_id) if self.numbers else None

    def parameter(self) -> list[UUID] | None:
        return None if self.numbers is None else sorted(self.numbers)

    def limits(self) -> tuple[list[UUID], list[datetime]]:
        """The numbers that are not seen from the first message on, and from when."""
        some = sorted((number, since) for number, since in (self.numbers or {}).items() if since)
        return [number for number, _ in some], [since for _, since in some]


def of(tx: Tx, person: Person) -> Sight:
    """Raises Forbidden for a role that sees no conversation."""
    person.check_may(Right.SEE_CONVERSATIONS)
    return Sight(visible_numbers(tx, person))


def has_file(tx: Tx, person: Person, media_id: UUID) -> bool:
    """An upload that is in no message yet lies on no number."""
    seen = of(tx, person)
    return all(seen.shows(*row) for row in tx.rows(FILE, (tx.workspace, media_id)))
