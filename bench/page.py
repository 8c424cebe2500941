"""The Conversation page in Chromium: first JavaScript, a thread of 5,000 messages, a webhook's way to the eye."""

import asyncio
import gzip
import os
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, async_playwright

from bench.bodies import Target, change, encoded, request, wamid
from bench.load import at, whole
from bench.page_scripts import FRAMES, OPENED, PAINTED, TAKEN
from bench.report import Report, at_least, at_most
from bench.running import EMAIL, PASSWORD, Running, running, target

CHROMIUM = "/usr/bin/chromium"
LENGTH, RATE, QUIET, SECONDS, WARM_UP = 5_000, 50, 5, 20, 3
OPENINGS, HOVER_SECONDS = 5, 0.3
SCROLL_SECONDS = 20
LINES = 8
# When the live messages are said to begin, in seconds since 1970.
BEGUN = int(time.time()) - 600
LAST_PAINT_SECONDS = 10
Opens = Callable[[Locator], Awaitable[None]]
LONG, SHORT = ("41790000001", "Long"), ("41790000002", "Short")


def bench() -> Report:
    """Beside each figure stands the same on a thread of one message, or at a tenth of the rate."""
    report, number = Report("page"), target()
    with running() as twinline:
        twinline.provision("Benchmark", [number])
        asyncio.run(_measure(twinline, number, report))
    return report


async def _measure(twinline: Running, number: Target, report: Report) -> None:
    await _post(twinline, _history(number))
    await asyncio.to_thread(twinline.wait_until_recorded)
    async with _chromium() as browser:
        script = await _first_script(browser, twinline)
        opened = {name: await _openings(browser, twinline, name, _with_the_mouse) for _, name in (SHORT, LONG)}
        sudden = await _openings(browser, twinline, LONG[1], _at_once)
        frames = {name: await _frames(browser, twinline, name) for _, name in (SHORT, LONG)}
        calm = await _painted(browser, twinline, number, QUIET, 0)
        painted = await _painted(browser, twinline, number, RATE, QUIET * (SECONDS + WARM_UP))
    base, long = statistics.median(opened["Short"]), statistics.median(opened["Long"])
    report.figures = {
        "first JavaScript (kB gzip)": round(script / 1024, 1),
        "open (ms)": {"5,000 messages": round(long, 1), "one message": round(base, 1), "ratio": round(long / base, 2)},
        "open without a hover (ms)": {"5,000 messages": round(statistics.median(sudden), 1)},
        "longest frame (ms)": {
            "5,000 messages": round(max(frames["Long"]), 1),
            "one message": round(max(frames["Short"]), 1),
            "frames over 50 ms": sum(frame > 50 for frame in frames["Long"]),
            "frames": len(frames["Long"]),
        },
        "webhook to eye (ms)": {"p50": at(painted, 0.5), "p99": at(painted, 0.99), "worst": at(painted, 1)},
        f"webhook to eye at {QUIET} a second (ms)": {"p50": at(calm, 0.5), "p99": at(calm, 0.99)},
        "ratio of the two p99": round(at(painted, 0.99) / at(calm, 0.99), 2),
    }
    report.bars = [
        at_most("first JavaScript (kB gzip)", round(script / 1024, 1), 120),
        at_most("open a thread of 5,000 messages (ms)", round(long, 1), 150),
        at_most("longest frame while scrolling (ms)", round(max(frames["Long"]), 1), 50),
        at_most("webhook to painted p99 (ms)", at(painted, 0.99), 500),
        at_least("webhooks painted", len(painted), RATE * SECONDS),
    ]


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0)
        try:
            yield browser
        finally:
            await browser.close()


async def _signed_in(browser: Browser, twinline: Running) -> Page:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page = await context.new_page()
    await page.goto(twinline.url)
    await page.get_by_label("Email address").fill(EMAIL)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.locator("a[data-row]").first.wait_for()
    return page


async def _first_script(browser: Browser, twinline: Running) -> int:
    """Bytes of JavaScript, each file compressed, of a first visit to the list."""
    page, sizes = await _signed_in(browser, twinline), []
    address = page.url
    fresh = await page.context.new_page()
    fresh.on("response", lambda answer: sizes.append(answer) if answer.url.endswith(".js") else None)
    await fresh.goto(address)
    await fresh.locator("a[data-row]").first.wait_for()
    total = sum([len(gzip.compress(await answer.body())) for answer in sizes])
    await page.context.close()
    return total


