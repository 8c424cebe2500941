"""The tables of a workspace made again from the log, and compared with those that grew live.

Everything happens in one transaction under the fold's lock: readers see the old tables until it commits, and
what is recorded meanwhile waits and is applied afterwards. Comparing takes the same way and rolls back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from twinline.log import keys, read
from twinline.projections import identity
from twinline.projections.apply import apply
from twinline.projections.tables import KEYS, VALUES
from twinline.workspaces.transaction import SYSTEM, Tx, directory, transaction

BATCH = 500
NAMED_AT_MOST = 5
WORKSPACES = "select id from config.workspace order by id"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`different`: the first rows that are not as they were, as (table, key); `unreadable`: entries without a key."""

    workspace: UUID
    entries: int
    unreadable: int
    different: tuple[tuple[str, tuple[Any, ...]], ...]


class _Compared(Exception):
    """Takes the rebuilt tables back."""


def workspaces() -> list[UUID]:
    with directory() as tx:
        return [row[0] for row in tx.rows(WORKSPACES)]


def rebuild(workspace: UUID, *, verify: bool) -> Rebuilt:
    """Replace the tables by what the log means, or only compare. Raises log.read.Damaged for an altered entry."""
    done: Rebuilt | None = None
    try:
        with transaction(workspace, SYSTEM) as tx:
            done = _rebuild(tx)
            if verify:
                raise _Compared
    except _Compared:
        pass
    assert done is not None, "either it was rebuilt or an error is on its way"
    return done


def _rebuild(tx: Tx) -> Rebuilt:
    identity.lock(tx)
    for table in KEYS:
        _set_aside(tx, table)
    entries, unreadable = _replay(tx)
    different: list[tuple[str, tuple[Any, ...]]] = []
    for table in KEYS:
        different += [(table, key) for key in _different(tx, table)]
    return Rebuilt(tx.workspace, entries, unreadable, tuple(different[:NAMED_AT_MOST]))


def _replay(tx: Tx) -> tuple[int, int]:
    ids = keys.of_workspace(tx).ids
    position = entries = unreadable = 0
    while batch := list(read.entries(tx, position, BATCH)):
        apply(tx, ids, [entry.recorded for entry in batch if entry.recorded])
        position = batch[-1].position
        entries += len(batch)
        unreadable += sum(entry.recorded is None for entry in batch)
    return entries, unreadable


def _set_aside(tx: Tx, table: str) -> None:
    # Names of tables and columns are constants of this program; the workspace is bound.
    columns = _columns(table)
    tx.run(f"create temporary table before_{table} (like views.{table}) on commit drop")
    tx.run(
        f"insert into before_{table} (workspace_id, {columns})"  # noqa: S608
        f" select workspace_id, {columns} from views.{table} where workspace_id = %s",
        (tx.workspace,),
    )
    tx.run(f"delete from views.{table} where workspace_id = %s", (tx.workspace,))  # noqa: S608


def _different(tx: Tx, table: str) -> list[tuple[Any, ...]]:
    columns, names = _columns(table), ", ".join(KEYS[table])
    before = f"select {columns} from before_{table}"  # noqa: S608
    after = f"select {columns} from views.{table} where workspace_id = %s"  # noqa: S608
    question = (
        f"select distinct {names} from (({before} except {after}) union all ({after} except {before})) as d"  # noqa: S608
        f" order by {names} limit {NAMED_AT_MOST}"
    )
    return tx.rows(question, (tx.workspace, tx.workspace))


def _columns(table: str) -> LiteralString:
    return ", ".join((*KEYS[table], *VALUES[table]))
