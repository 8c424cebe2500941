"""`twinline COMMAND`: each command loads only what it needs; `explain` and `gate` never load Django."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

USAGE = """twinline COMMAND

  up          start everything: PostgreSQL, gate, web, recorder, worker
  doctor      say what this machine, its settings and its apps at Meta lack
  explain     read webhook bodies, print a line of JSON for each fact
  migrate     bring the database up to date (as its owner)
  rebuild     make the projections again from the log; --verify compares

  gate, web, recorder, worker      one process each, as `up` starts them
  openapi     print the schema of the HTTP API
  shell, setup, addnumber, …       administration: twinline help lists them
"""

# A command's function takes the arguments after the command and returns an exit status or None.
COMMANDS = {
    "explain": "twinline.wire.explain",
    "gate": "twinline.gate.serve",
    "web": "twinline.web.serve",
    "recorder": "twinline.web.recorder",
    "worker": "twinline.web.worker",
    "migrate": "twinline.web.migrate",
    "rebuild": "twinline.web.rebuild",
    "openapi": "twinline.web.openapi",
    "up": "twinline.web.running.up",
    "doctor": "twinline.web.running.doctor",
}


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(USAGE, end="")
        return 0
    command, rest = arguments[0], arguments[1:]
    if command in COMMANDS:
        return _function(COMMANDS[command])(rest) or 0
    return _administer(arguments)


def _function(module: str) -> Callable[[Sequence[str]], int | None]:
    return import_module(module).main  # type: ignore[no-any-return]  # the table above is the contract


def _administer(arguments: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    from twinline.workspaces.installation import Misconfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinline.web.settings")
    try:
        execute_from_command_line(["twinline", *arguments])
    except Misconfigured as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
