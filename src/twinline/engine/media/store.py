"""Files in our store: each sealed under a key of its own, which the customer's key wraps.

A file is written under a name of its own before its row is, so a crash leaves at most an unreferenced file.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from twinline.log import keys
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.secrets import Unreadable, new_key, open_with, seal_with
from twinline.workspaces.transaction import Tx

COLUMNS = "id, storage_key, subject, wrapped, kind, mime, filename, voice, size, sha256, meta_media_id, uploaded_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A file on its way in. `kind` as in a message: image, video, audio, document, sticker."""

    content: bytes
    kind: str
    mime: str
    filename: str | None = None
    voice: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A stored file's row."""

    id: UUID
    storage_key: str
    subject: UUID
    wrapped: bytes
    kind: str
    mime: str
    filename: str | None
    voice: bool
    size: int
    sha256: str
    meta_media_id: str | None
    uploaded_at: datetime | None


def put(tx: Tx, subject: UUID, draft: Draft, at: datetime, file_id: UUID | None = None) -> File:
    """Keep a file; `subject` is the person whose erasure must take it along (the workspace for uploads)."""
    file_id, key, storage_key = file_id or uuid4(), new_key(), uuid4().hex
    _write(_path(tx.workspace, storage_key), seal_with(key, draft.content, file_id.bytes))
    tx.run(
        "insert into config.file (workspace_id, id, storage_key, subject, wrapped, kind, mime, filename, voice, size,"
        " sha256, created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict (workspace_id, id) do nothing",
        (
            tx.workspace, file_id, storage_key, subject, _wrap(tx, subject, key, file_id), draft.kind, draft.mime,
            draft.filename, draft.voice, len(draft.content), hashlib.sha256(draft.content).hexdigest(), at,
        ),
    )  # fmt: skip
    return find(tx, file_id)


def find(tx: Tx, file_id: UUID) -> File:
    """The row of a file; raises NotFound."""
    row = tx.row(
        f"select {COLUMNS} from config.file where workspace_id = %s and id = %s",  # noqa: S608 - a constant
        (tx.workspace, file_id),
    )
    if row is None:
        raise NotFound("file")
    return File(*row)


def read(tx: Tx, file: File) -> bytes:
    """The plain bytes; raises Refused when the file is gone from the store or was altered there."""
    try:
        sealed = _path(tx.workspace, file.storage_key).read_bytes()
        return open_with(_unwrap(tx, file), sealed, file.id.bytes)
    except (OSError, Unreadable) as error:
        raise Refused(
            "file_unreadable", "The stored file cannot be read; tell your administrator.", "tell_a_person"
        ) from error


def hand_to(tx: Tx, file: File, subject: UUID) -> None:
    """Let another subject own a file: an upload becomes part of a customer's conversation."""
    key = _unwrap(tx, file)
    tx.run(
        "update config.file set subject = %s, wrapped = %s where workspace_id = %s and id = %s",
        (subject, _wrap(tx, subject, key, file.id), tx.workspace, file.id),
    )


def note_uploaded(tx: Tx, file: File, meta_media_id: str, at: datetime) -> None:
    """Remember Meta's id for a file; it is good for 30 days."""
    tx.run(
        "update config.file set meta_media_id = %s, uploaded_at = %s where workspace_id = %s and id = %s",
        (meta_media_id, at, tx.workspace, file.id),
    )


def _wrap(tx: Tx, subject: UUID, key: bytes, file_id: UUID) -> bytes:
    return seal_with(keys.of_subjects(tx, [subject])[subject].key, key, b"config.file" + file_id.bytes)


def _unwrap(tx: Tx, file: File) -> bytes:
    subject_key = keys.of_subjects(tx, [file.subject])[file.subject].key
    return open_with(subject_key, file.wrapped, b"config.file" + file.id.bytes)


def _path(workspace: UUID, storage_key: str) -> Path:
    folder: Path = settings.INSTALLATION.media_dir / workspace.hex / storage_key[:2]
    return folder / storage_key


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _make_durable(path.parent)


def _make_durable(folder: Path) -> None:
    """A file's name is as durable as its bytes only after its folder was written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
