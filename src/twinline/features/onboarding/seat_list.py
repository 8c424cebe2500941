"""A list of phones as somebody keeps it: pasted, or a file with commas, semicolons or tabs. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from twinline.features.onboarding import rules
from twinline.workspaces.refused import Refused

Column = Literal["name", "phone", "language", "email"]
Fault = Literal[
    "name_missing", "phone_invalid", "phone_twice", "phone_invited", "phone_here", "country_closed",
    "language_unknown", "email_invalid",
]  # fmt: skip

MOST_LINES = 500
LONGEST_NAME = 80
SIGNS = (";", "\t", ",")
COLUMNS: tuple[Column, ...] = ("name", "phone", "language", "email")
HEADS: Mapping[Column, frozenset[str]] = {
    "name": frozenset({"name", "nom", "nome", "agent", "person"}),
    "phone": frozenset({"phone", "number", "telefon", "nummer", "telefonnummer", "téléphone", "numéro", "telefono",
                        "numero", "mobile"}),
    "language": frozenset({"language", "sprache", "langue", "lingua"}),
    "email": frozenset({"email", "e-mail", "mail", "courriel"}),
}  # fmt: skip
LANGUAGES: Mapping[str, str] = {
    "en": "en", "de": "de", "fr": "fr", "it": "it", "english": "en", "deutsch": "de", "german": "de",
    "français": "fr", "french": "fr", "italiano": "it", "italian": "it",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line as it was read; `phone` is digits where it is a number, else as it was written."""

    line: int
    name: str
    phone: str
    language: str
    email: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of phones before: closed countries, phones that are invited, and phones that are connected."""

    closed: Collection[str]
    invited: Collection[str]
    here: Collection[str]


def read(text: str, language: str, known: Known) -> list[ListLine]:
    """Every line with its first fault, if it has one; raises Refused for more lines than are taken at once."""
    found: list[ListLine] = []
    seen: set[str] = set()
    for one in _lines(text, language):
        if len(found) == MOST_LINES:
            raise Refused("list_too_long", f"At most {MOST_LINES} lines at once: divide the list.")
        found.append(judged(one, known, seen))
        seen.add(found[-1].phone)
    return found


def name_of(text: str) -> str:
    """A name on one line, whatever it is made of."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())[:LONGEST_NAME]


def _lines(text: str, language: str) -> Iterable[ListLine]:
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_sign(text))
    columns: tuple[Column | None, ...] = COLUMNS
    begun = False
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        if not begun and (named := _heads(row)):
            columns, begun = named, True
            continue
        begun = True
        cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column}
        yield ListLine(
            line=reader.line_num,
            name=name_of(cells.get("name", "")),
            phone=cells.get("phone", ""),
            language=_language(cells.get("language", ""), language),
            email=cells.get("email", "").lower(),
        )


def _language(said: str, otherwise: str) -> str:
    """By its code, also with a country (de-CH), or by its name; as it was said where it is none of ours."""
    word = re.sub(r"[-_][a-z]{2}$", "", said.lower())
    return LANGUAGES.get(word, said) or otherwise


def _sign(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SIGNS, key=first.count)


def _heads(row: Iterable[str]) -> tuple[Column | None, ...]:
    """What the columns are, where the first line says so; empty where it is a line like the others."""
    named = tuple(
        next((column for column, words in HEADS.items() if cell.strip().lower() in words), None) for cell in row
    )
    return named if "phone" in named else ()


def judged(one: ListLine, known: Known, seen: Collection[str]) -> ListLine:
    """With its phone as digits, and its first fault. `seen`: the phones of the lines before it."""
    phone = rules.phone_of(one.phone)
    digits, country = phone or (one.phone, "")
    faults: tuple[tuple[Fault, bool], ...] = (
        ("name_missing", not one.name),
        ("phone_invalid", phone is None),
        ("country_closed", country in known.closed),
        ("phone_twice", digits in seen),
        ("phone_invited", digits in known.invited),
        ("phone_here", digits in known.here),
        ("language_unknown", one.language not in LANGUAGES.values()),
        ("email_invalid", bool(one.email) and not rules.EMAIL.fullmatch(one.email)),
    )
    return replace(one, phone=digits, fault=next((fault for fault, holds in faults if holds), None))
