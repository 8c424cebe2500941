"""How long to wait before one tries again. Pure."""

from __future__ import annotations

FIRST_SECONDS = 0.3
LONGEST_SECONDS = 5.0


class Pause:
    """Twice as long each time, up to the longest; short again after a success."""

    def __init__(self) -> None:
        self._next = FIRST_SECONDS

    def next(self) -> float:
        """Seconds."""
        now, self._next = self._next, min(self._next * 2, LONGEST_SECONDS)
        return now

    def reset(self) -> None:
        self._next = FIRST_SECONDS
