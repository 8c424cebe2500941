"""The tables of the bound workspace as a state, to compare with the fold or with a rebuild. Reads content."""

from __future__ import annotations

from typing import Any

import orjson

from twinline.projections.tables import KEYS, VALUES, Row, State
from twinline.workspaces.transaction import Tx


def state(tx: Tx) -> State:
    """Every row; for the worker's role, since the web role may not read content."""
    dumped = State()
    for table, keys in KEYS.items():
        names = ", ".join((*keys, *VALUES[table]))
        rows = tx.rows(f"select {names} from views.{table} where workspace_id = %s", (tx.workspace,))  # noqa: S608
        dumped.tables[table] = {row[: len(keys)]: _plain(table, row[len(keys) :]) for row in rows}
    return dumped


def _plain(table: str, values: Row) -> Row:
    """Django leaves JSON as text."""
    json = {"content": "body", "message": "pricing"}.get(table)
    return tuple(
        orjson.loads(value) if name == json and value is not None else value
        for name, value in zip(VALUES[table], values, strict=True)
    )


def differences(a: State, b: State) -> list[tuple[str, tuple[Any, ...]]]:
    """(table, key) of every row that is not the same in both, without any of its content."""
    return [
        (table, key)
        for table in KEYS
        for key in sorted(a.tables[table].keys() | b.tables[table].keys(), key=str)
        if a.tables[table].get(key) != b.tables[table].get(key)
    ]
