"""Where an invited person stands on the way to a connected number, and what their answers hinder. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from twinline.engine.asking import WITHIN, Appearance
from twinline.features.onboarding.rules import Step
from twinline.wire.phones import canonical
from twinline.workspaces.refused import Refused

SeatStep = Literal[
    "invited", "opened", "refused", "checked", "consented", "ready", "authorising", "connected", "contacts", "history",
    "done", "expired",
]  # fmt: skip
Stop = Literal["country", "here", "version"]
Said = Literal["ready", "later", "scanned"]

LINK_LIVES = timedelta(days=30)
# Whoever opened Meta's window and went away is not at it an hour later.
AT_WINDOW = timedelta(hours=1)
# Meta: Onboard Business app users, "Requirements".
LEAST_VERSION = (2, 24, 17)
VERSION = re.compile(r"\s*v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?")
OVER: tuple[Appearance, ...] = ("complete", "refused")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rows say of one invited person. `joining`: their latest attempt, its step and since when."""

    invited_at: datetime
    until: datetime
    opened_at: datetime | None = None
    answered_at: datetime | None = None
    stops: tuple[Stop, ...] = ()
    consented_at: datetime | None = None
    ready_at: datetime | None = None
    joining: tuple[Step, datetime] | None = None
    connected_at: datetime | None = None
    contacts: tuple[Appearance, datetime] | None = None
    history: tuple[Appearance, datetime] | None = None


def step_of(one: Standing, now: datetime) -> tuple[SeatStep, datetime]:
    """The step, and since when."""
    if one.connected_at is not None:
        return _after(one, one.connected_at, now)
    if now >= one.until:
        return "expired", one.until
    if one.joining is not None and _under_way(*one.joining, now):
        return "authorising", one.joining[1]
    return _before(one)


def _after(one: Standing, connected_at: datetime, now: datetime) -> tuple[SeatStep, datetime]:
    if one.history is not None:
        return ("done" if one.history[0] in OVER else "history"), one.history[1]
    if now - connected_at >= WITHIN:
        # Meta takes no request any more: what was not asked for by now is not awaited.
        return "done", connected_at + WITHIN
    return ("contacts", one.contacts[1]) if one.contacts is not None else ("connected", connected_at)


def _under_way(step: Step, since: datetime, now: datetime) -> bool:
    return step == "authorised" or (step in ("begun", "exchanging") and now - since < AT_WINDOW)


def _before(one: Standing) -> tuple[SeatStep, datetime]:
    if one.answered_at is not None and one.stops:
        return "refused", one.answered_at
    reached: tuple[tuple[SeatStep, datetime | None], ...] = (
        ("ready", one.ready_at),
        ("consented", one.consented_at),
        ("checked", one.answered_at),
        ("opened", one.opened_at),
    )
    return next(((step, at) for step, at in reached if at is not None), ("invited", one.invited_at))


def too_old(version: str) -> bool:
    """Whether an app's version, as a person copies it, is one that cannot be connected; what is none is not."""
    parts = VERSION.match(version)
    return parts is not None and tuple(int(part or 0) for part in parts.groups()) < LEAST_VERSION


def stops(version: str, *, closed: bool, here: bool) -> tuple[Stop, ...]:
    """What is known to fail; `closed`: coexistence is not to be tried in the number's country."""
    found: tuple[tuple[Stop, bool], ...] = (("country", closed), ("here", here), ("version", too_old(version)))
    return tuple(stop for stop, holds in found if holds)


def check_may_answer(step: SeatStep) -> None:
    """Raises Refused once Meta is asked: what was agreed to then stays as it was."""
    if step in ("authorising", "connected", "contacts", "history", "done"):
        raise Refused("seat_under_way", "This number is being connected, or is: nothing to answer any more.", "stop")


def check_may_consent(step: SeatStep) -> None:
    """Raises Refused before the questions are answered, and where an answer stops."""
    check_may_answer(step)
    if step not in ("checked", "consented", "ready"):
        raise Refused("preflight_first", "Answer the questions first; what stops must be mended.", "fix")


def check_may_say(said: Said, one: Standing) -> None:
    """Raises Refused for somebody who has not agreed."""
    if one.consented_at is None:
        raise Refused("consent_missing", "Read what changes, and agree, before you say that.", "fix")
    if said == "ready" and one.stops:
        raise Refused("preflight_first", "Answer the questions first; what stops must be mended.", "fix")


def check_may_begin(one: Standing) -> None:
    """Raises Refused: no invited number is taken over before its owner agreed, and none twice."""
    if one.connected_at is not None:
        raise Refused("seat_connected", "This number is connected already.", "stop")
    if one.consented_at is None:
        raise Refused("consent_missing", "The person with the phone has not agreed yet.", "fix")


def check_same_phone(invited: str, found: str) -> None:
    """Raises Refused where Meta's account gave another number than the one whose owner agreed."""
    if canonical(invited) != canonical(found):
        raise Refused("seat_other_number", "This is not the invited number: choose the one that was agreed to.", "fix")
