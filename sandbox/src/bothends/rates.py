"""Meta's speed limits, exactly, on the virtual clock.

Throughput (Meta: Throughput): 80 messages a second and number; 20 on coexistence, inbound counted too. A send
is refused at `t` when the half-open second (t-1, t] is already full. Pair rate (Meta: Rate limits): one message
per 6 seconds to one user; a burst of up to 45 borrows from the future. What an agent types in the app counts for
neither.
"""

from collections import deque

THROUGHPUT = {"coexistence": 20, "cloud_api": 80}
PAIR_SECONDS, PAIR_BURST = 6.0, 45


class SecondWindow:
    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def count(self, now: float) -> int:
        while self._times and self._times[0] <= now - 1.0:
            self._times.popleft()
        return len(self._times)

    def add(self, now: float) -> None:
        self._times.append(now)


class PairPace:
    """How far into the future the burst has borrowed: a full burst is 45 × 6 s ahead of now."""

    def __init__(self) -> None:
        self._paid_until = 0.0

    def is_full(self, now: float) -> bool:
        # A tenth of a millisecond of grace: sums of 6.0 on a clock of 1.7e9 s are not exact in binary.
        return self._paid_until - now > PAIR_SECONDS * (PAIR_BURST - 1) + 1e-4

    def add(self, now: float) -> None:
        self._paid_until = max(self._paid_until, now) + PAIR_SECONDS


class Rates:
    def __init__(self) -> None:
        self._numbers: dict[str, SecondWindow] = {}
        self._pairs: dict[tuple[str, str], PairPace] = {}

    def refusal(self, number_id: str, mode: str, customer: str, now: float) -> int | None:
        """Meta's error code if a send now is too fast, otherwise None. Refused sends do not count."""
        if self._number(number_id).count(now) >= THROUGHPUT[mode]:
            return 130429
        return 131056 if self._pair(number_id, customer).is_full(now) else None

    def sent(self, number_id: str, customer: str, now: float) -> None:
        self._number(number_id).add(now)
        self._pair(number_id, customer).add(now)

    def received(self, number_id: str, mode: str, now: float) -> None:
        if mode == "coexistence":
            self._number(number_id).add(now)

    def _number(self, number_id: str) -> SecondWindow:
        return self._numbers.setdefault(number_id, SecondWindow())

    def _pair(self, number_id: str, customer: str) -> PairPace:
        return self._pairs.setdefault((number_id, customer), PairPace())
