"""The only way to a database connection, for web, workers and shell.

A transaction belongs to one workspace and one actor; row-level security reads both from it. What raises
inside rolls back before it becomes an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal, LiteralString
from uuid import UUID

import psycopg
from django.db import connection
from django.db import transaction as django_transaction


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person by id, or the system itself."""

    kind: Literal["person", "system", "api"]
    id: UUID | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


SYSTEM = Actor("system")


class NestedTransaction(RuntimeError):
    """A transaction was opened inside another: two workspaces would share one commit."""


@dataclass(slots=True)
class Tx:
    """A running transaction. Rows come as tuples; parameters are bound by the server."""

    workspace_id: UUID | None
    actor: Actor
    recorded: bool = False
    _later: list[Callable[[], None]] = field(default_factory=list)

    def cursor(self) -> psycopg.Cursor[tuple[Any, ...]]:
        return psycopg.Cursor(_raw())

    def rows(self, query: LiteralString, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        with self.cursor() as cursor:
            return cursor.execute(query, params).fetchall()

    def row(self, query: LiteralString, params: Sequence[Any] | Mapping[str, Any] = ()) -> tuple[Any, ...] | None:
        with self.cursor() as cursor:
            return cursor.execute(query, params).fetchone()

    def fetch(self, query: LiteralString, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows in PostgreSQL's binary form, as arrays go in by `%b`: as text many rows are several times dearer."""
        with self.cursor() as cursor:
            return cursor.execute(query, params, binary=True).fetchall()

    def run(self, query: LiteralString, params: Sequence[Any] = ()) -> int:
        """The number of rows that the statement touched."""
        with self.cursor() as cursor:
            return cursor.execute(query, params).rowcount

    def after_commit(self, act: Callable[[], None]) -> None:
        """Act once the transaction is durable; dropped when it rolls back."""
        self._later.append(act)

    def committed(self) -> None:
        """Do what waited for the commit."""
        for act in self._later:
            act()

    def turn_to(self, workspace_id: UUID) -> None:
        """Bind to the next workspace: for the recorder, whose batch holds deliveries for several."""
        self.run("select set_config('twinline.workspace', %s, true)", (str(workspace_id),))
        self.workspace_id = workspace_id
        self.recorded = False

    @property
    def workspace(self) -> UUID:
        """The bound workspace; a directory transaction has none."""
        if self.workspace_id is None:
            raise RuntimeError("This transaction is bound to no workspace.")
        return self.workspace_id


_open: ContextVar[Tx | None] = ContextVar("twinline_transaction", default=None)


@contextmanager
def transaction(workspace_id: UUID, actor: Actor) -> Iterator[Tx]:
    """One transaction of one workspace; raises NestedTransaction inside another."""
    with _begin(Tx(workspace_id, actor)) as tx:
        yield tx


@contextmanager
def directory(actor: Actor = SYSTEM) -> Iterator[Tx]:
    """One transaction over directory tables only: no workspace is set, so workspace tables show no row."""
    with _begin(Tx(None, actor)) as tx:
        yield tx


def notify(channel: str, payload: str) -> None:
    """Tell listeners at once, outside any transaction (a NOTIFY at commit takes a lock on the whole server)."""
    connection.ensure_connection()
    psycopg.Cursor(_raw()).execute("select pg_notify(%s, %s)", (channel, payload))


@contextmanager
def _begin(tx: Tx) -> Iterator[Tx]:
    if _open.get() is not None:
        raise NestedTransaction("A transaction is already open here; pass it along instead.")
    token = _open.set(tx)
    try:
        with django_transaction.atomic():
            workspace = str(tx.workspace_id) if tx.workspace_id else ""
            tx.run(
                "select set_config('twinline.workspace', %s, true), set_config('twinline.actor', %s, true)",
                (workspace, str(tx.actor)),
            )
            yield tx
    finally:
        _open.reset(token)
    tx.committed()


def _raw() -> psycopg.Connection[tuple[Any, ...]]:
    # Django's own cursor binds in the client; arrays of hundreds of sealed rows are several times dearer that way.
    raw: psycopg.Connection[tuple[Any, ...]] = connection.connection
    return raw
