"""A refusal leaves nothing behind: no row, no position, no fact, no file, in any table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import sql

from tests.promises.cast import Cast, cast, post
from tests.promises.routes import Route, ask, ids_of, routes

__all__ = ["cast"]

TABLES = """
    select table_schema, table_name from information_schema.tables
    where table_schema in ('config', 'log', 'keys', 'views') and table_type = 'BASE TABLE'
        and table_name not in ('django_session', 'cache', 'usersessions_usersession')
"""
# Of the wrong type in whichever body it stands.
NONSENSE = {"id": "nonsense"} | dict.fromkeys(
    ("language", "role", "email", "name", "visibility", "weekly", "member", "config_id", "events", "text", "phone"),
    7,
)
# These routes write nothing of a workspace: a language and a ticket of one's own.
PERSONAL = ("/api/me", "/api/workspaces/{workspace}/live-ticket")


def everything(cast: Cast) -> dict[str, tuple[int, str]]:
    """The number of rows and a digest of every table, as its owner sees them."""
    state = {}
    with cast.database.connect() as owner:
        for schema, name in owner.execute(TABLES).fetchall():
            query = sql.SQL("select count(*), coalesce(md5(string_agg(t::text, '' order by t::text)), '') from {} t")
            row = owner.execute(query.format(sql.Identifier(schema, name))).fetchone()
            assert row is not None
            state[f"{schema}.{name}"] = row
    return state


def files(cast: Cast) -> list[Path]:
    return sorted(path for path in cast.database.installation.media_dir.rglob("*") if path.is_file())


def changing() -> Iterator[Route]:
    return (route for route in routes() if route.changes and "token" not in route.ids)


def test_a_refused_request_of_a_stranger_leaves_nothing(cast: Cast) -> None:
    charlie, before = cast.client("charlie"), everything(cast)
    for route in changing():
        if route.ids:
            assert ask(charlie, route, ids_of(cast.here)).status_code == 404
            assert everything(cast) == before, str(route)


def test_a_refused_request_of_an_auditor_leaves_nothing(cast: Cast) -> None:
    dora, before = cast.client("dora"), everything(cast)
    for route in changing():
        if route.path not in PERSONAL:
            response = ask(dora, route, ids_of(cast.here))
            assert (response.status_code, response.json()["code"]) == (403, "forbidden"), str(route)
            assert everything(cast) == before, str(route)
    assert len(files(cast)) == 2, "the two files of the cast"


def test_a_body_that_cannot_be_read_leaves_nothing(cast: Cast) -> None:
    bob, before = cast.client("bob"), everything(cast)
    for route in changing():
        if "requestBody" in route.operation:
            response = ask(bob, route, ids_of(cast.here), NONSENSE)
            assert response.status_code == 422, (str(route), response.content)
            assert response.json()["action"] == "fix"
            assert b"nonsense" not in response.content
            assert everything(cast) == before, str(route)


def test_a_fault_in_the_last_moment_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything was written, then the transaction broke: the answer is a 500 with a reference, and no trace."""
    from twinline.features.conversation import api as conversation
    from twinline.features.onboarding import health_api as health
    from twinline.features.onboarding import joining_api as joining
    from twinline.features.onboarding import meta_apps, meta_apps_api, seats_api
    from twinline.features.outgoing_webhooks import actions as outgoing_webhooks
    from twinline.features.outgoing_webhooks import api as outgoing_webhooks_api
    from twinline.features.people import api as people
    from twinline.workspaces import api as workspaces
    from twinline.workspaces.access import entered

    @contextmanager
    def broken(workspace: UUID, user: UUID) -> Iterator[Any]:
        with entered(workspace, user) as inside:
            yield inside
            raise ZeroDivisionError(cast.here.canary)

    monkeypatch.setattr(conversation, "entered", broken)
    monkeypatch.setattr(workspaces, "entered", broken)
    monkeypatch.setattr(people, "entered", broken)
    monkeypatch.setattr(joining, "entered", broken)
    monkeypatch.setattr(health, "entered", broken)
    monkeypatch.setattr(meta_apps, "entered", broken)
    monkeypatch.setattr(meta_apps_api, "entered", broken)
    monkeypatch.setattr(outgoing_webhooks, "entered", broken)
    monkeypatch.setattr(outgoing_webhooks_api, "entered", broken)
    monkeypatch.setattr(seats_api, "entered", broken)
    alice, before = cast.client("alice"), everything(cast)
    for route in changing():
        over = route.path.endswith(("/retry", "/settle", "/past", "/review", "/remind")) or "{joining}" in route.path
        if route.ids and not over:
            response = ask(alice, route, ids_of(cast.here))
            assert response.status_code == 500, str(route)
            assert response.json()["code"] == "internal"
            assert response.json()["reference"] in response.json()["sentence"]
            assert cast.here.canary.encode() not in response.content
            assert b"Traceback" not in response.content
            assert everything(cast) == before, str(route)


def test_the_log_of_a_fault_has_its_place_and_no_content(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from twinline.features.conversation import api as conversation

    def broken(*args: object) -> None:
        raise ValueError(cast.here.canary)

    monkeypatch.setattr(conversation, "entered", broken)
    response = cast.client("bob").get(f"/api/workspaces/{cast.here.workspace}/conversations")
    assert response.json()["reference"] in caplog.text
    assert "ValueError" in caplog.text
    assert cast.here.canary not in caplog.text


Rule = tuple[str, Callable[[Cast], None], dict[str, Any], int, str]


def window_closes(cast: Cast) -> None:
    with cast.database.connect() as owner:
        owner.execute('update config.clock set "offset" = %s', (timedelta(hours=25),))


def number_is_removed(cast: Cast) -> None:
    with cast.database.connect() as owner:
        owner.execute("update config.number set state = 'removed' where id = %s", (cast.here.number,))


def nothing_happens(cast: Cast) -> None:
    """The draft itself is at fault."""


RULES: list[Rule] = [
    ("closed window", window_closes, {"kind": "text", "text": "Hi"}, 409, "window_closed"),
    ("removed", number_is_removed, {"kind": "text", "text": "Hi"}, 409, "number_removed"),
    ("empty text", nothing_happens, {"kind": "text", "text": "  "}, 422, "invalid"),
    ("too long", nothing_happens, {"kind": "text", "text": "x" * 4097}, 409, "message_unsendable"),
    ("no file", nothing_happens, {"kind": "image"}, 422, "invalid"),
    ("unknown file", nothing_happens, {"kind": "image", "media_id": str(uuid4())}, 404, "not_found"),
    ("unknown quote", nothing_happens, {"kind": "text", "text": "Hi", "quoted": str(uuid4())}, 404, "not_found"),
    ("no place", nothing_happens, {"kind": "location"}, 422, "invalid"),
]


@pytest.mark.parametrize(("name", "happens", "draft", "status", "code"), RULES, ids=[rule[0] for rule in RULES])
def test_a_message_that_may_not_go_leaves_nothing(
    cast: Cast, name: str, happens: Callable[[Cast], None], draft: dict[str, Any], status: int, code: str
) -> None:
    happens(cast)
    bob, before = cast.client("bob"), everything(cast)
    address = f"/api/workspaces/{cast.here.workspace}/conversations/{cast.here.conversation}/messages"
    response = post(bob, address, {"id": str(uuid4()), **draft})
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert set(response.json()) >= {"code", "sentence", "action"}
    assert everything(cast) == before
