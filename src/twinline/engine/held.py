"""What private contacts say is dropped, and what is said before their review is held, sealed by contact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from twinline.engine import privacy
from twinline.engine.privacy import Disposition, Name
from twinline.engine.routes import Route, Routes
from twinline.log import keys
from twinline.log.facts import Fact, dumps, loads
from twinline.log.ids import Ids
from twinline.log.recorded import Recorded
from twinline.wire.facts import CustomerFact
from twinline.workspaces.secrets import new_key, open_with, seal_with
from twinline.workspaces.transaction import Tx

# Whoever ends a review changes its row: nothing is held or let through by what was so before.
WATCHED = """
    select workspace_id, number_id, state = 'open' from config.review
    where number_id = any(%b::uuid[]) and (state = 'open' or has_private)
    order by number_id, onboarded_at for share
"""
PRIVATE = "select number_id, digest from config.private_contact where workspace_id = %s and number_id = any(%b::uuid[])"
PREFIXES = (
    "select number_id, id, sealed from config.private_prefix where workspace_id = %s and number_id = any(%b::uuid[])"
)
LEARN = """
    insert into config.private_contact (workspace_id, number_id, digest)
    select %s, t.* from unnest(%b::uuid[], %b::bytea[]) as t (number_id, digest) order by t.number_id, t.digest
    on conflict do nothing
"""
KEYS = "select number_id, subject, wrapped from keys.held where workspace_id = %s and subject = any(%b::bytea[])"
MAKE_KEYS = """
    insert into keys.held (workspace_id, number_id, subject, wrapped)
    select %s, t.* from unnest(%b::uuid[], %b::bytea[], %b::bytea[]) as t (number_id, subject, wrapped)
    order by t.number_id, t.subject on conflict do nothing
"""
HOLD = """
    insert into views.held (workspace_id, number_id, subject, heard_at, sealed)
    select %s, t.* from unnest(%b::uuid[], %b::bytea[], %b::timestamptz[], %b::bytea[]) as t
"""

Subject = tuple[UUID, bytes]


@dataclass(slots=True)
class Watch:
    """One number: whether its owner still has to review, and who is private."""

    number_id: UUID
    ids: Ids
    reviewing: bool
    private: set[bytes] = field(default_factory=set)
    prefixes: list[str] = field(default_factory=list)
    learnt: set[bytes] = field(default_factory=set)

    def digests(self, names: Iterable[Name]) -> set[bytes]:
        return {digest_of(self.ids, self.number_id, name) for name in names}

    def is_private(self, names: frozenset[Name]) -> bool:
        return not self.private.isdisjoint(self.digests(names)) or privacy.matches(names, self.prefixes)

    def of(self, fact: Fact) -> Disposition:
        names = privacy.names_of(fact)
        private = self.is_private(names)
        disposition = privacy.disposition(fact, reviewing=self.reviewing, private=private)
        if disposition == "drop" and isinstance(fact, CustomerFact):
            # The next fact may name the same person otherwise.
            self.learnt |= self.digests(names) - self.private
            self.private |= self.learnt
        return disposition


@dataclass(slots=True)
class Watches:
    """The numbers of a batch on which not everything may be recorded; most often none."""

    by_number: dict[UUID, Watch] = field(default_factory=dict)
    workspaces: dict[UUID, UUID] = field(default_factory=dict)

    @classmethod
    def load(cls, tx: Tx, routes: Routes) -> Watches:
        """Leaves the transaction bound to any workspace."""
        return cls.of_numbers(tx, {route.number_id for route in routes.by_number.values() if route.number_id})

    @classmethod
    def of_numbers(cls, tx: Tx, numbers: Iterable[UUID]) -> Watches:
        watches = cls()
        wanted = sorted(numbers)
        rows = tx.fetch(WATCHED, (wanted,)) if wanted else []
        by_workspace: dict[UUID, dict[UUID, bool]] = defaultdict(dict)
        for workspace, number, is_open in rows:
            by_workspace[workspace][number] = by_workspace[workspace].get(number, False) or is_open
        for workspace in sorted(by_workspace):
            tx.turn_to(workspace)
            watches._add(tx, by_workspace[workspace])
        return watches

    def of(self, route: Route, fact: Fact) -> Disposition:
        watch = self.by_number.get(route.number_id) if route.number_id else None
        return watch.of(fact) if watch else "record"

    def _add(self, tx: Tx, numbers: Mapping[UUID, bool]) -> None:
        ids = keys.of_workspace(tx).ids
        for number, reviewing in numbers.items():
            self.by_number[number] = Watch(number, ids, reviewing)
            self.workspaces[number] = tx.workspace
        for number, digest in tx.fetch(PRIVATE, (tx.workspace, list(numbers))):
            self.by_number[number].private.add(bytes(digest))
        for number, _, prefix in prefixes_of(tx, list(numbers)):
            self.by_number[number].prefixes.append(prefix)


def digest_of(ids: Ids, number_id: UUID, name: Name) -> bytes:
    """What is kept of a private contact: nobody without the workspace's index key can tell of whom."""
    return ids.digest(("private", number_id.hex, *name))


