"""The person with the phone of a number, and what happens when that becomes somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.workspaces.transaction import Tx

WAS = "insert into config.owner_past (workspace_id, number_id, until, name, member) values (%s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Owner:
    """`member` only where that person signs in here too; an empty name: nobody was named."""

    name: str
    member: UUID | None = None


def is_handed_over(before: Owner, after: Owner, *, said: bool) -> bool:
    """Somebody else has the phone: a person said so, or another account has it. A name alone may be a correction."""
    if said or before.member is None or after.member == before.member:
        return said
    return after.member is not None or after.name != before.name


def is_renamed(before: Owner, name: str) -> bool:
    """A number that is connected once more under another name is another person's: nobody was asked."""
    return bool(before.name and name and before.name.casefold() != name.casefold())


def hand_over(tx: Tx, number_id: UUID, before: Owner, now: datetime) -> None:
    """What was written on the phone until now stays presumed theirs."""
    tx.run(WAS, (tx.workspace, number_id, now, before.name, before.member))
