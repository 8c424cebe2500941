"""Outgoing webhooks over HTTP. A secret is in the answer that made it, and in no other."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import BaseModel, Field

from twinline.engine import clock
from twinline.engine.outgoing.events import Event
from twinline.features.outgoing_webhooks import actions, queries
from twinline.workspaces.access import entered
from twinline.workspaces.api import REFUSALS, Refusal, user_of
from twinline.workspaces.rules import Right
from twinline.workspaces.transaction import directory

HERE = "/workspaces/{uuid:workspace}/outgoing-webhooks"
ONE = HERE + "/{uuid:webhook}"
router = Router(tags=["outgoing webhooks"])
Address = Annotated[str, Field(max_length=500)]
Events = Annotated[list[Event], Field(min_length=1)]


class OutgoingWebhook(BaseModel):
    """`state` off: by a person; gone: the receiver answered 410; failing: it took nothing for three days.

    `previous_until`: until when the secret before this one signs along.
    """

    id: UUID
    url: str
    events: list[Event]
    state: Literal["on", "off", "gone", "failing"]
    failing_since: datetime | None
    previous_until: datetime | None
    created_at: datetime

    model_config = {"from_attributes": True}


class NewOutgoingWebhook(BaseModel):
    """https, on the open internet."""

    url: Address
    events: Events


class OutgoingWebhookChange(BaseModel):
    """What is left out stays."""

    url: Address | None = None
    events: Events | None = None
    on: bool | None = None


class OutgoingSecret(BaseModel):
    """`secret` (whsec_…) is shown this once."""

    webhook: OutgoingWebhook
    secret: str


class OutgoingDelivery(BaseModel):
    """`status`: the receiver's last answer. `fault` None: it answered, or was not asked yet.

    Faults: barred (a private address), untrusted (its certificate), unreachable, timeout, broken (no HTTP),
    switched_off, unreadable.
    """

    id: UUID
    event: str
    state: Literal["waiting", "delivered", "failed"]
    created_at: datetime
    attempts: int
    tried_at: datetime | None
    next_at: datetime | None
    status: int | None
    fault: str | None
    took_ms: int | None

    model_config = {"from_attributes": True}


@router.get(HERE, response={200: list[OutgoingWebhook], REFUSALS: Refusal})
def outgoing_webhooks(request: HttpRequest, workspace: UUID) -> list[queries.Webhook]:
    with entered(workspace, user_of(request).id) as (tx, person):
        person.check_may(Right.MANAGE_SETTINGS)
        return queries.webhooks(tx, clock.now(tx))


@router.post(HERE, response={201: OutgoingSecret, REFUSALS: Refusal})
def create_outgoing_webhook(request: HttpRequest, workspace: UUID, new: NewOutgoingWebhook) -> Status[OutgoingSecret]:
    with entered(workspace, user_of(request).id) as (tx, person):
        made, secret = actions.create(tx, person, new.url, new.events, clock.now(tx))
    return Status(201, OutgoingSecret(webhook=OutgoingWebhook.model_validate(made), secret=secret))


@router.post(ONE + "/secret", response={200: OutgoingSecret, REFUSALS: Refusal})
def rotate_outgoing_secret(request: HttpRequest, workspace: UUID, webhook: UUID) -> OutgoingSecret:
    with entered(workspace, user_of(request).id) as (tx, person):
        held, secret = actions.rotate(tx, person, webhook, clock.now(tx))
    return OutgoingSecret(webhook=OutgoingWebhook.model_validate(held), secret=secret)


@router.post(ONE + "/test", response={200: OutgoingDelivery, REFUSALS: Refusal})
def test_outgoing_webhook(request: HttpRequest, workspace: UUID, webhook: UUID) -> queries.Delivery:
    with directory() as tx:
        now = clock.now(tx)
    return actions.test(workspace, user_of(request).id, webhook, now)


@router.get(ONE + "/deliveries", response={200: list[OutgoingDelivery], REFUSALS: Refusal})
def outgoing_deliveries(request: HttpRequest, workspace: UUID, webhook: UUID) -> list[queries.Delivery]:
    """The newest fifty; they are kept for 30 days."""
    with entered(workspace, user_of(request).id) as (tx, person):
        person.check_may(Right.MANAGE_SETTINGS)
        queries.webhook(tx, webhook, clock.now(tx))
        return queries.deliveries(tx, webhook)


@router.post(ONE + "/deliveries/{uuid:delivery}/again", response={202: OutgoingDelivery, REFUSALS: Refusal})
def send_outgoing_delivery_again(
    request: HttpRequest, workspace: UUID, webhook: UUID, delivery: UUID
) -> Status[queries.Delivery]:
    with entered(workspace, user_of(request).id) as (tx, person):
        return Status(202, actions.again(tx, person, webhook, delivery, clock.now(tx)))


@router.patch(ONE, response={200: OutgoingWebhook, REFUSALS: Refusal})
def change_outgoing_webhook(
    request: HttpRequest, workspace: UUID, webhook: UUID, change: OutgoingWebhookChange
) -> queries.Webhook:
    with entered(workspace, user_of(request).id) as (tx, person):
        return actions.change(
            tx, person, webhook, url=change.url, events=change.events, on=change.on, now=clock.now(tx)
        )


@router.delete(ONE, response={204: None, REFUSALS: Refusal})
def remove_outgoing_webhook(request: HttpRequest, workspace: UUID, webhook: UUID) -> Status[None]:
    with entered(workspace, user_of(request).id) as (tx, person):
        actions.remove(tx, person, webhook, clock.now(tx))
    return Status(204, None)
