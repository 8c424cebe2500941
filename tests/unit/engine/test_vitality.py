"""What is told of a number follows from what is known of it, at each threshold and on either side of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from twinline.engine.app_findings import Wanted
from twinline.engine.vitality import (
    Level,
    Phone,
    Ratings,
    Vitals,
    ailments,
    differences,
    phone,
    rated,
    strays,
    token_ails,
)

ONBOARDED = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
NUMBER = Vitals("coexistence", "connected", ONBOARDED, ONBOARDED)
SECOND = timedelta(seconds=1)


def day(days: float) -> datetime:
    return ONBOARDED + timedelta(days=days)


@pytest.mark.parametrize(
    ("now", "level", "days"),
    [
        (day(0), "fine", 0),
        (day(9), "fine", 9),
        (day(10) - SECOND, "fine", 9),
        (day(10), "remind", 10),
        (day(13) - SECOND, "remind", 12),
        (day(13), "urgent", 13),
        (day(14) - SECOND, "urgent", 13),
        (day(14), "over", 14),
        # Meta's clock may be ahead of ours.
        (day(-1), "fine", 0),
    ],
)
def test_the_fourteen_days_count_from_onboarding_where_the_phone_gave_no_sign(
    now: datetime, level: Level, days: int
) -> None:
    assert phone(NUMBER, now) == Phone(level, ONBOARDED, days, day(14))


@pytest.mark.parametrize(
    ("known", "counted_from"),
    [
        ({"seen_at": day(5), "seen_by": "phone"}, day(5)),
        ({"seen_at": day(5), "seen_by": "word"}, day(5)),
        # Contacts that were written long ago come after onboarding.
        ({"seen_at": day(-30), "seen_by": "phone"}, ONBOARDED),
        # A phone that was set up anew connected by itself.
        ({"state_at": day(6), "seen_at": day(5)}, day(6)),
    ],
)
def test_they_count_from_the_last_sign_of_the_phone(known: dict[str, object], counted_from: datetime) -> None:
    rule = phone(replace(NUMBER, **known), day(7))  # type: ignore[arg-type]
    assert (rule.counted_from, rule.until) == (counted_from, counted_from + timedelta(days=14))


@pytest.mark.parametrize("known", [{"mode": "cloud_api"}, {"state": "offboarded"}, {"state": "removed"}])
def test_a_number_without_a_phone_or_a_connection_to_one_is_exempt(known: dict[str, object]) -> None:
    assert phone(replace(NUMBER, **known), day(90)) == Phone("exempt")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ratings", "ails"),
    [
        (Ratings(), False),
        (Ratings(token_valid=True), False),
        (Ratings(token_valid=False), True),
        (Ratings(token_valid=True, token_expires_at=day(7) + SECOND), False),
        (Ratings(token_valid=True, token_expires_at=day(7)), True),
        (Ratings(token_valid=True, token_expires_at=day(-1)), True),
    ],
)
def test_a_token_ails_when_it_is_refused_or_over_within_a_week(ratings: Ratings, ails: bool) -> None:
    assert token_ails(ratings, day(0)) is ails


@pytest.mark.parametrize(
    ("known", "syncs", "found"),
    [
        ({}, {}, {}),
        ({"state": "offboarded", "state_at": day(2)}, {}, {"offboarded": day(2)}),
        ({"seen_at": day(-1) + timedelta(days=21), "seen_by": "phone"}, {}, {"phone_remind": day(20)}),
        ({"seen_at": day(17), "seen_by": "phone"}, {}, {"phone_urgent": day(17)}),
        ({"seen_at": day(16), "seen_by": "phone"}, {}, {"phone_urgent": day(16)}),
        ({"ratings": Ratings(quality="RED"), "quality_at": day(3), "seen_at": day(30)}, {}, {"quality_red": day(3)}),
        ({"ratings": Ratings(quality="RED"), "seen_at": day(30)}, {}, {"quality_red": ONBOARDED}),
        ({"ratings": Ratings(quality="YELLOW"), "seen_at": day(30)}, {}, {}),
        ({"ratings": Ratings(token_expires_at=day(31)), "seen_at": day(30)}, {}, {"token": day(31)}),
        ({"ratings": Ratings(token_valid=False), "seen_at": day(30)}, {}, {"token": ONBOARDED}),
        ({"seen_at": day(30)}, {"contacts": ("silent", day(1)), "history": ("arriving", day(1))},
         {"contacts_silent": day(1)}),
        ({"seen_at": day(30)}, {"history": ("silent", day(1))}, {"history_silent": day(1)}),
        # Who is gone ails of nothing else.
        ({"state": "removed", "state_at": day(4), "ratings": Ratings(quality="RED")},
         {"history": ("silent", day(1))}, {"removed": day(4)}),
    ],
)  # fmt: skip
def test_each_ailment_is_told_with_what_makes_it_this_one(
    known: dict[str, object], syncs: dict[str, object], found: dict[str, datetime]
) -> None:
    there = replace(NUMBER, **(known or {"seen_at": day(30)}))  # type: ignore[arg-type]
    assert ailments(there, syncs, day(30)) == found  # type: ignore[arg-type]


def test_a_rating_is_dated_when_it_changes_and_not_when_it_is_heard_again() -> None:
    green = rated(NUMBER, Ratings(quality="GREEN", token_valid=True), day(1))
    assert (green.quality_at, green.ratings.quality) == (day(1), "GREEN")
    assert rated(green, Ratings(quality="GREEN", token_valid=True), day(2)).quality_at == day(1)
    assert rated(green, Ratings(quality="RED", token_valid=True), day(3)).quality_at == day(3)


def test_what_changed_is_recorded_and_the_first_answer_is_no_change() -> None:
    first = Ratings("GREEN", "TIER_2K", "STANDARD", token_valid=True, token_expires_at=day(60))
    assert differences(Ratings(), first) is None
    assert differences(first, first) is None
    after = replace(first, quality="RED", token_expires_at=day(90))
    assert differences(first, after) == (
        {"quality": "GREEN", "token_expires_at": day(60).isoformat()},
        {"quality": "RED", "token_expires_at": day(90).isoformat()},
    )


HERE = Wanted(app_id="101", config_id="", version="v25.0", origin="https://chat.example.org")


@pytest.mark.parametrize(
    ("callback", "wanted", "stray"),
    [
        ("https://chat.example.org/hooks/meta/101", HERE, False),
        ("https://old.example.org/hooks/meta/101", HERE, True),
        ("https://chat.example.org/hooks/meta/202", HERE, True),
        ("https://any.example.org/hooks/meta/101", replace(HERE, origin=None), False),
        ("https://any.example.org/webhook", replace(HERE, origin=None), True),
        (None, HERE, False),
        ("https://old.example.org/", None, False),
    ],
)
def test_webhooks_that_go_elsewhere_are_told_of(callback: str | None, wanted: Wanted | None, stray: bool) -> None:
    known = replace(NUMBER, ratings=Ratings(callback=callback), wanted=wanted, callback_at=day(3))
    assert strays(known) is stray
    assert ailments(known, {}, day(4)) == ({"callback": day(3)} if stray else {})


def test_a_way_that_changes_counts_from_when_it_was_seen_and_else_from_onboarding() -> None:
    known = rated(replace(NUMBER, wanted=HERE), Ratings(callback="https://old.example.org/"), day(5))
    assert ailments(known, {}, day(6)) == {"callback": day(5)}
    assert rated(known, known.ratings, day(7)).callback_at == day(5)
    assert ailments(replace(known, callback_at=None), {}, day(6)) == {"callback": ONBOARDED}
