"""The page against a stand-in for the server: what is shown, that it is accessible, and that the policy holds."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.fake.running import Running
from tests.browser.fixtures import DESKTOP, LIST, PHONE, THREAD, fake, last_question, opened

__all__ = ["fake"]
pytestmark = pytest.mark.browser


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_every_page_passes_axe_and_breaks_no_policy(
    browser: Browser, fake: Running, size: tuple[int, int], scheme: str
) -> None:
    page = opened(browser, fake, LIST, size, scheme)
    expect(page.locator("a[data-row]").first).to_be_visible()
    assert faults(page) == []
    page.goto(fake.address + THREAD)
    expect(last_question(page)).to_be_visible()
    assert faults(page) == []
    fake.state.signed_in = False
    page.goto(fake.address + "/sign-in")
    expect(page.get_by_label("Email address")).to_be_visible()
    assert faults(page) == []
    assert fake.state.violations == []
    page.context.close()


@pytest.mark.parametrize("path", [LIST, THREAD, "/sign-in"])
def test_nothing_is_wider_than_a_phone(browser: Browser, fake: Running, path: str) -> None:
    fake.state.signed_in = path != "/sign-in"
    page = opened(browser, fake, path, PHONE)
    page.locator("h1, h2").first.wait_for(state="attached")
    page.wait_for_timeout(500)
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
        " && e.checkVisibility()).map(e => e.outerHTML.slice(0, 120))"
    )
    assert wide == []
    page.context.close()


def test_a_wrong_password_is_said_in_words_and_the_right_one_leads_where_one_wanted(
    browser: Browser, fake: Running
) -> None:
    fake.state.signed_in = False
    page = opened(browser, fake, THREAD)
    page.get_by_label("Email address").fill("bob@example.test")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    page.get_by_label("Password", exact=True).fill("correct horse")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(fake.address + THREAD)
    page.context.close()


def test_each_origin_has_a_word(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    expect(last_question(page)).to_be_visible()
    page.locator(".scroller").evaluate("box => box.scrollBy(0, -1200)")
    for word in ("Phone, presumed Anna Keller", "Bob Steiner", "Mira · AI agent", "Flow", "Automatic greeting"):
        expect(page.locator("p.origin", has_text=word).first).to_be_attached()
    page.context.close()


def test_a_quote_leads_to_what_it_quotes(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    page.get_by_title("Show the quoted message").click()
    expect(page.locator("article.found")).to_contain_text("Ich bin vor Ort")
    page.context.close()
