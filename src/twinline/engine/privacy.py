"""Who of a phone's contacts is private, and what becomes of what they say. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import phonenumbers

from twinline.engine.asking import WITHIN
from twinline.log.facts import Fact, OurFact
from twinline.wire.facts import (
    ContactSynced,
    CustomerFact,
    IdentityChanged,
    StatusChanged,
    Unrecognised,
    UserIdUpdated,
)
from twinline.wire.phones import canonical, digits_of

Disposition = Literal["record", "hold", "drop"]
# One thing that a person is known by: ("phone", digits) or ("user", Meta's id).
Name = tuple[Literal["phone", "user"], str]

PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,22}[0-9]")
# Shorter would mark a whole country.
SHORTEST_PREFIX = 4
SEPARATOR = re.compile(r"[\n\r,;]+")
# Meta takes the question for the history within a day; the last hour is left for it.
LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a phone: `in_book` False for one who only wrote. `marked`: private by an earlier review."""

    key: str
    name: str
    phone: str
    in_book: bool
    marked: bool


def due_at(onboarded_at: datetime) -> datetime:
    """When the history is asked for, whether or not the review has ended."""
    return onboarded_at + WITHIN - LAST_HOUR


def disposition(fact: Fact, *, reviewing: bool, private: bool) -> Disposition:
    """What becomes of a fact while a phone's owner reviews, and afterwards; `private`: of whom it speaks."""
    if not concerns_somebody(fact):
        return "record"
    if reviewing and isinstance(fact, StatusChanged) and fact.attempt and not private:
        # What became of a message that was written here.
        return "record"
    if reviewing:
        return "hold"
    return "drop" if private else "record"


def concerns_somebody(fact: Fact) -> bool:
    """Whether a fact may hold what a customer said or is called: also one that nobody could read."""
    return isinstance(fact, CustomerFact | Unrecognised)


def names_of(fact: Fact) -> frozenset[Name]:
    """Everything by which a fact knows its customer; numbers that stand in what nobody could read count too."""
    if isinstance(fact, OurFact):
        return frozenset()
    if not isinstance(fact, CustomerFact):
        return frozenset(_in_raw(fact.raw))
    return frozenset(_said(fact))


def known_by(phone: str | None, user_id: str | None) -> frozenset[Name]:
    return frozenset(_named(phone, user_id))


def _said(fact: CustomerFact) -> Iterator[Name]:
    contact = fact.contact
    yield from _named(contact.phone, contact.user_id, contact.parent_user_id)
    if isinstance(fact, IdentityChanged):
        yield from _named(fact.new_phone, fact.new_user_id, fact.new_parent_user_id)
    if isinstance(fact, UserIdUpdated):
        yield from _named(None, fact.previous, fact.current, fact.previous_parent, fact.current_parent)


def _named(phone: str | None, *users: str | None) -> Iterator[Name]:
    # A prefix is compared with the number as Meta writes it; a person is known by the one form.
    for form in {digits_of(phone), canonical(phone)} if phone else ():
        yield "phone", form
    for user in users:
        if user:
            yield "user", user


def _in_raw(raw: Any) -> Iterator[Name]:
    if isinstance(raw, Mapping):
        for value in raw.values():
            yield from _in_raw(value)
    elif isinstance(raw, list | tuple):
        for value in raw:
            yield from _in_raw(value)
    elif isinstance(raw, str):
        yield from _named(raw if PHONE.fullmatch(raw.strip()) else None, raw)


def matches(names: Collection[Name], prefixes: Iterable[str]) -> bool:
    """Whether a phone among these names begins with one of the prefixes."""
    phones = [value for kind, value in names if kind == "phone"]
    return any(phone.startswith(prefix) for prefix in prefixes for phone in phones)


def prefix_of(text: str) -> str | None:
    """Digits with country code, as in "+41 79 555"; None for what is none, or too short to mean anybody."""
    digits = digits_of(text.strip().removesuffix("*")).removeprefix("00")
    return digits if len(digits) >= SHORTEST_PREFIX and not re.search(r"[^-+0-9 ()./*]", text) else None


def phones_of(text: str, own: str) -> tuple[list[str], list[str]]:
    """(phones, what is none) of a pasted list; one without country code is of the country of `own`."""
    region = phonenumbers.region_code_for_number(phonenumbers.parse("+" + own)) if own else None
    phones, bad = [], []
    for part in filter(None, (one.strip() for one in SEPARATOR.split(text))):
        phone = _phone(part, region)
        phones += [phone] if phone else []
        bad += [] if phone else [part]
    return phones, bad


def _phone(text: str, region: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(re.sub(r"^00", "+", text), region)
    except phonenumbers.NumberParseException:
        return None
    return canonical(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def entries(facts: Iterable[Fact], is_marked: Mapping[Name, bool]) -> list[Entry]:
    """Whom a phone knows or who wrote to it, by name; the youngest word about a contact is the one that counts."""
    book: dict[Name, ContactSynced] = {}
    wrote: dict[Name, CustomerFact] = {}
    for fact in facts:
        if not isinstance(fact, CustomerFact) or (name := principal(fact)) is None:
            continue
        if isinstance(fact, ContactSynced):
            before = book.get(name)
            if before is None or (fact.said_at and (not before.said_at or before.said_at <= fact.said_at)):
                book[name] = fact
        else:
            wrote.setdefault(name, fact)
    kept = {name: fact for name, fact in book.items() if fact.action == "add"}
    found = [
        Entry(key_of(name), _called(fact), fact.contact.phone or "", name in kept, is_marked.get(name, False))
        for name, fact in {**wrote, **kept}.items()
    ]
    return sorted(found, key=lambda one: (not one.in_book, one.name.casefold(), one.phone))


def principal(fact: CustomerFact) -> Name | None:
    """The one name that a person is listed by: the phone where there is one, since that is what a book holds."""
    if fact.contact.phone:
        return "phone", canonical(fact.contact.phone)
    return ("user", fact.contact.user_id) if fact.contact.user_id else None


def key_of(name: Name) -> str:
    return f"{name[0]}:{name[1]}"


def name_of(key: str) -> Name | None:
    """The name that `key_of` wrote; None for anything else."""
    kind, _, value = key.partition(":")
    if kind == "phone":
        return ("phone", value) if value else None
    return ("user", value) if kind == "user" and value else None


def _called(fact: CustomerFact) -> str:
    if isinstance(fact, ContactSynced):
        return fact.full_name or fact.first_name or ""
    return fact.contact.profile_name or fact.contact.username or ""


def spread(marked: Collection[Name], together: Iterable[frozenset[Name]], prefixes: Collection[str]) -> set[Name]:
    """Everything that a marked person is known by: names that one fact knows together are one person's."""
    private, groups = set(marked), [names for names in together if names]
    grows = True
    while grows:
        grows = False
        for names in groups:
            if not names <= private and (names & private or matches(names, prefixes)):
                private |= names
                grows = True
    return private
