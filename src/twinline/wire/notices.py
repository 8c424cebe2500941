"""Items about customers and numbers that are no messages: statuses, address book, history chunks, ids, preferences."""

from collections.abc import Mapping
from typing import Any

from . import shapes
from .facts import (
    ContactSynced,
    ErrorReported,
    Fact,
    HistoryProgressed,
    HistoryRefused,
    PreferenceChanged,
    Raw,
    StatusChanged,
    Unrecognised,
    UserIdUpdated,
)
from .known import Reader
from .reading import customer, moment, reported, scope

_READ_STATUS = Reader(shapes.Status)
_READ_ENTRY = Reader(shapes.BookEntry)
_READ_CHUNK = Reader(shapes.Chunk)
_READ_ERROR = Reader(shapes.Error)
_READ_UPDATE = Reader(shapes.IdUpdate)
_READ_PREFERENCE = Reader(shapes.Preference)
# Meta lists add and remove; other code in the field has met the rest.
_ACTIONS = {"add": "add", "update": "add", "edit": "add", "remove": "remove", "delete": "remove"}


def status_changed(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    status = _READ_STATUS(item, unknown)
    group = status.get("recipient_type") == "group"
    participant = status.get("recipient_participant_id") or status.get("participant_recipient_id")
    contact = customer(
        raw,
        unknown,
        number=participant if group else status.get("recipient_id"),
        user_id=status.get("recipient_user_id"),
        parent=status.get("recipient_parent_user_id")
        or status.get("parent_recipient_user_id")
        or status.get("parent_user_id"),
    )
    common = scope(raw, unknown, moment(status.get("timestamp")))
    wamid, name = status.get("id"), status.get("status")
    if not wamid or not name:
        return Unrecognised(**common, reason="a status without id or status")
    return StatusChanged(
        **common,
        contact=contact,
        wamid=wamid,
        status=name.lower(),
        attempt=status.get("biz_opaque_callback_data") or None,
        pricing=item["pricing"] if status.get("pricing") else None,
        conversation=item["conversation"] if status.get("conversation") else None,
        errors=tuple(map(reported, status.get("errors") or ())),
        recipient_type=status.get("recipient_type"),
        group_id=status.get("recipient_id") if group else None,
        participant=participant,
    )


def contact_synced(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    entry = _READ_ENTRY(item, unknown)
    common = scope(raw, unknown, moment((entry.get("metadata") or {}).get("timestamp")))
    person, action = entry.get("contact"), _ACTIONS.get((entry.get("action") or "").lower())
    if person is None or action is None or entry.get("type") not in ("contact", None):
        return Unrecognised(**common, reason="an entry of the address book that is no contact added or removed")
    contact = customer(
        {},
        unknown,
        number=person.get("phone_number"),
        user_id=person.get("user_id"),
        parent=person.get("parent_user_id"),
        username=person.get("username"),
    )
    return ContactSynced(
        **common,
        contact=contact,
        action="add" if action == "add" else "remove",
        full_name=person.get("full_name") or None,
        first_name=person.get("first_name") or None,
    )


def history_progressed(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    place = _READ_CHUNK(item, unknown).get("metadata")
    common = scope(raw, unknown, None)
    if place is None:
        return Unrecognised(**common, reason="a chunk of history without metadata")
    return HistoryProgressed(
        **common, phase=place.get("phase"), chunk_order=place.get("chunk_order"), progress=place.get("progress")
    )


def history_refused(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    error = reported(_READ_ERROR(item, unknown))
    return HistoryRefused(**scope(raw, unknown, moment(raw.get("entry_time"))), code=error.code, error=error)


def error_reported(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    error = reported(_READ_ERROR(item, unknown))
    return ErrorReported(**scope(raw, unknown, moment(raw.get("entry_time"))), error=error)


def user_id_updated(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    update = _READ_UPDATE(item, unknown)
    ids, parents = update.get("user_id") or {}, update.get("parent_user_id") or {}
    contact = customer(
        raw, unknown, number=update.get("wa_id"), user_id=ids.get("current"), parent=parents.get("current")
    )
    common = scope(raw, unknown, moment(update.get("timestamp")))
    if not (ids.get("previous") or ids.get("current") or parents.get("previous") or parents.get("current")):
        return Unrecognised(**common, reason="an update of user ids without ids")
    return UserIdUpdated(
        **common,
        contact=contact,
        previous=ids.get("previous"),
        current=ids.get("current"),
        previous_parent=parents.get("previous"),
        current_parent=parents.get("current"),
    )


def preference_changed(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    wish = _READ_PREFERENCE(item, unknown)
    contact = customer(
        raw, unknown, number=wish.get("wa_id"), user_id=wish.get("user_id"), parent=wish.get("parent_user_id")
    )
    common = scope(raw, unknown, moment(wish.get("timestamp")))
    category, value = wish.get("category"), wish.get("value")
    if not category or not value:
        return Unrecognised(**common, reason="a preference without category or value")
    return PreferenceChanged(**common, contact=contact, category=category, value=value, detail=wish.get("detail"))
