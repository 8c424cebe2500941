"""How a person is shown: names and addresses from everything that is known of her nodes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from twinline.projections.people import People
from twinline.projections.rows import Latest, Node, greatest

NAMES = ("username", "profile", "app")
Contact = tuple[str | None, str | None, str | None, str | None, str | None]


def contact(person: UUID, nodes: Mapping[UUID, Node], people: People) -> Contact:
    """(phone, user id, user name, profile name, name in the phone's address book).

    `nodes` are hers and those of the phones that she was seen with; others among them do no harm.
    """
    mine = {
        node: row for node, row in nodes.items()
        if row.kind == "user" and people.persons.get(node, node) == person
    }  # fmt: skip
    phones = {node: row for node, row in nodes.items() if row.kind == "phone"}
    username, profile, app = (_name(name, person, mine, phones, people) for name in NAMES)
    return _phone(person, mine, phones, people), _user_id(mine), username, profile, app


def _name(
    name: str, person: UUID, mine: Mapping[UUID, Node], phones: Mapping[UUID, Node], people: People
) -> str | None:
    """The latest. One that came with a phone only is the name of whoever held the phone then."""
    latest: Latest | None = None
    for row in mine.values():
        latest = greatest(latest, getattr(row, name))
    for phone, row in phones.items():
        said: Latest | None = getattr(row, name)
        if said and people.person(phone, None, said[0]) == person:
            latest = greatest(latest, said)
    return (latest[1] or None) if latest else None


def _phone(person: UUID, mine: Mapping[UUID, Node], phones: Mapping[UUID, Node], people: People) -> str | None:
    """The phone under which she can be reached, as Meta writes it: never one that has passed to somebody else."""
    if person in phones:
        return _written(phones[person])
    held = [
        (holdings[-1][0], phone)
        for phone in phones
        if (holdings := people.holders.get(phone)) and holdings[-1][1] in mine
    ]
    return _written(phones[max(held)[1]]) if held else None


def _written(phone: Node) -> str:
    return phone.form[1] if phone.form else phone.value


def _user_id(mine: Mapping[UUID, Node]) -> str | None:
    """The newest of her user ids: the one first seen latest."""
    if not mine:
        return None
    first_seen = {node: row.first_at.timestamp() if row.first_at else 0.0 for node, row in mine.items()}
    return mine[max(mine, key=lambda node: (first_seen[node], node))].value
