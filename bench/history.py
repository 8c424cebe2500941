"""A past of half a million messages through gate and recorder, next to a COPY of the rows that it became.

Chunks of all phases come in a shuffled order as fast as the gate takes them, while customers write and a page looks.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import psycopg
import uvloop

from bench.bodies import Target, change, encoded, request, wamid
from bench.latency import Listener, ticket
from bench.load import at, whole
from bench.pasts import Past
from bench.record import copied_in
from bench.report import Report, at_least, at_most
from bench.running import EMAIL, PASSWORD, Running, running, target

MESSAGES = int(os.environ.get("BENCH_MESSAGES", "500000"))
CHATS = max(1, MESSAGES // 100)
CHUNKS_AT_ONCE = 2
LIVE_RATE, LIVE_AFTERWARDS = 5, 10
LOOK_EVERY = 0.1
POSITION = "select coalesce(sum(position), 0) from log.counter"
IMPORTED = "select count(*) from views.message where imported and kind is not null"
# What customers write live is smaller than any chunk.
WAITING = "select exists (select from views.intake where recorded_at is null and size > 2000)"
# The figures of the recorder alone say nothing of bodies that pile up in the gate.
PROCESSES = ("gate", "web", "recorder", "worker")


def bench() -> Report:
    report, number = Report("history"), target()
    with running() as twinline:
        made = twinline.provision("Benchmark", [number])
        twinline.wait_until_recorded()
        run = Run(twinline, number, ticket(twinline, made), made["workspace"])
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run.run())
        copied, rows = copied_in(twinline)
    ordered = sorted(run.page.latencies()) or [float("inf")]
    rate, growth = MESSAGES / run.took, run.rss_at(1.0) / run.rss_at(0.2)
    report.figures = {
        "messages": MESSAGES,
        "chats": CHATS,
        "seconds": round(run.took, 1),
        "messages a second": round(rate),
        "first chats on the page after (s)": round(run.page.first_old - run.begun, 2),
        "COPY of the same rows, seconds": round(copied, 2),
        "rows": rows,
        "COPY, messages a second": round(MESSAGES / copied),
        "share of COPY's rate": round(copied / run.took, 3),
        "live webhook to page during it (ms)": {
            "webhooks": len(run.page.due), "p50": at(ordered, 0.5), "p99": at(ordered, 0.99), "worst": at(ordered, 1),
        },
        "CPU, microseconds a message": {name: round(s / MESSAGES * 1e6) for name, s in run.worked.items()},
        "RSS at 20 % (MB)": round(run.rss_at(0.2) / 2**20),
        "RSS at 100 % (MB)": round(run.rss_at(1.0) / 2**20),
    }  # fmt: skip
    report.bars = [
        at_least("messages a second", round(rate), 8_000),
        at_least("messages recorded", run.recorded, MESSAGES),
        at_most("first chats on the page (s)", round(run.page.first_old - run.begun, 2), 5),
        at_most("live webhook to page p99 (ms)", at(ordered, 0.99), 1_000),
        at_most("live webhooks that no page saw", len(run.page.due) - len(run.page.seen), 0),
        at_most("RSS at 100 % to RSS at 20 %", round(growth, 2), 1.1),
    ]
    return report


class Page:
    """One browser's way: an event, then what has changed; the whole list where too much has."""

    def __init__(self, twinline: Running, token: str, workspace: str) -> None:
        self.due: dict[str, float] = {}
        self.seen: dict[str, float] = {}
        self.first_old = float("inf")
        self._here = f"/api/workspaces/{workspace}"
        self._http = httpx.AsyncClient(base_url=twinline.url, timeout=30)
        self._listener = Listener()
        self._listening = asyncio.ensure_future(self._listener.listen(twinline, token))

    async def look(self) -> None:
        """Until it is cancelled."""
        await self._sign_in()
        at_position = (await self._get("/conversations", limit=1))["position"]
        while True:
            if self._listener.position <= at_position:
                await asyncio.sleep(0.005)
                continue
            changed = await self._get("/changes", since=at_position)
            at_position = changed["position"]
            shown = (await self._get("/conversations", limit=50))["items"] if changed["reset"] else None
            self._note(changed["conversations"] if shown is None else shown)

    def latencies(self) -> list[float]:
        return [self.seen[name] - due for name, due in self.due.items() if name in self.seen]

    async def close(self) -> None:
        self._listening.cancel()
        await self._http.aclose()

    def _note(self, conversations: list[Any]) -> None:
        now = time.perf_counter()
        for one in conversations:
            name = one["contact"]["name"] or ""
            if name in self.due:
                self.seen.setdefault(name, now)
            else:
                self.first_old = min(self.first_old, now)

    async def _sign_in(self) -> None:
        (await self._http.get("/_allauth/browser/v1/config")).raise_for_status()
        token = next((cookie.value for cookie in self._http.cookies.jar if "csrf" in cookie.name), None) or ""
        body = {"email": EMAIL, "password": PASSWORD}
        answer = await self._http.post(
            "/_allauth/browser/v1/auth/login",
            json=body,
            headers={"X-CSRFToken": token, "Origin": str(self._http.base_url)},
        )
        answer.raise_for_status()

    async def _get(self, path: str, **params: Any) -> Any:
        answer = await self._http.get(self._here + path, params=params)
        return orjson.loads(answer.raise_for_status().content)


