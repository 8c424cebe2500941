"""Which workspace and number a fact of Meta's belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from twinline.engine.routes import Route, Routes
from twinline.log.facts import ConfigurationChanged

CASA, OTHER, ANNA, HOTLINE = (UUID(int=n) for n in range(1, 5))
ROWS = [("100", "8", CASA, ANNA), ("101", "8", OTHER, HOTLINE)]


@dataclass
class Directory:
    asked: list[Any]

    def fetch(self, _query: str, params: Any) -> list[Any]:
        self.asked.append(params)
        return ROWS


def fact(number: str | None, waba: str | None) -> Any:
    return SimpleNamespace(phone_number_id=number, waba_id=waba)


@pytest.mark.parametrize(
    ("number", "waba", "expected"),
    [
        ("100", "8", Route(CASA, ANNA)),
        ("101", None, Route(OTHER, HOTLINE)),
        ("999", "8", "unknown"),  # a number that may still be added, though its account is known
        (None, "8", Route(CASA, None)),  # one account in two workspaces: always the same one of them
        (None, "9", "unknown"),
        (None, None, "nowhere"),
    ],
)
def test_a_number_goes_before_its_account(number: str | None, waba: str | None, expected: Any) -> None:
    one = fact(number, waba)
    assert Routes.load(Directory([]), [one]).of(one) == expected  # type: ignore[arg-type]


def test_what_twinline_states_itself_came_from_no_number_of_metas() -> None:
    ours = ConfigurationChanged(at=datetime(2026, 3, 1, tzinfo=UTC), what="number", subject="x")
    directory = Directory([])
    assert Routes.load(directory, [ours]).of(ours) == "nowhere"  # type: ignore[arg-type]
    assert directory.asked == []


def test_one_question_for_a_whole_batch() -> None:
    directory = Directory([])
    Routes.load(directory, [fact("101", "8"), fact("100", "8"), fact(None, "8"), fact("100", None)])  # type: ignore[arg-type]
    assert directory.asked == [(["100", "101"], ["8"])]
