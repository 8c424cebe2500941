"""A workspace's own Meta apps: entered, changed and checked live, before anything is kept.

No transaction is open while Meta is asked. A secret that Meta does not take becomes neither the present nor the
previous one.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings

from twinline.engine import meta_app
from twinline.engine.app_findings import Finding, Trouble, callback_of
from twinline.engine.meta_app import Opened
from twinline.features.onboarding import rules
from twinline.features.onboarding.actions import APPS_CHANNEL, app_aad
from twinline.log.facts import ConfigurationChanged
from twinline.log.recorded import Recorded
from twinline.projections.record import record
from twinline.workspaces.access import Person, entered
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.rules import Right
from twinline.workspaces.secrets import Unreadable, Vault
from twinline.workspaces.transaction import Tx, notify

READ = """
    select name, config_id, workspace_id is not null, secret, verify_token from config.meta_app
    where app_id = %s and (workspace_id is null or workspace_id = %s)
"""
LOCK = "select 1 from config.meta_app where app_id = %s for update"
IS_THERE = "select 1 from config.meta_app where app_id = %s"
CREATE = """
    insert into config.meta_app (app_id, name, secret, verify_token, config_id, changed_at, workspace_id)
    values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing
"""
CONFIGURE = "update config.meta_app set config_id = %s, changed_at = %s where app_id = %s and workspace_id = %s"
RENEW = """
    update config.meta_app set secret = %s, previous_secret = %s, name = %s, changed_at = %s
    where app_id = %s and workspace_id = %s
"""
USED = "select 1 from config.number where workspace_id = %s and app_id = %s limit 1"
FORGET = "delete from config.joining where workspace_id = %s and app_id = %s"
REMOVE = "delete from config.meta_app where app_id = %s and workspace_id = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to change; None stays as it is."""

    config_id: str | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """An app as its page shows it. `verify_token` is for Meta's dashboard; None for what is not one's own."""

    app_id: str
    name: str
    config_id: str
    own: bool
    version: str
    callback_url: str
    verify_token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Kept:
    name: str
    config_id: str
    own: bool
    secret: bytes = field(repr=False)
    verify_token: bytes = field(repr=False)


def create(workspace: UUID, user: UUID, app_id: str, wish: Wish, now: datetime) -> None:
    """Enter an app that is this workspace's own. Raises Refused; then nothing is kept."""
    rules.check_meta_id("Meta app id", app_id)
    _check(wish)
    with entered(workspace, user) as (tx, person):
        person.check_may(Right.SET_UP_NUMBERS)
        if tx.row(IS_THERE, (app_id,)):
            raise _taken()
    name = _name_at_meta(app_id, wish.secret or "")
    with entered(workspace, user) as (tx, person):
        secret, token = _seal(app_id, "secret", wish.secret or ""), secrets.token_urlsafe(24)
        row = (app_id, name, secret, _seal(app_id, "verify_token", token), wish.config_id or "", now, workspace)
        if not tx.run(CREATE, row):
            raise _taken()
        _record(tx, person, app_id, None, {"name": name, "config_id": wish.config_id or ""}, now)


def change(workspace: UUID, user: UUID, app_id: str, wish: Wish, now: datetime) -> None:
    """Another configuration, or a new secret: the old one is taken beside it until the next. Raises Refused."""
    _check(wish)
    with entered(workspace, user) as (tx, person):
        _own(tx, person, app_id)
    name = _name_at_meta(app_id, wish.secret) if wish.secret is not None else None
    with entered(workspace, user) as (tx, person):
        tx.row(LOCK, (app_id,))
        kept = _own(tx, person, app_id)
        before, after = {"config_id": kept.config_id}, {"config_id": kept.config_id}
        if wish.config_id is not None and wish.config_id != kept.config_id:
            tx.run(CONFIGURE, (wish.config_id, now, app_id, workspace))
            after = {"config_id": wish.config_id}
        if wish.secret is not None and wish.secret != _open(app_id, "secret", kept.secret):
            tx.run(RENEW, (_seal(app_id, "secret", wish.secret), _past(app_id, kept), name, now, app_id, workspace))
            after = {**after, "secret": "renewed"}
        if before != after:
            _record(tx, person, app_id, before, after, now)


def detail(tx: Tx, person: Person, app_id: str, origin: str) -> Detail:
    kept, here = _visible(tx, person, app_id), settings.INSTALLATION
    return Detail(
        app_id=app_id,
        name=kept.name,
        config_id=kept.config_id,
        own=kept.own,
        version=here.graph_version,
        callback_url=callback_of(here.origin or origin, app_id),
        verify_token=_open(app_id, "verify_token", kept.verify_token) if kept.own else None,
    )


