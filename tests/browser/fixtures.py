"""What the page's tests are given: the stand-in for the server, and a signed-in page of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.fake.running import Running
from tests.browser.fake.server import BUILD
from tests.browser.fake.state import SHOWCASE

LIST = "/seeblick/conversation"
THREAD = f"{LIST}/{SHOWCASE}"
DESKTOP = (1440, 900)
PHONE = (390, 844)
# A busy machine is slow, not wrong.
expect.set_options(timeout=20_000)


@pytest.fixture
def fake() -> Iterator[Running]:
    if not (BUILD / "index.html").exists():
        pytest.fail("ui/build is missing: ./run build makes it")
    running = Running()
    running.state.signed_in = True
    yield running
    running.stop()
    assert running.state.faults == [], "the page raised errors"


def opened(browser: Browser, fake: Running, path: str, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Page:
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=dark, reduced_motion="reduce", locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    # A fault of the page fails its test, whatever the test looks at.
    page.on("pageerror", lambda error: fake.state.faults.append(str(error)))
    page.goto(fake.address + path)
    return page


def last_question(page: Page) -> Locator:
    """The newest message of the showcase, in the thread (the list shows its beginning too)."""
    return page.locator("article", has_text="Noch eine Frage")
