"""Reading the log back, for a rebuild and for proofs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from twinline.log import keys
from twinline.log.canonical import Header
from twinline.log.facts import loads
from twinline.log.recorded import Recorded
from twinline.workspaces.transaction import Tx

PAGE = """
    select entry.position, stream, stream_no, kind, heard_at, entry.key_id, nonce, ciphertext, subject.subject
    from log.entry as entry
    left join keys.subject as subject using (workspace_id, key_id)
    where workspace_id = %s and position > %s
    order by position
    limit %s
"""

# Each stream by its own index, so that a long log costs no more than a short one.
BACKWARDS = """
    select entry.position, entry.stream, stream_no, kind, heard_at, entry.key_id, nonce, ciphertext, subject.subject
    from unnest(%s::uuid[]) as wanted (stream)
    cross join lateral (
        select * from log.entry
        where workspace_id = %s and entry.stream = wanted.stream and position < %s and kind = any(%s)
        order by stream_no desc limit %s
    ) as entry
    left join keys.subject as subject on subject.workspace_id = entry.workspace_id and subject.key_id = entry.key_id
    order by position desc limit %s
"""
NEWEST = 2**62


class Damaged(Exception):
    """An entry does not open under its key: altered, or in the wrong place."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the log. `recorded` is None where the subject's key or the ciphertext was destroyed."""

    position: int
    stream: UUID
    stream_no: int
    kind: str
    recorded: Recorded | None


def entries(tx: Tx, after: int, limit: int = 500) -> Iterator[Entry]:
    """The next entries of the bound workspace; raises Damaged with the position."""
    rows = tx.rows(PAGE, (tx.workspace, after, limit))
    subject_keys = keys.of_subjects(tx, {row[8] for row in rows if row[8]})
    for row in rows:
        yield _entry(tx.workspace, row, subject_keys[row[8]].key if row[8] else None)


def backwards(
    tx: Tx, streams: Sequence[UUID], kinds: Sequence[str], before: int = NEWEST, limit: int = 50
) -> list[Entry]:
    """The latest entries of some kinds in some streams, the newest first; raises Damaged with the position."""
    rows = tx.rows(BACKWARDS, (list(streams), tx.workspace, before, list(kinds), limit, limit))
    subject_keys = keys.of_subjects(tx, {row[8] for row in rows if row[8]})
    return [_entry(tx.workspace, row, subject_keys[row[8]].key if row[8] else None) for row in rows]


def _entry(workspace: UUID, row: tuple[object, ...], key: bytes | None) -> Entry:
    position, stream, stream_no, kind, heard_at, key_id, nonce, ciphertext, _ = row
    recorded = None
    if key is not None and ciphertext is not None:
        header = Header(workspace, stream, stream_no, kind, heard_at, key_id)  # type: ignore[arg-type]
        recorded = _open(header, key, nonce, ciphertext, position)  # type: ignore[arg-type]
    return Entry(position, stream, stream_no, kind, recorded)  # type: ignore[arg-type]


def _open(header: Header, key: bytes, nonce: bytes, ciphertext: bytes, position: int) -> Recorded:
    try:
        plain = AESGCM(key).decrypt(nonce, ciphertext, header.bytes())
    except InvalidTag as error:
        raise Damaged(f"Entry {position} of workspace {header.workspace} does not open under its key.") from error
    number = UUID(bytes=plain[:16]) if any(plain[:16]) else None
    return Recorded(loads(plain[16:]), header.heard_at, number)
