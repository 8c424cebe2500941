from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest

from twinline.features.onboarding import rules
from twinline.wire.errors import GraphError
from twinline.wire.joining import SCOPES, Inspected, Node
from twinline.workspaces.refused import Forbidden, Refused
from twinline.workspaces.rules import Role


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Acme Immobilien", "acme-immobilien"),
        ("  Zürich & Co. ", "zurich-co"),
        ("Été 2026", "ete-2026"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_name_becomes_part_of_an_address(name: str, slug: str) -> None:
    assert rules.slug_of(name) == slug


@pytest.mark.parametrize("name", ["", "  ", "…", "日本"])
def test_a_name_without_a_letter_or_digit_is_refused(name: str) -> None:
    with pytest.raises(Refused) as no:
        rules.slug_of(name)
    assert no.value.code == "name_unusable"


def test_an_address_is_kept_trimmed_and_in_lower_case() -> None:
    assert rules.email_of(" Alice@Example.ORG ") == "alice@example.org"


@pytest.mark.parametrize("text", ["", "alice", "a@b", "a b@example.org", "@example.org"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        rules.email_of(text)


def test_a_phone_is_kept_as_digits() -> None:
    assert rules.display_phone_of("+41 (79) 123-45.67") == "41791234567"


@pytest.mark.parametrize("text", ["", "12345", "1" * 16])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        rules.display_phone_of(text)


@pytest.mark.parametrize("text", ["", "12", "12a", "1" * 33, "../1"])
def test_ids_of_meta_are_digits(text: str) -> None:
    rules.check_meta_id("id", "106540352242922")
    with pytest.raises(Refused):
        rules.check_meta_id("id", text)


def test_a_short_secret_is_refused_and_not_repeated() -> None:
    rules.check_secret("token", "12345678")
    with pytest.raises(Refused) as no:
        rules.check_secret("token", "1234567")
    assert "1234567" not in no.value.sentence


SCOPED = frozenset(SCOPES)
NOTHING_AMISS = Inspected("1029384756", True, None, SCOPED, ("811200340045002", "811200340045001"))


@pytest.mark.parametrize(
    ("seen", "told", "account"),
    [
        (NOTHING_AMISS, "811200340045001", "811200340045001"),
        # Meta's window promises the account; where the page lost its word the newest is meant.
        (NOTHING_AMISS, None, "811200340045002"),
        (replace(NOTHING_AMISS, wabas=()), "811200340045009", "811200340045009"),
    ],
)
def test_a_fresh_token_leads_to_its_account(seen: Inspected, told: str | None, account: str) -> None:
    assert rules.account_of(seen, "1029384756", told) == account


@pytest.mark.parametrize(
    ("seen", "told", "code"),
    [
        (replace(NOTHING_AMISS, valid=False), None, "token_foreign"),
        (replace(NOTHING_AMISS, app_id="1029384757"), None, "token_foreign"),
        (replace(NOTHING_AMISS, scopes=frozenset(SCOPES[:1])), None, "scopes_missing"),
        (replace(NOTHING_AMISS, scopes=frozenset()), None, "scopes_missing"),
        (NOTHING_AMISS, "811200340045009", "account_foreign"),
        (replace(NOTHING_AMISS, wabas=()), None, "account_missing"),
    ],
)
def test_a_token_that_will_not_do_is_refused_with_what_to_mend(seen: Inspected, told: str | None, code: str) -> None:
    with pytest.raises(Refused) as no:
        rules.account_of(seen, "1029384756", told)
    assert no.value.code == code


def test_the_permission_that_was_not_granted_is_named() -> None:
    with pytest.raises(Refused, match="whatsapp_business_messaging"):
        rules.account_of(replace(NOTHING_AMISS, scopes=frozenset(SCOPES[:1])), "1029384756", None)


@pytest.mark.parametrize(("mode", "offered"), [("coexistence", ["app", "unsaid"]), ("cloud_api", ["new", "unsaid"])])
def test_only_numbers_of_that_kind_that_are_not_here_yet_can_be_connected(mode: str, offered: list[str]) -> None:
    known = [("app", True), ("new", False), ("unsaid", None), ("here", True), ("here too", False)]
    nodes = [Node(name, "", "", None, None, on_app) for name, on_app in known]
    assert [one.id for one in rules.candidates(nodes, mode, {"here", "here too"})] == offered


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "１２３４５６"])
def test_a_pin_is_six_plain_digits(pin: str) -> None:
    rules.check_pin("123456")
    with pytest.raises(Refused):
        rules.check_pin(pin)


def test_an_attempt_that_is_elsewhere_says_where() -> None:
    rules.check_step("begun", "begun", "exchanging")
    with pytest.raises(Refused, match="cancelled"):
        rules.check_step("cancelled", "begun")


@pytest.mark.parametrize(
    ("said", "closed"), [(None, (("NG", "ZA"), "release")), ((), ((), "operator")), (("CH",), (("CH",), "operator"))]
)
def test_the_operator_has_the_last_word_on_countries(said: tuple[str, ...] | None, closed: object) -> None:
    assert rules.closed_countries(said) == closed


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("+41 79 123 45 67", ("41791234567", "CH")),
        ("0041791234567", ("41791234567", "CH")),
        ("+234 803 123 4567", ("2348031234567", "NG")),
        ("+27 82 123 4567", ("27821234567", "ZA")),
        ("+1 204 234 5678", ("12042345678", "CA")),
        ("+1 0", None),
        ("", None),
        ("Rosa", None),
        ("+999 123", None),
        ("+41 79 12", None),
    ],
)
def test_a_phone_number_names_its_country(typed: str, known: tuple[str, str] | None) -> None:
    assert rules.phone_of(typed) == known


@pytest.mark.parametrize(
    ("kind", "code", "expected", "action"),
    [
        ("unreadable", None, "app_secret_unreadable", "fix"),
        ("unreachable", None, "meta_unreachable", "retry"),
        ("silent", None, "meta_silent", "retry"),
        ("refused", 190, "app_key_wrong", "fix"),
        ("refused", 101, "app_key_wrong", "fix"),
        ("refused", 2200, "callback_refused", "fix"),
        ("refused", 10, "meta_refused", "tell_a_person"),
    ],
)
def test_why_an_app_is_not_kept_is_said_with_what_to_do(
    kind: str, code: int | None, expected: str, action: str
) -> None:
    error = GraphError(code=code, http=400, message="No.") if code is not None else None
    refused = rules.app_refused(kind, error)
    assert (refused.code, refused.action) == (expected, action)


@pytest.mark.parametrize(
    ("role", "own", "may"),
    [
        (Role.ADMINISTRATOR, False, True),
        (Role.AGENT, True, True),
        (Role.AUDITOR, True, True),
        (Role.AGENT, False, False),
        (Role.SUPERVISOR, False, False),
    ],
)
def test_who_has_the_phone_may_say_that_it_was_opened(role: Role, own: bool, may: bool) -> None:
    with nullcontext() if may else pytest.raises(Forbidden):
        rules.check_may_say_opened(role, own=own)