class Run:
    """One import, and what was seen meanwhile."""

    def __init__(self, twinline: Running, number: Target, token: str, workspace: str) -> None:
        self.took, self.recorded, self.begun = 0.0, 0, 0.0
        self._twinline, self._number, self._token, self._workspace = twinline, number, token, workspace
        self._sizes: list[tuple[float, int]] = []
        self._posted = False
        self.worked: dict[str, float] = {}

    async def run(self) -> None:
        self.page = Page(self._twinline, self._token, self._workspace)
        looking = asyncio.create_task(self.page.look())
        await asyncio.sleep(2)
        bodies, self.begun = Past(self._number, MESSAGES, CHATS, int(time.time())).bodies(), time.perf_counter()
        over = asyncio.Event()
        live = asyncio.create_task(self._live(over))
        watching = asyncio.create_task(asyncio.to_thread(self._watch))
        await asyncio.gather(*(self._post(bodies) for _ in range(CHUNKS_AT_ONCE)))
        self._posted = True
        await watching
        over.set()
        await live
        await self._last_seen()
        looking.cancel()
        await self.page.close()

    def rss_at(self, share: float) -> int:
        """Bytes of all processes together when that share of the messages was recorded."""
        return next((size for reached, size in self._sizes if reached >= share), self._sizes[-1][1])

    async def _post(self, bodies: Iterator[dict[str, Any]]) -> None:
        line = await asyncio.open_connection(self._twinline.host, self._twinline.port)
        for body in bodies:
            await said(line, await asyncio.to_thread(self._signed, body))
        line[1].close()

    def _signed(self, body: dict[str, Any]) -> bytes:
        return request(self._number, encoded(body))

    async def _live(self, over: asyncio.Event) -> None:
        """Customers who never wrote before, on the beat."""
        line, begun, nth = await asyncio.open_connection(self._twinline.host, self._twinline.port), self.begun, 0
        while not over.is_set() or nth < LIVE_RATE * LIVE_AFTERWARDS:
            nth += 1
            due = begun + nth / LIVE_RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            self.page.due[f"Live {nth}"] = due
            await said(line, request(self._number, encoded(self._text(nth))))
        line[1].close()

    def _text(self, nth: int) -> dict[str, Any]:
        customer = f"4178{nth:07d}"
        text = {"type": "text", "text": {"body": f"Ist jemand da? {nth}"}}
        message = {"from": customer, "id": wamid(self._number, nth), "timestamp": str(int(time.time())), **text}
        contact = {"profile": {"name": f"Live {nth}"}, "wa_id": customer}
        return change(self._number, "messages", {"contacts": [contact], "messages": [message]})

    async def _last_seen(self) -> None:
        deadline = time.perf_counter() + 10
        while len(self.page.seen) < len(self.page.due) and time.perf_counter() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    def _watch(self) -> None:
        """Sizes on the way, until the last chunk is recorded."""
        with self._twinline.owner() as owner:
            owner.execute("select set_config('twinline.workspace', %s, false)", (self._workspace,))
            first, before = asked(owner, POSITION), worked(self._twinline.home)
            while not self._posted or asked(owner, WAITING):
                share = (asked(owner, POSITION) - first) / MESSAGES
                self._sizes.append((min(1.0, share), resident(self._twinline.home)))
                time.sleep(LOOK_EVERY)
            self.took = time.perf_counter() - self.begun
            self.recorded = asked(owner, IMPORTED)
        self.worked = {name: spent - before.get(name, 0.0) for name, spent in worked(self._twinline.home).items()}


def asked(owner: psycopg.Connection[tuple[Any, ...]], query: str) -> int:
    return int((owner.execute(query).fetchone() or (0,))[0])


async def said(line: tuple[asyncio.StreamReader, asyncio.StreamWriter], whole_request: bytes) -> None:
    """One webhook and its answer."""
    reader, writer = line
    writer.write(whole_request)
    heard = b""
    while not whole(heard):
        heard += await reader.read(4096)
    if not heard.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"The gate answered {heard[:40]!r}.")


def resident(home: Path) -> int:
    """Bytes of memory of Twinline's own processes, without PostgreSQL."""
    pages = 0
    for path in (home / "run").glob("*.pid"):
        if path.stem.split("-")[0] in PROCESSES:
            pages += int(Path(f"/proc/{path.read_text().strip()}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def worked(home: Path) -> dict[str, float]:
    """Seconds of CPU by process, each with what it started; a backend of PostgreSQL that ended is not in it."""
    pids = {int(path.read_text()): path.stem for path in (home / "run").glob("*.pid")}
    spent: dict[str, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        name = pids.get(int(path.parent.name)) or pids.get(int(fields[1]))
        if name:
            ticks = int(fields[11]) + int(fields[12])
            spent[name] = spent.get(name, 0.0) + ticks / os.sysconf("SC_CLK_TCK")
    return spent
