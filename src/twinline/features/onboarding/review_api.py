"""The owner's review of a phone's contacts over HTTP: its state for those who set up numbers, itself by its link."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status
from pydantic import BaseModel, StringConstraints

from twinline.engine import clock
from twinline.features.onboarding import reviewing
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Anybody, Refusal, user_of
from twinline.workspaces.transaction import directory

HERE = "/workspaces/{uuid:workspace}/numbers/{uuid:number}/review"
LINK = "/private/{token}"
router = Router(tags=["onboarding"])
Text = Annotated[str, StringConstraints(max_length=100_000)]


class ReviewState(BaseModel):
    """`state` none: nobody was asked to review. Names and counts are the owner's alone until it has ended."""

    state: Literal["none", "open", "releasing", "ended"]
    due_at: datetime | None = None
    ended_at: datetime | None = None
    has_link: bool = False


class ReviewLink(BaseModel):
    """For the person with the phone; it is shown this once."""

    link: str


class PrivateEntry(BaseModel):
    """`in_book` false: wrote, and is not in the phone's contacts. `marked`: private by an earlier review."""

    key: str
    name: str
    phone: str
    in_book: bool
    marked: bool

    model_config = {"from_attributes": True}


class PrivateDoor(BaseModel):
    """`phone`: digits of the number that was connected. `entries`: none once it has ended.

    What came `since` is seen by nobody in the workspace before.
    """

    workspace: str
    phone: str
    since: datetime
    due_at: datetime
    ended_at: datetime | None
    contacts_asked: bool
    entries: list[PrivateEntry]
    prefixes: list[str]

    model_config = {"from_attributes": True}


class PrivateDecision(BaseModel):
    """`keys` of entries, a pasted list of `phones`, beginnings of phones; `shown`: the sentence that was confirmed."""

    keys: list[Annotated[str, StringConstraints(max_length=200)]] = []
    phones: Text = ""
    prefixes: list[Annotated[str, StringConstraints(max_length=40)]] = []
    shown: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


@router.get(HERE, response={200: ReviewState, REFUSALS: Refusal})
def state(request: HttpRequest, workspace: UUID, number: UUID) -> ReviewState:
    with entered(workspace, user_of(request).id) as (tx, person):
        one = reviewing.state(tx, person, number)
        if one is None:
            return ReviewState(state="none")
        return ReviewState(state=one.state, due_at=one.due_at, ended_at=one.ended_at, has_link=one.has_link)


@router.post(HERE, response={201: ReviewLink, REFUSALS: Refusal})
def invite(request: HttpRequest, workspace: UUID, number: UUID) -> Status[ReviewLink]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return Status(201, ReviewLink(link=reviewing.invite(tx, person, number, clock.now(tx))))


@router.get(LINK, auth=None, response={200: PrivateDoor, REFUSALS: Refusal})
def door(request: HttpRequest, token: Path[str]) -> PrivateDoor:
    return PrivateDoor.model_validate(reviewing.door(token))


@router.post(LINK, auth=Anybody(), response={204: None, REFUSALS: Refusal})
def end(request: HttpRequest, token: Path[str], decision: PrivateDecision) -> Status[None]:
    with directory() as tx:
        now = clock.now(tx)
    reviewing.end(token, reviewing.Decision(**decision.model_dump()), now)
    return Status(204, None)
