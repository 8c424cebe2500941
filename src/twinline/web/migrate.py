"""`twinline migrate`: roles, schemas, migrations and grants, as the database's owner. Safe to repeat."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.resources import files

import psycopg
from psycopg import sql

from twinline.workspaces.installation import Installation
from twinline.workspaces.secrets import role_password

LOGIN_ROLES = ("web", "worker", "gate")
# Two installers at once would race on the same roles; the number is arbitrary and ours.
INSTALL_LOCK = 7_021_961


def main(argv: Sequence[str] = ()) -> int:
    """Bring the database to this version. Prints a sentence and returns 1 where the owner may not."""
    os.environ["TWINLINE_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinline.web.settings")
    installation = Installation.from_environment()
    try:
        migrate(installation, verbosity=0 if "--quiet" in argv else 1)
    except psycopg.errors.InsufficientPrivilege as error:
        print(
            f"The user of DATABASE_URL may not do this: {error.diag.message_primary}. "
            "Give a superuser for `twinline migrate` (the role finder needs BYPASSRLS).",
            file=sys.stderr,
        )
        return 1
    return 0


def migrate(installation: Installation, verbosity: int = 1) -> None:
    """Everything in order; the advisory lock keeps two installers apart."""
    with psycopg.connect(installation.dsn("owner"), autocommit=True) as owner:
        owner.execute("select pg_advisory_lock(%s)", (INSTALL_LOCK,))
        _run_file(owner, "roles.sql")
        _set_passwords(owner, installation.secret)
        _run_file(owner, "schemas.sql")
        _run_django_migrations(verbosity)
        _run_file(owner, "grants.sql")


def _run_file(owner: psycopg.Connection, name: str) -> None:
    owner.execute(files("twinline.web").joinpath("sql", name).read_bytes())


def _set_passwords(owner: psycopg.Connection, secret: bytes) -> None:
    for role in LOGIN_ROLES:
        owner.execute(
            sql.SQL("alter role {} password {}").format(
                sql.Identifier(f"twinline_{role}"), sql.Literal(role_password(secret, role))
            )
        )


def _run_django_migrations(verbosity: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=verbosity)
