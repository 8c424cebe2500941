"""How a number is, and what a person must be told of it. Pure.

Meta: Onboard Business app users: a phone that is not opened for about 14 days is disconnected (PRIMARY_INACTIVITY).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from twinline.engine.app_findings import Wanted, is_ours
from twinline.engine.asking import Appearance, Kind
from twinline.engine.standing import State

Mode = Literal["coexistence", "cloud_api"]
Sign = Literal["phone", "word"]
Level = Literal["exempt", "fine", "remind", "urgent", "over"]
Ailment = Literal[
    "offboarded",
    "removed",
    "phone_remind",
    "phone_urgent",
    "quality_red",
    "token",
    "callback",
    "contacts_silent",
    "history_silent",
]

REMIND, URGENT, OVER = timedelta(days=10), timedelta(days=13), timedelta(days=14)
TOKEN_WARNING = timedelta(days=7)
BAD_QUALITY = frozenset({"RED"})


@dataclass(frozen=True, slots=True)
class Ratings:
    """What Meta said of a number when it was asked, in its own words; None where it said nothing.

    `token_expires_at` None: never, or not known.
    """

    quality: str | None = None
    limit_tier: str | None = None
    throughput: str | None = None
    token_valid: bool | None = None
    token_expires_at: datetime | None = None
    callback: str | None = None


@dataclass(frozen=True, slots=True)
class Vitals:
    """What is known of a number. `seen_at`: the last sign of its phone; `seen_by` word: a person said so.

    `callback_at`: since when its webhooks go where they go; `wanted`: how its app is set up here.
    """

    mode: Mode
    state: State
    state_at: datetime
    onboarded_at: datetime
    seen_at: datetime | None = None
    seen_by: Sign | None = None
    quality_at: datetime | None = None
    ratings: Ratings = Ratings()
    callback_at: datetime | None = None
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """The 14-day rule for one number. `counted_from`: the last sign, or onboarding where there was none since."""

    level: Level
    counted_from: datetime | None = None
    days: int = 0
    until: datetime | None = None


def phone(vitals: Vitals, now: datetime) -> Phone:
    """A number without a phone, or without a connection to one, is exempt."""
    if vitals.mode != "coexistence" or vitals.state != "connected":
        return Phone("exempt")
    # Only the phone itself connects anew: that it did is a sign of it.
    known = (vitals.onboarded_at, vitals.state_at, vitals.seen_at)
    start = max(at for at in known if at is not None)
    quiet = max(now - start, timedelta())
    return Phone(_level(quiet), start, quiet.days, start + OVER)


def _level(quiet: timedelta) -> Level:
    if quiet < REMIND:
        return "fine"
    if quiet < URGENT:
        return "remind"
    return "urgent" if quiet < OVER else "over"


def token_ails(ratings: Ratings, now: datetime) -> bool:
    """Whether Meta refuses the token, or will within a week."""
    if ratings.token_valid is False:
        return True
    return ratings.token_expires_at is not None and ratings.token_expires_at - now <= TOKEN_WARNING


def strays(vitals: Vitals) -> bool:
    """Whether Meta brings this number's webhooks somewhere else; where it does not say where, nothing follows."""
    if vitals.ratings.callback is None or vitals.wanted is None:
        return False
    return not is_ours(vitals.ratings.callback, vitals.wanted)


def rated(vitals: Vitals, said: Ratings, now: datetime) -> Vitals:
    """After Meta was asked again."""
    same, stays = vitals.ratings.quality == said.quality, vitals.ratings.callback == said.callback
    return replace(
        vitals,
        ratings=said,
        quality_at=vitals.quality_at if same else now,
        callback_at=vitals.callback_at if stays else now,
    )


def differences(before: Ratings, after: Ratings) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """What changed and into what, for the record; the first answer is no change."""
    if before.token_valid is None:
        return None
    old, new = _words(before), _words(after)
    changed = [name for name in new if old[name] != new[name]]
    return ({name: old[name] for name in changed}, {name: new[name] for name in changed}) if changed else None


def _words(ratings: Ratings) -> dict[str, Any]:
    expires = ratings.token_expires_at
    return asdict(ratings) | {"token_expires_at": expires.isoformat() if expires else None}


def ailments(
    vitals: Vitals, syncs: Mapping[Kind, tuple[Appearance, datetime]], now: datetime
) -> dict[Ailment, datetime]:
    """What is to be told, each with the moment that makes it this occurrence and no other."""
    if vitals.state == "removed":
        return {"removed": vitals.state_at}
    found: dict[Ailment, datetime] = {}
    if vitals.state == "offboarded":
        found["offboarded"] = vitals.state_at
    rule = phone(vitals, now)
    if rule.counted_from and rule.level == "remind":
        found["phone_remind"] = rule.counted_from
    if rule.counted_from and rule.level in ("urgent", "over"):
        found["phone_urgent"] = rule.counted_from
    if vitals.ratings.quality in BAD_QUALITY:
        found["quality_red"] = vitals.quality_at or vitals.onboarded_at
    if token_ails(vitals.ratings, now):
        found["token"] = vitals.ratings.token_expires_at or vitals.onboarded_at
    if strays(vitals):
        found["callback"] = vitals.callback_at or vitals.onboarded_at
    return found | _silent(syncs)


def _silent(syncs: Mapping[Kind, tuple[Appearance, datetime]]) -> dict[Ailment, datetime]:
    names: dict[Kind, Ailment] = {"contacts": "contacts_silent", "history": "history_silent"}
    return {names[kind]: since for kind, (appearance, since) in syncs.items() if appearance == "silent"}
