"""Applying facts to the tables: about a dozen statements for a batch, whatever its size. Writes; one transaction.

The tables that come out are a function of the set of all facts applied, so they equal what `fold` works out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from twinline.log.ids import Ids
from twinline.log.recorded import Recorded
from twinline.projections import identity, messages
from twinline.projections.evidence import Evidence, gather
from twinline.projections.messages import Home, Kept, columns, in_order
from twinline.projections.moves import CONVERSATIONS as SQL
from twinline.projections.moves import move, place_attention
from twinline.projections.people import People
from twinline.workspaces.transaction import Tx


@dataclass(frozen=True, slots=True)
class Touched:
    """What a page would have to fetch again: conversations, and (conversation, message)."""

    conversations: set[UUID]
    messages: set[tuple[UUID, UUID]]


def apply(tx: Tx, ids: Ids, batch: Sequence[Recorded]) -> Touched:
    """Fold a batch of new facts into the tables of the bound workspace."""
    evidence = gather(ids, batch)
    identity.lock(tx)
    learnt = identity.learn(tx, evidence)
    moved = Kept()
    move(tx, ids, learnt, moved)
    kept = messages.keep(tx, evidence, learnt.people)
    kept.homes = moved.homes | kept.homes
    kept.left |= moved.left
    kept.messages |= moved.messages
    _attend(tx, evidence, learnt, kept)
    _work_out(tx, kept, learnt.people)
    conversations = {*kept.homes, *kept.grown, *kept.left, *(home for home, _ in kept.messages)}
    conversations |= _conversations_of(tx, learnt.renamed)
    return Touched(conversations, kept.messages)


def _attend(tx: Tx, evidence: Evidence, learnt: identity.Learnt, kept: Kept) -> None:
    rows = []
    for (number, node), row in sorted(evidence.attention.items()):
        to = UUID(row.assigned[1]) if row.assigned and row.assigned[1] else None
        rows.append((
            number, node, evidence.ids.conversation(number, node), row.read_up_to, row.read_at, to,
            row.assigned[0] if row.assigned else None,
        ))  # fmt: skip
    if rows:
        found = tx.fetch(SQL["put_attention"], (tx.workspace, *columns(rows)))
        place_attention(tx, evidence.ids, learnt, found, kept)


def _work_out(tx: Tx, kept: Kept, people: People) -> None:
    """Conversations again from what is in them, in the order of their ids; those left empty go."""
    homes = kept.homes | _not_grown(tx, kept)
    unknown = kept.left - homes.keys()
    if unknown:
        rows = tx.fetch(SQL["known"], (tx.workspace, list(unknown)))
        homes |= {conversation: (number, person) for conversation, number, person in rows}
    if homes:
        rows = [(conversation, *home) for conversation, home in in_order(homes)]
        ids, numbers, persons = columns(rows)
        tx.run(SQL["put_conversations"], (tx.workspace, ids, numbers, persons, ids))
    if kept.left:
        gone = tx.fetch(SQL["drop_empty"], (tx.workspace, list(kept.left)))
        if gone:
            rows = [(conversation, number, _leads_to(person, people)) for conversation, number, person in gone]
            tx.run(SQL["put_alias"], (tx.workspace, *columns(rows)))


def _not_grown(tx: Tx, kept: Kept) -> dict[UUID, Home]:
    """Let conversations grow by what is new; those that are not there yet have to be worked out."""
    growing = [(home, row) for home, row in in_order(kept.grown) if home not in kept.homes and row.last]
    if not growing:
        return {}
    rows = [
        (
            home, *(row.last or ()), row.asked_at, row.outbound_at, row.phone_answered_at, row.past, row.remembered
        )
        for home, row in growing
    ]  # fmt: skip
    grown = {row[0] for row in tx.fetch(SQL["grow"], (*columns(rows), tx.workspace))}
    return {home: (row.number_id, row.person) for home, row in growing if home not in grown}


def _leads_to(person: UUID, people: People) -> UUID:
    """A phone that turned out to be somebody's leads to whoever holds it now."""
    holdings = people.holders.get(person)
    return holdings[-1][1] if holdings else person


def _conversations_of(tx: Tx, persons: set[UUID]) -> set[UUID]:
    if not persons:
        return set()
    rows = tx.fetch(identity.SQL["conversations_of"], (tx.workspace, list(persons)))
    return {row[0] for row in rows}
