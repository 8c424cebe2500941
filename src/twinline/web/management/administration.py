"""What the administration commands share: secrets come on standard input, answers as a sentence or as JSON."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from twinline.engine import clock
from twinline.workspaces.refused import NotFound, Refused
from twinline.workspaces.transaction import directory


class Administration(BaseCommand):
    """A command that may be repeated. Subclasses give `arguments` and `act`."""

    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's name and type

    def arguments(self, parser: CommandParser) -> None:
        raise NotImplementedError

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        """Do it; what is returned is printed."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")
        self.arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = self.act(options)
        except Refused as error:
            raise CommandError(error.sentence) from error
        if options["json"]:
            self.stdout.write(json.dumps(answer, default=str))
        else:
            self.stdout.write(", ".join(f"{name}: {value}" for name, value in answer.items()))


def secrets_from_stdin(*names: str) -> list[str]:
    """One line for each name; raises CommandError with a sentence when one is missing."""
    lines = [sys.stdin.readline().rstrip("\r\n") for _ in names]
    for name, line in zip(names, lines, strict=True):
        if not line:
            raise CommandError(f"Give the {name} on standard input, one line each: {', '.join(names)}.")
    return lines


def now() -> datetime:
    with directory() as tx:
        return clock.now(tx)


def workspace_of(slug: str) -> UUID:
    """Raises Refused when there is none."""
    with directory() as tx:
        row = tx.row("select id from config.workspace where slug = %s", (slug,))
    if row is None:
        raise NotFound("workspace")
    return UUID(str(row[0]))
