"""Counting what was sent against what arrived, by the number in each text. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """`missing` is what has not arrived: under way while there is time, lost after it."""

    sent: int
    arrived: int
    missing: int
    doubled: int

    @classmethod
    def of(cls, sent: Iterable[str], arrived: Iterable[str]) -> Tally:
        """What arrived and was never sent is not counted: it is somebody else's."""
        wanted = set(sent)
        found = Counter(text for text in arrived if text in wanted)
        return cls(len(wanted), len(found), len(wanted) - len(found), sum(found.values()) - len(found))
