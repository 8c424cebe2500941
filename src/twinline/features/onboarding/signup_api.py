"""What the page needs before a number is connected, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from twinline.features.onboarding import queries
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Refusal, user_of

router = Router(tags=["onboarding"])
Typed = Annotated[str, Query(max_length=40)]


class Signup(BaseModel):
    """`script` is Meta's SDK, `origins` alone may tell its outcome; `closed` are ISO 3166 countries.

    `median_seconds`: what the numbers of this workspace took from the first step to the last; None before the first.
    """

    script: str
    version: str
    origins: list[str]
    closed: list[str]
    closed_by: Literal["release", "operator"]
    closed_on: date
    median_seconds: int | None
    joined: int

    model_config = {"from_attributes": True}


class PhoneSeen(BaseModel):
    """`country` None: this is no number; `closed`: coexistence is not to be tried there; `connected`: here, already."""

    country: str | None
    closed: bool
    connected: bool

    model_config = {"from_attributes": True}


@router.get("/workspaces/{uuid:workspace}/signup", response={200: Signup, REFUSALS: Refusal})
def signup(request: HttpRequest, workspace: UUID) -> Signup:
    with entered(workspace, user_of(request).id) as (tx, person):
        return Signup.model_validate(queries.signup(tx, person))


@router.get("/workspaces/{uuid:workspace}/signup/phone", response={200: PhoneSeen, REFUSALS: Refusal})
def phone(request: HttpRequest, workspace: UUID, typed: Typed = "") -> PhoneSeen:
    """Without taking it over: what a number's own digits say before it is connected."""
    with entered(workspace, user_of(request).id) as (tx, person):
        return PhoneSeen.model_validate(queries.phone(tx, person, typed))
