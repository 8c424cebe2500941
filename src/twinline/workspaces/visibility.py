"""Which numbers a member sees."""

from __future__ import annotations

from uuid import UUID

from twinline.workspaces.access import Person
from twinline.workspaces.rules import Right, may
from twinline.workspaces.transaction import Tx

VISIBLE = """
    select n.id from config.number as n
    where n.workspace_id = %s and (
        n.visibility = 'everyone' or n.owner_member = %s or exists (
            select from config.number_team as t
            join config.team_member as m on m.workspace_id = t.workspace_id and m.team_id = t.team_id
            where t.workspace_id = n.workspace_id and t.number_id = n.id and m.user_id = %s
        )
    )
"""


def visible_numbers(tx: Tx, person: Person) -> frozenset[UUID] | None:
    """The numbers whose conversations this member sees; None: all."""
    if may(person.role, Right.SEE_EVERY_NUMBER):
        return None
    rows = tx.rows(VISIBLE, (tx.workspace, person.id, person.id))
    return frozenset(row[0] for row in rows)
