"""The owner's review of a phone's contacts: opened with the number, ended once, then what was held is recorded."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from twinline.engine import asking, held, privacy, syncs
from twinline.engine.asking import Kind
from twinline.engine.asking import State as Asking
from twinline.engine.privacy import Entry, Name
from twinline.log import keys
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire.facts import CustomerFact
from twinline.workspaces.secrets import seal_with
from twinline.workspaces.transaction import Tx

State = Literal["open", "releasing", "ended"]
RELEASED_AT_ONCE = 500

OPEN = """
    insert into config.review
        (workspace_id, number_id, onboarded_at, state, opened_at, opened_by, due_at, has_private)
    select %s, %s, %s, 'open', %s, %s, %s,
        exists (select from config.review where number_id = %s and has_private)
    on conflict do nothing
"""
SUPERSEDE = "update config.review set state = 'ended' where number_id = %s and onboarded_at <> %s and state = 'open'"
LATEST = """
    select workspace_id, number_id, onboarded_at, state, opened_at, due_at, ended_at, ended_by, link is not null
    from config.review where workspace_id = %s and number_id = %s order by onboarded_at desc limit 1
"""
BY_LINK = """
    select workspace_id, number_id, onboarded_at, state, opened_at, due_at, ended_at, ended_by, true
    from config.review where link = %s
"""
LINK = """
    update config.review set link = %s, link_made_by = %s
    where workspace_id = %s and number_id = %s and onboarded_at = %s and state = 'open'
"""
END = """
    update config.review set state = 'releasing', ended_at = %s, ended_by = %s, has_private = %s
    where workspace_id = %s and number_id = %s and onboarded_at = %s and state = 'open'
"""
HOLD = "select state from config.review where workspace_id = %s and number_id = %s and onboarded_at = %s for update"
HELD = """
    select number_id, subject, heard_at, sealed, id from views.held
    where workspace_id = %s and number_id = %s order by heard_at, id
"""
DROP = "delete from views.held where workspace_id = %s and id = any(%s)"
DROP_KEYS = """
    delete from keys.held as key where workspace_id = %s and number_id = %s and not exists (
        select from views.held where held.workspace_id = key.workspace_id and held.number_id = key.number_id
            and held.subject = key.subject
    )
"""
DROP_DIGESTS = "delete from config.private_contact where workspace_id = %s and number_id = %s and digest = any(%s)"
DROP_PREFIXES = "delete from config.private_prefix where workspace_id = %s and number_id = %s"
ADD_PREFIX = "insert into config.private_prefix (workspace_id, number_id, id, sealed) values (%s, %s, %s, %s)"
PRIVATE = "select digest from config.private_contact where workspace_id = %s and number_id = %s"
ASKED = "select kind, state from config.sync where workspace_id = %s and number_id = %s and onboarded_at = %s"
# What is held once the number was connected anew waits for that review.
RELEASING = """
    select workspace_id, number_id, onboarded_at from config.review as one where state = 'releasing' and not exists (
        select from config.review as newer where newer.number_id = one.number_id and newer.state = 'open'
    )
    order by number_id limit 1 for update skip locked
"""
RELEASE = """
    delete from views.held where workspace_id = %s and id in (
        select id from views.held where workspace_id = %s and number_id = %s and fault is null and not exists (
            select from config.review where review.number_id = held.number_id and review.state = 'open'
        )
        order by heard_at, id limit %s
    )
    returning number_id, subject, heard_at, sealed, id
"""
RELEASED = "update config.review set state = 'ended' where number_id = %s and onboarded_at = %s"
ASIDE = "update views.held set fault = %s where workspace_id = %s and id = %s"
DUE = """
    update config.review set history_wanted_at = %s where (number_id, onboarded_at) in (
        select number_id, onboarded_at from config.review
        where state = 'open' and history_wanted_at is null and due_at <= %s limit 1 for update skip locked
    )
    returning workspace_id, number_id, onboarded_at
