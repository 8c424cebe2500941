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
from .known import read
from .reading import customer, moment, reported, scope

# Meta lists add and remove; other code in the field has met the rest.
_ACTIONS = {"add": "add", "update": "add", "edit": "add", "remove": "remove", "delete": "remove"}


def status_changed(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    status = read(shapes.Status, item, "", unknown)
    group = status.recipient_type == "group"
    participant = status.recipient_participant_id or status.participant_recipient_id
    contact = customer(
        raw,
        unknown,
        number=participant if group else status.recipient_id,
        user_id=status.recipient_user_id,
        parent=status.recipient_parent_user_id or status.parent_recipient_user_id or status.parent_user_id,
    )
    common = scope(raw, unknown, moment(status.timestamp))
    if not status.id or not status.status:
        return Unrecognised(**common, reason="a status without id or status")
    return StatusChanged(
        **common,
        contact=contact,
        wamid=status.id,
        status=status.status.lower(),
        attempt=status.biz_opaque_callback_data or None,
        pricing=item["pricing"] if status.pricing else None,
        conversation=item["conversation"] if status.conversation else None,
        errors=tuple(map(reported, status.errors)) if status.errors else (),
        recipient_type=status.recipient_type,
        group_id=status.recipient_id if group else None,
        participant=participant,
    )


def contact_synced(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    entry = read(shapes.BookEntry, item, "", unknown)
    common = scope(raw, unknown, moment(entry.metadata.timestamp if entry.metadata else None))
    person, action = entry.contact, _ACTIONS.get((entry.action or "").lower())
    if person is None or action is None or entry.type not in ("contact", None):
        return Unrecognised(**common, reason="an entry of the address book that is no contact added or removed")
    contact = customer(
        {}, unknown, number=person.phone_number, user_id=person.user_id, parent=person.parent_user_id, username=person.username
    )
    return ContactSynced(
        **common,
        contact=contact,
        action="add" if action == "add" else "remove",
        full_name=person.full_name or None,
        first_name=person.first_name or None,
    )


def history_progressed(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    place = read(shapes.Chunk, item, "", unknown).metadata
    common = scope(raw, unknown, None)
    if place is None:
        return Unrecognised(**common, reason="a chunk of history without metadata")
    return HistoryProgressed(**common, phase=place.phase, chunk_order=place.chunk_order, progress=place.progress)


def history_refused(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    error = reported(read(shapes.Error, item, "", unknown))
    return HistoryRefused(**scope(raw, unknown, moment(raw.get("entry_time"))), code=error.code, error=error)


def error_reported(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    error = reported(read(shapes.Error, item, "", unknown))
    return ErrorReported(**scope(raw, unknown, moment(raw.get("entry_time"))), error=error)


def user_id_updated(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    update = read(shapes.IdUpdate, item, "", unknown)
    ids, parents = update.user_id or shapes.IdPair(), update.parent_user_id or shapes.IdPair()
    contact = customer(raw, unknown, number=update.wa_id, user_id=ids.current, parent=parents.current)
    common = scope(raw, unknown, moment(update.timestamp))
    if not (ids.previous or ids.current or parents.previous or parents.current):
        return Unrecognised(**common, reason="an update of user ids without ids")
    return UserIdUpdated(
        **common,
        contact=contact,
        previous=ids.previous,
        current=ids.current,
        previous_parent=parents.previous,
        current_parent=parents.current,
    )


def preference_changed(raw: Raw, item: Mapping[str, Any]) -> Fact:
    unknown: set[str] = set()
    wish = read(shapes.Preference, item, "", unknown)
    contact = customer(raw, unknown, number=wish.wa_id, user_id=wish.user_id, parent=wish.parent_user_id)
    common = scope(raw, unknown, moment(wish.timestamp))
    if not wish.category or not wish.value:
        return Unrecognised(**common, reason="a preference without category or value")
    return PreferenceChanged(**common, contact=contact, category=wish.category, value=wish.value, detail=wish.detail)
