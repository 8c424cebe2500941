"""What may be written, and what the page is told. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson

from twinline.engine.policy import Verdict
from twinline.features.conversation.shapes import Compose
from twinline.wire import media, outgoing, sending
from twinline.wire.errors import Decision, Retry, SlowDown, Stop, Wait
from twinline.workspaces.refused import Action, Forbidden, Refused
from twinline.workspaces.rules import Right, Role, may

FILES = frozenset({"image", "video", "audio", "document", "sticker"})
# The first bytes of what a browser will show inline; whatever else comes is only ever handed over as a file.
MAGIC: Mapping[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
# How a browser may be told to show a file: by what its first bytes are, whatever it was announced as.
SHOWN_INLINE: tuple[tuple[re.Pattern[bytes], frozenset[str]], ...] = tuple(
    (re.compile(magic, re.DOTALL), frozenset(mimes))
    for magic, mimes in (
        (rb"\xff\xd8\xff", ("image/jpeg",)),
        (rb"\x89PNG\r\n\x1a\n", ("image/png",)),
        (rb"RIFF....WEBP", ("image/webp",)),
        (rb"GIF8[79]a", ("image/gif",)),
        (rb"OggS", ("audio/ogg", "video/ogg")),
        (rb"....ftyp", ("audio/mp4", "video/mp4", "video/3gpp", "audio/aac")),
        (rb"\x1aE\xdf\xa3", ("audio/webm", "video/webm")),
        (rb"ID3|\xff[\xe2-\xff]", ("audio/mpeg", "audio/aac")),
        (rb"#!AMR", ("audio/amr",)),
        (rb"RIFF....WAVE", ("audio/wav",)),
    )
)
UPLOADED_LATER = "uploaded-later"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")

_CLOSED: Mapping[Verdict, Refused] = {
    "window_closed": Refused(
        "window_closed",
        "The customer last wrote more than 24 hours ago, so WhatsApp takes only a template here.",
        "stop",
    ),
    "number_removed": Refused(
        "number_removed",
        "This number was disconnected on the phone: connect it anew to write from it.",
        "tell_a_person",
    ),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `start` to `end` (exclusive) of a file."""

    start: int
    end: int


def check_open(verdict: Verdict) -> None:
    """Raises Refused with the reason why no free-form message may go out."""
    if verdict != "send":
        no = _CLOSED[verdict]
        raise Refused(no.code, no.sentence, no.action)


def check_draft(draft: Compose) -> None:
    """A message has what its kind needs; raises Refused."""
    if draft.kind == "text" and not (draft.text or "").strip():
        raise Refused("invalid", "Write something first.")
    if draft.kind in FILES and draft.media_id is None:
        raise Refused("invalid", "Upload the file first.")
    if draft.kind == "location" and draft.location is None:
        raise Refused("invalid", "Choose a place first.")
    if draft.kind == "reaction" and (target_of(draft) is None or draft.emoji is None):
        raise Refused("invalid", "A reaction needs a message and an emoji.")


def target_of(draft: Compose) -> UUID | None:
    """The message that a reaction is for."""
    return draft.target or draft.quoted


def check_content(mime: str, head: bytes) -> None:
    """A file that calls itself a picture is one; raises Refused."""
    if mime in MAGIC and not head.startswith(MAGIC[mime]):
        raise Refused("wrong_type", "This file is not what its name says. Save it again and retry.")


def digits_of(text: str) -> str:
    """What a search for a phone looks for: 079 111 22 33 is a part of +41 79 111 22 33. Empty for words."""
    return re.sub(r"\D", "", text).lstrip("0") if re.fullmatch(r"[\d\s+()./-]+", text) else ""


def check_assign(role: Role, me: UUID, now: UUID | None, to: UUID | None) -> None:
    """Everybody takes and releases for themselves; giving to others is a supervisor's. Raises Forbidden."""
    if may(role, Right.ASSIGN) or to == me or (to is None and now in {None, me}):
        return
    raise Forbidden("Only supervisors and above give a conversation to somebody else or take it from them.")


def shown_inline_as(mime: str, head: bytes) -> str | None:
    """The type under which a browser may show a file; None: it is only handed over, to be kept."""
    announced = media.plain(mime)
    return next((announced for magic, mimes in SHOWN_INLINE if announced in mimes and magic.match(head)), None)


def filename_of(name: str | None) -> str | None:
    """The last part of a name without control characters, 200 characters at most; None for an empty one."""
    last = re.split(r"[/\\]", name or "")[-1]
    plain = "".join(character for character in last if character.isprintable()).strip(". ")
    return plain[-200:] or None


def span_of(header: str | None, size: int) -> Span | None:
    """The wanted part (RFC 9110, one range); None for the whole. Raises Refused beyond the end."""
    match = RANGE.fullmatch((header or "").strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return _within(size - min(int(last), size), size, size)
    return _within(int(first), int(last) + 1 if last else size, size)


def _within(start: int, end: int, size: int) -> Span:
    if start >= size or end <= start:
        raise Refused("range", "The file ends before this part.", "stop")
    return Span(start, min(end, size))


def cursor_of(*parts: datetime | UUID) -> str:
    """A place in a list as opaque text."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def place_of(cursor: str) -> tuple[datetime, datetime, UUID]:
    """What `cursor_of` was given: said_at, heard_at, id. Raises Refused for anything else."""
    try:
        said, heard, row = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return _moment(said), _moment(heard), UUID(row)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise Refused("invalid", "This list has moved on; load it again.", "retry") from error


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("A cursor's times are aware.")
    return at


def content_of(draft: Compose, target_wamid: str | None, filename: str | None) -> outgoing.Content:
    """The draft in the words of Meta's send API. A file's id comes later, from the sender that uploads it."""
    if draft.kind == "text":
        return outgoing.Text(body=draft.text or "", preview_url="://" in (draft.text or ""))
    if draft.kind == "location" and draft.location is not None:
        return outgoing.Place(**draft.location.model_dump())
    if draft.kind == "reaction":
        return outgoing.Reaction(wamid=target_wamid or "", emoji=draft.emoji or "")
    return _file(draft, filename)


def _file(draft: Compose, filename: str | None) -> outgoing.File:
    return outgoing.File(
        kind=cast("outgoing.FileKind", draft.kind),
        id=UPLOADED_LATER,
        caption=draft.text or None,
        filename=filename if draft.kind == "document" else None,
        voice=draft.voice,
    )


def description_of(content: outgoing.Content) -> dict[str, Any]:
    """What is recorded and sent; raises Refused with the limit of Meta's that it breaks."""
    try:
        sending.check(content)
        return sending.describe(content)
    except sending.Refused as no:
        limit = f" (at most {no.limit})" if no.limit is not None else ""
        raise Refused("message_unsendable", f"WhatsApp would not take this: {no.part} is {no.reason}{limit}.") from no


def check_file(mime: str, size: int) -> media.Kind:
    """As which kind a file goes; raises Refused with the limit that it breaks."""
    kind = media.kind_for_mime(mime)
    fault = media.fault(kind, mime, size, animated=True)
    if isinstance(fault, media.TooLarge):
        megabytes = fault.limit / 1024 / 1024
        raise Refused("too_large", f"WhatsApp takes {fault.kind} files of up to {megabytes:g} MB.")
    if size == 0:
        raise Refused("invalid", "This file is empty.")
    return kind


def action_for(decision: Decision) -> Action:
    """What a person can do about a failed message."""
    match decision:
        case Retry() | Wait():
            return "retry"
        case SlowDown():
            return "slow_down"
        case Stop():
            return "stop"
        case _:
            return "tell_a_person"