async def _openings(browser: Browser, twinline: Running, name: str, by: Opens) -> list[float]:
    """Each time in a page that has not read the thread yet."""
    page, taken = await _signed_in(browser, twinline), []
    listing = page.url
    for _ in range(OPENINGS):
        await page.goto(listing)
        row = page.locator("a[data-row]", has_text=name)
        await row.wait_for()
        await asyncio.sleep(1)
        await page.evaluate(OPENED)
        await by(row)
        taken.append(float(await page.evaluate("window.opened")))
    await page.context.close()
    return taken


async def _with_the_mouse(row: Locator) -> None:
    await row.hover()
    await asyncio.sleep(HOVER_SECONDS)
    await row.click()


async def _at_once(row: Locator) -> None:
    """As no hand can: nothing says beforehand which row it will be."""
    await row.evaluate("one => one.click()")


async def _frames(browser: Browser, twinline: Running, name: str) -> list[float]:
    """Up through the whole thread and down again; seconds count, whatever the length."""
    page = await _signed_in(browser, twinline)
    await page.locator("a[data-row]", has_text=name).click()
    await page.locator("section.open article").first.wait_for()
    await page.locator(".scroller").hover()
    await asyncio.sleep(1)
    await page.evaluate(FRAMES)
    for way in (-700, 700):
        ends = time.monotonic() + SCROLL_SECONDS / 2
        while time.monotonic() < ends:
            await page.mouse.wheel(0, way)
            await asyncio.sleep(0.04)
    frames: list[float] = await page.evaluate(TAKEN)
    await page.context.close()
    return frames


async def _painted(browser: Browser, twinline: Running, number: Target, rate: int, before: int) -> list[float]:
    """Seconds from sending to paint, in order; `before` messages of this kind were sent already."""
    page = await _signed_in(browser, twinline)
    await page.locator("a[data-row]", has_text="Short").click()
    await page.locator("section.open article").first.wait_for()
    await page.evaluate(PAINTED)
    count = rate * (SECONDS + WARM_UP)
    begun_wall, begun = time.time() + 0.5, time.perf_counter() + 0.5
    due = [nth / rate for nth in range(count)]
    await _post(twinline, _live(number, before, count), [begun + one for one in due])
    await asyncio.sleep(LAST_PAINT_SECONDS / 2)
    seen: dict[str, float | None] = await page.evaluate("() => window.painted_at")
    await page.context.close()
    return sorted(
        moment / 1000 - (begun_wall + due[int(n) - before])
        for n, moment in seen.items()
        if moment is not None and int(n) >= before + rate * WARM_UP
    )


async def _post(twinline: Running, requests: Iterable[bytes], due: list[float] | None = None) -> None:
    """Over a few connections; each not before its instant on perf_counter."""
    made = list(requests)
    lines = [_line(twinline, made[nth::LINES], due[nth::LINES] if due else None) for nth in range(LINES)]
    await asyncio.gather(*lines)


async def _line(twinline: Running, requests: list[bytes], due: list[float] | None) -> None:
    reader, writer = await asyncio.open_connection(twinline.host, twinline.port)
    for nth, one in enumerate(requests):
        if due is not None:
            await asyncio.sleep(max(0.0, due[nth] - time.perf_counter()))
        writer.write(one)
        heard = b""
        while not whole(heard):
            heard += await reader.read(4096)
        if not heard.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"The gate answered {heard[:40]!r}.")
    writer.close()


def _history(number: Target) -> Iterator[bytes]:
    """The long thread, spread over five days, a hundred messages a body; and the short one."""
    now = int(time.time())
    for start in range(0, LENGTH, 100):
        said = [
            _message(number, LONG[0], n, f"Nachricht Nr. {n}.", now - (LENGTH - n) * 90)
            for n in range(start, start + 100)
        ]
        yield request(number, _body(number, LONG, said))
    yield request(number, _body(number, SHORT, [_message(number, SHORT[0], LENGTH, "Grüezi!", BEGUN - 60)]))


def _live(number: Target, before: int, count: int) -> Iterator[bytes]:
    """Said ten a second: one second has no order, and far from a thread's end nothing is drawn."""
    for n in range(before, before + count):
        said = _message(number, SHORT[0], LENGTH + 1 + n, f"Painted {n}.", BEGUN + n // 10)
        yield request(number, _body(number, SHORT, [said]))


def _message(number: Target, phone: str, n: int, text: str, said_at: int) -> dict[str, Any]:
    return {"from": phone, "id": wamid(number, n), "timestamp": str(said_at), "text": {"body": text}, "type": "text"}


def _body(number: Target, customer: tuple[str, str], messages: list[dict[str, Any]]) -> bytes:
    contact = {"profile": {"name": customer[1]}, "wa_id": customer[0]}
    return encoded(change(number, "messages", {"contacts": [contact], "messages": messages}))
