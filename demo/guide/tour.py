"""The tour's steps, for one language: which is on, which are done. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from demo.guide.trail import Origin, Trails

STEPS = ("customer", "phone", "page", "clock", "plug", "end")
ORIGIN: dict[str, Origin] = {"customer": "customer", "phone": "phone", "page": "person"}


class Closed(Exception):
    """The customer's last word is more than 24 hours old."""


@dataclass
class Tour:
    """What a visitor has seen. `turned`, `closed` and `reopened` are of the step with the clock, `pulled` of the plug.

    Only a window that was open can be seen to close: where it is not, the customer writes first.
    """

    step: str = "customer"
    trails: Trails = field(default_factory=Trails)
    window_open: bool = False
    turned: bool = False
    closed: bool = False
    reopened: bool = False
    pulled: bool = False

    def turn(self) -> None:
        """The clock is being turned. Raises Closed where that could show nothing."""
        if not self.window_open:
            raise Closed
        self.turned, self.closed, self.reopened = True, False, False

    def see_window(self, *, is_open: bool) -> None:
        self.window_open = is_open
        if self.turned and not is_open:
            self.closed = True
        if self.closed and is_open:
            self.reopened = True

    def done(self, step: str) -> bool:
        if step in ORIGIN:
            trail = self.trails.of(ORIGIN[step])
            return trail is not None and trail.arrived
        return {"clock": self.closed, "plug": self.pulled}.get(step, True)

    def go(self, step: str) -> None:
        """Any step at any time: a tour is no test. Raises ValueError for one that is none."""
        self.step = STEPS[STEPS.index(step)]

    def begin_again(self) -> None:
        self.step, self.trails = STEPS[0], Trails()
        self.turned = self.closed = self.reopened = self.pulled = False

    def view(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "steps": [{"name": step, "done": self.done(step)} for step in STEPS],
            "hops": {step: trail.hops() for step, origin in ORIGIN.items() if (trail := self.trails.of(origin))},
            "window_open": self.window_open,
            "closed": self.closed,
            "reopened": self.reopened,
        }
