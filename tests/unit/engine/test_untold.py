"""When Meta is asked what became of messages of which it told too little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twinline.engine.untold import Untold, back_to

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EARLY, LATE = NOW - 3 * DAY, NOW - HOUR


@pytest.mark.parametrize(
    ("untold", "asked", "expected"),
    [
        (Untold(), None, None),
        (Untold(silent=LATE), None, LATE),
        (Untold(half_told=EARLY), None, EARLY),
        (Untold(silent=LATE, half_told=EARLY), None, EARLY),
        (Untold(silent=LATE, half_told=EARLY), NOW - HOUR, LATE),
        (Untold(silent=LATE, half_told=EARLY), NOW - DAY, EARLY),
        (Untold(silent=LATE), NOW - HOUR / 2, None),
        (Untold(half_told=EARLY), NOW - DAY / 2, None),
    ],
)
def test_how_far_back_meta_is_asked(untold: Untold, asked: datetime | None, expected: datetime | None) -> None:
    assert back_to(untold, asked, NOW) == expected
