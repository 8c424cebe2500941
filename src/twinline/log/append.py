"""Appending to the log, in two halves of one transaction: `begin` takes what is new, `finish` gives it places.

The projections are folded between the halves, so that the counter, on which all writers of a workspace meet, is
locked last and for the shortest time.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from twinline.log import keys
from twinline.log.canonical import Header, leaf
from twinline.log.facts import dumps, identity_of, kind_of
from twinline.log.ids import Ids
from twinline.log.recorded import Recorded, stream_of, subject_of
from twinline.workspaces.secrets import NONCE_BYTES
from twinline.workspaces.transaction import Tx

NEW_DIGESTS = """
    insert into log.seen (workspace_id, digest)
    select %s, digest from unnest(%b::bytea[]) as digest order by digest
    on conflict do nothing
    returning digest
"""
RAISE_HEADS = """
    insert into log.stream_head as head (workspace_id, stream, stream_no)
    select %s, stream, added from unnest(%b::uuid[], %b::bigint[]) as t (stream, added) order by stream
    on conflict (workspace_id, stream) do update set stream_no = head.stream_no + excluded.stream_no
    returning stream, stream_no
"""
PLACE = """
    with raised as (
        insert into log.counter as counter (workspace_id, position) values (%s, %s)
        on conflict (workspace_id) do update set position = counter.position + excluded.position
        returning workspace_id, position
    ), placed as (
        insert into log.entry
            (workspace_id, position, stream, stream_no, kind, heard_at, key_id, nonce, leaf, ciphertext)
        select raised.workspace_id, raised.position - %s + t.place, t.stream, t.stream_no, t.kind, t.heard_at,
            t.key_id, t.nonce, t.leaf, t.ciphertext
        from raised, unnest(
            %b::uuid[], %b::bigint[], %b::text[], %b::timestamptz[], %b::uuid[], %b::bytea[], %b::bytea[], %b::bytea[]
        ) with ordinality as t (stream, stream_no, kind, heard_at, key_id, nonce, leaf, ciphertext, place)
    )
    select position from raised
"""


class SecondAppend(RuntimeError):
    """One transaction appends once: a second append would take the locks out of order."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Facts that are new, with the streams and subjects that they belong to, in the order given."""

    new: Sequence[Recorded]
    streams: Sequence[UUID]
    subjects: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Sealed:
    """One row of the log before it has a position."""

    header: Header
    nonce: bytes
    leaf: bytes
    ciphertext: bytes


def begin(tx: Tx, facts: Sequence[Recorded]) -> Pending:
    """Drop what is known already; raises SecondAppend when this workspace was appended to in this transaction."""
    if tx.recorded:
        raise SecondAppend("This transaction has already appended to the log.")
    tx.recorded = True
    ids = keys.of_workspace(tx).ids
    new = _only_new(tx, ids, facts)
    return Pending(
        new=new,
        streams=[stream_of(recorded, ids, tx.workspace) for recorded in new],
        subjects=[subject_of(recorded, ids, tx.workspace) for recorded in new],
    )


def finish(tx: Tx, pending: Pending, numbers: Mapping[UUID, int]) -> int:
    """Seal and place the entries; the position of the last one. `numbers` comes from `raise_heads`."""
    subject_keys = keys.of_subjects(tx, pending.subjects)
    sealed = _seal_all(tx.workspace, pending, numbers, subject_keys)
    row = tx.row(PLACE, (tx.workspace, len(sealed), len(sealed), *_columns(sealed)))
    if row is None:
        raise RuntimeError("The counter gave no position.")
    return int(row[0])


def raise_heads(tx: Tx, pending: Pending) -> dict[UUID, int]:
    """Lock the heads of the touched streams, sorted, and raise them: stream → its new last number."""
    added = Counter(pending.streams)
    rows = tx.fetch(RAISE_HEADS, (tx.workspace, list(added), list(added.values())))
    return {stream: int(last) - added[stream] for stream, last in rows}


def position(tx: Tx) -> int:
    """The last position of the bound workspace; 0 before the first fact."""
    row = tx.row("select position from log.counter where workspace_id = %s", (tx.workspace,))
    return int(row[0]) if row else 0


def _only_new(tx: Tx, ids: Ids, facts: Sequence[Recorded]) -> list[Recorded]:
    by_digest: dict[bytes, Recorded] = {}
    for recorded in facts:
        by_digest.setdefault(ids.digest(_identity(recorded)), recorded)
    rows = tx.fetch(NEW_DIGESTS, (tx.workspace, list(by_digest)))
    fresh = {row[0] for row in rows}
    return [recorded for digest, recorded in by_digest.items() if digest in fresh]


def _identity(recorded: Recorded) -> tuple[str, ...]:
    number = recorded.number_id.hex if recorded.number_id else ""
    return (number, *identity_of(recorded.fact))


def _seal_all(
    workspace: UUID,
    pending: Pending,
    before: Mapping[UUID, int],
    subject_keys: Mapping[UUID, keys.SubjectKey],
) -> list[Sealed]:
    last = dict(before)
    sealed = []
    for recorded, stream, subject in zip(pending.new, pending.streams, pending.subjects, strict=True):
        last[stream] += 1
        key = subject_keys[subject]
        header = Header(workspace, stream, last[stream], kind_of(recorded.fact), recorded.heard_at, key.id)
        sealed.append(seal(header, key.key, plain_of(recorded)))
    return sealed


def plain_of(recorded: Recorded) -> bytes:
    """The plain bytes of an entry: 16 bytes of the number's id (zeros for none), then the fact's JSON."""
    number = recorded.number_id.bytes if recorded.number_id else bytes(16)
    return number + dumps(recorded.fact)


def seal(header: Header, key: bytes, plain: bytes, nonce: bytes | None = None) -> Sealed:
    """Encrypt under the subject's key with the header bound in, and hash the leaf."""
    nonce = nonce or os.urandom(NONCE_BYTES)
    clear = header.bytes()
    ciphertext = AESGCM(key).encrypt(nonce, plain, clear)
    return Sealed(header, nonce, leaf(clear, nonce, ciphertext), ciphertext)


def _columns(sealed: Sequence[Sealed]) -> tuple[list[object], ...]:
    return (
        [s.header.stream for s in sealed],
        [s.header.stream_no for s in sealed],
        [s.header.kind for s in sealed],
        [s.header.heard_at for s in sealed],
        [s.header.key_id for s in sealed],
        [s.nonce for s in sealed],
        [s.leaf for s in sealed],
        [s.ciphertext for s in sealed],
    )
