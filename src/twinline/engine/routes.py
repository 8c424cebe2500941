"""Which workspace and number a fact of Meta's belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from twinline.log.facts import Fact, OurFact
from twinline.workspaces.transaction import Tx

FIND = """
    select phone_number_id, waba_id, workspace_id, number_id from config.number_route
    where phone_number_id = any(%s) or waba_id = any(%s)
"""


@dataclass(frozen=True, slots=True)
class Route:
    """`number_id` is None for facts about the whole account."""

    workspace_id: UUID
    number_id: UUID | None


@dataclass(frozen=True, slots=True)
class Routes:
    """The routes that one batch needs."""

    by_number: Mapping[str, Route]
    by_waba: Mapping[str, Route]

    @classmethod
    def load(cls, tx: Tx, facts: Iterable[Fact]) -> Routes:
        numbers: set[str] = set()
        wabas: set[str] = set()
        for fact in facts:
            if isinstance(fact, OurFact):
                continue
            if fact.phone_number_id:
                numbers.add(fact.phone_number_id)
            elif fact.waba_id:
                wabas.add(fact.waba_id)
        rows = tx.fetch(FIND, (sorted(numbers), sorted(wabas))) if numbers or wabas else []
        return cls(
            by_number={row[0]: Route(row[2], row[3]) for row in rows},
            by_waba={row[1]: Route(row[2], None) for row in sorted(rows, key=lambda row: str(row[2]), reverse=True)},
        )

    def of(self, fact: Fact) -> Route | Literal["unknown", "nowhere"]:
        """The route; "unknown" when the number may still be added here, "nowhere" when the fact names none."""
        if isinstance(fact, OurFact):
            return "nowhere"
        if fact.phone_number_id:
            return self.by_number.get(fact.phone_number_id, "unknown")
        if fact.waba_id:
            return self.by_waba.get(fact.waba_id, "unknown")
        return "nowhere"
