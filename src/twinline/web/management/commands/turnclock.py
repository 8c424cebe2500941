"""`twinline turnclock`: move the clock forward, where the operator declared it turnable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandParser

from twinline.engine import clock
from twinline.web.management.administration import Administration
from twinline.workspaces.transaction import directory


class Command(Administration):
    help = "Turn the clock forward (needs --turnable-clock at the start of Twinline)."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", required=True, type=float)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        with directory() as tx:
            return {"now": clock.turn(tx, timedelta(seconds=options["seconds"])).isoformat()}
