"""When a phone may be asked, and what its silence means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twinline.engine.asking import Appearance, Kind, State, appearance, hindrance, missing, phase_begins

ONBOARDED = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "asked", "after", "expected"),
    [
        ("contacts", {}, 0 * HOURS, None),
        ("contacts", {}, 24 * HOURS - timedelta(seconds=1), None),
        ("contacts", {}, 24 * HOURS, "sync_too_late"),
        ("contacts", {"contacts": "wanted"}, HOURS, "sync_used"),
        ("contacts", {"contacts": "unknown"}, HOURS, "sync_used"),
        ("contacts", {"contacts": "refused"}, 25 * HOURS, "sync_used"),
        ("history", {}, HOURS, "contacts_first"),
        ("history", {"contacts": "wanted"}, HOURS, "contacts_first"),
        ("history", {"contacts": "asking"}, HOURS, "contacts_first"),
        ("history", {"contacts": "unknown"}, HOURS, "contacts_first"),
        ("history", {"contacts": "asked"}, HOURS, None),
        ("history", {"contacts": "refused"}, HOURS, None),
        ("history", {"contacts": "asked"}, 24 * HOURS, "sync_too_late"),
        ("history", {"contacts": "asked", "history": "asked"}, HOURS, "sync_used"),
    ],
)
def test_each_is_asked_for_once_within_a_day_and_contacts_first(
    kind: Kind, asked: dict[Kind, State], after: timedelta, expected: str | None
) -> None:
    assert hindrance(kind, asked, ONBOARDED, ONBOARDED + after) == expected


@pytest.mark.parametrize(
    ("state", "minutes", "heard", "progress", "expected"),
    [
        ("wanted", 0, False, None, "on_its_way"),
        ("asking", 1, False, None, "on_its_way"),
        ("asked", 9, False, None, "on_its_way"),
        ("asked", 10, False, None, "silent"),
        ("unknown", 0, False, None, "unknown"),
        ("refused", 0, False, None, "refused"),
        ("refused", 0, True, 40, "refused"),
        ("asked", 0, True, None, "arriving"),
        ("asked", 600, True, 99, "arriving"),
        ("asked", 0, True, 100, "complete"),
        # What arrives proves that the question was heard, though its answer was lost.
        ("unknown", 0, True, 40, "arriving"),
    ],
)
def test_what_arrives_proves_more_than_an_answer(
    state: State, minutes: int, heard: bool, progress: int | None, expected: Appearance
) -> None:
    now = ONBOARDED + timedelta(minutes=minutes)
    assert appearance(state, ONBOARDED, ONBOARDED if heard else None, progress, now) == expected


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ({}, {}),
        ({0: {1}, 1: {1, 2}}, {0: [], 1: []}),
        ({0: {1, 2}, 1: {3}, 2: {4, 5}}, {0: [], 1: [], 2: []}),
        ({1: {2, 4}}, {1: [1, 3]}),
        ({0: {1, 2}, 1: {2, 3}}, {0: [], 1: [1]}),
        ({0: {1, 2}, 1: {4, 5}}, {0: [], 1: [3]}),
        ({0: {1, 2}, 2: {3}}, {0: [], 2: []}),
        ({0: {0, 2}}, {0: [1]}),
        ({0: {3}, 1: {1}}, {0: [1, 2], 1: []}),
    ],
    ids=[
        "nothing came", "each phase counts from one", "all count on", "holes", "a first chunk is missing",
        "between two phases", "a phase is empty", "counting from nought", "the later phase counts from one",
    ],
)  # fmt: skip
def test_a_hole_in_the_numbers_of_chunks_is_a_chunk_that_is_missing(
    chunks: dict[int, set[int]], expected: dict[int, list[int]]
) -> None:
    assert missing(chunks) == expected


def test_the_phases_are_a_day_ninety_days_and_half_a_year() -> None:
    assert [(ONBOARDED - since).days for since in phase_begins(ONBOARDED)] == [1, 90, 180]
