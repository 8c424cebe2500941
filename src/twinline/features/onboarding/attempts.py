"""Connecting a number through Meta's Embedded Signup: begun here, authorised there, finished here.

The intent is kept before Meta is asked, and no transaction is open while Meta is: what is lost on the way shows as
a step that was begun, and says how to go on.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings

from twinline.engine import joining
from twinline.features.onboarding import rules, seat_rows, seating
from twinline.features.onboarding.actions import app_aad
from twinline.features.onboarding.numbers import Connection, add_number
from twinline.features.onboarding.rules import Step
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.wire.joining import Node
from twinline.workspaces.access import Person, entered
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.rules import Right
from twinline.workspaces.secrets import Vault
from twinline.workspaces.transaction import Tx
from twinline.workspaces.uuid7 import uuid7

Mode = Literal["coexistence", "cloud_api"]
APP = "select secret from config.meta_app where app_id = %s and (workspace_id is null or workspace_id = %s)"
BEGIN = """
    insert into config.joining
        (workspace_id, id, mode, app_id, begun_by, begun_at, changed_at, nonce_digest, seat_id, step)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'begun')
"""
READ = """
    select id, mode, app_id, begun_by, begun_at, step, waba_id, reason, number_id, token, nonce_digest,
        seat_id
    from config.joining where workspace_id = %s and (%s::uuid is null or id = %s::uuid)
    order by begun_at desc limit 100
"""
MOVE = """
    update config.joining set step = %s, reason = %s, changed_at = %s where workspace_id = %s and id = %s and step = %s
"""
AUTHORISED = """
    update config.joining set step = 'authorised', waba_id = %s, token = %s, token_expires_at = %s, changed_at = %s
    where workspace_id = %s and id = %s and step = 'exchanging'
"""
JOINED = """
    update config.joining set step = 'joined', number_id = %s, token = null, changed_at = %s
    where workspace_id = %s and id = %s and step = 'authorised'
"""
TAKEN = "select phone_number_id from config.number where workspace_id = %s and state <> 'removed'"


@dataclass(frozen=True, slots=True)
class Attempt:
    """How far connecting a number came. `token` is sealed; `reason` says why it was cancelled or failed.

    `seat_id`: the invited person whose number it is.
    """

    id: UUID
    mode: Mode
    app_id: str
    begun_by: UUID
    begun_at: datetime
    step: Step
    waba_id: str | None
    reason: str | None
    number_id: UUID | None
    token: bytes | None
    nonce_digest: bytes
    seat_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which number, and for whom; `pin` for a new one; `review`: its owner says first who is private."""

    phone_number_id: str
    name: str
    owner_name: str
    pin: str | None = None
    review: bool = False


def attempts(tx: Tx, person: Person) -> list[Attempt]:
    """The newest first."""
    person.check_may(Right.SET_UP_NUMBERS)
    return [Attempt(*row) for row in tx.rows(READ, (tx.workspace, None, None))]


def begin(
    tx: Tx, person: Person, mode: Mode, app_id: str, shown: str, now: datetime, seat: UUID | None = None
) -> tuple[UUID, str]:
    """The attempt and the nonce that its answer must bring along; kept here as a digest alone.

    `seat`: whose number it is to be; raises Refused for somebody who has not agreed.
    """
    person.check_may(Right.SET_UP_NUMBERS)
    if tx.row(APP, (app_id, tx.workspace)) is None:
        raise NotFound("Meta app")
    if seat is not None:
        seating.check_may_begin(seat_rows.held(tx, seat, now).standing)
    attempt, nonce = uuid7(now), secrets.token_urlsafe(32)
    tx.run(BEGIN, (tx.workspace, attempt, mode, app_id, person.id, now, now, _digest(nonce), seat))
    after = {"mode": mode, "app_id": app_id, "shown": shown} | ({"seat": str(seat)} if seat else {})
    fact = ConfigurationChanged(what="joining", subject=str(attempt), before=None, after=after, by=person.id, at=now)
    record(tx, [Recorded(fact, now)])
    return attempt, nonce


def cancel(tx: Tx, person: Person, attempt_id: UUID, nonce: str, reason: str, now: datetime) -> None:
    """Meta's window was closed, at the step or with the error that `reason` names."""
    attempt = _own(tx, person, attempt_id, nonce)
    rules.check_step(attempt.step, "begun")
    tx.run(MOVE, ("cancelled", reason[:200], now, tx.workspace, attempt_id, "begun"))


