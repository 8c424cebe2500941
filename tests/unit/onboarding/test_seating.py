"""Where an invited person stands, and what may be done there: tables of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from twinline.features.onboarding import seating
from twinline.features.onboarding.seating import Standing
from twinline.workspaces.refused import Refused

DAY = timedelta(days=1)
T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
T = [T0 + timedelta(minutes=n) for n in range(10)]
NOW = T0 + timedelta(hours=1)
NEW = Standing(invited_at=T0, until=T0 + 30 * DAY)
OPENED = replace(NEW, opened_at=T[1])
CHECKED = replace(OPENED, answered_at=T[2])
AGREED = replace(CHECKED, consented_at=T[3])
READY = replace(AGREED, ready_at=T[4])
JOINED = replace(READY, joining=("joined", T[5]), connected_at=T[5])

STEPS: dict[str, tuple[Standing, datetime, str, datetime]] = {
    "invited": (NEW, NOW, "invited", T0),
    "opened": (OPENED, NOW, "opened", T[1]),
    "checked": (CHECKED, NOW, "checked", T[2]),
    "an answer stops": (replace(AGREED, stops=("version",)), NOW, "refused", T[2]),
    "what stops is not told before it was asked": (replace(OPENED, stops=("country",)), NOW, "opened", T[1]),
    "consented": (AGREED, NOW, "consented", T[3]),
    "ready": (READY, NOW, "ready", T[4]),
    "Meta's window is open": (replace(READY, joining=("begun", T[5])), NOW, "authorising", T[5]),
    "its code is exchanged": (replace(AGREED, joining=("exchanging", T[5])), NOW, "authorising", T[5]),
    "it was left open": (replace(READY, joining=("begun", T[5])), T[5] + timedelta(hours=1), "ready", T[4]),
    "authorised waits": (replace(READY, joining=("authorised", T[5])), T[5] + DAY, "authorising", T[5]),
    "cancelled": (replace(READY, joining=("cancelled", T[5])), NOW, "ready", T[4]),
    "failed": (replace(AGREED, joining=("failed", T[5])), NOW, "consented", T[3]),
    "the link is over": (READY, T0 + 30 * DAY, "expired", T0 + 30 * DAY),
    "over, and connected": (replace(JOINED, history=("complete", T[6])), T0 + 31 * DAY, "done", T[6]),
    "connected": (JOINED, NOW, "connected", T[5]),
    "removed since": (replace(JOINED, connected_at=None), NOW, "ready", T[4]),
    "contacts": (replace(JOINED, contacts=("arriving", T[6])), NOW, "contacts", T[6]),
    "history": (replace(JOINED, contacts=("arriving", T[6]), history=("arriving", T[7])), NOW, "history", T[7]),
    "silent": (replace(JOINED, history=("silent", T[7])), NOW, "history", T[7]),
    "refused": (replace(JOINED, history=("refused", T[7])), NOW, "done", T[7]),
    "not asked within a day": (JOINED, T[5] + DAY, "done", T[5] + DAY),
}


@pytest.mark.parametrize("case", STEPS.values(), ids=STEPS)
def test_a_step_follows_from_what_the_rows_say(case: tuple[Standing, datetime, str, datetime]) -> None:
    standing, now, step, since = case
    assert seating.step_of(standing, now) == (step, since)


@pytest.mark.parametrize(
    ("version", "closed", "here", "stops"),
    [
        ("2.24.17", False, False, ()),
        ("v2.25.1.7", False, False, ()),
        ("2.24.16", False, False, ("version",)),
        ("2.23", False, False, ("version",)),
        ("3.0", False, False, ()),
        ("", False, False, ()),
        ("the newest", False, False, ()),
        ("2.24.17", True, True, ("country", "here")),
    ],
)
def test_what_is_known_to_fail_stops(version: str, closed: bool, here: bool, stops: tuple[str, ...]) -> None:
    assert seating.stops(version, closed=closed, here=here) == stops


ALLOWED: dict[str, tuple[Any, str | None]] = {
    "answers before": (lambda: seating.check_may_answer("opened"), None),
    "answers at the window": (lambda: seating.check_may_answer("authorising"), "seat_under_way"),
    "answers afterwards": (lambda: seating.check_may_answer("done"), "seat_under_way"),
    "consents": (lambda: seating.check_may_consent("checked"), None),
    "consents again": (lambda: seating.check_may_consent("consented"), None),
    "consents unread": (lambda: seating.check_may_consent("opened"), "preflight_first"),
    "consents to what stops": (lambda: seating.check_may_consent("refused"), "preflight_first"),
    "consents afterwards": (lambda: seating.check_may_consent("connected"), "seat_under_way"),
    "ready": (lambda: seating.check_may_say("ready", AGREED), None),
    "ready, but it stops": (
        lambda: seating.check_may_say("ready", replace(AGREED, stops=("here",))),
        "preflight_first",
    ),
    "later, and it stops": (lambda: seating.check_may_say("later", replace(AGREED, stops=("here",))), None),
    "ready without a word": (lambda: seating.check_may_say("ready", CHECKED), "consent_missing"),
    "begins": (lambda: seating.check_may_begin(AGREED), None),
    "begins without a word": (lambda: seating.check_may_begin(CHECKED), "consent_missing"),
    "begins twice": (lambda: seating.check_may_begin(JOINED), "seat_connected"),
    "the same phone": (lambda: seating.check_same_phone("41795550011", "+41 79 555 00 11"), None),
    "the same in another spelling": (lambda: seating.check_same_phone("5215512345678", "+52 55 1234 5678"), None),
    "another phone": (lambda: seating.check_same_phone("41795550011", "+41 79 555 00 12"), "seat_other_number"),
}


@pytest.mark.parametrize("case", ALLOWED.values(), ids=ALLOWED)
def test_what_may_be_done_where(case: tuple[Any, str | None]) -> None:
    act, code = case
    if code is None:
        act()
    else:
        with pytest.raises(Refused) as no:
            act()
        assert no.value.code == code
