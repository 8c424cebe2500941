"""Connecting numbers over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, StringConstraints

from twinline.engine import clock
from twinline.features.onboarding import attempts, coverage, syncing
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Refusal, user_of
from twinline.workspaces.transaction import directory

HERE = "/workspaces/{uuid:workspace}/joinings"
PAST = "/workspaces/{uuid:workspace}/numbers/{uuid:number}/past"
router = Router(tags=["onboarding"])
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Begin(BaseModel):
    """`coexistence`: a number that lives in the Business app; `cloud_api`: one for Twinline alone.

    `shown`: what the person read and confirmed before, in their language; it goes on record. `seat`: the invited
    person whose number it is; they have agreed before.
    """

    mode: Literal["coexistence", "cloud_api"]
    app_id: Line
    shown: Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000)] = ""
    seat: UUID | None = None


class Begun(BaseModel):
    """`nonce` must come back with the answer: only the page that began an attempt has it."""

    id: UUID
    nonce: str


class Answer(BaseModel):
    """What Meta's window gave. It promises the account; the number may have to be chosen."""

    nonce: Line
    code: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    waba_id: Line | None = None


class Cancelled(BaseModel):
    """`reason`: Meta's `current_step`, or its error's code."""

    nonce: Line
    reason: Line = ""


class Joining(BaseModel):
    id: UUID
    mode: Literal["coexistence", "cloud_api"]
    app_id: str
    begun_by: UUID
    begun_at: datetime
    step: Literal["begun", "exchanging", "authorised", "joined", "cancelled", "failed"]
    waba_id: str | None
    reason: str | None
    number_id: UUID | None
    seat_id: UUID | None

    model_config = {"from_attributes": True}


class Candidate(BaseModel):
    """A number of the authorised account. `on_app` None: Meta did not say."""

    id: str
    phone: str
    name: str
    status: str | None
    quality: str | None
    on_app: bool | None

    model_config = {"from_attributes": True}


class Choice(BaseModel):
    """`pin`: six digits, for a number of the Cloud API alone. `review`: its owner says first who is private."""

    phone_number_id: Line
    name: Line = ""
    owner_name: Line = ""
    pin: Line | None = None
    review: bool = False


class Joined(BaseModel):
    number: UUID


class Ask(BaseModel):
    """`shown`: the sentence that the person read before, in their language; it goes on record."""

    kind: Literal["contacts", "history"]
    shown: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Asked(BaseModel):
    """`appearance` silent: asked for, and nothing came; give Meta's support the `request_id`."""

    kind: Literal["contacts", "history"]
    appearance: Literal["on_its_way", "arriving", "complete", "silent", "refused", "unknown"]
    since: datetime
    request_id: str | None
    code: int | None
    progress: int | None

    model_config = {"from_attributes": True}


class Phase(BaseModel):
    """What was said in this part of the past. `missing`: numbers of chunks that never came, though later ones did."""

    phase: int
    since: datetime
    until: datetime
    messages: int
    conversations: int
    files: int
    placeholders: int
    first_at: datetime | None
    last_at: datetime | None
    chunks: int
    missing: list[int]

    model_config = {"from_attributes": True}


class Gaps(BaseModel):
    """What shows that something was said and is not here, in the past and since.

    `quoted`: messages that were answered; `statuses`, `changes`: messages that ticks, edits or deletions were told of;
    `unavailable`: Meta could not give them (131060); `unsupported`: of a kind that Meta does not give; `chunks` of the
    history that never came; `silent`: sent from here and accepted, and Meta told nothing of them.
    """

    chunks: int
    quoted: int
    statuses: int
    changes: int
    unavailable: int
    unsupported: int
    silent: int

    model_config = {"from_attributes": True}


class Coverage(BaseModel):
    """What of a number's history is here; `placeholders` are messages whose content Meta did not give.

    `files` were announced; of them `files_stored` are here and `files_lost` cannot be had any more. Of the placeholders
    `files_awaited` are young enough that their file may follow, `files_too_old` are not. `quarantined`: items that
    could not be read, kept with their bytes. `recovered`: statuses whose webhook was lost, and read again at Meta.
    """

    messages: int
    conversations: int
    files: int
    files_stored: int
    files_lost: int
    files_awaited: int
    files_too_old: int
    placeholders: int
    quarantined: int
    recovered: int
    first_at: datetime | None
    last_at: datetime | None
    phases: list[Phase]
    gaps: Gaps

    model_config = {"from_attributes": True}


class Past(BaseModel):
    """`ask_until`: after it Meta takes no request. `reviewing`: the phone's owner says first who is private."""

    ask_until: datetime
    reviewing: bool
    asked: list[Asked]
    coverage: Coverage


@router.get(HERE, response={200: list[Joining], REFUSALS: Refusal})
def joinings(request: HttpRequest, workspace: UUID) -> list[Joining]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return [Joining.model_validate(one) for one in attempts.attempts(tx, person)]


@router.post(HERE, response={201: Begun, REFUSALS: Refusal})
def begin(request: HttpRequest, workspace: UUID, wanted: Begin) -> Status[Begun]:
    with entered(workspace, user_of(request).id) as (tx, person):
        identity, nonce = attempts.begin(
            tx, person, wanted.mode, wanted.app_id, wanted.shown, clock.now(tx), wanted.seat
        )
    return Status(201, Begun(id=identity, nonce=nonce))


@router.post(HERE + "/{uuid:joining}/answer", response={204: None, REFUSALS: Refusal})
def answer(request: HttpRequest, workspace: UUID, joining: UUID, given: Answer) -> Status[None]:
    user = user_of(request).id
    attempts.answer(workspace, user, joining, given.nonce, given.code, given.waba_id or None, _now())
    return Status(204, None)


@router.post(HERE + "/{uuid:joining}/cancel", response={204: None, REFUSALS: Refusal})
def cancel(request: HttpRequest, workspace: UUID, joining: UUID, given: Cancelled) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        attempts.cancel(tx, person, joining, given.nonce, given.reason, clock.now(tx))
    return Status(204, None)


@router.get(HERE + "/{uuid:joining}/numbers", response={200: list[Candidate], REFUSALS: Refusal})
def candidates(request: HttpRequest, workspace: UUID, joining: UUID) -> list[Candidate]:
    return [Candidate.model_validate(one) for one in attempts.numbers(workspace, user_of(request).id, joining)]


@router.post(HERE + "/{uuid:joining}/number", response={200: Joined, REFUSALS: Refusal})
def join(request: HttpRequest, workspace: UUID, joining: UUID, choice: Choice) -> Joined:
    chosen = attempts.Chosen(**choice.model_dump())
    return Joined(number=attempts.join(workspace, user_of(request).id, joining, chosen, _now()))


@router.get(PAST, response={200: Past, REFUSALS: Refusal})
def past(request: HttpRequest, workspace: UUID, number: UUID) -> Past:
    with entered(workspace, user_of(request).id) as (tx, person):
        now = clock.now(tx)
        until, made = syncing.asked(tx, person, number, now)
        return Past(
            ask_until=until,
            reviewing=syncing.is_reviewing(tx, number),
            asked=[Asked.model_validate(one) for one in made],
            coverage=Coverage.model_validate(coverage.of(tx, person, number, now)),
        )


@router.post(PAST, response={202: None, REFUSALS: Refusal})
def ask(request: HttpRequest, workspace: UUID, number: UUID, wanted: Ask) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        syncing.ask(tx, person, number, wanted.kind, wanted.shown, clock.now(tx))
    return Status(202, None)


def _now() -> datetime:
    with directory() as tx:
        return clock.now(tx)
