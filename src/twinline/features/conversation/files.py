"""Files of messages: kept sealed, handed over so that nothing in them runs."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from ninja.files import UploadedFile

from twinline.engine.media import store
from twinline.features.conversation import rules, sight
from twinline.features.conversation.shapes import Upload
from twinline.wire.media import plain
from twinline.workspaces.access import Person
from twinline.workspaces.refused import NotFound
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import Tx

ACCESSED = """
    insert into log.access (workspace_id, reader, purpose, message_ids)
    select workspace_id, %s, 'media', array[message_id] from views.media
    where workspace_id = %s and id = %s and message_id is not null
"""


def keep(tx: Tx, person: Person, file: UploadedFile, *, now: datetime) -> Upload:
    """Keep an upload until it is sent; raises Refused with the limit that it breaks."""
    person.check_may(Right.WRITE_TO_CUSTOMERS)
    mime = plain(file.content_type or "application/octet-stream")
    kind = rules.check_file(mime, file.size or 0)
    content = file.read()
    rules.check_content(mime, content[:16])
    draft = store.Draft(content=content, kind=kind, mime=mime, filename=rules.filename_of(file.name))
    kept = store.put(tx, tx.workspace, draft, now)
    return Upload(id=kept.id, kind=kept.kind, mime=kept.mime, size=kept.size, filename=kept.filename)


def answer(tx: Tx, person: Person, media_id: UUID, wanted: str | None) -> HttpResponse:
    """The file, or the wanted part of it; a sandbox of its own in every case. The reading goes on record."""
    if not sight.has_file(tx, person, media_id):
        raise NotFound("file")
    file = store.find(tx, media_id)
    tx.run(ACCESSED, (f"person:{person.id}", tx.workspace, media_id))
    content = store.read(tx, file)
    span = rules.span_of(wanted, len(content))
    response = HttpResponse(content[span.start : span.end] if span else content, status=206 if span else 200)
    if span:
        response.headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{len(content)}"
    for name, value in _headers(file, content[:16]).items():
        response.headers[name] = value
    return response


def _headers(file: store.File, head: bytes) -> dict[str, str]:
    inline = rules.shown_inline_as(file.mime, head)
    # A name comes from a stranger; what cannot be written in a header is replaced.
    name = quote(rules.filename_of(file.filename) or f"{file.kind}-{file.id}", safe="", errors="replace")
    return {
        "Content-Type": inline or "application/octet-stream",
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{name}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=3600",
    }
