"""Mail to people who are invited to connect their number: the invitation, and reminders while nothing moves."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail

from twinline.engine.alert_words import Letter
from twinline.engine.reminder_words import AFTER, due_at, letter
from twinline.workspaces import seat_link
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

LEASE = timedelta(minutes=5)
MOST_TRIES = 10
LONGEST_PAUSE = timedelta(hours=6)
BETWEEN = timedelta(minutes=10)

WANT = """
    insert into config.seat_mail (workspace_id, seat_id, nth, state, due_at, changed_at)
    values (%s, %s, %s, 'wanted', %s, %s)
"""
LATELY = """
    select exists (
        select from config.seat_mail where workspace_id = %s and seat_id = %s
            and ((state = 'wanted' and due_at <= %s) or (state = 'sent' and changed_at > %s))
    ), (select coalesce(max(nth), 0) from config.seat_mail where workspace_id = %s and seat_id = %s)
"""
CLAIM = """
    update config.seat_mail set due_at = %s, tries = tries + 1 where (seat_id, nth) in (
        select seat_id, nth from config.seat_mail
        where state = 'wanted' and due_at <= %s order by due_at limit 1 for update skip locked
    )
    returning workspace_id, seat_id, nth, tries
"""
# Who is ready waits for us, and whose number is here is done: neither is written to.
READ = """
    select seat.email, seat.language, seat.name, w.name, seat.serial,
        greatest(seat.invited_at, seat.opened_at, seat.answered_at, seat.consented_at)
    from config.seat as seat join config.workspace as w on w.id = seat.workspace_id
    where seat.workspace_id = %s and seat.id = %s and seat.withdrawn_at is null and seat.ready_at is null
        and seat.until > %s and seat.email <> '' and not exists (
            select from config.number as number where number.workspace_id = seat.workspace_id
                and number.display_phone = seat.phone and number.state <> 'removed'
        )
"""
SETTLE = """
    update config.seat_mail set state = %s, due_at = %s, changed_at = %s, fault = %s, tries = %s
    where seat_id = %s and nth = %s
"""


@dataclass(frozen=True, slots=True)
class Mailing:
    """One mail to one invited person."""

    workspace_id: UUID
    seat_id: UUID
    nth: int
    tries: int


def want(tx: Tx, seat_id: UUID, now: datetime) -> None:
    """The invitation now, and the reminders that the clock brings."""
    for nth in range(len(AFTER)):
        tx.run(WANT, (tx.workspace, seat_id, nth, due_at(nth, now), now))


def want_now(tx: Tx, seat_id: UUID, now: datetime) -> bool:
    """One more, at once; False where one has just gone or is about to go."""
    at = (tx.workspace, seat_id)
    lately, last = tx.row(LATELY, (*at, now, now - BETWEEN, *at)) or (False, 0)
    if lately:
        return False
    tx.run(WANT, (*at, max(last + 1, len(AFTER)), now, now))
    return True


def claim(tx: Tx, now: datetime) -> Mailing | None:
    row = tx.row(CLAIM, (now + LEASE, now))
    return Mailing(*row) if row else None


def send(one: Mailing, now: datetime) -> None:
    """Hand it to the server. A worker that ends between that and the record tells a person twice rather than never."""
    with transaction(one.workspace_id, SYSTEM) as tx:
        row = tx.row(READ, (one.workspace_id, one.seat_id, now))
    if row is None:
        return _settle(one, "dropped", now, now)
    address, language, name, workspace, serial, progressed_at = row
    if (due := due_at(one.nth, progressed_at)) > now:
        return _settle(one, "wanted", now, due, tries=0)
    try:
        _post(letter(language, one.nth, name, workspace, _link(one, serial)), address)
    except (smtplib.SMTPException, OSError) as error:
        return _later(one, now, type(error).__name__)
    return _settle(one, "sent", now, now)


def _post(written: Letter, address: str) -> None:
    mail = settings.INSTALLATION.mail
    if mail is None:
        raise OSError("The operator names no server for mail any more.")
    send_mail(written.subject, written.body, mail.sender, [address])


def _link(one: Mailing, serial: int) -> str:
    token = seat_link.token_of(settings.INSTALLATION.secret, one.workspace_id, one.seat_id, serial)
    return f"{settings.INSTALLATION.origin}/connect/{token}"


def _later(one: Mailing, now: datetime, fault: str) -> None:
    pause = min(timedelta(minutes=1) * 2**one.tries, LONGEST_PAUSE)
    _settle(one, "failed" if one.tries >= MOST_TRIES else "wanted", now, now + pause, fault=fault)


def _settle(one: Mailing, state: str, now: datetime, due: datetime, **more: Any) -> None:
    row = (state, due, now, more.get("fault"), more.get("tries", one.tries), one.seat_id, one.nth)
    with transaction(one.workspace_id, SYSTEM) as tx:
        tx.run(SETTLE, row)
