"""Alice's and Bob's browsers on a running Twinline, and the other ends in Bothends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.fixtures import DESKTOP
from tests.fixtures.connected import PASSWORD, Connected
from tests.promises.at_meta import joined


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    """One for all tests of a file, because starting it takes seconds; each test has a customer of its own."""
    with joined(request, tmp_path_factory.mktemp("house")) as one:
        yield one


def signed_in(
    browser: Browser, connected: Connected, who: str, size: tuple[int, int] = DESKTOP, **more: object
) -> Page:
    """A browser of their own, on the list of conversations."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="en-GB",
        reduced_motion="reduce",
        **more,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(connected.twinline.url)
    page.get_by_label("Email address").fill(f"{who}@casanova.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Live", exact=True)).to_be_attached()
    return page


def row_of(page: Page, name: str) -> Locator:
    return page.locator("a[data-row]", has_text=name)


def opens(page: Page, name: str) -> None:
    row_of(page, name).click()
    expect(page.locator("section.open")).to_be_visible()


def article(page: Page, text: str) -> Locator:
    return page.locator("article", has_text=text)


def answers(page: Page, name: str, text: str) -> None:
    field = page.get_by_label(f"Write to {name}")
    field.fill(text)
    field.press("Enter")


def distance_to(page: Page, text: str) -> float:
    """How far below the thread's upper edge a message stands, in pixels."""
    return float(
        article(page, text).evaluate("(one) => one.getBoundingClientRect().top")
        - page.locator(".scroller").evaluate("(box) => box.getBoundingClientRect().top")
    )
