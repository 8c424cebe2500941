"""A workspace's own Meta apps over HTTP. No answer holds a secret."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, StringConstraints

from twinline.engine import clock
from twinline.features.onboarding import meta_apps as own
from twinline.features.onboarding import queries
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Refusal, user_of
from twinline.workspaces.transaction import directory

HERE = "/workspaces/{uuid:workspace}/meta-apps"
ONE = HERE + "/{slug:app}"
router = Router(tags=["onboarding"])
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class MetaApp(BaseModel):
    """`config_id` is empty until Embedded Signup is configured; `own`: this workspace may change it."""

    app_id: str
    name: str
    config_id: str
    own: bool

    model_config = {"from_attributes": True}


class NewMetaApp(BaseModel):
    """As Meta's dashboard shows it. Meta is asked before anything is kept."""

    app_id: Line
    secret: Line
    config_id: Line = ""


class MetaAppChange(BaseModel):
    """What is left out stays. A new secret is tried at Meta first; the old one is taken beside it."""

    config_id: Line | None = None
    secret: Line | None = None


class MetaAppDetail(BaseModel):
    """`verify_token` is what Meta's dashboard asks for beside the address; only of one's `own` app."""

    app_id: str
    name: str
    config_id: str
    own: bool
    version: str
    callback_url: str
    verify_token: str | None

    model_config = {"from_attributes": True}


class MetaAppFinding(BaseModel):
    """One step's outcome: the page has the words for `code`, `about` what stands in them."""

    step: Literal["key", "version", "configuration", "callback", "fields", "verification"]
    kind: Literal["good", "note", "bad", "unknown"]
    code: str
    about: dict[str, str]

    model_config = {"from_attributes": True}


@router.get(HERE, response={200: list[MetaApp], REFUSALS: Refusal})
def meta_apps(request: HttpRequest, workspace: UUID) -> list[MetaApp]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return [MetaApp.model_validate(one) for one in queries.apps(tx, person)]


@router.post(HERE, response={201: None, REFUSALS: Refusal})
def create_meta_app(request: HttpRequest, workspace: UUID, given: NewMetaApp) -> Status[None]:
    wish = own.Wish(config_id=given.config_id, secret=given.secret)
    own.create(workspace, user_of(request).id, given.app_id, wish, _now())
    return Status(201, None)


@router.post(ONE + "/check", response={200: list[MetaAppFinding], REFUSALS: Refusal})
def check_meta_app(request: HttpRequest, workspace: UUID, app: str) -> list[MetaAppFinding]:
    found = own.check(workspace, user_of(request).id, app, _origin(request))
    return [MetaAppFinding.model_validate(one) for one in found]


@router.post(ONE + "/subscribe", response={204: None, REFUSALS: Refusal})
def subscribe_meta_app(request: HttpRequest, workspace: UUID, app: str) -> Status[None]:
    own.subscribe(workspace, user_of(request).id, app, _origin(request), _now())
    return Status(204, None)


@router.get(ONE, response={200: MetaAppDetail, REFUSALS: Refusal})
def meta_app(request: HttpRequest, workspace: UUID, app: str) -> MetaAppDetail:
    with entered(workspace, user_of(request).id) as (tx, person):
        return MetaAppDetail.model_validate(own.detail(tx, person, app, _origin(request)))


@router.put(ONE, response={204: None, REFUSALS: Refusal})
def change_meta_app(request: HttpRequest, workspace: UUID, app: str, wanted: MetaAppChange) -> Status[None]:
    wish = own.Wish(config_id=wanted.config_id, secret=wanted.secret)
    own.change(workspace, user_of(request).id, app, wish, _now())
    return Status(204, None)


@router.delete(ONE, response={204: None, REFUSALS: Refusal})
def remove_meta_app(request: HttpRequest, workspace: UUID, app: str) -> Status[None]:
    own.remove(workspace, user_of(request).id, app, _now())
    return Status(204, None)


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _now() -> datetime:
    with directory() as tx:
        return clock.now(tx)
