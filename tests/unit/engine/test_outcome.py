"""What an answer of Meta's means for a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from twinline.engine.dispatch.outcome import LONGEST_WAIT, PAUSE, Outcome, judge, repeat_after
from twinline.engine.dispatch.submission import Line, Reading, Submission
from twinline.log.facts import MessageComposed, SendAccepted, SendRefused, SendUnknown
from twinline.wire.errors import GraphError
from twinline.wire.sending import Accepted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ATTEMPT, NUMBER = UUID(int=1), UUID(int=2)
SECOND = timedelta(seconds=1)


def submission(try_no: int = 1) -> Submission:
    composed = MessageComposed(
        at=NOW, number_id=NUMBER, phone="41791234567", user_id=None, attempt_id=ATTEMPT, conversation_id=UUID(int=3),
        origin="person", kind="text", text="Hallo",
    )  # fmt: skip
    line = Line(NUMBER, "100200300400500", "coexistence", "connected", "a token")
    return Submission(UUID(int=4), line, composed, {}, try_no, Reading(NOW, 7.0), NOW)


def error(code: int | None, http: int = 400) -> GraphError:
    return GraphError(code=code, http=http, message="what Meta said")


def test_what_was_accepted_carries_metas_name_for_it() -> None:
    verdict = judge(submission(), Outcome("accepted", Accepted(wamid="wamid.X", wa_id="41791234567")), NOW)
    assert verdict.state == "accepted"
    assert verdict.fact == SendAccepted(
        at=NOW, number_id=NUMBER, phone="41791234567", attempt_id=ATTEMPT, wamid="wamid.X", wa_id="41791234567"
    )


def test_what_may_have_arrived_is_unknown_and_has_no_next_try() -> None:
    verdict = judge(submission(3), Outcome("unknown", reason="HTTP 503"), NOW)
    assert (verdict.state, verdict.due_at) == ("unknown", None)
    assert isinstance(verdict.fact, SendUnknown)
    assert (verdict.fact.reason, verdict.fact.try_no) == ("HTTP 503", 3)


@pytest.mark.parametrize(
    ("code", "http", "try_no", "wait"),
    [
        (131047, 400, 1, None),  # outside the window
        (131026, 400, 1, None),  # undeliverable
        (190, 401, 1, None),  # token expired
        (368, 403, 1, None),  # blocked for policy
        (None, 400, 1, None),
        (1, 400, 1, 1), (1, 400, 2, 2), (1, 400, 3, None),  # few tries
        (131057, 400, 1, 1), (131057, 400, 5, 16), (131057, 400, 6, None),
        (131056, 400, 1, 1), (131056, 400, 2, 4), (131056, 400, 3, 16), (131056, 400, 6, 300), (131056, 400, 7, None),
        (130429, 400, 1, 1), (130429, 400, 9, 256), (130429, 400, 10, 300), (130429, 400, 100, 300),
        (130429, 400, 101, None),
        (80007, 400, 1, 1), (4, 400, 2, 2), (None, 429, 1, 1),
    ],
)  # fmt: skip
def test_each_code_is_repeated_as_meta_asks(code: int | None, http: int, try_no: int, wait: int | None) -> None:
    expected = None if wait is None else wait * SECOND
    assert repeat_after(error(code, http), try_no) == expected
    verdict = judge(submission(try_no), Outcome("refused", error=error(code, http)), NOW)
    assert isinstance(verdict.fact, SendRefused)
    assert verdict.state == ("refused" if wait is None else "queued")
    assert verdict.due_at == verdict.fact.retry_at == (None if expected is None else NOW + expected)
    assert verdict.fact.final is (wait is None)
    assert (verdict.fact.code, verdict.fact.message) == (code or 0, "what Meta said")


@pytest.mark.parametrize(("code", "quiet"), [(130429, True), (80007, True), (4, True), (131056, False), (1, False)])
def test_a_number_that_was_too_fast_is_silent_for_a_second_but_not_for_one_customer(code: int, quiet: bool) -> None:
    verdict = judge(submission(), Outcome("refused", error=error(code)), NOW)
    assert verdict.quiet_until == (NOW + PAUSE if quiet else None)


@pytest.mark.parametrize(
    ("try_no", "state", "wait"), [(1, "queued", 1), (4, "queued", 8), (99, "queued", 300), (100, "refused", None)]
)
def test_what_never_left_goes_again_until_somebody_must_know(try_no: int, state: str, wait: int | None) -> None:
    verdict = judge(submission(try_no), Outcome("not_submitted", reason="ConnectError"), NOW)
    assert verdict.state == state
    assert verdict.due_at == (NOW + wait * SECOND if wait else None)
    assert isinstance(verdict.fact, SendRefused)
    assert (verdict.fact.final, verdict.fact.message, verdict.fact.code) == (wait is None, "ConnectError", 0)
    assert wait is None or wait * SECOND <= LONGEST_WAIT


def test_the_token_is_in_no_text_of_a_submission() -> None:
    assert "a token" not in repr(submission())


@pytest.mark.parametrize(("stopwatch", "until"), [(7.0, 2.0), (8.5, 0.5), (9.0, 0.0), (10.0, -1.0)])
def test_the_clock_is_read_once_and_a_stopwatch_tells_the_rest(stopwatch: float, until: float) -> None:
    reading = Reading(NOW, 7.0)
    assert reading.seconds_until(NOW + 2 * SECOND, stopwatch) == pytest.approx(until)
    assert reading.at(8.0) == NOW + SECOND


def test_every_try_has_a_name_of_its_own() -> None:
    assert submission(1).key != submission(2).key
    assert submission(1).key == (ATTEMPT, 1)
