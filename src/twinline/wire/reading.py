"""What every reader needs of a raw item: where it came from, when it was said, and who its customer is."""

import re
from datetime import UTC, datetime
from typing import Any

from . import shapes
from .facts import Contact, Raw, ReportedError
from .known import Reader
from .phones import canonical, digits_of

_WRITTEN_PHONE = re.compile(r"\+?[ (]*[0-9][0-9 ().\-]*")
_READ_PERSON = Reader(shapes.Person)
_METADATA = frozenset(("phone_number_id", "display_phone_number"))


def moment(timestamp: Any) -> datetime | None:
    """Meta prints seconds since 1970 as text or as integer."""
    if isinstance(timestamp, int) and not isinstance(timestamp, bool):
        timestamp = str(timestamp)
    if not isinstance(timestamp, str) or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 11:
        return None
    return datetime.fromtimestamp(int(timestamp), UTC)


def name(value: Any) -> str | None:
    """An id or a word, which Meta may also print as a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def phone(value: str | None) -> str | None:
    """Digits in Meta's form, or None for what is no phone (a user id in its place)."""
    if not value or (value.isascii() and value.isdigit()):
        return value or None
    return digits_of(value) if _WRITTEN_PHONE.fullmatch(value) else None


def scope(raw: Raw, unknown: set[str], said_at: datetime | None) -> dict[str, Any]:
    """The keys that every fact has."""
    metadata = raw.get("metadata")
    known_metadata: dict[str, Any] = metadata if isinstance(metadata, dict) else {}
    if not _METADATA.issuperset(known_metadata):
        unknown.update("metadata." + key for key in known_metadata.keys() - _METADATA)
    if "beside" in raw:
        unknown.update(raw["beside"])
    return {
        "field": raw.get("field") or "",
        "waba_id": name(raw.get("entry_id")),
        "phone_number_id": name(known_metadata.get("phone_number_id")),
        "display_phone_number": phone(name(known_metadata.get("display_phone_number"))),
        "unknown_keys": tuple(sorted(unknown)) if unknown else (),
        "raw": raw,
        "said_at": said_at,
    }


def reported(error: shapes.Error) -> ReportedError:
    return ReportedError(
        code=error.get("code"),
        title=error.get("title"),
        message=error.get("message"),
        details=(error.get("error_data") or {}).get("details"),
        href=error.get("href"),
    )


def customer(
    raw: Raw,
    unknown: set[str],
    *,
    number: str | None,
    user_id: str | None,
    parent: str | None = None,
    username: str | None = None,
    named: bool = True,
) -> Contact:
    """The ids that the item gives, completed from the contact beside it that is the same person.

    `named` False: the profile name is not taken (an echo's contact has none that is the customer's).
    """
    number = phone(number)
    person = _person(raw, unknown, number, user_id)
    if person is None:
        return Contact(phone=number, user_id=user_id, parent_user_id=parent, username=_bare(username))
    profile = person.get("profile") or {}
    return Contact(
        phone=number or phone(person.get("wa_id")),
        user_id=user_id or person.get("user_id"),
        parent_user_id=parent or person.get("parent_user_id"),
        username=_bare(username or profile.get("username")),
        profile_name=(profile.get("name") or None) if named else None,
    )


def _bare(username: str | None) -> str | None:
    return username.removeprefix("@") or None if username else None


def _person(raw: Raw, unknown: set[str], number: str | None, user_id: str | None) -> shapes.Person | None:
    found = None
    for item in raw.get("contacts", ()):
        if not isinstance(item, dict):
            unknown.add("contacts")
            continue
        person = _READ_PERSON(item, unknown, "contacts.")
        if found is None and _same(person, number, user_id):
            found = person
    return found


def _same(person: shapes.Person, number: str | None, user_id: str | None) -> bool:
    """User ids decide where both are there: a phone can be passed on to someone else."""
    theirs, their_phone = person.get("user_id"), person.get("wa_id")
    if user_id and theirs:
        return user_id == theirs
    if number and their_phone:
        return number == their_phone or canonical(number) == canonical(their_phone)
    return not number and not user_id
