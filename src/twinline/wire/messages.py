"""Items of messages, message_echoes and history threads into facts.

Meta: messages, smb_message_echoes and history references.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import shapes
from .contents import FILES, content
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
from .known import Reader
from .phones import canonical
from .reading import customer, moment, phone, reported, scope

_READ_MESSAGE = Reader(shapes.Message)
_READ_THREAD = Reader(shapes.Thread)
# Types whose content Meta holds back; the rest of the message is there.
_EMPTY = frozenset(("unsupported", "media_placeholder", "errors"))
_SAYING = frozenset((*FILES, "text", "location", "contacts", "interactive", "button", "order"))
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
    message = _READ_MESSAGE(item, unknown)
    contact = customer(
        raw,
        unknown,
        number=message.get("from"),
        user_id=message.get("from_user_id"),
        parent=message.get("from_parent_user_id"),
    )
    return _fact(raw, message, contact, "customer", unknown)


def echoed(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    message = _READ_MESSAGE(item, unknown)
    contact = customer(
        raw,
        unknown,
        number=message.get("to"),
        user_id=message.get("to_user_id"),
        parent=message.get("to_parent_user_id"),
        named=False,
    )
    return _fact(raw, message, contact, "business", unknown)


def remembered(raw: Raw, item: Mapping[str, Any]) -> Fact:
    """A message of a history thread: the thread says who the customer is, `from` which side wrote."""
    unknown: set[str] = set()
    message = _READ_MESSAGE(item, unknown)
    given = raw.get("thread")
    thread = _READ_THREAD(given if isinstance(given, dict) else {}, unknown, "thread.")
    by = _side(raw, message, thread)
    return _fact(raw, message, _of_thread(message, thread, by), by, unknown)


def _of_thread(message: shapes.Message, thread: shapes.Thread, by: Side) -> Contact:
    context = thread.get("context") or {}
    theirs = (
        (message.get("from"), message.get("from_user_id"), message.get("from_parent_user_id"))
        if by == "customer"
        else (message.get("to"), message.get("to_user_id"), message.get("to_parent_user_id"))
    )
    return Contact(
        phone=phone(thread.get("id")) or phone(context.get("wa_id")) or phone(theirs[0]),
        user_id=context.get("user_id") or theirs[1],
        parent_user_id=context.get("parent_user_id") or theirs[2],
        username=(context.get("username") or "").removeprefix("@") or None,
    )


def _side(raw: Raw, message: shapes.Message, thread: shapes.Thread) -> Side:
    """`from` decides; a `to` proves nothing, since inbound samples have one too.

    `from_me` only where `from` cannot say.
    """
    writer = phone(message.get("from"))
    metadata = raw.get("metadata")
    display = metadata.get("display_phone_number") if isinstance(metadata, dict) else None
    if writer and isinstance(display, str):
        return "business" if canonical(writer) == canonical(display) else "customer"
    marked = (message.get("history_context") or {}).get("from_me")
    if marked is not None:
        return "business" if marked else "customer"
    theirs = phone(thread.get("id")) or phone((thread.get("context") or {}).get("wa_id"))
    if writer and theirs:
        return "customer" if canonical(writer) == canonical(theirs) else "business"
    return "customer"


def _fact(raw: Raw, message: shapes.Message, contact: Contact, by: Side, unknown: set[str]) -> Fact:
    said_at = moment(message.get("timestamp"))
    if said_at is None and message.get("timestamp") is not None:
        unknown.add("timestamp")
    common = scope(raw, unknown, said_at)
    wamid = message.get("id")
    if not wamid:
        return Unrecognised(**common, reason="a message without an id")
    imported = raw.get("field") == "history"
    part = "media" if imported and raw.get("list") != "thread" else ""
    common["contact"] = contact
    common["wamid"] = wamid
    said = _Said(message, wamid, by, imported, part, common)
    return _OTHERS.get(message.get("type") or "", _message)(said)


def _message(said: _Said) -> MessageReceived | MessageEchoed:
    item = said.item
    context, history = item.get("context") or {}, item.get("history_context") or {}
    make = MessageReceived if said.by == "customer" else MessageEchoed
    reason = _placeholder_reason(item)
    return make(
        **said.common,
        **content(item, item.get("type") or ""),
        kind="audio" if item.get("type") == "voice" else item.get("type") or "unknown",
        quoted_wamid=context.get("id"),
        forwarded=bool(context.get("forwarded") or context.get("frequently_forwarded")),
        imported=said.imported,
        placeholder=reason is not None,
        placeholder_reason=reason,
        status=(history.get("status") or "").lower() or None,
        referral=said.common["raw"]["item"]["referral"] if item.get("referral") else None,
        group_id=item.get("group_id"),
        errors=tuple(map(reported, item.get("errors") or ())),
        part="media" if said.part else "",
    )


def _placeholder_reason(item: shapes.Message) -> str | None:
    if item.get("type") in _SAYING:
        return None
    if item.get("type") == "media_placeholder":
        return item.get("type")
    if item.get("type") in _EMPTY:
        code = next((code for error in item.get("errors") or () if (code := error.get("code")) is not None), None)
        return str(code) if code is not None else (item.get("unsupported") or {}).get("type") or item.get("type")
    return "unknown_type"


def _reaction(said: _Said) -> Fact:
    reaction = said.item.get("reaction") or {}
    target = reaction.get("message_id")
    if not target:
        return _message(said)
    return ReactionChanged(
        **said.common,
        by=said.by,
        imported=said.imported,
        target_wamid=target,
        emoji=reaction.get("emoji") or None,
    )


def _edit(said: _Said) -> Fact:
    edit = said.item.get("edit") or {}
    original = edit.get("original_message_id")
    if not original:
        return _message(said)
    new = edit.get("message") or {}
    words = content(new, new.get("type") or "")
    return MessageEdited(
        **said.common,
        by=said.by,
        imported=said.imported,
        original_wamid=original,
        kind="audio" if new.get("type") == "voice" else new.get("type") or "unknown",
        text=words.get("text"),
        media=words.get("media"),
        quoted_wamid=(new.get("context") or {}).get("id"),
    )


def _revoke(said: _Said) -> Fact:
    revoke = said.item.get("revoke") or {}
    original = revoke.get("original_message_id")
    if not original:
        return _message(said)
    return MessageRevoked(**said.common, by=said.by, imported=said.imported, original_wamid=original)


def _system(said: _Said) -> Fact:
    system, identity = said.item.get("system") or {}, said.item.get("identity") or {}
    if system.get("type") not in _IDENTITY:
        return SystemNoticed(**said.common, kind=system.get("type"), text=system.get("body"), imported=said.imported)
    return IdentityChanged(
        **said.common,
        change=system.get("type") or "",
        text=system.get("body"),
        new_phone=phone(system.get("wa_id")),
        new_user_id=system.get("user_id"),
        new_parent_user_id=system.get("parent_user_id"),
        identity_hash=identity.get("hash"),
        acknowledged=identity.get("acknowledged"),
        imported=said.imported,
    )


_OTHERS: dict[str, Callable[[_Said], Fact]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "system": _system,
}
