"""From a webhook to a browser: the time until a live event says that its message is there."""

import asyncio
import hashlib
import json
import secrets
import time
from collections.abc import Callable

import uvloop

from bench.bodies import Target, texts
from bench.load import at, whole
from bench.report import Report, at_least, at_most
from bench.running import Running, running, target

RATE, SECONDS, WARM_UP = 100, 30, 3
LAST_EVENT_SECONDS = 10


class Listener:
    """One browser's stream: which position was told when."""

    def __init__(self) -> None:
        self.told: list[tuple[int, float]] = []

    async def listen(self, twinline: Running, token: str) -> None:
        reader, writer = await asyncio.open_connection(twinline.host, twinline.port)
        writer.write(f"GET /live HTTP/1.1\r\nhost: {twinline.host}\r\ncookie: twinline_live={token}\r\n\r\n".encode())
        async for line in reader:
            if line.startswith(b"data: "):
                self.told.append((json.loads(line[6:])["position"], time.perf_counter()))
        writer.close()

    @property
    def position(self) -> int:
        return self.told[-1][0] if self.told else -1


def bench() -> Report:
    """100 webhooks a second, one listener."""
    report, number = Report("latency"), target()
    with running() as twinline:
        made = twinline.provision("Benchmark", [number])
        twinline.wait_until_recorded()
        token = ticket(twinline, made)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            latencies, missing = runner.run(_measure(twinline, number, token))
    ordered = sorted(latencies)
    report.figures = {
        "webhooks": len(latencies),
        "p50 (ms)": at(ordered, 0.5),
        "p99 (ms)": at(ordered, 0.99),
        "worst (ms)": at(ordered, 1),
    }
    report.bars = [
        at_most("webhook to event p50 (ms)", at(ordered, 0.5), 30),
        at_most("webhook to event p99 (ms)", at(ordered, 0.99), 150),
        at_most("webhooks without an event", missing, 0),
        at_least("webhooks measured", len(latencies), RATE * SECONDS),
    ]
    return report


async def _measure(twinline: Running, number: Target, token: str) -> tuple[list[float], int]:
    listener = Listener()
    listening = asyncio.create_task(listener.listen(twinline, token))
    await _until(lambda: listener.position >= 0)
    first = listener.position
    due = await _send(twinline, number)
    await _until(lambda: listener.position >= first + len(due))
    listening.cancel()
    latencies = matched(due, first, listener.told)
    return latencies[RATE * WARM_UP :], len(due) - len(latencies)


async def _until(question: Callable[[], bool]) -> None:
    deadline = time.perf_counter() + LAST_EVENT_SECONDS
    while not question() and time.perf_counter() < deadline:  # noqa: ASYNC110 - looking is what it measures with
        await asyncio.sleep(0.01)


async def _send(twinline: Running, number: Target) -> list[float]:
    """Send on the beat over a few connections; the instants at which each was due."""
    requests = list(texts(number, RATE * (SECONDS + WARM_UP)))
    lines = [await asyncio.open_connection(twinline.host, twinline.port) for _ in range(16)]
    free: asyncio.Queue[int] = asyncio.Queue()
    for place in range(len(lines)):
        free.put_nowait(place)
    begun, due, answers = time.perf_counter() + 0.1, [], []
    for nth, request in enumerate(requests):
        due.append(begun + nth / RATE)
        await asyncio.sleep(max(0.0, due[-1] - time.perf_counter()))
        place = await free.get()
        lines[place][1].write(request)
        answers.append(asyncio.create_task(_answer(lines[place][0], place, free)))
    await asyncio.gather(*answers)
    for _, writer in lines:
        writer.close()
    return due


async def _answer(reader: asyncio.StreamReader, place: int, free: asyncio.Queue[int]) -> None:
    heard = b""
    while not whole(heard):
        heard += await reader.read(4096)
    if not heard.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"The gate answered {heard[:40]!r}.")
    free.put_nowait(place)


def matched(due: list[float], first: int, told: list[tuple[int, float]]) -> list[float]:
    """Seconds for each webhook: the nth is there once the position has risen by n, one fact each."""
    latencies: list[float] = []
    for position, at_time in told:
        while len(latencies) < min(position - first, len(due)):
            latencies.append(at_time - due[len(latencies)])
    return latencies


def ticket(twinline: Running, made: dict[str, str]) -> str:
    """A ticket as the page gets one, without the page."""
    token = secrets.token_urlsafe(32)
    with twinline.owner() as owner:
        owner.execute(
            "insert into config.live_ticket (digest, user_id, workspace_id, session_digest, expires_at) "
            "values (%s, %s, %s, %s, now() + interval '1 hour')",
            (hashlib.sha256(token.encode()).digest(), made["user"], made["workspace"], b"s" * 32),
        )
    return token
