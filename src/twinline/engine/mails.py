"""Alerts by mail: each person is told once, and again only where it did not leave.

Of a number hear those who set up numbers, of a webhook that was switched off those who manage the settings.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail

from twinline.engine.alert_words import Letter, Topic, hand_on, letter
from twinline.workspaces.rules import Right, Role, may
from twinline.workspaces.transaction import SYSTEM, Tx, transaction

LEASE = timedelta(minutes=5)
MOST_TRIES = 10
LONGEST_PAUSE = timedelta(hours=6)
TOLD = [role.value for role in Role if may(role, Right.SET_UP_NUMBERS)]
MANAGE = [role.value for role in Role if may(role, Right.MANAGE_SETTINGS)]
# What is to be done on the phone, and how its owner is told of it.
PHONE: Mapping[str, Topic] = {"phone_remind": "owner_remind", "phone_urgent": "owner_urgent"}
About = Literal["alert", "owner", "webhook"]

WANT = """
    insert into config.alert_mail (workspace_id, alert_id, user_id, about, state, due_at, changed_at)
    select m.workspace_id, %s, m.user_id, %s, 'wanted', %s, %s
    from config.membership as m join config."user" as u on u.id = m.user_id
    where m.workspace_id = %s and m.role = any(%s) and u.is_active
    on conflict do nothing
"""
# The person with the phone, where that is a member.
WANT_OF_OWNER = """
    insert into config.alert_mail (workspace_id, alert_id, user_id, about, state, due_at, changed_at)
    select n.workspace_id, %s, m.user_id, 'owner', 'wanted', %s, %s
    from config.number as n
    join config.membership as m on m.workspace_id = n.workspace_id and m.user_id = n.owner_member
    join config."user" as u on u.id = m.user_id and u.is_active
    where n.workspace_id = %s and n.id = %s
    on conflict do nothing
"""
CLAIM = """
    update config.alert_mail set due_at = %s, tries = tries + 1 where (alert_id, user_id) in (
        select alert_id, user_id from config.alert_mail
        where state = 'wanted' and due_at <= %s order by due_at limit 1 for update skip locked
    )
    returning workspace_id, alert_id, user_id, tries, about
"""
# What is over meanwhile, and who may not know any more, is not written about.
READ = """
    select u.email, u.language, alert.kind, number.name, w.name, w.slug, number.id,
        number.owner_name, number.owner_member is not null
    from config.alert join config.number as number on number.id = alert.number_id
    join config.workspace as w on w.id = alert.workspace_id
    join config.membership as m on m.workspace_id = alert.workspace_id and m.user_id = %s and m.role = any(%s)
    join config."user" as u on u.id = m.user_id and u.is_active
    where alert.workspace_id = %s and alert.id = %s and alert.closed_at is null
"""
READ_OF_OWNER = """
    select u.email, u.language, alert.kind, number.name, w.name, w.slug, number.id
    from config.alert join config.number as number on number.id = alert.number_id and number.owner_member = %s
    join config.workspace as w on w.id = alert.workspace_id
    join config.membership as m on m.workspace_id = alert.workspace_id and m.user_id = number.owner_member
    join config."user" as u on u.id = m.user_id and u.is_active
    where alert.workspace_id = %s and alert.id = %s and alert.closed_at is null
"""
# `alert_id` is then the delivery that was the last.
READ_OF_WEBHOOK = """
    select u.email, u.language, hook.state, hook.url, w.name, w.slug
    from config.outgoing_delivery as d join config.outgoing_webhook as hook
        on hook.workspace_id = d.workspace_id and hook.id = d.webhook_id and hook.state in ('gone', 'failing')
    join config.workspace as w on w.id = d.workspace_id
    join config.membership as m on m.workspace_id = d.workspace_id and m.user_id = %s and m.role = any(%s)
    join config."user" as u on u.id = m.user_id and u.is_active
    where d.workspace_id = %s and d.id = %s
"""
SETTLE = """
    update config.alert_mail set state = %s, due_at = %s, changed_at = %s, fault = %s
    where alert_id = %s and user_id = %s
