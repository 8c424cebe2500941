"""Learning who is who from a batch: touches node, holder, same_person and contact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from twinline.projections.contacts import Contact, contact
from twinline.projections.evidence import Evidence
from twinline.projections.people import Holding, People, join_persons
from twinline.projections.rows import Node
from twinline.projections.sql import named
from twinline.workspaces.transaction import Tx

SQL = named("identity")


@dataclass(slots=True)
class Learnt:
    """`phones` got new holders, `joined` says which persons became which, `renamed` are shown differently now."""

    people: People
    phones: set[UUID] = field(default_factory=set)
    joined: dict[UUID, UUID] = field(default_factory=dict)
    renamed: set[UUID] = field(default_factory=set)


@dataclass(slots=True)
class _Known:
    """Nodes as the database has them, with their persons."""

    rows: dict[UUID, Node] = field(default_factory=dict)
    persons: dict[UUID, UUID] = field(default_factory=dict)

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for node, kind, value, person, first_at, *latest in rows:
            pairs = [(at, text or "") if at else None for text, at in zip(latest[::2], latest[1::2], strict=True)]
            self.rows[node] = Node(kind, value, first_at, *pairs)
            self.persons[node] = person


def lock(tx: Tx) -> None:
    tx.fetch(SQL["lock"], (tx.workspace,))


def learn(tx: Tx, evidence: Evidence) -> Learnt:
    """Keep what the batch says about people; the graph as far as the batch needs it."""
    known = _Known()
    if evidence.nodes:
        known.add(tx.fetch(SQL["nodes"], (tx.workspace, list(evidence.nodes))))
    fresh = _put_nodes(tx, evidence.nodes, known)
    phones = _put_holders(tx, evidence.holders)
    joined = _join(tx, evidence.links, known)
    people = people_of(tx, {node for node, row in evidence.nodes.items() if row.kind == "phone"} | phones)
    people.persons |= {node: person for node, person in known.persons.items() if known.rows[node].kind == "user"}
    learnt = Learnt(people, phones, joined)
    learnt.renamed = _show(tx, _persons_to_show(tx, fresh, known, learnt), learnt)
    return learnt


def people_of(tx: Tx, phones: Iterable[UUID], users: Iterable[UUID] = ()) -> People:
    """The graph around these nodes."""
    wanted, users = list(phones), list(users)
    people = People(known_phones=set(wanted))
    holders: dict[UUID, list[Holding]] = defaultdict(list)
    for phone, since, user, person in tx.fetch(SQL["holders"], (tx.workspace, wanted)) if wanted else ():
        holders[phone].append((since, user))
        people.persons[user] = person
    people.holders = {phone: sorted(holdings) for phone, holdings in holders.items()}
    if users:
        people.persons |= {row[0]: row[3] for row in tx.fetch(SQL["nodes"], (tx.workspace, users))}
    return people


def _put_nodes(tx: Tx, said: Mapping[UUID, Node], known: _Known) -> set[UUID]:
    """Join nodes with what is known of them; gives those that are new or older than was known."""
    changed: list[tuple[Any, ...]] = []
    fresh = set()
    for node, row in said.items():
        before = known.rows.get(node)
        values = _columns(before) if before else None
        if before:
            before.join(row)
        after = known.rows[node] = before or row
        person = known.persons.setdefault(node, node)
        if values is None or values[0] != after.first_at:
            fresh.add(node)
        if _columns(after) != values:
            changed.append((node, after.kind, after.value, person, *_columns(after)))
    if changed:
        tx.run(SQL["put_nodes"], (tx.workspace, *map(list, zip(*changed, strict=True))))
    return fresh


def _columns(row: Node) -> tuple[Any, ...]:
    pairs = (row.profile, row.username, row.app, row.form)
    return (row.first_at, *(cell for pair in pairs for cell in ((pair[1] or None, pair[0]) if pair else (None, None))))


def _put_holders(tx: Tx, holders: Mapping[tuple[UUID, UUID], datetime]) -> set[UUID]:
    if not holders:
        return set()
    rows = [(phone, user, since) for (phone, user), since in sorted(holders.items())]
    return {row[0] for row in tx.fetch(SQL["put_holders"], (tx.workspace, *map(list, zip(*rows, strict=True))))}


def _join(tx: Tx, links: set[tuple[UUID, UUID]], known: _Known) -> dict[UUID, UUID]:
    if not links:
        return {}
    tx.run(SQL["put_links"], (tx.workspace, [a for a, _ in links], [b for _, b in links]))
    joined = join_persons(known.persons, links)
    if joined:
        tx.run(SQL["join_persons"], (list(joined), list(joined.values()), tx.workspace))
    for node, person in known.persons.items():
        known.persons[node] = joined.get(person, person)
    return joined


def _persons_to_show(tx: Tx, fresh: set[UUID], known: _Known, learnt: Learnt) -> set[UUID]:
    """Persons about whom this batch may have changed what is shown."""
    people = learnt.people
    persons = set(learnt.joined.values())
    for phone in learnt.phones:
        persons |= {people.persons[user] for _, user in people.holders[phone]}
    of_node = {
        node: {people.persons[user] for _, user in people.holders.get(node, ())} or {known.persons[node]}
        for node in known.rows
    }
    everybody = list(set().union(*of_node.values()))
    shown = {row[0]: row[1:] for row in tx.fetch(SQL["contacts"], (tx.workspace, everybody))} if everybody else {}
    for node, theirs in of_node.items():
        row = known.rows[node]
        persons |= {p for p in theirs if node in fresh or not _looks_like(row, shown.get(p))}
    return persons


def _looks_like(row: Node, shown: tuple[Any, ...] | None) -> bool:
    """Whether the contact shows what this node has to show, so that newer evidence of the same changes nothing."""
    if shown is None:
        return False
    phone, user_id, username, profile, app = shown
    address = phone == (row.form[1] if row.form else row.value) if row.kind == "phone" else user_id == row.value
    pairs = ((row.username, username), (row.profile, profile), (row.app, app))
    return address and all(latest is None or (latest[1] or None) == text for latest, text in pairs)


def _show(tx: Tx, persons: set[UUID], learnt: Learnt) -> set[UUID]:
    """Work out contacts again; gives the persons that look different."""
    gone = {*learnt.joined, *learnt.phones}
    if gone:
        tx.run(SQL["drop_contacts"], (tx.workspace, list(gone)))
    if not persons:
        return set()
    known, people, seen_with = _closure(tx, persons)
    rows: list[tuple[UUID, *Contact]] = []
    for person in sorted(persons - gone, key=attrgetter("int")):
        if person in known.rows and known.rows[person].kind == "phone" and person in people.holders:
            continue
        rows.append((person, *contact(person, seen_with[person], people)))
    changed = tx.fetch(SQL["put_contacts"], (tx.workspace, *map(list, zip(*rows, strict=True)))) if rows else []
    return {row[0] for row in changed}


def _closure(tx: Tx, persons: set[UUID]) -> tuple[_Known, People, dict[UUID, dict[UUID, Node]]]:
    """All nodes of these persons and of the phones that they were seen with."""
    known = _Known()
    known.add(tx.fetch(SQL["members"], (tx.workspace, list(persons))))
    users = [node for node, row in known.rows.items() if row.kind == "user"]
    phones = {row[0] for row in tx.fetch(SQL["phones"], (tx.workspace, users))} if users else set()
    phones |= known.rows.keys() - set(users)
    missing = phones - known.rows.keys()
    if missing:
        known.add(tx.fetch(SQL["nodes"], (tx.workspace, list(missing))))
    people = people_of(tx, phones)
    people.persons |= {user: known.persons[user] for user in users}
    seen_with: dict[UUID, dict[UUID, Node]] = defaultdict(dict)
    for node in users:
        seen_with[known.persons[node]][node] = known.rows[node]
    for phone in phones:
        seen_with[phone][phone] = known.rows[phone]
        for _, user in people.holders.get(phone, ()):
            seen_with[people.persons[user]][phone] = known.rows[phone]
    return known, people, seen_with
