from __future__ import annotations

import pytest

from twinline.features.onboarding import rules
from twinline.workspaces.refused import Refused


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
