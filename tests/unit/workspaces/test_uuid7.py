from __future__ import annotations

from datetime import UTC, datetime, timedelta

from twinline.workspaces.uuid7 import uuid7

AT = datetime(2026, 3, 1, 9, 30, 0, 123_000, tzinfo=UTC)


def test_it_is_of_version_7_and_of_the_right_variant() -> None:
    made = uuid7(AT)
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_it_begins_with_the_milliseconds() -> None:
    assert uuid7(AT).int >> 80 == 1_772_357_400_123


def test_later_ones_are_greater_and_none_repeats() -> None:
    made = [uuid7(AT + timedelta(milliseconds=n)) for n in range(100)]
    assert made == sorted(made)
    assert len({uuid7(AT) for _ in range(1000)}) == 1000
