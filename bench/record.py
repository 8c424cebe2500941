"""From intake to tables: the real recorder on 100,000 facts, next to a COPY of the rows it wrote.

One item a body, as they come live; 200 numbers, once all in one workspace and once spread over 20.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from bench.bodies import Target, echo, encoded, status, text
from bench.report import Report, at_least
from bench.running import APP_ID, Running, running, target
from twinline.gate.clock import wall
from twinline.gate.intake import Intake
from twinline.log.intake import HourKeys
from twinline.workspaces.secrets import Vault

FACTS = int(os.environ.get("BENCH_FACTS", "100000"))
NUMBERS = 200
GROUP = 500
TICKS = ("sent", "delivered", "read")
# The tables that recording fills; config and intake are others' work.
FILLED = """
select format('%I.%I', schemaname, tablename) from pg_tables
where (schemaname = 'log' or schemaname = 'views' or (schemaname, tablename) = ('keys', 'subject'))
  and tablename not in ('intake', 'quarantine', 'unadopted')
order by 1
"""


def bench() -> Report:
    """Each spread in an installation of its own, so that the second does not find the first one's pages."""
    report = Report("record")
    for workspaces, floor in ((1, 6_000), (20, 2_500)):
        figures = _measure(workspaces)
        where = "1 workspace" if workspaces == 1 else f"{workspaces} workspaces"
        report.figures[where] = figures
        report.bars.append(at_least(f"facts a second, {where}", figures["facts a second"], floor))
        report.bars.append(at_least(f"facts recorded, {where}", figures["messages and statuses"], FACTS))
    return report


def _measure(workspaces: int) -> dict[str, Any]:
    if os.environ.get("TWINLINE_URL"):
        raise SystemExit(
            "bench record fills and empties tables: it starts a Twinline of its own, without TWINLINE_URL."
        )
    numbers = [target(n) for n in range(NUMBERS)]
    with running() as twinline:
        for nth in range(workspaces):
            twinline.provision(f"Workspace {nth}", numbers[nth::workspaces])
        twinline.wait_until_recorded()
        before = _recorded(twinline)
        with twinline.resting("recorder"):
            asyncio.run(_put(twinline, numbers))
            begun = time.perf_counter()
        twinline.wait_until_recorded()
        took = time.perf_counter() - begun
        recorded = _recorded(twinline) - before
        copied, rows = copied_in(twinline)
    return {
        "facts a second": round(FACTS / took),
        "messages and statuses": recorded,
        "seconds": round(took, 2),
        "COPY of the same rows, seconds": round(copied, 2),
        "rows": rows,
        "COPY, facts a second": round(FACTS / copied),
        "share of COPY's rate": round(copied / took, 3),
    }


async def _put(twinline: Running, numbers: list[Target]) -> None:
    """Straight into intake, as the gate writes it."""
    installation = twinline.installation
    intake = Intake(installation.dsn("gate"), HourKeys(Vault(installation.secret)), wall)
    bodies = mixed(numbers)
    while group := [(APP_ID, body) for _, body in zip(range(GROUP), bodies, strict=False)]:
        await intake.keep(group)
    await intake.link.close()


def mixed(numbers: list[Target]) -> Iterator[bytes]:
    """Of ten: four customers' texts, two echoes, and four ticks of what was echoed before."""
    now = int(time.time())
    for n in range(FACTS):
        number, said_at = numbers[n % len(numbers)], now - (FACTS - n) // 50
        # Each number's own count decides, or every number would have one kind only.
        turn, nth = (n // len(numbers)) % 10, n
        if turn < 4:
            body = text(number, nth, said_at)
        elif turn < 6:
            body = echo(number, nth, said_at)
        else:
            of = nth - (turn - 4 - turn % 2) * len(numbers)
            body = status(number, nth, of, f"{TICKS[turn % 3]}", said_at)
        yield encoded(body)


def _recorded(twinline: Running) -> int:
    with twinline.owner() as owner:
        row = owner.execute("select coalesce(sum(position), 0) from log.counter").fetchone()
    return int(row[0]) if row else 0


def copied_in(twinline: Running) -> tuple[float, int]:
    """Seconds that a superuser's COPY of all these rows into these emptied tables takes, and how many they are."""
    with twinline.owner() as owner:
        owner.autocommit = False
        tables = [sql.SQL(row[0]) for row in owner.execute(FILLED).fetchall()]
        contents = [(table, _out(owner, table)) for table in tables]
        rows = sum(_count(owner, table) for table in tables)
        owner.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(tables)))
        owner.commit()
        begun = time.perf_counter()
        for table, content in contents:
            with owner.cursor().copy(sql.SQL("copy {} from stdin (format binary)").format(table)) as copy:
                for piece in content:
                    copy.write(piece)
        owner.commit()
        return time.perf_counter() - begun, rows


def _out(owner: psycopg.Connection[Any], table: sql.SQL) -> list[bytes]:
    with owner.cursor().copy(sql.SQL("copy {} to stdout (format binary)").format(table)) as copy:
        return [bytes(piece) for piece in copy]


def _count(owner: psycopg.Connection[Any], table: sql.SQL) -> int:
    row = owner.execute(sql.SQL("select count(*) from {}").format(table)).fetchone()
    return int(row[0]) if row else 0
