"""Lists as people keep them: every line is read, and each fault is named with its line."""

from __future__ import annotations

import pytest

from twinline.features.onboarding import seat_list
from twinline.features.onboarding.seat_list import Known
from twinline.workspaces.refused import Refused

NOBODY = Known((), (), ())
KNOWN = Known(("NG",), {"41795550020"}, {"41795550021"})


def rows(text: str, known: Known = NOBODY) -> list[tuple[object, ...]]:
    return [
        (one.line, one.name, one.phone, one.language, one.email, one.fault) for one in seat_list.read(text, "fr", known)
    ]


NORA = (1, "Nora", "41795550011", "de", "nora@example.org", None)
READ = {
    "semicolons": ("Nora;+41 79 555 00 11;de;nora@example.org", [NORA]),
    "commas": ("Nora,0041795550011,de,nora@example.org", [NORA]),
    "tabs, as from a sheet": ("Nora\t+41 79 555 00 11\tde\tNora@Example.org\n", [NORA]),
    "a byte order mark": ("\ufeffNora;+41795550011;DE;nora@example.org", [NORA]),
    "quotes": ('"Nora";"+41795550011";"de-CH";"nora@example.org"', [NORA]),
    "no more than needed": ("Nora;+41795550011", [(1, "Nora", "41795550011", "fr", "", None)]),
    "a head": (
        "E-Mail;Bemerkung;Telefon;Name;Sprache\r\n\r\nnora@example.org;x;+41795550011;Nora;Deutsch\r\n",
        [(3, "Nora", "41795550011", "de", "nora@example.org", None)],
    ),
    "nothing": ("\n \n", []),
    "a name of several lines": ('"No\nra";+41795550011', [(2, "No ra", "41795550011", "fr", "", None)]),
}


@pytest.mark.parametrize("case", READ.values(), ids=READ)
def test_a_list_is_read_as_it_is_kept(case: tuple[str, list[tuple[object, ...]]]) -> None:
    text, wanted = case
    assert rows(text) == wanted


FAULTS = {
    "name_missing": ";+41795550011",
    "phone_invalid": "Nora;79",
    "country_closed": "Nora;+234 803 123 4567",
    "phone_invited": "Nora;+41795550020",
    "phone_here": "Nora;+41795550021",
    "language_unknown": "Nora;+41795550011;rm",
    "email_invalid": "Nora;+41795550011;de;nora",
}


@pytest.mark.parametrize(("fault", "line"), FAULTS.items())
def test_each_fault_is_named_and_its_neighbours_are_taken(fault: str, line: str) -> None:
    read = seat_list.read(f"Ada;+41795550031\n{line}\nZoe;+41795550032", "de", KNOWN)
    assert [(one.line, one.fault) for one in read] == [(1, None), (2, fault), (3, None)]


def test_a_phone_that_stands_twice_is_taken_once_in_whichever_spelling() -> None:
    read = seat_list.read("Nora;+41 79 555 00 11\nNora;0041795550011", "de", NOBODY)
    assert [one.fault for one in read] == [None, "phone_twice"]


def test_more_than_is_taken_at_once_is_refused_whole() -> None:
    with pytest.raises(Refused) as no:
        seat_list.read("Nora;1\n" * (seat_list.MOST_LINES + 1), "de", NOBODY)
    assert no.value.code == "list_too_long"
