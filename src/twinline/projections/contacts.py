"""How a person is shown: names and addresses from everything that is known of her nodes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from twinline.projections.people import People
from twinline.projections.rows import Latest, Node, greatest

NAMES = ("username", "profile", "app")
Contact = tuple[str | None, str | None, str | None, str | None, str | None]


def contact(person: UUID, nodes: Mapping[UUID, Node], phones: Iterable[UUID], people: People) -> Contact:
    """(phone, user id, user name, profile name, name in the phone's address book).

    `nodes`: hers and those of the phones she was seen with; `phones`: the latter.
    """
    mine = {node: row for node, row in nodes.items() if row.kind == "user" and people.persons.get(node, node) == person}
    names: dict[str, Latest | None] = dict.fromkeys(NAMES)
    for row in mine.values():
        for name in NAMES:
            names[name] = greatest(names[name], getattr(row, name))
    for phone in {*phones, person}:
        if phone in nodes and nodes[phone].kind == "phone":
            _names_by_phone(person, phone, nodes[phone], people, names)
    texts = [(latest[1] or None) if latest else None for latest in names.values()]
    return _phone(person, set(mine), nodes, phones, people), _user_id(mine), *texts  # type: ignore[return-value]


def _names_by_phone(
    person: UUID, phone: UUID, row: Node, people: People, names: dict[str, Latest | None]
) -> None:
    """A name that came with a phone only is that of whoever held the phone then."""
    for name in NAMES:
        latest: Latest | None = getattr(row, name)
        if latest and people.person(phone, None, latest[0]) == person:
            names[name] = greatest(names[name], latest)


def _phone(
    person: UUID, mine: set[UUID], nodes: Mapping[UUID, Node], phones: Iterable[UUID], people: People
) -> str | None:
    """The phone under which she can be reached: never one that has passed to somebody else."""
    if not mine:
        return _written(nodes.get(person))
    held = [
        (holdings[-1][0], phone)
        for phone in phones
        if (holdings := people.holders.get(phone)) and holdings[-1][1] in mine
    ]
    return _written(nodes.get(max(held)[1])) if held else None


def _written(node: Node | None) -> str | None:
    if node is None:
        return None
    return node.form[1] if node.form else node.value


def _user_id(mine: Mapping[UUID, Node]) -> str | None:
    """The newest of her user ids: the one first seen latest."""
    seen = [(row.first_at is not None, row.first_at, node) for node, row in mine.items()]
    if not seen:
        return None
    known = [entry for entry in seen if entry[0]]
    return mine[max(known or seen, key=lambda entry: entry[1:] if entry[0] else entry[2:])[2]].value
