"""Through here a signed-in person comes into a workspace, or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from twinline.workspaces.refused import NotFound
from twinline.workspaces.rules import Right, Role, check_may
from twinline.workspaces.transaction import Actor, Tx, transaction

MEMBER = """
    select u.name, m.role from config.membership m join config."user" u on u.id = m.user_id
    where m.workspace_id = %s and m.user_id = %s and u.is_active
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A member at work: who, where, in which role."""

    id: UUID
    name: str
    role: Role
    workspace_id: UUID

    def check_may(self, right: Right) -> None:
        """Raises Forbidden."""
        check_may(self.role, right)


@contextmanager
def entered(workspace_id: UUID, user_id: UUID) -> Iterator[tuple[Tx, Person]]:
    """The one transaction of a member; raises NotFound for a stranger, as for a workspace that is none."""
    with transaction(workspace_id, Actor("person", user_id)) as tx:
        yield tx, member(tx, user_id)


def member(tx: Tx, user_id: UUID) -> Person:
    """Raises NotFound when this person is no member of the bound workspace."""
    row = tx.row(MEMBER, (tx.workspace, user_id))
    if row is None:
        raise NotFound("workspace")
    return Person(user_id, row[0], Role(row[1]), tx.workspace)
