"""`twinline rebuild [--workspace ID] [--verify]`: the tables again from the log, or a comparison with it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from uuid import UUID


def main(argv: Sequence[str] = ()) -> int:
    """0 when all is well; 1 when rows differ or an entry is damaged, with the first of them named."""
    arguments = _arguments(argv)
    os.environ["TWINLINE_ROLE"] = "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinline.web.settings")
    import django

    django.setup()
    from twinline.projections import rebuild

    workspaces = [arguments.workspace] if arguments.workspace else rebuild.workspaces()
    wrong = [workspace for workspace in workspaces if not _rebuild(workspace, verify=arguments.verify)]
    return 1 if wrong else 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="twinline rebuild", description=__doc__)
    parser.add_argument("--workspace", type=UUID, help="only this one; all without it")
    parser.add_argument("--verify", action="store_true", help="compare only; change nothing")
    return parser.parse_args(list(argv))


def _rebuild(workspace: UUID, *, verify: bool) -> bool:
    from twinline.log.read import Damaged
    from twinline.projections import rebuild

    try:
        done = rebuild.rebuild(workspace, verify=verify)
    except Damaged as error:
        print(f"{error} Restore the log from its backup.", file=sys.stderr)
        return False
    print(f"{workspace}: {done.entries} entries read, {done.unreadable} of them erased.")
    if not done.different:
        print(f"{workspace}: the tables are what the log means.")
        return True
    for table, key in done.different:
        print(f"{workspace}: {table} {' '.join(_readable(part) for part in key)} differs.", file=sys.stderr)
    if verify:
        print("Run `twinline rebuild` to make the tables again.", file=sys.stderr)
    return not verify


def _readable(part: object) -> str:
    return part.hex() or "original" if isinstance(part, bytes) else str(part)
