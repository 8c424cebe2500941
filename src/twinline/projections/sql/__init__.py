"""Named SQL: every file is a list of statements, each headed by `-- name --` and a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, LiteralString, cast

from twinline.workspaces.transaction import Tx

HEADING = re.compile(r"^-- (\w+) --$", re.MULTILINE)


def named(name: str) -> dict[str, LiteralString]:
    """The statements of sql/<name>.sql by name."""
    text = files(__name__).joinpath(f"{name}.sql").read_text()
    _, *parts = HEADING.split(text)
    return {heading: cast("LiteralString", body.strip()) for heading, body in zip(parts[::2], parts[1::2], strict=True)}


def fetch(tx: Tx, statement: LiteralString, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows in PostgreSQL's binary form, as arrays go in by `%b`: writing and reading them as text is far dearer."""
    with tx.cursor() as cursor:
        return cursor.execute(statement, params, binary=True).fetchall()
