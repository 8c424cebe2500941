"""Invited people over HTTP: for administrators below their workspace, and for whoever has the link."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status
from pydantic import BaseModel, StringConstraints

from twinline.engine import clock
from twinline.features.onboarding import seat_door, seat_rows, seats
from twinline.features.onboarding.seat_door import Through
from twinline.features.onboarding.seat_list import Fault
from twinline.features.onboarding.seating import Said, SeatStep, Stop
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Anybody, Refusal, user_of
from twinline.workspaces.transaction import Tx

HERE = "/workspaces/{uuid:workspace}/seats"
DOOR = "/connect/{token}"
router = Router(tags=["onboarding"])
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Language = Literal["en", "de", "fr", "it"]


class SeatWanted(BaseModel):
    """`phone` as a person types it, with its country code; `email` may be empty: then no mail goes."""

    name: Line
    phone: Line
    language: Language
    email: Line = ""


class SeatAnswers(BaseModel):
    """What the person with the phone knows before anything begins; `version` may be empty."""

    version: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    app: Literal["business", "personal", "neither", "unknown"]
    provider: Literal["yes", "no", "unknown"]


class Seat(BaseModel):
    """`link`: the path that this person opens. `stops`: what their answers show to fail. `progress`: of the history."""

    id: UUID
    name: str
    phone: str
    email: str
    language: Language
    link: str
    until: datetime
    step: SeatStep
    since: datetime
    invited_by: str
    invited_at: datetime
    seen_at: datetime | None
    administrator_seen_at: datetime | None
    answers: SeatAnswers | None
    stops: list[Stop]
    country: str
    consented_at: datetime | None
    consented_as: str | None
    ready: bool
    scanned_at: datetime | None
    joining: UUID | None
    number: UUID | None
    progress: int | None
    reminders: int
    reminded_at: datetime | None
    now: datetime

    model_config = {"from_attributes": True}

    @classmethod
    def of(cls, tx: Tx, one: seat_rows.Seat, now: datetime) -> Seat:
        told = {name: getattr(one, name) for name in cls.model_fields if hasattr(one, name)}
        return cls(**told, link=seat_rows.link_of(tx, one), ready=one.standing.ready_at is not None, now=now)


class Seats(BaseModel):
    """`mails`: whether invitations and reminders can go out by mail."""

    items: list[Seat]
    mails: bool


class SeatList(BaseModel):
    """A list as pasted or read from a file; `language` for lines that name none."""

    text: Annotated[str, StringConstraints(max_length=200_000)]
    language: Language = "en"


class SeatLine(BaseModel):
    """`line` counts from 1; one with a `fault` is not taken over."""

    line: int
    name: str
    phone: str
    language: str
    email: str
    fault: Fault | None

    model_config = {"from_attributes": True}


class SeatDoor(BaseModel):
    """What the link says to whoever has it: where both sides stand, and nothing of anybody else's.

    `contacts`, `history`: how far each is, None before it was asked for; `progress` of the history in percent.
    `reviewing`: the person with the phone has to say who is private.
    """

    workspace: str
    invited_by: str
    name: str
    phone: str
    country: str
    language: Language
    until: datetime
    step: SeatStep
    since: datetime
    answers: SeatAnswers | None
    stops: list[Stop]
    consented_at: datetime | None
    consented_as: str | None
    ready: bool
    scanned_at: datetime | None
    administrator_seen_at: datetime | None
    contacts: Literal["on_its_way", "arriving", "complete", "silent", "refused", "unknown"] | None
    history: Literal["on_its_way", "arriving", "complete", "silent", "refused", "unknown"] | None
    progress: int | None
    reviewing: bool
    now: datetime

    @classmethod
    def of(cls, here: Through, one: seat_rows.Seat) -> SeatDoor:
        told = {name: getattr(one, name) for name in cls.model_fields if hasattr(one, name)}
        state = one.standing
        return cls(
            **told, workspace=here.workspace, now=here.now, ready=state.ready_at is not None,
            contacts=state.contacts[0] if state.contacts else None, history=state.history[0] if state.history else None,
            reviewing=seat_door.is_reviewing(here, one),
        )  # fmt: skip


class SeatConsent(BaseModel):
    """`shown`: the words that were read, in the language they were read in; they go on record."""

    name: Line
    language: Language
    shown: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]


class SeatSaid(BaseModel):
    what: Said


class SeatReview(BaseModel):
    """`link`: the path of the page on which they say who is private."""

    link: str


@router.get(HERE, response={200: Seats, REFUSALS: Refusal})
def list_seats(request: HttpRequest, workspace: UUID) -> Seats:
    with entered(workspace, user_of(request).id) as (tx, person):
        now = clock.now(tx)
        return Seats(items=[Seat.of(tx, one, now) for one in seats.all_of(tx, person, now)], mails=seats.mails())


@router.post(HERE, response={201: Seat, REFUSALS: Refusal})
def invite_seat(request: HttpRequest, workspace: UUID, wanted: SeatWanted) -> Status[Seat]:
    with entered(workspace, user_of(request).id) as (tx, person):
        now = clock.now(tx)
        one = seats.invite(tx, person, seats.Wanted(**wanted.model_dump()), now)
        return Status(201, Seat.of(tx, one, now))


@router.post(HERE + "/preview", response={200: list[SeatLine], REFUSALS: Refusal})
def preview_seats(request: HttpRequest, workspace: UUID, wanted: SeatList) -> list[SeatLine]:
    """What a list would do; nothing is kept."""
    with entered(workspace, user_of(request).id) as (tx, person):
        return [SeatLine.model_validate(one) for one in seats.preview(tx, person, wanted.text, wanted.language)]


@router.post(HERE + "/import", response={200: list[SeatLine], REFUSALS: Refusal})
def import_seats(request: HttpRequest, workspace: UUID, wanted: SeatList) -> list[SeatLine]:
    """Invite all whose line has no fault; the others come back as they are."""
    with entered(workspace, user_of(request).id) as (tx, person):
        taken = seats.take_list(tx, person, wanted.text, wanted.language, clock.now(tx))
        return [SeatLine.model_validate(one) for one in taken]


@router.post(HERE + "/{uuid:seat}/here", response={200: Seat, REFUSALS: Refusal})
def look_after_seat(request: HttpRequest, workspace: UUID, seat: UUID) -> Seat:
    with entered(workspace, user_of(request).id) as (tx, person):
        now = clock.now(tx)
        return Seat.of(tx, seats.look_after(tx, person, seat, now), now)


@router.post(HERE + "/{uuid:seat}/renew", response={200: Seat, REFUSALS: Refusal})
def renew_seat(request: HttpRequest, workspace: UUID, seat: UUID) -> Seat:
    with entered(workspace, user_of(request).id) as (tx, person):
        now = clock.now(tx)
        return Seat.of(tx, seats.renew(tx, person, seat, now), now)


@router.post(HERE + "/{uuid:seat}/remind", response={202: None, REFUSALS: Refusal})
def remind_seat(request: HttpRequest, workspace: UUID, seat: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        seats.remind(tx, person, seat, clock.now(tx))
    return Status(202, None)


@router.delete(HERE + "/{uuid:seat}", response={204: None, REFUSALS: Refusal})
def withdraw_seat(request: HttpRequest, workspace: UUID, seat: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        seats.withdraw(tx, person, seat, clock.now(tx))
    return Status(204, None)


@router.get(DOOR, auth=None, response={200: SeatDoor, REFUSALS: Refusal})
def seat_door_of(request: HttpRequest, token: Path[str]) -> SeatDoor:
    with seat_door.opened(token, to_change=False) as here:
        return SeatDoor.of(here, here.seat)


@router.post(DOOR + "/here", auth=Anybody(), response={200: SeatDoor, REFUSALS: Refusal})
def seat_is_here(request: HttpRequest, token: Path[str]) -> SeatDoor:
    """The page is open; asked again and again, it says where both sides stand."""
    with seat_door.opened(token, to_change=False) as here:
        return SeatDoor.of(here, seat_door.look(here))


@router.post(DOOR + "/answers", auth=Anybody(), response={200: SeatDoor, REFUSALS: Refusal})
def seat_answers(request: HttpRequest, token: Path[str], given: SeatAnswers) -> SeatDoor:
    with seat_door.opened(token, to_change=True) as here:
        return SeatDoor.of(here, seat_door.answer(here, given.model_dump()))


@router.post(DOOR + "/consent", auth=Anybody(), response={200: SeatDoor, REFUSALS: Refusal})
def seat_consents(request: HttpRequest, token: Path[str], given: SeatConsent) -> SeatDoor:
    with seat_door.opened(token, to_change=True) as here:
        return SeatDoor.of(here, seat_door.consent(here, given.name, given.language, given.shown))


@router.post(DOOR + "/said", auth=Anybody(), response={200: SeatDoor, REFUSALS: Refusal})
def seat_says(request: HttpRequest, token: Path[str], given: SeatSaid) -> SeatDoor:
    with seat_door.opened(token, to_change=True) as here:
        return SeatDoor.of(here, seat_door.say(here, given.what))


@router.post(DOOR + "/review", auth=Anybody(), response={201: SeatReview, REFUSALS: Refusal})
def seat_reviews(request: HttpRequest, token: Path[str]) -> Status[SeatReview]:
    with seat_door.opened(token, to_change=True) as here:
        return Status(201, SeatReview(link=seat_door.review_link(here)))