"""


@dataclass(frozen=True, slots=True)
class Review:
    """One review. `ended_by` None: whoever had the link."""

    workspace_id: UUID
    number_id: UUID
    onboarded_at: datetime
    state: State
    opened_at: datetime
    due_at: datetime
    ended_at: datetime | None
    ended_by: UUID | None
    has_link: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """What the owner decided: the names of marked entries, further phones, and beginnings of phones."""

    names: Collection[Name]
    prefixes: Collection[str]


def begin(tx: Tx, number_id: UUID, onboarded_at: datetime, by: UUID | None, now: datetime) -> None:
    """From now on nothing of a contact is recorded. Repeated for one onboarding, it changes nothing.

    What an earlier review of the number left undecided is decided in this one.
    """
    due = privacy.due_at(onboarded_at)
    tx.run(OPEN, (tx.workspace, number_id, onboarded_at, now, by, due, number_id))
    tx.run(SUPERSEDE, (number_id, onboarded_at))


def latest(tx: Tx, number_id: UUID) -> Review | None:
    row = tx.row(LATEST, (tx.workspace, number_id))
    return Review(*row) if row else None


def is_open(tx: Tx, number_id: UUID) -> bool:
    one = latest(tx, number_id)
    return one is not None and one.state == "open"


def by_link(tx: Tx, token: str) -> Review | None:
    """The review that a link opens; the link works as long as the review is the number's."""
    row = tx.row(BY_LINK, (_digest(token),))
    return Review(*row) if row else None


def make_link(tx: Tx, one: Review, by: UUID | None) -> str:
    """A new token; the one before works no more. Only its digest is kept. `by` None: the owner, through theirs."""
    token = secrets.token_urlsafe(32)
    tx.run(LINK, (_digest(token), by, tx.workspace, one.number_id, one.onboarded_at))
    return token


def listed(tx: Tx, one: Review) -> tuple[list[Entry], list[str]]:
    """(whom the phone knows and who wrote to it, the prefixes kept from an earlier review)."""
    facts = [recorded.fact for recorded, _ in _all_held(tx, one)]
    known, ids = _digests(tx, one.number_id), keys.of_workspace(tx).ids
    names = {name for fact in facts for name in privacy.names_of(fact)}
    marked = {name: held.digest_of(ids, one.number_id, name) in known for name in names}
    return privacy.entries(facts, marked), [prefix for _, _, prefix in held.prefixes_of(tx, [one.number_id])]


def contacts_are_asked_for(tx: Tx, one: Review) -> bool:
    return asked(tx, one.number_id, one.onboarded_at).get("contacts") in ("asked", "refused", "unknown")


def end(tx: Tx, one: Review, marks: Marks, by: UUID | None, shown: str, now: datetime) -> bool:
    """Forget what is private, let go of the rest, and have the history asked for; False when it had ended already.

    Its row is locked first: recorders that were holding by it are done, and those that come see what was decided.
    """
    row = tx.row(HOLD, (tx.workspace, one.number_id, one.onboarded_at))
    if row is None or row[0] != "open":
        return False
    has_private = _decide(tx, one, marks)
    tx.run(END, (now, by, has_private, tx.workspace, one.number_id, one.onboarded_at))
    wanted = _want_history(tx, one, now)
    after = {"state": "ended", "shown": shown, "history": wanted}
    fact = ConfigurationChanged(
        what="review", subject=str(one.number_id), number_id=one.number_id, after=after, by=by, at=now
    )
    record(tx, [Recorded(fact, now, one.number_id)])
    return True


def _decide(tx: Tx, one: Review, marks: Marks) -> bool:
    """Private contacts' keys, and all that was held of them, are gone; whether anybody is private now."""
    ids, everything = keys.of_workspace(tx).ids, _all_held(tx, one)
    together = [privacy.names_of(kept.fact) for kept, _ in everything if isinstance(kept.fact, CustomerFact)]
    private = privacy.spread(marks.names, together, marks.prefixes)
    listed_names = {name for names in together for name in names}
    watch = held.Watch(one.number_id, ids, reviewing=False, prefixes=list(marks.prefixes))
    _put(tx, one.number_id, watch.digests(private), watch.digests(listed_names - private))
    _put_prefixes(tx, one.number_id, marks.prefixes)
    watch.private = _digests(tx, one.number_id)
    doomed = [id_ for kept, id_ in everything if watch.is_private(privacy.names_of(kept.fact))]
    tx.run(DROP, (tx.workspace, doomed))
    tx.run(DROP_KEYS, (tx.workspace, one.number_id))
    return bool(watch.private or watch.prefixes)


