"""The load, in a process of its own: `python -m bench.load` takes an Order as JSON and prints a Harvest.

Open loop: a request is due at its instant whether or not earlier ones were answered, and its latency counts
from that instant (so a server that stalls cannot hide it). Closed loop: each connection sends its next request
when the last one is answered.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count, cycle

import uvloop

from bench.bodies import Target, texts

TICK = 0.001
LAST_ANSWERS_SECONDS = 10.0
DIFFERENT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to send where; `rate` is requests a second, 0 for a closed loop. Bodies are numbered from `start`."""

    host: str
    port: int
    target: Target
    seconds: float
    rate: float = 0.0
    connections: int = 64
    warm_up: float = 1.0
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What came back. Latencies in ms; `statuses` counts answers by status, "lost" those never answered."""

    sent: int
    seconds: float
    statuses: dict[str, int]
    p50: float
    p99: float
    p999: float
    worst: float

    @property
    def answered(self) -> int:
        return self.statuses.get("200", 0)

    @property
    def rate(self) -> float:
        return self.answered / self.seconds

    @property
    def errors(self) -> int:
        return sum(self.statuses.values()) - self.answered


def run(order: Order) -> Harvest:
    """Give the order to a fresh process and wait for its harvest."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(
        command, input=json.dumps(asdict(order), default=bytes.hex), stdout=subprocess.PIPE, text=True, check=True
    )
    return Harvest(**json.loads(done.stdout))


class Line(asyncio.Protocol):
    """One kept connection: one request at a time."""

    def __init__(self, load: "Load") -> None:
        self.load = load
        self.due = 0.0
        self.waiting = False
        self.heard = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a TCP connection's is one

    def ask(self, request: bytes, due: float) -> None:
        self.due = due
        self.waiting = True
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        if not self.waiting:
            # A connection that asks nothing for long is told so, and ended: that is no answer to anything.
            return
        heard = self.heard + data if self.heard else data
        if not whole(heard):
            self.heard = heard
            return
        self.heard = b""
        self.waiting = False
        self.load.answered(self, heard[9:12])

    def connection_lost(self, exc: Exception | None) -> None:
        self.load.lost(self)


class Load:
    """Sends by the order and notes what comes back."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.requests: Iterator[bytes] = cycle(list(texts(order.target, self._different(), order.start)))
        self.idle: list[Line] = []
        self.overdue: deque[float] = deque()
        self.lines = 0
        self.sent = 0
        self.open = 0
        self.latencies: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.measured_from = 0.0
        self.until = 0.0

    def _different(self) -> int:
        order = self.order
        return int(order.rate * (order.seconds + order.warm_up)) + 1 if order.rate else DIFFERENT

    async def run(self) -> Harvest:
        await asyncio.gather(*(self._connect() for _ in range(self.order.connections)))
        begun = time.perf_counter()
        self.measured_from = begun + self.order.warm_up
        self.until = self.measured_from + self.order.seconds
        await (self._open_loop(begun) if self.order.rate else self._closed_loop())
        await self._last_answers()
        return self._harvest()

    async def _connect(self) -> None:
        self.lines += 1
        _, line = await asyncio.get_running_loop().create_connection(
            lambda: Line(self), self.order.host, self.order.port
        )
        self.idle.append(line)

    async def _open_loop(self, begun: float) -> None:
        due_at = (begun + n / self.order.rate for n in count())
        due = next(due_at)
        while due < self.until:
            now = time.perf_counter()
            while due <= now and due < self.until:
                self._send(due)
                due = next(due_at)
            await asyncio.sleep(TICK)

    async def _closed_loop(self) -> None:
        for line in self.idle:
            self._ask(line, time.perf_counter())
        await asyncio.sleep(self.until - time.perf_counter())

    async def _last_answers(self) -> None:
        deadline = time.perf_counter() + LAST_ANSWERS_SECONDS
        while (self.open or self.overdue) and time.perf_counter() < deadline:  # noqa: ASYNC110 - no event, no cost
            await asyncio.sleep(0.01)
        self.statuses["lost"] += self.open + len(self.overdue)

    def _send(self, due: float) -> None:
        while self.idle:
            line = self.idle.pop()
            # The server ends a connection that has been idle for long; the loop tells us a moment later.
            if not line.transport.is_closing():
                self._ask(line, due)
                return
        self.overdue.append(due)

    def _ask(self, line: Line, due: float) -> None:
        self.sent += 1
        self.open += 1
        line.ask(next(self.requests), due)

    def answered(self, line: Line, status: bytes) -> None:
        self.open -= 1
        now = time.perf_counter()
        if self.measured_from <= (line.due if self.order.rate else now) < self.until:
            self.latencies.append(now - line.due)
            self.statuses[status.decode()] += 1
        if self.overdue:
            self._ask(line, self.overdue.popleft())
        elif self.order.rate:
            self.idle.append(line)
        elif now < self.until:
            self._ask(line, now)

    def lost(self, line: Line) -> None:
        """A connection that the server ended; another takes its place."""
        if line.waiting:
            self.open -= 1
            self.statuses["lost"] += 1
        if line in self.idle:
            self.idle.remove(line)
        if time.perf_counter() < self.until:
            self._again = asyncio.ensure_future(self._connect())

    def _harvest(self) -> Harvest:
        ordered = sorted(self.latencies) or [0.0]
        return Harvest(
            sent=self.sent,
            seconds=self.order.seconds,
            statuses={status: number for status, number in self.statuses.items() if number},
            p50=at(ordered, 0.50),
            p99=at(ordered, 0.99),
            p999=at(ordered, 0.999),
            worst=round(ordered[-1] * 1000, 3),
        )


def at(ordered: list[float], share: float) -> float:
    """A percentile of ordered seconds, in ms."""
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 3)


def whole(heard: bytes) -> bool:
    """Whether an answer is complete; those compared here all say their length."""
    head, end, body = heard.partition(b"\r\n\r\n")
    if not end:
        return False
    _, found, rest = head.lower().partition(b"content-length: ")
    return bool(found) and len(body) >= int(rest.partition(b"\r\n")[0])


def main() -> None:
    said = json.load(sys.stdin)
    target = said.pop("target")
    order = Order(target=Target(**{**target, "secret": bytes.fromhex(target["secret"])}), **said)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(asdict(runner.run(_run(order)))))


async def _run(order: Order) -> Harvest:
    return await Load(order).run()


if __name__ == "__main__":
    main()
