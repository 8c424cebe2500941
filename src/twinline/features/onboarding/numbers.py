"""Adding and changing numbers: the row, its route and the fact go together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings

from twinline.engine import lifecycle, review, vitals
from twinline.features.onboarding import rules
from twinline.log.facts import ConfigurationChanged, NumberAdded, OurFact
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces import owners
from twinline.workspaces.models import MetaApp, Number, NumberRoute
from twinline.workspaces.refused import Refused
from twinline.workspaces.secrets import Vault
from twinline.workspaces.transaction import SYSTEM, Tx, transaction
from twinline.workspaces.uuid7 import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A number as Meta names it, with its token. Without `onboarded_at` a new number counts from now.

    `review`: its owner says first who is private; nothing of a contact is shown before.
    """

    phone_number_id: str
    waba_id: str
    app_id: str
    display_phone: str
    name: str
    owner_name: str
    mode: Literal["coexistence", "cloud_api"]
    token: str
    onboarded_at: datetime | None = None
    review: bool = False


def add_number(workspace_id: UUID, connection: Connection, *, now: datetime, by: UUID | None = None) -> UUID:
    """The id of the number, which is now connected to this workspace; the recorder adopts what waited for it."""
    _check(connection)
    with transaction(workspace_id, SYSTEM) as tx:
        _check_free(tx, connection)
        known = Number.objects.select_for_update().filter(phone_number_id=connection.phone_number_id).first()
        before = (known.epoch, known.state) if known else None
        number, fact = _change(tx, known, connection, now, by) if known else _create(tx, connection, now, by)
        NumberRoute.objects.update_or_create(
            phone_number_id=connection.phone_number_id,
            defaults={"waba_id": connection.waba_id, "workspace_id": workspace_id, "number_id": number.id},
        )
        if fact is not None:
            record(tx, [Recorded(fact, now, number.id)])
            lifecycle.renumber(tx)
        if before != (number.epoch, number.state):
            lifecycle.tell(tx, number.id, "connected", now)
        # Whose review had not ended when the phone was connected anew is not shown by that either.
        if connection.mode == "coexistence" and (connection.review or review.is_open(tx, number.id)):
            review.begin(tx, number.id, number.onboarded_at, by, now)
        vitals.begin(tx, number.id, now)
    return number.id


def token_aad(number_id: UUID) -> bytes:
    return f"number/{number_id}/token".encode()


def _check(connection: Connection) -> None:
    rules.check_meta_id("phone number id", connection.phone_number_id)
    rules.check_meta_id("WhatsApp Business account id", connection.waba_id)
    rules.check_secret("access token", connection.token)


def _check_free(tx: Tx, connection: Connection) -> None:
    route = NumberRoute.objects.select_for_update().filter(phone_number_id=connection.phone_number_id).first()
    if route is not None and route.workspace_id != tx.workspace:
        raise Refused("number_taken", "This number is connected elsewhere; remove it there first.", "stop")
    if not MetaApp.objects.filter(app_id=connection.app_id).exists():
        raise Refused("app_unknown", "Add the Meta app of this number first.", "fix")


def _create(tx: Tx, connection: Connection, now: datetime, by: UUID | None) -> tuple[Number, OurFact]:
    number = Number(id=uuid7(now), workspace_id=tx.workspace, phone_number_id=connection.phone_number_id)
    number.onboarded_at = now
    _fill(number, connection)
    number.state_at = number.onboarded_at
    number.save(force_insert=True)
    fact = NumberAdded(
        number_id=number.id,
        phone_number_id=connection.phone_number_id,
        display_phone=number.display_phone,
        name=connection.name,
        mode=connection.mode,
        onboarded_at=number.onboarded_at,
        by=by,
        at=now,
    )
    return number, fact


def _change(
    tx: Tx, number: Number, connection: Connection, now: datetime, by: UUID | None
) -> tuple[Number, OurFact | None]:
    before, state, renewed = _visible(number), number.state, _token(number) != connection.token
    was, onboarded_at = owners.Owner(number.owner_name, number.owner_member), number.onboarded_at
    _fill(number, connection)
    if owners.is_renamed(was, number.owner_name):
        owners.hand_over(tx, number.id, was, now)
        number.owner_member, number.owner_since = None, now
    if state != number.state:
        # What is still under way about the time before must find it over.
        number.state_at = now
        number.onboarded_at = connection.onboarded_at or now
    if onboarded_at != number.onboarded_at:
        number.epoch += 1
    number.save()
    after = _visible(number) | ({"token": "renewed"} if renewed else {})
    if before == after:
        return number, None
    fact = ConfigurationChanged(
        what="number", subject=str(number.id), number_id=number.id, before=before, after=after, by=by, at=now
    )
    return number, fact


def _fill(number: Number, connection: Connection) -> None:
    vault = Vault(settings.INSTALLATION.secret)
    number.waba_id, number.app_id = connection.waba_id, connection.app_id
    number.display_phone = rules.display_phone_of(connection.display_phone)
    number.name, number.owner_name, number.mode = connection.name, connection.owner_name, connection.mode
    number.token = vault.seal(connection.token.encode(), token_aad(number.id))
    number.state, number.onboarded_at = "connected", connection.onboarded_at or number.onboarded_at


def _token(number: Number) -> str:
    return Vault(settings.INSTALLATION.secret).open(bytes(number.token), token_aad(number.id)).decode()


def _visible(number: Number) -> dict[str, str]:
    """What may stand in the log: everything but the token."""
    return {
        "waba_id": number.waba_id,
        "app_id": number.app_id,
        "display_phone": number.display_phone,
        "name": number.name,
        "owner_name": number.owner_name,
        "mode": number.mode,
        "state": number.state,
        "onboarded_at": number.onboarded_at.isoformat(),
    }
