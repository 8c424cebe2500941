"""Every promise that is written down names a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "promises.md"
NAMED = re.compile(r"^\| (P-\d\d) \|.*\| `([^`]+)::(test_\w+)` \|$", re.MULTILINE)


def test_every_promise_names_a_test_that_exists() -> None:
    rows = NAMED.findall(PAGE.read_text())
    assert len(rows) == len([line for line in PAGE.read_text().splitlines() if line.startswith("| P-")])
    missing = [row for row in rows if f"def {row[2]}(" not in (ROOT / row[1]).read_text()]
    assert not missing


def test_no_promise_has_the_id_of_another() -> None:
    ids = [row[0] for row in NAMED.findall(PAGE.read_text())]
    assert ids == sorted(set(ids))
