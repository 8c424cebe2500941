"""The Conversation page by keyboard, and on a narrow page."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.fake.running import Running
from tests.browser.fake.seeds import media
from tests.browser.fake.state import SHOWCASE
from tests.browser.fixtures import LIST, THREAD, fake, last_question, opened

__all__ = ["fake"]
pytestmark = pytest.mark.browser
# 1440 pixels at 200 %, and a phone.
NARROW = [(720, 450), (390, 844)]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"))


def test_letters_do_nothing_when_they_are_switched_off(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    expect(last_question(page)).to_be_visible()
    page.keyboard.press("?")
    page.get_by_label("Single-letter shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.get_by_role("list", name="Assign")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Commands")).to_be_visible()


def test_a_part_whose_script_does_not_come_says_so(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    expect(last_question(page)).to_be_visible()
    page.route(re.compile(r"\.js$"), lambda route: route.abort())
    page.keyboard.press("?")
    notice = page.get_by_role("alert").filter(has_text="This part of the page could not be loaded")
    expect(notice.get_by_role("button", name="Load the page again")).to_be_visible()
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)
    page.context.close()


def test_a_conversation_cannot_be_begun_and_the_dialog_says_why(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, LIST)
    page.get_by_role("button", name="New conversation").click()
    dialog = page.get_by_role("dialog", name="New conversation")
    expect(dialog).to_contain_text("only with a template")
    expect(dialog).to_contain_text("can be written on the phone")


def test_the_arrows_lead_from_picture_to_picture_and_the_focus_returns(browser: Browser, fake: Running) -> None:
    fake.state.said(SHOWCASE, "second", kind="image", media=media("second", "image", "image/png"))
    page = opened(browser, fake, THREAD)
    picture = page.get_by_role("button", name="Open the picture", exact=False).last
    picture.focus()
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog").filter(has=page.locator("figure"))
    expect(large).to_contain_text("2 of 2")
    page.keyboard.press("ArrowLeft")
    expect(large).to_contain_text("1 of 2")
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    expect(picture).to_be_focused()


@pytest.mark.parametrize("size", NARROW)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_page_shows_everything_and_axe_finds_nothing(
    browser: Browser, fake: Running, size: tuple[int, int], scheme: str
) -> None:
    fake.state.present = [{"id": "0197aaaa-0000-7000-8000-00000000000b", "name": "Bob", "doing": "writing"}]
    page = opened(browser, fake, THREAD, size, scheme)
    expect(page.get_by_text("Bob is writing an answer.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Commands")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