def check(workspace: UUID, user: UUID, app_id: str, origin: str) -> list[Finding]:
    """How the app is set up at Meta, asked now; `origin` is how the asking browser reaches this Twinline."""
    with entered(workspace, user) as (tx, person):
        app = _opened(app_id, _visible(tx, person, app_id))
    here = settings.INSTALLATION
    with meta_app.quick_graph(here) as graph:
        return meta_app.check(graph, app, here.graph_version, here.origin or origin)


def subscribe(workspace: UUID, user: UUID, app_id: str, origin: str, now: datetime) -> None:
    """Meta brings the app's webhooks here from now on. May be repeated. Raises Refused."""
    with entered(workspace, user) as (tx, person):
        app = _opened(app_id, _own(tx, person, app_id))
    here = settings.INSTALLATION
    with meta_app.quick_graph(here) as graph:
        trouble = meta_app.subscribe(graph, app, here.origin or origin)
    if trouble is not None:
        raise rules.app_refused(trouble.kind, trouble.error)
    with entered(workspace, user) as (tx, person):
        _record(tx, person, app_id, None, {"callback_url": callback_of(here.origin or origin, app_id)}, now)


def remove(workspace: UUID, user: UUID, app_id: str, now: datetime) -> None:
    """Raises Refused while a number is, or was, connected through it."""
    with entered(workspace, user) as (tx, person):
        tx.row(LOCK, (app_id,))
        kept = _own(tx, person, app_id)
        if tx.row(USED, (workspace, app_id)):
            raise Refused("app_in_use", "Numbers were connected through this app: it stays.", "stop")
        tx.run(FORGET, (workspace, app_id))
        tx.run(REMOVE, (app_id, workspace))
        _record(tx, person, app_id, {"name": kept.name, "config_id": kept.config_id}, None, now)


def _check(wish: Wish) -> None:
    if wish.config_id:
        rules.check_meta_id("configuration id", wish.config_id)
    if wish.secret is not None:
        rules.check_secret("app secret", wish.secret)


def _taken() -> Refused:
    return Refused("app_taken", "This app is entered already, here or elsewhere in this installation.", "stop")


def _name_at_meta(app_id: str, secret: str) -> str:
    with meta_app.quick_graph(settings.INSTALLATION) as graph:
        name = meta_app.key(graph, app_id, secret)
    if isinstance(name, Trouble):
        raise rules.app_refused(name.kind, name.error)
    return name or app_id


def _visible(tx: Tx, person: Person, app_id: str) -> _Kept:
    person.check_may(Right.SET_UP_NUMBERS)
    row = tx.row(READ, (app_id, tx.workspace))
    if row is None:
        raise NotFound("Meta app")
    name, config_id, own, secret, token = row
    return _Kept(name, config_id, own, bytes(secret), bytes(token))


def _own(tx: Tx, person: Person, app_id: str) -> _Kept:
    kept = _visible(tx, person, app_id)
    if not kept.own:
        raise Refused("app_of_installation", "This app is changed on the command line: twinline addapp.", "stop")
    return kept


def _opened(app_id: str, kept: _Kept) -> Opened:
    return Opened(
        app_id=app_id,
        config_id=kept.config_id,
        secret=_open(app_id, "secret", kept.secret),
        verify_token=_open(app_id, "verify_token", kept.verify_token),
    )


def _open(app_id: str, name: str, sealed: bytes) -> str | None:
    with suppress(Unreadable):
        return Vault(settings.INSTALLATION.secret).open(sealed, app_aad(app_id, name)).decode()
    return None


def _seal(app_id: str, name: str, plain: str) -> bytes:
    return Vault(settings.INSTALLATION.secret).seal(plain.encode(), app_aad(app_id, name))


def _past(app_id: str, kept: _Kept) -> bytes | None:
    """The present secret, sealed for the previous one's place; None where it does not open any more."""
    plain = _open(app_id, "secret", kept.secret)
    return _seal(app_id, "previous_secret", plain) if plain is not None else None


def _record(
    tx: Tx, person: Person, app_id: str, before: dict[str, str] | None, after: dict[str, str] | None, now: datetime
) -> None:
    fact = ConfigurationChanged(what="meta_app", subject=app_id, before=before, after=after, by=person.id, at=now)
    record(tx, [Recorded(fact, now)])
    tx.after_commit(lambda: notify(APPS_CHANNEL, ""))