def answer(
    workspace: UUID, user: UUID, attempt_id: UUID, nonce: str, code: str, waba: str | None, now: datetime
) -> None:
    """What Meta's window gave: exchanged at once, since the code lives for thirty seconds. Raises Refused."""
    with entered(workspace, user) as (tx, person):
        attempt = _own(tx, person, attempt_id, nonce)
        rules.check_step(attempt.step, "begun")
        if not tx.run(MOVE, ("exchanging", None, now, workspace, attempt_id, "begun")):
            rules.check_step("exchanging", "begun")
        secret = _secret(tx, attempt.app_id)
    try:
        token, seen = joining.come_in(attempt.app_id, secret, code)
        account = rules.account_of(seen, attempt.app_id, waba)
    except Refused as refusal:
        _fail(workspace, user, attempt_id, refusal, now)
        raise
    sealed = Vault(settings.INSTALLATION.secret).seal(token.encode(), _aad(attempt_id))
    with entered(workspace, user) as (tx, _):
        tx.run(AUTHORISED, (account, sealed, seen.expires_at, now, workspace, attempt_id))


def numbers(workspace: UUID, user: UUID, attempt_id: UUID) -> list[Node]:
    """The numbers of the authorised account that can be connected. Raises Refused."""
    with entered(workspace, user) as (tx, person):
        attempt, token = _authorised(tx, person, attempt_id)
        taken = {row[0] for row in tx.rows(TAKEN, (tx.workspace,))}
    return rules.candidates(joining.numbers(token, attempt.waba_id or ""), attempt.mode, taken)


def join(workspace: UUID, user: UUID, attempt_id: UUID, chosen: Chosen, now: datetime) -> UUID:
    """The id of the number, which is connected from now on. May be repeated until it is. Raises Refused."""
    node = next((one for one in numbers(workspace, user, attempt_id) if one.id == chosen.phone_number_id), None)
    if node is None:
        raise NotFound("number")
    with entered(workspace, user) as (tx, person):
        attempt, token = _authorised(tx, person, attempt_id)
        if attempt.seat_id is not None:
            invited = seat_rows.seat(tx, attempt.seat_id, now)
            seating.check_same_phone(invited.phone, node.phone)
            chosen = replace(chosen, owner_name=chosen.owner_name or invited.name)
    if attempt.mode == "cloud_api":
        rules.check_pin(chosen.pin or "")
    joining.connect(token, attempt.waba_id or "", node.id, chosen.pin if attempt.mode == "cloud_api" else None)
    number = add_number(workspace, _connection(attempt, token, node, chosen, now), now=now, by=user)
    with entered(workspace, user) as (tx, _):
        tx.run(JOINED, (number, now, workspace, attempt_id))
    return number


def _connection(attempt: Attempt, token: str, node: Node, chosen: Chosen, now: datetime) -> Connection:
    return Connection(
        phone_number_id=node.id,
        waba_id=attempt.waba_id or "",
        app_id=attempt.app_id,
        display_phone=node.phone,
        name=chosen.name or node.name,
        owner_name=chosen.owner_name,
        mode=attempt.mode,
        token=token,
        onboarded_at=now,
        review=chosen.review,
    )


def _own(tx: Tx, person: Person, attempt_id: UUID, nonce: str) -> Attempt:
    """Only the page that began an attempt answers for it."""
    attempt = _read(tx, person, attempt_id)
    if not hmac.compare_digest(attempt.nonce_digest, _digest(nonce)):
        raise NotFound("attempt")
    return attempt


def _authorised(tx: Tx, person: Person, attempt_id: UUID) -> tuple[Attempt, str]:
    attempt = _read(tx, person, attempt_id)
    rules.check_step(attempt.step, "authorised")
    token = Vault(settings.INSTALLATION.secret).open(attempt.token or b"", _aad(attempt_id))
    return attempt, token.decode()


def _read(tx: Tx, person: Person, attempt_id: UUID) -> Attempt:
    person.check_may(Right.SET_UP_NUMBERS)
    row = tx.row(READ, (tx.workspace, attempt_id, attempt_id))
    if row is None:
        raise NotFound("attempt")
    return Attempt(*row)


def _fail(workspace: UUID, user: UUID, attempt_id: UUID, refusal: Refused, now: datetime) -> None:
    with entered(workspace, user) as (tx, _):
        tx.run(MOVE, ("failed", refusal.code, now, workspace, attempt_id, "exchanging"))


def _secret(tx: Tx, app_id: str) -> str:
    row = tx.row(APP, (app_id, tx.workspace))
    if row is None:
        raise NotFound("Meta app")
    return Vault(settings.INSTALLATION.secret).open(bytes(row[0]), app_aad(app_id, "secret")).decode()


def _digest(nonce: str) -> bytes:
    return hashlib.sha256(nonce.encode()).digest()


def _aad(attempt_id: UUID) -> bytes:
    return f"joining/{attempt_id}/token".encode()
