"""What an answer of Meta's means for a message: recorded, repeated, or given to a person. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from twinline.engine.dispatch.submission import Submission
from twinline.log.facts import OurFact, SendAccepted, SendRefused, SendUnknown
from twinline.wire.errors import GraphError, Retry, SlowDown, decision_for
from twinline.wire.sending import Accepted

MOST_TRIES = 6
NOT_SUBMITTED_PATIENCE = 100
LONGEST_WAIT = timedelta(minutes=5)
# Meta counts by the second: after one of silence a number is free again.
PAUSE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call gave. `accepted` and `error` are there for those two kinds only."""

    kind: Literal["accepted", "refused", "not_submitted", "late", "unknown"]
    accepted: Accepted | None = None
    error: GraphError | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fact to record, and the state of the job after it. `quiet_until`: the number says nothing before."""

    submission: Submission
    fact: OurFact
    state: Literal["accepted", "queued", "refused", "unknown"]
    due_at: datetime | None = None
    quiet_until: datetime | None = None


def judge(submission: Submission, outcome: Outcome, now: datetime) -> Verdict:
    """The one place that decides about an answer; what may have reached Meta is never repeated by itself."""
    if outcome.accepted is not None:
        return Verdict(submission, _accepted(submission, outcome.accepted, now), "accepted")
    if outcome.error is not None:
        return _refused(submission, outcome.error, now)
    if outcome.kind == "not_submitted":
        return _not_submitted(submission, outcome.reason, now)
    about = _about(submission, now)
    return Verdict(submission, SendUnknown(**about, try_no=submission.try_no, reason=outcome.reason), "unknown")


def repeat_after(error: GraphError, try_no: int) -> timedelta | None:
    """How long to wait before the next try of what Meta refused; None when it is not tried again."""
    match decision_for(error.code, error.http):
        case Retry(tries=tries):
            return _doubling(try_no) if try_no < (tries or MOST_TRIES) else None
        case SlowDown(scope="pair"):
            return min(LONGEST_WAIT, timedelta(seconds=4 ** (try_no - 1))) if try_no <= MOST_TRIES else None
        case SlowDown():
            return _doubling(try_no) if try_no <= NOT_SUBMITTED_PATIENCE else None
        case _:
            return None


def _refused(submission: Submission, error: GraphError, now: datetime) -> Verdict:
    wait = repeat_after(error, submission.try_no)
    retry_at = now + wait if wait is not None else None
    fact = SendRefused(
        **_about(submission, now),
        try_no=submission.try_no,
        code=error.code or 0,
        message=error.message,
        final=retry_at is None,
        retry_at=retry_at,
    )
    state: Literal["refused", "queued"] = "refused" if retry_at is None else "queued"
    return Verdict(submission, fact, state, retry_at, now + PAUSE if _is_too_fast(error) else None)


def _not_submitted(submission: Submission, reason: str, now: datetime) -> Verdict:
    """Nothing left this machine, so it may go again; after hours of that somebody must know."""
    final = submission.try_no >= NOT_SUBMITTED_PATIENCE
    retry_at = None if final else now + _doubling(submission.try_no)
    fact = SendRefused(
        **_about(submission, now),
        try_no=submission.try_no,
        code=0,
        message=reason,
        final=final,
        retry_at=retry_at,
    )
    return Verdict(submission, fact, "refused" if final else "queued", retry_at)


def _is_too_fast(error: GraphError) -> bool:
    """Whether everything else of the number would be refused too."""
    decision = decision_for(error.code, error.http)
    return isinstance(decision, SlowDown) and decision.scope != "pair"


def _accepted(submission: Submission, accepted: Accepted, now: datetime) -> SendAccepted:
    return SendAccepted(
        **_about(submission, now),
        wamid=accepted.wamid,
        wa_id=accepted.wa_id,
        message_status=accepted.message_status,
    )


def _doubling(try_no: int) -> timedelta:
    """1 s, 2 s, 4 s … up to five minutes."""
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(try_no - 1, 16)))


def _about(submission: Submission, now: datetime) -> dict[str, Any]:
    composed = submission.composed
    return {
        "at": now,
        "attempt_id": composed.attempt_id,
        "number_id": composed.number_id,
        "phone": composed.phone,
        "user_id": composed.user_id,
    }
