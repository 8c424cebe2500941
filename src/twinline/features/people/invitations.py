"""Invitations by link: the link works once, for seven days, for the address that it was made for."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from twinline.features.people.actions import check_teams, note, put_in_teams
from twinline.features.people.rules import email_of
from twinline.features.people.shapes import Acceptance, Door, Invite, Invited
from twinline.workspaces.access import Person
from twinline.workspaces.models import Membership, User
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.rules import Right, Role, check_may_name
from twinline.workspaces.transaction import Actor, Tx, directory, transaction
from twinline.workspaces.uuid7 import uuid7

LIFETIME = timedelta(days=7)
IS_MEMBER = """
    select true from config.membership as m join config."user" as u on u.id = m.user_id
    where m.workspace_id = %s and u.email = %s
"""
SWEEP = "delete from config.invitation where workspace_id = %s and email = %s and expires_at <= %s"
ADD = """
    insert into config.invitation (id, workspace_id, digest, email, role, teams, language, invited_by, expires_at)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing
"""
WITHDRAW = "delete from config.invitation where workspace_id = %s and id = %s returning email"
FIND = """
    select i.workspace_id, w.name, i.email, i.role, u.name, i.id, i.invited_by, i.language, i.teams,
        exists (select from config."user" as a where a.email = i.email)
    from config.invitation as i join config.workspace as w on w.id = i.workspace_id
    join config."user" as u on u.id = i.invited_by
    where i.digest = %s and i.expires_at > %s
"""
TAKE = "delete from config.invitation where workspace_id = %s and digest = %s and expires_at > %s returning id"


def invite(tx: Tx, person: Person, wanted: Invite, *, now: datetime) -> Invited:
    """Raises Refused for somebody who is here already, or is invited already."""
    check_may_name(person.role, wanted.role)
    email = email_of(wanted.email)
    check_teams(tx, wanted.teams)
    _check_no_member(tx, email)
    tx.run(SWEEP, (tx.workspace, email, now))
    token, id_ = secrets.token_urlsafe(32), uuid7(now)
    row = (id_, tx.workspace, _digest(token), email, wanted.role.value, list(wanted.teams), wanted.language, person.id)
    if not tx.run(ADD, (*row, now + LIFETIME)):
        raise Refused("already_invited", "This person is invited already; withdraw that invitation first.")
    note(tx, person, "invitation", id_, None, {"role": wanted.role.value}, now)
    return Invited(id=id_, link=f"/invitation/{token}")


def withdraw(tx: Tx, person: Person, invitation: UUID, *, now: datetime) -> None:
    person.check_may(Right.SET_UP_MEMBERS)
    if tx.row(WITHDRAW, (tx.workspace, invitation)) is None:
        raise NotFound("invitation")
    note(tx, person, "invitation", invitation, {"state": "open"}, None, now)


def door(token: str, now: datetime) -> Door:
    """What the link says, to whoever has it. Raises NotFound for one that is over."""
    with directory() as tx:
        row = tx.row(FIND, (_digest(token), now))
    if row is None:
        raise NotFound("invitation")
    return Door(workspace=row[1], email=row[2], role=Role(row[3]), invited_by=row[4], has_account=row[9])


def accept(token: str, by: User | None, acceptance: Acceptance, *, now: datetime) -> User:
    """The member that the invitation makes: the signed-in person of its address, or a new account."""
    with directory() as tx:
        row = tx.row(FIND, (_digest(token), now))
    if row is None:
        raise NotFound("invitation")
    workspace, _, email, role, _, id_, invited_by, language, teams, has_account = row
    with transaction(workspace, Actor("person", by.id if by else None)) as tx:
        if tx.row(TAKE, (workspace, _digest(token), now)) is None:
            raise NotFound("invitation")
        # An invitation may be made in the moment in which the one before it is accepted.
        _check_no_member(tx, email)
        user = _invited(by, email, acceptance, language, now, has_account=has_account)
        Membership.objects.create(id=uuid7(now), workspace_id=workspace, user=user, role=role)
        known = [
            team
            for (team,) in tx.rows(
                "select id from config.team where workspace_id = %s and id = any(%s)", (workspace, teams)
            )
        ]
        put_in_teams(tx, user.id, known)
        inviter = Person(invited_by, "", Role.OWNER, workspace)
        note(tx, inviter, "member", user.id, None, {"role": role, "invitation": str(id_)}, now)
    return user


def _check_no_member(tx: Tx, email: str) -> None:
    if tx.row(IS_MEMBER, (tx.workspace, email)):
        raise Refused("already_member", "This person is a member already.")


def _sign_in_first(email: str) -> Refused:
    return Refused("sign_in_first", f"Sign in as {email} to accept this invitation.", "fix")


def _invited(
    by: User | None, email: str, acceptance: Acceptance, language: str, now: datetime, *, has_account: bool
) -> User:
    if by is not None and by.email == email:
        return by
    if by is not None or has_account:
        raise _sign_in_first(email)
    if not acceptance.name or not acceptance.password:
        raise Refused("invalid", "A new account needs a name and a password.")
    user = User(id=uuid7(now), email=email, name=acceptance.name, language=acceptance.language or language)
    try:
        validate_password(acceptance.password, user)
    except ValidationError as error:
        raise Refused("password_weak", " ".join(error.messages)) from error
    user.set_password(acceptance.password)
    try:
        user.save(force_insert=True)
    except IntegrityError as error:
        # Invited to two workspaces, and both links were taken at once.
        raise _sign_in_first(email) from error
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
