"""The way of one message: where it was seen, and how many milliseconds after the first time. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Place = Literal["customer", "agent", "webhook", "api", "twinline", "tick"]
Origin = Literal["customer", "phone", "person"]

# What each of the ways must have passed before a step of the tour is done.
PASSED: dict[Origin, frozenset[Place]] = {
    "customer": frozenset({"customer", "agent", "twinline"}),
    "phone": frozenset({"agent", "customer", "twinline"}),
    "person": frozenset({"twinline", "customer", "agent"}),
}


@dataclass
class Trail:
    """Times are seconds of a clock that only runs forward."""

    origin: Origin
    text: str
    seen: dict[Place, float] = field(default_factory=dict)

    def see(self, place: Place, at: float) -> None:
        """The first time counts."""
        self.seen.setdefault(place, at)

    @property
    def began(self) -> float:
        return min(self.seen.values())

    @property
    def arrived(self) -> bool:
        return PASSED[self.origin] <= self.seen.keys()

    def hops(self) -> list[dict[str, object]]:
        """In the order in which they happened; the first has 0 ms."""
        ordered = sorted(self.seen.items(), key=lambda one: one[1])
        return [{"place": place, "ms": round((at - self.began) * 1000)} for place, at in ordered]


class Trails:
    """The newest message of each origin in one conversation. Messages meet by origin and text."""

    def __init__(self) -> None:
        self._newest: dict[Origin, Trail] = {}

    def see(self, origin: Origin, text: str, place: Place, at: float) -> None:
        """Each place tells of each message once, in whatever order the places are heard."""
        known = self._newest.get(origin)
        if known is None or known.text != text or place in known.seen:
            known = self._newest[origin] = Trail(origin, text)
        known.see(place, at)

    def of(self, origin: Origin) -> Trail | None:
        return self._newest.get(origin)
