"""The database itself keeps workspaces apart, whatever the code above it forgets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

from tests.promises.cast import Cast, cast
from twinline.workspaces.installation import Role

__all__ = ["cast"]

BOUND: LiteralString = """
    select c.oid::regclass::text, c.relrowsecurity, c.relforcerowsecurity
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('config', 'log', 'keys', 'views') and c.relkind = 'r'
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id')
"""
# Tables in which a workspace is looked up before one is set; they hold no word of a customer.
DIRECTORIES = {
    "config.membership", "config.number_route", "config.live_ticket", "config.send_job", "config.signal_job",
    "config.fetch_job", "views.quarantine", "config.invitation", "config.number_look", "config.sync",
    "config.meta_app", "config.vital", "config.alert_mail", "config.outgoing_job", "config.review",
    "config.seat_mail",
}  # fmt: skip
ROLES = ["twinline_web", "twinline_worker", "twinline_gate"]
WORDS = ("views.content", "views.reaction")


@pytest.fixture
def web(cast: Cast) -> Iterator[psycopg.Connection]:
    with cast.database.connect("web") as connection:
        yield connection


def tables(cast: Cast) -> list[tuple[str, bool, bool]]:
    with cast.database.connect() as owner:
        owner.execute("set search_path = pg_catalog")
        return owner.execute(BOUND).fetchall()


def count(connection: psycopg.Connection, table: str) -> int:
    named = sql.SQL(".").join(map(sql.Identifier, table.replace('"', "").split(".")))
    row = connection.execute(sql.SQL("select count(*) from {}").format(named)).fetchone()
    assert row is not None
    return int(row[0])


def test_every_table_of_a_workspace_is_bound_even_for_its_owner(cast: Cast) -> None:
    loose = {name for name, enabled, forced in tables(cast) if not (enabled and forced)}
    assert loose <= DIRECTORIES
    assert len(tables(cast)) > 15


def test_without_a_workspace_no_row_is_seen(cast: Cast, web: psycopg.Connection) -> None:
    filled = 0
    for name, enabled, _ in tables(cast):
        if not enabled:
            continue
        with cast.database.connect() as owner:
            filled += count(owner, name) > 0
        try:
            assert count(web, name) == 0, name
        except psycopg.errors.InsufficientPrivilege:
            continue
    assert filled >= 8, "the tables must not be empty anyway"


def test_the_application_roles_own_nothing_and_cannot_pass_the_policies(cast: Cast) -> None:
    with cast.database.connect() as owner:
        assert (
            owner.execute(
                "select rolname from pg_roles where rolname = any(%s) and (rolbypassrls or rolsuper)", (ROLES,)
            ).fetchall()
            == []
        )
        assert (
            owner.execute(
                "select relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = any(%s)",
                (ROLES,),
            ).fetchall()
            == []
        )


@pytest.mark.parametrize("table", WORDS)
def test_the_web_role_cannot_select_what_customers_said(web: psycopg.Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        count(web, table)


def test_content_is_read_through_the_door_which_writes_it_down(cast: Cast, web: psycopg.Connection) -> None:
    with web.transaction():
        web.execute("select set_config('twinline.workspace', %s, true)", (str(cast.here.workspace),))
        ids = [cast.here.message, cast.elsewhere.message]
        rows = web.execute("select message_id, body::text from views.read_content(%s, 'me', 'test')", (ids,)).fetchall()
    assert [row[0] for row in rows] == [cast.here.message]
    assert cast.here.canary in rows[0][1]
    with cast.database.connect() as owner:
        assert owner.execute("select reader, purpose from log.access where purpose = 'test'").fetchall() == [
            ("me", "test")
        ]


def test_every_reading_over_http_leaves_an_access_record(cast: Cast) -> None:
    bob, base = cast.client("bob"), f"/api/workspaces/{cast.here.workspace}"
    bob.get(f"{base}/conversations")
    bob.get(f"{base}/conversations/{cast.here.conversation}/messages")
    bob.get(f"{base}/changes?since=0")
    with cast.database.connect() as owner:
        found = owner.execute(
            "select reader, purpose, message_ids from log.access where workspace_id = %s", (cast.here.workspace,)
        ).fetchall()
    reader = f"person:{cast.here.people['bob']}"
    assert {(who, purpose) for who, purpose, _ in found} == {(reader, "list"), (reader, "thread"), (reader, "changes")}
    assert all(cast.here.message in ids for _, _, ids in found)


def test_one_connection_serves_two_workspaces_in_turn_without_a_leak(cast: Cast) -> None:
    """The setting is local to a transaction, so what the pool hands on is empty."""
    from django.db import connection

    from twinline.workspaces.transaction import SYSTEM, transaction

    connection.ensure_connection()
    server = connection.connection.info.backend_pid
    for place in (cast.here, cast.elsewhere) * 10:
        with transaction(place.workspace, SYSTEM) as tx:
            assert tx.rows("select workspace_id from views.conversation") == [(place.workspace,)]
            assert tx.rows("select pg_backend_pid()") == [(server,)]
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from views.conversation")
            assert cursor.fetchone() == (0,)


def test_a_row_cannot_be_written_into_another_workspace(cast: Cast, web: psycopg.Connection) -> None:
    web.execute("select set_config('twinline.workspace', %s, false)", (str(cast.here.workspace),))
    insert: LiteralString = "insert into log.seen (workspace_id, digest) values (%s, 'x')"
    web.execute(insert, (cast.here.workspace,))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute(insert, (cast.elsewhere.workspace,))


@pytest.mark.parametrize("table", ["user", "django_session", "account_emailaddress", "mfa_authenticator"])
@pytest.mark.parametrize("role", ["worker", "gate"])
def test_accounts_and_sessions_are_the_webs_alone(cast: Cast, role: Role, table: str) -> None:
    query = sql.SQL("select * from {}").format(sql.Identifier("config", table))
    with cast.database.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(query)