"""


@dataclass(frozen=True, slots=True)
class Mailing:
    """One alert to one person. Of a webhook, `alert_id` is the delivery that was its last."""

    workspace_id: UUID
    alert_id: UUID
    user_id: UUID
    tries: int
    about: About = "alert"


def want(tx: Tx, alert_id: UUID, now: datetime, *, of_phone: UUID | None = None) -> None:
    """Everybody who sets up numbers is to be told; nobody where the operator named no server for mail.

    `of_phone`: this number's phone must be opened, so that its owner is told first, in words of their own.
    """
    if settings.INSTALLATION.mail is not None:
        if of_phone is not None:
            tx.run(WANT_OF_OWNER, (alert_id, now, now, tx.workspace, of_phone))
        tx.run(WANT, (alert_id, "alert", now, now, tx.workspace, TOLD))


def want_of_webhook(tx: Tx, delivery_id: UUID, now: datetime) -> None:
    """Everybody who manages the settings is to be told that a webhook was switched off."""
    if settings.INSTALLATION.mail is not None:
        tx.run(WANT, (delivery_id, "webhook", now, now, tx.workspace, MANAGE))


def claim(tx: Tx, now: datetime) -> Mailing | None:
    row = tx.row(CLAIM, (now + LEASE, now))
    return Mailing(*row) if row else None


def send(one: Mailing, now: datetime) -> None:
    """Hand it to the server. A worker that ends between that and the record tells a person twice rather than never."""
    with transaction(one.workspace_id, SYSTEM) as tx:
        addressed = READERS[one.about](tx, one)
    if addressed is None:
        return _settle(one, "dropped", now, now)
    try:
        _post(*addressed)
    except (smtplib.SMTPException, OSError) as error:
        return _later(one, now, type(error).__name__)
    return _settle(one, "sent", now, now)


def _of_alert(tx: Tx, one: Mailing) -> tuple[Letter, str] | None:
    row = tx.row(READ, (one.user_id, TOLD, one.workspace_id, one.alert_id))
    if row is None:
        return None
    address, language, kind, number, workspace, slug, number_id, owner, has_account = row
    hint = hand_on(language, owner) if kind in PHONE and not has_account else None
    return letter(language, kind, number, workspace, _link(f"{slug}/whatsapp/{number_id}"), hint), address


def _of_owner(tx: Tx, one: Mailing) -> tuple[Letter, str] | None:
    row = tx.row(READ_OF_OWNER, (one.user_id, one.workspace_id, one.alert_id))
    if row is None:
        return None
    address, language, kind, number, workspace, slug, number_id = row
    return letter(language, PHONE[kind], number, workspace, _link(f"{slug}/opened/{number_id}")), address


def _of_webhook(tx: Tx, one: Mailing) -> tuple[Letter, str] | None:
    row = tx.row(READ_OF_WEBHOOK, (one.user_id, MANAGE, one.workspace_id, one.alert_id))
    if row is None:
        return None
    address, language, state, url, workspace, slug = row
    kind: Topic = "webhook_gone" if state == "gone" else "webhook_failing"
    link = _link(f"{slug}/settings/outgoing-webhooks")
    return letter(language, kind, urlsplit(url).hostname or url, workspace, link), address


READERS: Mapping[About, Callable[[Tx, Mailing], tuple[Letter, str] | None]] = {
    "alert": _of_alert,
    "owner": _of_owner,
    "webhook": _of_webhook,
}


def _post(written: Letter, address: str) -> None:
    mail = settings.INSTALLATION.mail
    if mail is None:
        raise OSError("The operator names no server for mail any more.")
    send_mail(written.subject, written.body, mail.sender, [address])


def _link(path: str) -> str | None:
    origin = settings.INSTALLATION.origin
    return f"{origin}/{path}" if origin else None


def _later(one: Mailing, now: datetime, fault: str) -> None:
    pause = min(timedelta(minutes=1) * 2**one.tries, LONGEST_PAUSE)
    _settle(one, "failed" if one.tries >= MOST_TRIES else "wanted", now, now + pause, fault)


def _settle(one: Mailing, state: str, now: datetime, due_at: datetime, fault: str | None = None) -> None:
    with transaction(one.workspace_id, SYSTEM) as tx:
        tx.run(SETTLE, (state, due_at, now, fault, one.alert_id, one.user_id))
