"""Items of messages, message_echoes and history threads into facts. Meta: messages, smb_message_echoes and history references."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import shapes
from .contents import content
from .facts import (
    Contact,
    Fact,
    IdentityChanged,
    MessageEchoed,
    MessageEdited,
    MessageReceived,
    MessageRevoked,
    Raw,
    ReactionChanged,
    Side,
    SystemNoticed,
    Unrecognised,
)
from .known import read
from .phones import canonical
from .reading import customer, moment, phone, reported, scope

# Types whose content Meta holds back; the rest of the message is there.
_EMPTY = frozenset(("unsupported", "media_placeholder", "errors"))
_SAYING = frozenset(
    "text image video audio voice document sticker location contacts interactive button order".split()
)
_IDENTITY = frozenset(("user_changed_number", "user_changed_user_id", "customer_identity_changed"))


@dataclass(frozen=True, slots=True)
class _Said:
    """A message that was read, with what every fact made of it shares."""

    item: shapes.Message
    wamid: str
    by: Side
    imported: bool
    part: str
    common: dict[str, Any]


def received(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    message = read(shapes.Message, item, "", unknown)
    contact = customer(
        raw, unknown, number=message.from_, user_id=message.from_user_id, parent=message.from_parent_user_id
    )
    return _fact(raw, message, contact, "customer", unknown)


def echoed(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    message = read(shapes.Message, item, "", unknown)
    contact = customer(
        raw,
        unknown,
        number=message.to,
        user_id=message.to_user_id,
        parent=message.to_parent_user_id,
        named=False,
    )
    return _fact(raw, message, contact, "business", unknown)


def remembered(raw: Raw, item: Mapping[str, Any]) -> Fact:
    """A message of a history thread: the thread says who the customer is, `from` which side wrote."""
    unknown: set[str] = set()
    message = read(shapes.Message, item, "", unknown)
    given = raw.get("thread")
    thread = read(shapes.Thread, given if isinstance(given, Mapping) else {}, "thread.", unknown)
    by = _side(raw, message, thread)
    return _fact(raw, message, _of_thread(message, thread, by), by, unknown)


def _of_thread(message: shapes.Message, thread: shapes.Thread, by: Side) -> Contact:
    context = thread.context or shapes.ThreadContext()
    theirs = (
        (message.from_, message.from_user_id, message.from_parent_user_id)
        if by == "customer"
        else (message.to, message.to_user_id, message.to_parent_user_id)
    )
    return Contact(
        phone=phone(thread.id) or phone(context.wa_id) or phone(theirs[0]),
        user_id=context.user_id or theirs[1],
        parent_user_id=context.parent_user_id or theirs[2],
        username=(context.username or "").removeprefix("@") or None,
    )


def _side(raw: Raw, message: shapes.Message, thread: shapes.Thread) -> Side:
    """`from` decides; a `to` proves nothing, since inbound samples have one too. `from_me` only where `from` cannot say."""
    writer = phone(message.from_)
    metadata = raw.get("metadata")
    display = metadata.get("display_phone_number") if isinstance(metadata, Mapping) else None
    if writer and isinstance(display, str):
        return "business" if canonical(writer) == canonical(display) else "customer"
    marked = message.history_context.from_me if message.history_context else None
    if marked is not None:
        return "business" if marked else "customer"
    theirs = phone(thread.id) or phone(thread.context.wa_id if thread.context else None)
    if writer and theirs:
        return "customer" if canonical(writer) == canonical(theirs) else "business"
    return "customer"


def _fact(raw: Raw, message: shapes.Message, contact: Contact, by: Side, unknown: set[str]) -> Fact:
    said_at = moment(message.timestamp)
    if said_at is None and message.timestamp is not None:
        unknown.add("timestamp")
    common = scope(raw, unknown, said_at)
    if not message.id:
        return Unrecognised(**common, reason="a message without an id")
    imported = raw.get("field") == "history"
    part = "media" if imported and raw.get("list") != "thread" else ""
    common["contact"] = contact
    common["wamid"] = message.id
    said = _Said(message, message.id, by, imported, part, common)
    return _OTHERS.get(message.type or "", _message)(said)


def _message(said: _Said) -> MessageReceived | MessageEchoed:
    item = said.item
    context, history = item.context, item.history_context
    make = MessageReceived if said.by == "customer" else MessageEchoed
    reason = _placeholder_reason(item)
    return make(
        **said.common,
        **content(item, item.type or ""),
        kind="audio" if item.type == "voice" else item.type or "unknown",
        quoted_wamid=context.id if context else None,
        forwarded=bool(context and (context.forwarded or context.frequently_forwarded)),
        imported=said.imported,
        placeholder=reason is not None,
        placeholder_reason=reason,
        status=history.status.lower() if history and history.status else None,
        referral=said.common["raw"]["item"]["referral"] if item.referral else None,
        group_id=item.group_id,
        errors=tuple(map(reported, item.errors)) if item.errors else (),
        part="media" if said.part else "",
    )


def _placeholder_reason(item: shapes.Message) -> str | None:
    if item.type in _SAYING:
        return None
    if item.type == "media_placeholder":
        return item.type
    if item.type in _EMPTY:
        code = next((error.code for error in item.errors if error.code is not None), None)
        return str(code) if code is not None else (item.unsupported and item.unsupported.type) or item.type
    return "unknown_type"


def _reaction(said: _Said) -> Fact:
    reaction = said.item.reaction
    if reaction is None or not reaction.message_id:
        return _message(said)
    return ReactionChanged(
        **said.common,
        by=said.by,
        imported=said.imported,
        target_wamid=reaction.message_id,
        emoji=reaction.emoji or None,
    )


def _edit(said: _Said) -> Fact:
    edit = said.item.edit
    if edit is None or not edit.original_message_id:
        return _message(said)
    new = edit.message or shapes.Content()
    words = content(new, new.type or "")
    return MessageEdited(
        **said.common,
        by=said.by,
        imported=said.imported,
        original_wamid=edit.original_message_id,
        kind="audio" if new.type == "voice" else new.type or "unknown",
        text=words.get("text"),
        media=words.get("media"),
        quoted_wamid=new.context.id if new.context else None,
    )


def _revoke(said: _Said) -> Fact:
    revoke = said.item.revoke
    if revoke is None or not revoke.original_message_id:
        return _message(said)
    return MessageRevoked(
        **said.common, by=said.by, imported=said.imported, original_wamid=revoke.original_message_id
    )


def _system(said: _Said) -> Fact:
    system, identity = said.item.system or shapes.System(), said.item.identity
    if system.type not in _IDENTITY:
        return SystemNoticed(**said.common, kind=system.type, text=system.body, imported=said.imported)
    return IdentityChanged(
        **said.common,
        change=system.type or "",
        text=system.body,
        new_phone=phone(system.wa_id),
        new_user_id=system.user_id,
        new_parent_user_id=system.parent_user_id,
        identity_hash=identity.hash if identity else None,
        acknowledged=identity.acknowledged if identity else None,
        imported=said.imported,
    )


_OTHERS: dict[str, Callable[[_Said], Fact]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "system": _system,
}
