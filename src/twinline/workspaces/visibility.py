"""Which numbers a member sees, and from when on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from twinline.workspaces.access import Person
from twinline.workspaces.rules import Right, may
from twinline.workspaces.transaction import Tx

# Whoever sees a number only because they have its phone now sees what is said since they have it.
VISIBLE = """
    select id, case when not shared then owner_since end from (
        select n.id, n.owner_member, n.owner_since, n.visibility = 'everyone' or exists (
            select from config.number_team as t
            join config.team_member as m on m.workspace_id = t.workspace_id and m.team_id = t.team_id
            where t.workspace_id = n.workspace_id and t.number_id = n.id and m.user_id = %s
        ) as shared
        from config.number as n where n.workspace_id = %s
    ) as known
    where shared or owner_member = %s
"""

Visible = Mapping[UUID, datetime | None]


def visible_numbers(tx: Tx, person: Person) -> Visible | None:
    """The numbers whose conversations this member sees, each from a moment on (None: from the first); None: all."""
    if may(person.role, Right.SEE_EVERY_NUMBER):
        return None
    return dict(tx.rows(VISIBLE, (person.id, tx.workspace, person.id)))
