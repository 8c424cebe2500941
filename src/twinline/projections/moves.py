"""Putting what is kept already where it belongs, once people are understood better. Rare, and not cheap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from twinline.log.ids import Ids
from twinline.projections.identity import SQL as IDENTITY
from twinline.projections.identity import Learnt, people_of
from twinline.projections.messages import SQL, Kept, columns
from twinline.projections.rows import greatest
from twinline.projections.sql import named
from twinline.workspaces.transaction import Tx

CONVERSATIONS = named("conversations")


def move(tx: Tx, ids: Ids, learnt: Learnt, kept: Kept) -> None:
    """Follow joined persons and phones whose holders became known; before the batch's own messages are kept."""
    if learnt.joined:
        _rename(tx, ids, learnt, kept)
    phones = list(learnt.phones)
    users = _users_of(tx, learnt)
    if not phones and not users:
        return
    if phones:
        rows = [(key, number, phone, None, at, home) for key, number, phone, at, home
                in tx.fetch(SQL["phone_only"], (tx.workspace, phones))]  # fmt: skip
        moved = _elsewhere(ids, learnt, rows, kept)
        if moved:
            tx.run(SQL["rehome"], (*columns(moved), tx.workspace))
            kept.messages |= {(home, key) for key, home in moved}
    # Reactions and attention hang on nodes, not on conversations: those of a joined person's phones follow too.
    phones = sorted({*phones, *_phones_of(tx, users, learnt)})
    moved = _elsewhere(ids, learnt, tx.fetch(SQL["reactions_of"], (phones, users)), kept)
    if moved:
        tx.run(SQL["move_reactions"], columns(moved))
    move_attention(tx, ids, learnt, phones + users, kept)


def move_attention(tx: Tx, ids: Ids, learnt: Learnt, nodes: list[UUID], kept: Kept) -> None:
    place_attention(tx, ids, learnt, tx.fetch(CONVERSATIONS["attention_of"], (tx.workspace, nodes)), kept)


def place_attention(tx: Tx, ids: Ids, learnt: Learnt, found: Iterable[tuple[Any, ...]], kept: Kept) -> None:
    """Put (number, node, conversation, read up to, assigned at) into the right conversation."""
    moved = []
    for number, node, home, read_up_to, assigned_at in found:
        at = greatest(read_up_to, assigned_at)
        is_user = node in learnt.people.persons
        person = learnt.people.person(None if is_user else node, node if is_user else None, at)
        right = ids.conversation(number, person) if person else home
        if person:
            kept.homes[right] = (number, person)
        if right != home:
            moved.append((number, node, right))
            kept.left.add(home)
    if moved:
        tx.run(CONVERSATIONS["move_attention"], (*columns(moved), tx.workspace))


def _rename(tx: Tx, ids: Ids, learnt: Learnt, kept: Kept) -> None:
    """Conversations of joined persons go into those of the person that they became."""
    old, new = [], []
    for conversation, number, person in tx.fetch(IDENTITY["conversations_of"], (tx.workspace, list(learnt.joined))):
        became = learnt.joined[person]
        home = ids.conversation(number, became)
        old.append(conversation)
        new.append(home)
        kept.homes[home] = (number, became)
    if old:
        tx.run(SQL["rename"], (old, new, tx.workspace))
        kept.left |= set(old)


def _users_of(tx: Tx, learnt: Learnt) -> list[UUID]:
    """All user ids of persons that others were joined to."""
    if not learnt.joined:
        return []
    persons = list(set(learnt.joined.values()))
    rows = tx.fetch(IDENTITY["members"], (tx.workspace, persons))
    users = {row[0]: row[3] for row in rows if row[1] == "user"}
    learnt.people.persons |= users
    return list(users)


def _phones_of(tx: Tx, users: list[UUID], learnt: Learnt) -> set[UUID]:
    """The phones that these user ids ever held, with all their holders."""
    if not users:
        return set()
    phones = {row[0] for row in tx.fetch(IDENTITY["phones"], (tx.workspace, users))}
    people = people_of(tx, phones - learnt.people.known_phones)
    learnt.people.persons |= people.persons
    learnt.people.holders |= people.holders
    learnt.people.known_phones |= people.known_phones
    return phones


def _elsewhere(ids: Ids, learnt: Learnt, rows: Iterable[tuple[Any, ...]], kept: Kept) -> list[tuple[UUID, UUID]]:
    """(key, conversation) of those rows that belong into another conversation than they are in."""
    moved = []
    for key, number, phone, user, at, home in rows:
        right = _home(ids, learnt, number, phone, user, at, kept)
        if right and right != home:
            moved.append((key, right))
            if home:
                kept.left.add(home)
    return moved


def _home(
    ids: Ids, learnt: Learnt, number: UUID, phone: UUID | None, user: UUID | None, at: datetime, kept: Kept
) -> UUID | None:
    person = learnt.people.person(phone, user, at)
    if person is None:
        return None
    home = ids.conversation(number, person)
    kept.homes[home] = (number, person)
    return home
