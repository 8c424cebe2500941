"""Rows and content as the page sees them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from twinline.engine.policy import service_window
from twinline.features.conversation import rules
from twinline.features.conversation import shapes as shown
from twinline.features.conversation.rows import ConversationRow, MediaRow, MessageRow, Wording
from twinline.projections.state import message_state, needs_decision
from twinline.wire.errors import decision_for

PREVIEW_CHARACTERS = 140
ABANDONED = shown.Failure(key="abandoned", code=None, reason="abandoned", action="stop")


@dataclass(slots=True)
class Known:
    """What was fetched beside the rows, by id."""

    messages: Mapping[UUID, MessageRow] = field(default_factory=dict)
    contents: Mapping[UUID, Sequence[Wording]] = field(default_factory=dict)
    media: Mapping[UUID, MediaRow] = field(default_factory=dict)
    names: Mapping[UUID, str] = field(default_factory=dict)

    def named(self, user: UUID | None) -> shown.Person | None:
        return shown.Person(id=user, name=self.names.get(user, "")) if user else None

    def preview(self, message_id: UUID) -> str:
        """The newest wording on one line, cut; empty for a picture without words."""
        wordings = self.contents.get(message_id)
        text = str(wordings[-1].body.get("text") or "") if wordings else ""
        return " ".join(text.split())[:PREVIEW_CHARACTERS]


def conversation(row: ConversationRow, known: Known, now: datetime) -> shown.Conversation:
    window = service_window(row.inbound_at, row.imported_inbound_at, now)
    return shown.Conversation(
        id=row.id,
        number=shown.ConversationNumber(
            id=row.number_id,
            name=row.number_name,
            display_phone=row.display_phone,
            owner_name=row.owner_name,
            mode=row.mode,
        ),
        contact=_contact(row),
        last=_last(row, known),
        unread=row.unread,
        window=shown.Window(open=window.open, closes_at=window.closes_at, reason=window.reason),
        assigned_to=known.named(row.assigned_to),
        past=row.past,
    )


def message(row: MessageRow, known: Known) -> shown.Message:
    wordings = known.contents.get(row.id, ())
    original = wordings[0].body if wordings else {}
    return shown.Message(
        id=row.id,
        conversation_id=row.conversation_id,
        direction=row.direction,
        origin=row.origin,
        author=known.named(row.author),
        presumed=row.owner_name or None if row.origin == "phone" else None,
        kind=row.kind,
        text=wordings[-1].body.get("text") if wordings else None,
        media=_media(row, known),
        location=original.get("location"),
        contacts=original.get("contacts"),
        options=original.get("options"),
        quoted=_quoted(row, known),
        said_at=row.said_at,
        state=message_state(row),
        failure=_failure(row),
        needs_decision=needs_decision(row),
        sent_again=row.settled == "again",
        edited=len(wordings) > 1 or row.edited_at is not None,
        versions=_versions(wordings),
        revoked=row.revoked_at is not None,
        reactions=[shown.Reaction.model_validate(one) for one in wordings[0].reactions] if wordings else [],
        imported=row.imported,
        placeholder=row.placeholder,
    )


def _contact(row: ConversationRow) -> shown.Contact:
    name = row.app_name or row.profile_name or row.username or ""
    return shown.Contact(id=row.person, name=name, phone=row.phone, user_id=row.user_id, username=row.username)


def _last(row: ConversationRow, known: Known) -> shown.Last | None:
    last = known.messages.get(row.last_message_id)
    if last is None:
        return None
    return shown.Last(
        message_id=last.id,
        preview=known.preview(last.id),
        kind=last.kind,
        direction=last.direction,
        origin=last.origin,
        said_at=last.said_at,
        state=message_state(last),
    )


def _media(row: MessageRow, known: Known) -> list[shown.Media]:
    file = known.media.get(row.media_id) if row.media_id else None
    if file is None:
        return []
    return [
        shown.Media(
            id=file.id,
            state=file.state,
            kind=row.kind,
            mime=file.mime,
            filename=file.filename,
            size=file.size,
            voice=file.voice,
            reason=file.reason,
        )
    ]


def _quoted(row: MessageRow, known: Known) -> shown.Quoted | None:
    if row.quoted_wamid is None:
        return None
    quoted = known.messages.get(row.quoted_id) if row.quoted_id else None
    if quoted is None or quoted.conversation_id != row.conversation_id:
        return shown.Quoted(id=None, preview="", direction=None)
    return shown.Quoted(
        id=quoted.id,
        preview=known.preview(quoted.id),
        direction=quoted.direction,
    )


def _versions(wordings: Sequence[Wording]) -> list[shown.Version]:
    if len(wordings) < 2:
        return []
    return [shown.Version(said_at=one.said_at, text=str(one.body.get("text") or "")) for one in wordings]


def _failure(row: MessageRow) -> shown.Failure | None:
    if message_state(row) != "failed":
        return None
    if row.failed_at is None:
        return ABANDONED
    decision = decision_for(row.failure_code or None, 400)
    return shown.Failure(
        key=decision.sentence, code=row.failure_code, reason=decision.sentence, action=rules.action_for(decision)
    )
