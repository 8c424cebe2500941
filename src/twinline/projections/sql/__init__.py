"""Named SQL: every file is a list of statements, each headed by `-- name --` and a sentence."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import LiteralString, cast

HEADING = re.compile(r"^-- (\w+) --$", re.MULTILINE)


def named(name: str) -> dict[str, LiteralString]:
    """The statements of sql/<name>.sql by name."""
    text = files(__name__).joinpath(f"{name}.sql").read_text()
    _, *parts = HEADING.split(text)
    return {heading: cast("LiteralString", body.strip()) for heading, body in zip(parts[::2], parts[1::2], strict=True)}