def prefixes_of(tx: Tx, numbers: Sequence[UUID]) -> list[tuple[UUID, UUID, str]]:
    """(number, id, digits)."""
    kek = keys.of_workspace(tx).kek
    return [
        (number, id_, open_with(kek, bytes(sealed), prefix_aad(tx.workspace, number, id_)).decode())
        for number, id_, sealed in tx.fetch(PREFIXES, (tx.workspace, list(numbers)))
    ]


def prefix_aad(workspace: UUID, number: UUID, id_: UUID) -> bytes:
    return b"config.private_prefix" + workspace.bytes + number.bytes + id_.bytes


def keep(tx: Tx, held: Sequence[tuple[Route, Recorded]], watches: Watches) -> None:
    """Hold what is not decided yet, and remember what else private contacts turned out to be known by."""
    by_workspace: dict[UUID, list[Recorded]] = defaultdict(list)
    for route, recorded in held:
        by_workspace[route.workspace_id].append(recorded)
    learnt = {watches.workspaces[number] for number, watch in watches.by_number.items() if watch.learnt}
    for workspace in sorted(by_workspace.keys() | learnt):
        tx.turn_to(workspace)
        if by_workspace[workspace]:
            _hold(tx, by_workspace[workspace])
        _learn(tx, [one for one in watches.by_number.values() if watches.workspaces[one.number_id] == workspace])


def _learn(tx: Tx, watches: Iterable[Watch]) -> None:
    pairs = [(watch.number_id, digest) for watch in watches for digest in watch.learnt]
    if pairs:
        tx.run(LEARN, (tx.workspace, [number for number, _ in pairs], [digest for _, digest in pairs]))


def _hold(tx: Tx, held: Sequence[Recorded]) -> None:
    ids = keys.of_workspace(tx).ids
    subjects = [_subject(ids, recorded) for recorded in held]
    found = _keys(tx, subjects)
    sealed = [
        seal_with(found[subject], dumps(recorded.fact), _aad(tx.workspace, subject))
        for subject, recorded in zip(subjects, held, strict=True)
    ]
    columns = [s[0] for s in subjects], [s[1] for s in subjects], [one.heard_at for one in held], sealed
    tx.run(HOLD, (tx.workspace, *columns))


def _subject(ids: Ids, recorded: Recorded) -> Subject:
    """Held under one key: a contact by the one name it is listed by, and what nobody could read together."""
    fact, number = recorded.fact, recorded.number_id or UUID(int=0)
    name = privacy.principal(fact) if isinstance(fact, CustomerFact) else None
    return number, ids.digest(("held", number.hex, *(name or ())))


def _keys(tx: Tx, subjects: Iterable[Subject]) -> dict[Subject, bytes]:
    wanted = sorted(set(subjects))
    found = find_keys(tx, wanted)
    missing = [subject for subject in wanted if subject not in found]
    if missing:
        kek = keys.of_workspace(tx).kek
        wrapped = [seal_with(kek, new_key(), _key_aad(tx.workspace, subject)) for subject in missing]
        tx.run(MAKE_KEYS, (tx.workspace, [one[0] for one in missing], [one[1] for one in missing], wrapped))
        found |= find_keys(tx, missing)
    return found


def find_keys(tx: Tx, subjects: Sequence[Subject]) -> dict[Subject, bytes]:
    kek, wanted = keys.of_workspace(tx).kek, set(subjects)
    rows = tx.fetch(KEYS, (tx.workspace, [subject for _, subject in subjects]))
    return {
        (number, bytes(subject)): open_with(kek, bytes(wrapped), _key_aad(tx.workspace, (number, bytes(subject))))
        for number, subject, wrapped in rows
        if (number, bytes(subject)) in wanted
    }


def open_held(tx: Tx, rows: Sequence[tuple[UUID, bytes, datetime, bytes]]) -> list[Recorded]:
    """Rows of (number, subject, heard_at, sealed), as they were heard."""
    found = find_keys(tx, sorted({(number, bytes(subject)) for number, subject, _, _ in rows}))
    return [
        Recorded(_open(tx.workspace, found, (number, bytes(subject)), sealed), heard_at, number)
        for number, subject, heard_at, sealed in rows
    ]


def _open(workspace: UUID, found: Mapping[Subject, bytes], subject: Subject, sealed: bytes) -> Fact:
    return loads(open_with(found[subject], bytes(sealed), _aad(workspace, subject)))


def _aad(workspace: UUID, subject: Subject) -> bytes:
    return b"views.held" + workspace.bytes + subject[0].bytes + subject[1]


def _key_aad(workspace: UUID, subject: Subject) -> bytes:
    return b"keys.held" + workspace.bytes + subject[0].bytes + subject[1]
