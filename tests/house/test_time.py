"""Time is an argument: no decision asks a clock, in SQL as little as in Python (where ruff looks)."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "twinline"
ASKS = re.compile(
    r"\b(now\s*\(\s*\)|current_(timestamp|date|time)\b|(clock|statement|transaction)_timestamp\s*\()", re.IGNORECASE
)
MAY_ASK = {
    "engine/clock.py",  # the clock port itself
    "engine/quarantine.py",  # notes when a row was dealt with; nothing decides by it
    "log/sql/0001_log.sql",  # who read what bears the true time, whatever a demonstration's clock says
    "web/running/doctor.py",  # compares two clocks
}


def test_no_statement_asks_for_the_time() -> None:
    asking = [
        f"{path.relative_to(SOURCE)}: {line.strip()}"
        for path in sorted([*SOURCE.rglob("*.sql"), *SOURCE.rglob("*.py")])
        if str(path.relative_to(SOURCE)) not in MAY_ASK
        for line in statements(path)
        if ASKS.search(line)
    ]
    assert not asking


def test_the_search_would_find_one() -> None:
    assert ASKS.search("where due_at <= now()")
    assert ASKS.search("values (CURRENT_TIMESTAMP)")
    assert not ASKS.search("where due_at <= %(now)s")


def statements(path: Path) -> list[str]:
    """Lines without comments; in Python only those that are SQL."""
    lines = path.read_text().splitlines()
    if path.suffix == ".sql":
        return [line.split("--")[0] for line in lines]
    return [
        line for line in lines if re.search(r"\b(select|insert|update|delete|where|set|values)\b", line.split("#")[0])
    ]
