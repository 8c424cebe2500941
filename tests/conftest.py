"""What tests are given (the code is in tests/fixtures, known to every test of the project).

cluster          A PostgreSQL server for this test process (session): the embedded one in a temporary
                 folder, or that of DATABASE_URL, inside which databases are created and dropped again.
                 Give tests a cluster of their own: `migrate` sets the passwords of Twinline's roles there.
database         A fresh, migrated database (a clone of one that was migrated once), dropped afterwards.
                 The environment (TWINLINE_HOME, TWINLINE_SECRET, DATABASE_URL) points at it, so that
                 `Installation.from_environment()` works in the test's own process.
                   database.url               the owner's URL
                   database.installation      an Installation of it
                   database.connect("worker") a psycopg connection as owner, web, worker or gate
                   database.use("web")        loads Django here and binds its connections to this database
start_twinline   start_twinline(own_postgres=False, **environment) runs a whole `twinline up` on free ports
                 and returns when it is ready; stopped at the end of the test, which fails if a process
                 is left.
                   .url .home .environment    where it is, its folder, what its processes were started with
                   .pid("gate")               gate, web, recorder, worker; postgres with own_postgres=True
                   .kill("gate")              kill -9; `up` starts it again
                   .command("setup", …)       runs `twinline setup …` there and returns what it printed
                   .provision(app=…, …)       an app, a workspace, people and numbers at once
                   .wait_until_ready() .wait_for(question, seconds) .log("gate") .stop()
installation     start_twinline() with nothing special.
bothends         Bothends on a free port (`bothends serve --seed 1`); .url, .stop(), .kill()
permutations     How many examples a permuting test tries: 500, and 10,000 in ./run nightly. Hypothesis
                 follows the profile by itself.
page, context …  Playwright's fixtures, on Debian's Chromium (tests marked `browser` are skipped without it,
                 but never in CI).

All of it is safe under pytest-xdist: each worker has its own cluster, or its own names in a given one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-core fonts-noto-color-emoji"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return {
        **browser_type_launch_args,
        "executable_path": str(CHROMIUM),
        "chromium_sandbox": os.geteuid() != 0,
        "args": QUIET,
    }
