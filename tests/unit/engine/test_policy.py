"""What may be sent, and when: every row of the rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twinline.engine.policy import Window, must_be_offered, service_window, verdict

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
BLINK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("inbound", "imported", "reason"),
    [
        (None, None, "never_wrote"),
        (None, NOW - BLINK, "before_onboarding"),
        (NOW, None, "open"),
        (NOW - DAY + BLINK, None, "open"),
        (NOW - DAY, None, "expired"),
        (NOW - 30 * DAY, NOW, "expired"),
        (NOW + BLINK, NOW, "open"),
    ],
)
def test_only_a_live_message_of_the_last_24_hours_opens_the_window(
    inbound: datetime | None, imported: datetime | None, reason: str
) -> None:
    window = service_window(inbound, imported, NOW)
    assert window.reason == reason
    assert window.open is (reason == "open")
    assert window.closes_at == (inbound + DAY if inbound else None)


OPEN = Window(open=True, closes_at=NOW, reason="open")
CLOSED = Window(open=False, closes_at=None, reason="never_wrote")


@pytest.mark.parametrize(
    ("state", "window", "expected"),
    [
        ("connected", OPEN, "send"),
        ("connected", CLOSED, "window_closed"),
        ("offboarded", OPEN, "send"),
        ("offboarded", CLOSED, "window_closed"),
        ("removed", OPEN, "number_removed"),
        ("removed", CLOSED, "number_removed"),
    ],
)
def test_the_reason_why_nothing_goes_names_the_number_before_the_window(
    state: str, window: Window, expected: str
) -> None:
    assert verdict(state, window) == expected


@pytest.mark.parametrize(
    ("waited", "offered"),
    [(timedelta(), False), (timedelta(minutes=10) - BLINK, False), (timedelta(minutes=10), True)],
)
def test_a_person_is_asked_after_exactly_ten_minutes(waited: timedelta, offered: bool) -> None:
    assert must_be_offered(NOW - waited, NOW) is offered
