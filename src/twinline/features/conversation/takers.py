"""Who may be given a conversation: members who write to customers and see its number."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from twinline.features.conversation import queries
from twinline.features.conversation.shapes import Person as Named
from twinline.workspaces.access import Person
from twinline.workspaces.rules import RIGHTS, Right, may
from twinline.workspaces.transaction import Tx

TAKERS: LiteralString = """
    select u.id, u.name
    from config.membership m
    join config."user" u on u.id = m.user_id
    join config.number n on n.workspace_id = m.workspace_id and n.id = %(number)s
    where m.workspace_id = %(workspace)s and m.role = any(%(writing)s) and (
        m.role = any(%(everywhere)s) or n.visibility = 'everyone' or n.owner_member = m.user_id or exists (
            select from config.number_team t
            join config.team_member i on i.workspace_id = t.workspace_id and i.team_id = t.team_id
            where t.workspace_id = n.workspace_id and t.number_id = n.id and i.user_id = m.user_id
        )
    )
    order by lower(u.name), u.id
"""


def takers(tx: Tx, person: Person, conversation_id: UUID) -> list[Named]:
    """By name; only oneself for a role that does not give to others. Raises NotFound or Forbidden."""
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    number = queries.find(tx, person, conversation_id).number_id
    parameters = {
        "workspace": tx.workspace,
        "number": number,
        "writing": _roles(Right.WRITE_TO_CUSTOMERS),
        "everywhere": _roles(Right.SEE_EVERY_NUMBER),
    }
    with tx.cursor() as cursor:
        found = [Named(id=user, name=name) for user, name in cursor.execute(TAKERS, parameters)]
    return found if may(person.role, Right.ASSIGN) else [one for one in found if one.id == person.id]


def _roles(right: Right) -> list[str]:
    return [role.value for role, rights in RIGHTS.items() if right in rights]
