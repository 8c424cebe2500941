"""How numbers are, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel

from twinline.engine import clock, vitality
from twinline.engine.vitality import Ailment, Level, Mode, Sign
from twinline.features.onboarding import health
from twinline.features.onboarding.happenings import Event
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Refusal, user_of

HERE = "/workspaces/{uuid:workspace}"
NUMBER = HERE + "/numbers/{uuid:number}"
router = Router(tags=["onboarding"])


class Phone(BaseModel):
    """The 14-day rule. `level` exempt: no phone, or not connected; the rest is empty then.

    `seen_at` None: no sign of the phone yet; `seen_by` word: a person said so. `days` are full days without a sign.
    """

    level: Level
    seen_at: datetime | None
    seen_by: Sign | None
    counted_from: datetime | None
    days: int
    until: datetime | None


class Token(BaseModel):
    """`valid` None: not asked yet. `expires_at` None: never, or not known. `ails`: refused, or over in a week."""

    valid: bool | None
    expires_at: datetime | None
    ails: bool


class Ratings(BaseModel):
    """Meta's own words (open sets), as of `asked_at`. `limit_tier` holds for the whole portfolio."""

    asked_at: datetime | None
    quality: str | None
    quality_at: datetime | None
    limit_tier: str | None
    throughput: str | None


class NumberCallback(BaseModel):
    """`url`: where Meta brings this number's webhooks; None: it did not say. `strays`: not to this Twinline."""

    url: str | None
    strays: bool


class Alert(BaseModel):
    """Open until what it tells of is over."""

    id: UUID
    number: UUID
    kind: Ailment
    since: datetime
    raised_at: datetime

    @classmethod
    def of(cls, one: health.Alert) -> Alert:
        return cls(id=one.id, number=one.number_id, kind=one.kind, since=one.since, raised_at=one.raised_at)


class Health(BaseModel):
    """`reason`, `initiated_by`: why a removed number was removed, where Meta said it. `callback`: its webhooks' way.

    `epoch`: which of its connections this is, from 1. `owner_member`: the account of the person with the phone, who is
    reminded by mail; None: they must be told.
    """

    number: UUID
    name: str
    display_phone: str
    owner_name: str
    owner_member: UUID | None
    mode: Mode
    state: Literal["connected", "offboarded", "removed"]
    since: datetime
    onboarded_at: datetime
    epoch: int
    reason: str | None
    initiated_by: str | None
    phone: Phone
    token: Token
    ratings: Ratings
    callback: NumberCallback
    alerts: list[Alert]

    @classmethod
    def of(cls, one: health.Health) -> Health:
        known, rule, said = one.vitals, one.phone, one.vitals.ratings
        return cls(
            number=one.whose.number_id,
            name=one.name,
            display_phone=one.whose.display_phone,
            owner_name=one.owner_name,
            owner_member=one.owner_member,
            mode=known.mode,
            state=known.state,
            since=known.state_at,
            onboarded_at=known.onboarded_at,
            epoch=one.epoch,
            reason=one.reason,
            initiated_by=one.initiated_by,
            phone=Phone(
                level=rule.level, seen_at=known.seen_at, seen_by=known.seen_by, counted_from=rule.counted_from,
                days=rule.days, until=rule.until,
            ),
            token=Token(valid=said.token_valid, expires_at=said.token_expires_at, ails=one.token_ails),
            ratings=Ratings(
                asked_at=one.asked_at, quality=said.quality, quality_at=known.quality_at,
                limit_tier=said.limit_tier, throughput=said.throughput,
            ),
            callback=NumberCallback(url=said.callback, strays=vitality.strays(known)),
            alerts=[Alert.of(alert) for alert in one.alerts],
        )  # fmt: skip


class Line(BaseModel):
    """One line of a number's story; several may lie at one position. `word`: a reason, kind or event by name."""

    position: int
    at: datetime
    event: Event
    word: str | None
    before: str | None
    after: str | None
    code: int | None
    by: str | None


class Timeline(BaseModel):
    """The newest first. `next`: ask for what lies `before` it; None at the beginning."""

    items: list[Line]
    next: int | None


@router.get(HERE + "/numbers/health", response={200: list[Health], REFUSALS: Refusal})
def all_health(request: HttpRequest, workspace: UUID) -> list[Health]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return [Health.of(one) for one in health.health(tx, person, clock.now(tx))]


@router.get(HERE + "/alerts", response={200: list[Alert], REFUSALS: Refusal})
def alerts(request: HttpRequest, workspace: UUID) -> list[Alert]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return [Alert.of(one) for one in health.alerts(tx, person)]


@router.get(NUMBER + "/timeline", response={200: Timeline, REFUSALS: Refusal})
def timeline(
    request: HttpRequest, workspace: UUID, number: UUID, before: int | None = None, limit: int = 50
) -> Timeline:
    with entered(workspace, user_of(request).id) as (tx, person):
        lines, following = health.timeline(tx, person, number, before, limit)
    items = [
        Line(
            position=one.position, at=one.at, event=one.what.event, word=one.what.word, before=one.what.before,
            after=one.what.after, code=one.what.code, by=one.by,
        )
        for one in lines
    ]  # fmt: skip
    return Timeline(items=items, next=following)


@router.post(NUMBER + "/opened", response={204: None, REFUSALS: Refusal})
def opened(request: HttpRequest, workspace: UUID, number: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        health.say_opened(tx, person, number, clock.now(tx))
    return Status(204, None)