def _put(tx: Tx, number_id: UUID, marked: set[bytes], unmarked: set[bytes]) -> None:
    tx.run(DROP_DIGESTS, (tx.workspace, number_id, list(unmarked)))
    tx.run(held.LEARN, (tx.workspace, [number_id] * len(marked), list(marked)))


def _put_prefixes(tx: Tx, number_id: UUID, prefixes: Collection[str]) -> None:
    tx.run(DROP_PREFIXES, (tx.workspace, number_id))
    kek = keys.of_workspace(tx).kek
    for prefix in sorted(set(prefixes)):
        id_ = uuid4()
        sealed = seal_with(kek, prefix.encode(), held.prefix_aad(tx.workspace, number_id, id_))
        tx.run(ADD_PREFIX, (tx.workspace, number_id, id_, sealed))


def claim_released(tx: Tx, claimed: list[int], most: int) -> dict[UUID, list[Recorded]]:
    """What a review let go, in the order of its hearing; `claimed` is known even when recording it fails."""
    row = tx.row(RELEASING)
    if row is None:
        return {}
    workspace, number_id, onboarded_at = row
    tx.turn_to(workspace)
    rows = tx.fetch(RELEASE, (workspace, workspace, number_id, most))
    if not rows:
        tx.run(DROP_KEYS, (workspace, number_id))
        tx.run(RELEASED, (number_id, onboarded_at))
        return {}
    rows.sort(key=lambda one: (one[2], one[4]))
    claimed += [one[4] for one in rows]
    released: dict[UUID, list[Recorded]] = defaultdict(list)
    released[workspace] = held.open_held(tx, [one[:4] for one in rows])
    return released


def put_aside(tx: Tx, held_id: int, fault: str) -> None:
    """One that cannot be recorded stays sealed as it is; the others go on."""
    row = tx.row(RELEASING)
    if row is not None:
        tx.turn_to(row[0])
        tx.run(ASIDE, (fault, row[0], held_id))


def want_when_due(tx: Tx, now: datetime) -> bool:
    """In the last hour in which Meta takes the question the history is asked for, and held like all else."""
    row = tx.row(DUE, (now, now))
    if row is None:
        return False
    tx.turn_to(row[0])
    one = latest(tx, row[1])
    if one is not None:
        _want_history(tx, one, now)
    return True


def is_private(tx: Tx, number_id: UUID, phone: str | None, user_id: str | None) -> bool:
    """Whether somebody is private on this number, so that nobody here may write to them."""
    watch = held.Watches.of_numbers(tx, [number_id]).by_number.get(number_id)
    return watch is not None and watch.is_private(privacy.known_by(phone, user_id))


def _want_history(tx: Tx, one: Review, now: datetime) -> bool:
    if asking.hindrance("history", asked(tx, one.number_id, one.onboarded_at), one.onboarded_at, now):
        return False
    syncs.want(tx, one.number_id, one.onboarded_at, "history", now)
    return True


def asked(tx: Tx, number_id: UUID, onboarded_at: datetime) -> dict[Kind, Asking]:
    """What a phone was asked for since then."""
    return dict(tx.rows(ASKED, (tx.workspace, number_id, onboarded_at)))


def _all_held(tx: Tx, one: Review) -> list[tuple[Recorded, int]]:
    rows: Sequence[tuple[UUID, bytes, datetime, bytes, int]] = tx.fetch(HELD, (tx.workspace, one.number_id))
    return list(zip(held.open_held(tx, [row[:4] for row in rows]), (row[4] for row in rows), strict=True))


def _digests(tx: Tx, number_id: UUID) -> set[bytes]:
    return {bytes(row[0]) for row in tx.fetch(PRIVATE, (tx.workspace, number_id))}


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
