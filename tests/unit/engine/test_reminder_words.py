"""Mail to invited people: when, and in which words."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from twinline.engine.alert_words import Language
from twinline.engine.reminder_words import due_at, letter

AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(("nth", "days"), [(0, 0), (1, 2), (2, 5), (3, 0)])
def test_a_mail_waits_for_progress_as_long_as_it_is_said(nth: int, days: int) -> None:
    assert due_at(nth, AT) == AT + timedelta(days=days)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("nth", [0, 1, 3])
def test_a_mail_names_both_sides_on_one_line_and_ends_with_the_link(language: Language, nth: int) -> None:
    said = letter(language, nth, "Nora\nBcc: all", "Casa\r\nNova", "https://example.org/connect/x")
    assert "Casa Nova" in said.subject
    assert "\n" not in said.subject
    assert "Nora Bcc: all" in said.body
    assert said.body.endswith("\n\nhttps://example.org/connect/x")
    assert letter(language, 0, "a", "b", "c").subject != letter(language, 1, "a", "b", "c").subject
