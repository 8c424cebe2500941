"""Keys of workspaces and of data subjects: made on first use, wrapped, never in the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID, uuid4

from django.conf import settings

from twinline.log.ids import Ids
from twinline.workspaces.secrets import Vault, new_key, open_with, seal_with
from twinline.workspaces.transaction import Tx


@dataclass(frozen=True, slots=True)
class WorkspaceKeys:
    """The workspace's key-encryption key, and the ids that its index key gives."""

    kek: bytes
    ids: Ids


@dataclass(frozen=True, slots=True)
class SubjectKey:
    id: UUID
    key: bytes


class KeyLost(LookupError):
    """The workspace has no keys: it was never set up, or they were destroyed."""


_known: dict[UUID, WorkspaceKeys] = {}


def create(tx: Tx) -> WorkspaceKeys:
    """Keys of a new workspace; a repeated call keeps the first ones."""
    vault, workspace = _vault(), tx.workspace
    tx.run(
        "insert into keys.workspace (workspace_id, kek, index_key) values (%s, %s, %s) on conflict do nothing",
        (
            workspace,
            vault.seal(new_key(), _aad(workspace, "kek")),
            vault.seal(new_key(), _aad(workspace, "index")),
        ),
    )
    return of_workspace(tx)


def of_workspace(tx: Tx) -> WorkspaceKeys:
    """The bound workspace's keys; raises KeyLost."""
    known = _known.get(tx.workspace)
    if known is None:
        known, workspace = _load(tx), tx.workspace
        # Only after the commit: keys of a setup that was rolled back must not be remembered.
        tx.after_commit(lambda: _known.__setitem__(workspace, known))
    return known


def of_subjects(tx: Tx, subjects: Iterable[UUID]) -> Mapping[UUID, SubjectKey]:
    """A key for every subject, made where there was none (sorted, so that two writers cannot block each other)."""
    wanted = sorted(set(subjects), key=attrgetter("int"))
    found = _find(tx, wanted)
    missing = [subject for subject in wanted if subject not in found]
    if missing:
        _make(tx, missing)
        found |= _find(tx, missing)
    return found


def _load(tx: Tx) -> WorkspaceKeys:
    row = tx.row("select kek, index_key from keys.workspace where workspace_id = %s", (tx.workspace,))
    if row is None:
        raise KeyLost("This workspace has no keys; restore them from their own backup.")
    vault = _vault()
    index_key = vault.open(row[1], _aad(tx.workspace, "index"))
    return WorkspaceKeys(kek=vault.open(row[0], _aad(tx.workspace, "kek")), ids=Ids(index_key))


def _find(tx: Tx, subjects: list[UUID]) -> dict[UUID, SubjectKey]:
    kek = of_workspace(tx).kek
    rows = tx.fetch(
        "select subject, key_id, wrapped from keys.subject where workspace_id = %s and subject = any(%b)",
        (tx.workspace, subjects),
    )
    return {
        subject: SubjectKey(key_id, open_with(kek, wrapped, _subject_aad(tx.workspace, subject, key_id)))
        for subject, key_id, wrapped in rows
    }


def _make(tx: Tx, subjects: list[UUID]) -> None:
    kek = of_workspace(tx).kek
    key_ids = [uuid4() for _ in subjects]
    wrapped = [
        seal_with(kek, new_key(), _subject_aad(tx.workspace, subject, key_id))
        for subject, key_id in zip(subjects, key_ids, strict=True)
    ]
    tx.run(
        "insert into keys.subject (workspace_id, subject, key_id, wrapped)"
        " select %s, t.* from unnest(%b::uuid[], %b::uuid[], %b::bytea[]) as t on conflict do nothing",
        (tx.workspace, subjects, key_ids, wrapped),
    )


def _vault() -> Vault:
    return Vault(settings.INSTALLATION.secret)


def _aad(workspace: UUID, name: str) -> bytes:
    return f"keys.workspace/{workspace}/{name}".encode()


def _subject_aad(workspace: UUID, subject: UUID, key_id: UUID) -> bytes:
    return b"keys.subject" + workspace.bytes + subject.bytes + key_id.bytes
