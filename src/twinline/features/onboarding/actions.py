"""Setting up. Each action may be repeated: what is there already stays, what differs is changed and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from twinline.features.onboarding import rules
from twinline.log import keys
from twinline.log.facts import ConfigurationChanged, OurFact
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces import tickets
from twinline.workspaces.models import Membership, MetaApp, User, Workspace
from twinline.workspaces.refused import Refused
from twinline.workspaces.rules import Role
from twinline.workspaces.secrets import Vault
from twinline.workspaces.transaction import SYSTEM, Tx, directory, notify, transaction
from twinline.workspaces.uuid7 import uuid7

APPS_CHANNEL = "twinline_apps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is to sign in. The password is only used for an account that is not there yet."""

    email: str
    name: str
    password: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A Meta app as its dashboard shows it."""

    app_id: str
    name: str
    secret: str
    verify_token: str
    config_id: str = ""


def set_up_workspace(name: str, owner: Account, *, time_zone: str, now: datetime) -> tuple[UUID, UUID]:
    """The ids of the workspace with this name and of its owner's account, made if they were not there."""
    slug = rules.slug_of(name)
    with directory() as tx:
        known = tx.row("select id from config.workspace where slug = %s", (slug,))
    workspace_id = known[0] if known else uuid7(now)
    with transaction(workspace_id, SYSTEM) as tx:
        if not known:
            Workspace.objects.create(
                id=workspace_id, name=name, slug=slug, language=owner.language, time_zone=time_zone
            )
            keys.create(tx)
        user, changes = _join(tx, owner, Role.OWNER, now)
        if not known:
            changes.insert(0, _changed("workspace", workspace_id, None, {"name": name, "slug": slug}, now))
        _record(tx, changes)
    return workspace_id, user


def add_member(workspace_id: UUID, account: Account, role: Role, *, now: datetime, by: UUID | None = None) -> UUID:
    """The id of the account, which is now a member in this role; streams that it had open close on a change."""
    with transaction(workspace_id, SYSTEM) as tx:
        user, changes = _join(tx, account, role, now, by)
        _record(tx, changes)
    return user


def remove_member(workspace_id: UUID, user_id: UUID, *, now: datetime, by: UUID | None = None) -> None:
    """Raises Refused for the last owner, since nobody could manage the workspace afterwards."""
    with transaction(workspace_id, SYSTEM) as tx:
        membership = Membership.objects.select_for_update().filter(workspace_id=workspace_id, user_id=user_id).first()
        if membership is None:
            return
        _check_an_owner_stays(membership)
        membership.delete()
        tickets.void_member(tx, user_id, workspace_id)
        _record(tx, [_changed("member", user_id, {"role": membership.role}, None, now, by)])


def add_app(app: App, *, now: datetime) -> bool:
    """Keep an app's secrets; a secret that differs makes the old one the previous one. False when nothing changed."""
    rules.check_meta_id("Meta app id", app.app_id)
    rules.check_secret("app secret", app.secret)
    rules.check_secret("verify token", app.verify_token)
    if app.config_id:
        rules.check_meta_id("configuration id", app.config_id)
    vault = Vault(settings.INSTALLATION.secret)
    with directory() as tx:
        known = MetaApp.objects.select_for_update().filter(app_id=app.app_id).first()
        if known is None:
            _create_app(vault, app, now)
        elif not _change_app(vault, known, app, now):
            return False
        tx.after_commit(lambda: notify(APPS_CHANNEL, ""))
    return True


def _create_app(vault: Vault, app: App, now: datetime) -> None:
    MetaApp.objects.create(
        app_id=app.app_id,
        name=app.name,
        secret=vault.seal(app.secret.encode(), app_aad(app.app_id, "secret")),
        verify_token=vault.seal(app.verify_token.encode(), app_aad(app.app_id, "verify_token")),
        config_id=app.config_id,
        changed_at=now,
    )


def _change_app(vault: Vault, known: MetaApp, app: App, now: datetime) -> bool:
    secret = vault.open(bytes(known.secret), app_aad(app.app_id, "secret"))
    token = vault.open(bytes(known.verify_token), app_aad(app.app_id, "verify_token"))
    config_id = app.config_id or known.config_id
    wanted = (app.secret.encode(), app.verify_token.encode(), app.name, config_id)
    if (secret, token, known.name, known.config_id) == wanted:
        return False
    if secret != app.secret.encode():
        known.previous_secret = vault.seal(secret, app_aad(app.app_id, "previous_secret"))
        known.secret = vault.seal(app.secret.encode(), app_aad(app.app_id, "secret"))
    known.verify_token = vault.seal(app.verify_token.encode(), app_aad(app.app_id, "verify_token"))
    known.name, known.config_id, known.changed_at = app.name, config_id, now
    known.save()
    return True


def app_aad(app_id: str, name: str) -> bytes:
    return f"meta_app/{app_id}/{name}".encode()


def _join(tx: Tx, account: Account, role: Role, now: datetime, by: UUID | None = None) -> tuple[UUID, list[OurFact]]:
    user = _account(account, now)
    membership = Membership.objects.select_for_update().filter(workspace_id=tx.workspace, user=user).first()
    if membership is None:
        Membership.objects.create(id=uuid7(now), workspace_id=tx.workspace, user=user, role=role)
        return user.id, [_changed("member", user.id, None, {"role": role.value}, now, by)]
    if membership.role == role:
        return user.id, []
    if role is not Role.OWNER:
        _check_an_owner_stays(membership)
    before, membership.role = membership.role, role.value
    membership.save(update_fields=["role"])
    tickets.void_member(tx, user.id, tx.workspace)
    return user.id, [_changed("member", user.id, {"role": before}, {"role": role.value}, now, by)]


def _account(account: Account, now: datetime) -> User:
    email = rules.email_of(account.email)
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    user = User(id=uuid7(now), email=email, name=account.name, language=account.language)
    try:
        validate_password(account.password, user)
    except ValidationError as error:
        raise Refused("password_weak", " ".join(error.messages)) from error
    user.set_password(account.password)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _check_an_owner_stays(membership: Membership) -> None:
    others = Membership.objects.filter(workspace_id=membership.workspace_id, role=Role.OWNER).exclude(id=membership.id)
    if membership.role == Role.OWNER and not others.exists():
        raise Refused("last_owner", "A workspace keeps at least one owner; name another one first.", "fix")


def _changed(
    what: str,
    subject: UUID,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    now: datetime,
    by: UUID | None = None,
) -> ConfigurationChanged:
    return ConfigurationChanged(what=what, subject=str(subject), before=before, after=after, by=by, at=now)


def _record(tx: Tx, changes: list[OurFact]) -> None:
    if changes:
        record(tx, [Recorded(fact, fact.at) for fact in changes])
