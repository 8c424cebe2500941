"""Who set up a number has its owner review; whoever has the link reviews, and sees names that nobody else does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twinline.engine import asking, privacy, review
from twinline.engine.privacy import Entry
from twinline.engine.review import Marks, Review
from twinline.features.onboarding.syncing import onboarded
from twinline.workspaces.access import Person
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Actor, Tx, directory, transaction

NUMBER = """
    select w.name, n.display_phone from config.number as n join config.workspace as w on w.id = n.workspace_id
    where n.workspace_id = %s and n.id = %s
"""
BY_LINK = Actor("person")


@dataclass(frozen=True, slots=True)
class Door:
    """What the link shows: nothing `since` is seen here yet. `entries` is empty once the review has ended."""

    workspace: str
    phone: str
    since: datetime
    due_at: datetime
    ended_at: datetime | None
    contacts_asked: bool
    entries: list[Entry]
    prefixes: list[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """`keys` of marked entries; `phones` and `prefixes` as they were typed or pasted; `shown`: what was confirmed."""

    keys: list[str]
    phones: str
    prefixes: list[str]
    shown: str


def state(tx: Tx, person: Person, number_id: UUID) -> Review | None:
    """How far the latest review is; nothing of what is held."""
    person.check_may(Right.SET_UP_NUMBERS)
    onboarded(tx, number_id)
    return review.latest(tx, number_id)


def invite(tx: Tx, person: Person, number_id: UUID, now: datetime) -> str:
    """A link for the owner, in place of an earlier one; the review begins with the first. Raises Refused."""
    person.check_may(Right.SET_UP_NUMBERS)
    onboarded_at = onboarded(tx, number_id)
    one = review.latest(tx, number_id)
    if one is None or one.onboarded_at != onboarded_at:
        _check_begins(tx, number_id, onboarded_at, now)
        review.begin(tx, number_id, onboarded_at, person.id, now)
        one = review.latest(tx, number_id)
    if one is None or one.state != "open":
        raise Refused(
            "review_over", "The review of this connection has ended: connect the number anew for another.", "stop"
        )
    return f"/private/{review.make_link(tx, one, person.id)}"


def _check_begins(tx: Tx, number_id: UUID, onboarded_at: datetime, now: datetime) -> None:
    if asking.hindrance("contacts", review.asked(tx, number_id, onboarded_at), onboarded_at, now):
        raise Refused(
            "review_late", "A review begins before the contacts are asked for, within a day of connecting.", "stop"
        )


def door(token: str) -> Door:
    """What whoever has the link sees. Raises NotFound for a link that is none, or was replaced."""
    one = _found(token)
    with transaction(one.workspace_id, BY_LINK) as tx:
        row = tx.row(NUMBER, (one.workspace_id, one.number_id))
        if row is None:
            raise NotFound("link")
        entries, prefixes = review.listed(tx, one) if one.state == "open" else ([], [])
        asked = review.contacts_are_asked_for(tx, one)
        return Door(row[0], row[1], one.opened_at, one.due_at, one.ended_at, asked, entries, prefixes)


def end(token: str, decision: Decision, now: datetime) -> None:
    """Everything not marked is shown from now on. Raises Refused; a repetition changes nothing."""
    one = _found(token)
    with transaction(one.workspace_id, BY_LINK) as tx:
        if one.state != "open":
            return
        if not review.contacts_are_asked_for(tx, one):
            raise Refused(
                "contacts_first", "The phone's contacts have not been asked for yet: come back later.", "retry"
            )
        row = tx.row(NUMBER, (one.workspace_id, one.number_id))
        review.end(tx, one, _marks(decision, row[1] if row else ""), None, decision.shown, now)


def _marks(decision: Decision, own: str) -> Marks:
    """Raises Refused with what could not be read: who was meant must not be shown by mistake."""
    phones, bad = privacy.phones_of(decision.phones, own)
    prefixes = {text: privacy.prefix_of(text) for text in decision.prefixes if text.strip()}
    bad += [text for text, prefix in prefixes.items() if prefix is None]
    names = [privacy.name_of(key) for key in decision.keys]
    if bad or None in names:
        raise Refused(
            "private_unreadable", f"These are no phone numbers: {', '.join(bad[:5])}. Nothing was ended.", "fix"
        )
    marked = [name for name in names if name is not None] + [("phone", phone) for phone in phones]
    return Marks(frozenset(marked), [prefix for prefix in prefixes.values() if prefix])


def _found(token: str) -> Review:
    with directory() as tx:
        one = review.by_link(tx, token)
    if one is None:
        raise NotFound("link")
    return one
