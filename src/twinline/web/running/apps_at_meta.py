"""Every Meta app and every number's token, asked live."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from twinline.engine import app_findings, meta_app
from twinline.engine.meta_app import Client, Opened
from twinline.web.running import app_words
from twinline.web.running.finding import Finding
from twinline.wire.joining import Inspected
from twinline.workspaces.installation import Installation
from twinline.workspaces.secrets import Unreadable, Vault

READY = """
    select count(*) from information_schema.columns
    where table_schema = 'config' and table_name = 'meta_app' and column_name = 'config_id'
"""
APPS = "select app_id, config_id, secret, verify_token from config.meta_app order by app_id"
NUMBERS = "select id, app_id, name, token from config.number where state = 'connected' order by name limit 100"


def examine(owner: psycopg.Connection, here: Installation) -> Iterator[Finding]:
    """Nothing before the first `twinline migrate`."""
    if owner.execute(READY).fetchone() == (0,):
        return
    vault = Vault(here.secret)
    apps = [_opened(vault, *row) for row in owner.execute(APPS)]
    with meta_app.quick_graph(here) as graph:
        for app in apps:
            yield from _app(graph, app, here)
        yield from _numbers(graph, vault, {app.app_id: app for app in apps}, owner)


def _opened(vault: Vault, app_id: str, config_id: str, secret: bytes, token: bytes) -> Opened:
    return Opened(
        app_id=app_id,
        config_id=config_id,
        secret=_open(vault, secret, f"meta_app/{app_id}/secret"),
        verify_token=_open(vault, token, f"meta_app/{app_id}/verify_token"),
    )


def _open(vault: Vault, sealed: bytes, place: str) -> str | None:
    try:
        return vault.open(sealed, place.encode()).decode()
    except Unreadable:
        return None


def _app(graph: Client, app: Opened, here: Installation) -> Iterator[Finding]:
    for one in meta_app.check(graph, app, here.graph_version, here.origin):
        if one.kind != "unknown":
            yield Finding(one.kind, f"Meta app {app.app_id}: {sentence(one)}")


def sentence(finding: app_findings.Finding) -> str:
    return app_words.WORDS[finding.code].format(**finding.about)


def _numbers(graph: Client, vault: Vault, apps: dict[str, Opened], owner: psycopg.Connection) -> Iterator[Finding]:
    """Only what must be mended: a hundred good tokens are no news."""
    for number, app_id, name, sealed in owner.execute(NUMBERS):
        token = _open(vault, sealed, f"number/{number}/token")
        app = apps.get(app_id)
        if token is None:
            yield Finding("bad", app_words.NUMBER_SEALED.format(name=name))
        elif app is not None and app.secret is not None:
            seen = meta_app.token(graph, app_id, app.secret, token)
            if isinstance(seen, Inspected) and not seen.valid:
                yield Finding("bad", app_words.NUMBER_OVER.format(name=name))
