"""A long thread: quotes far back, the way to the newest, and a place that stays where it was."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.colleagues import article, distance_to
from tests.browser.fake.running import Running
from tests.browser.fake.seeds import message
from tests.browser.fake.state import SHOWCASE
from tests.browser.fixtures import THREAD, fake, opened

__all__ = ["fake"]
pytestmark = pytest.mark.browser
MANY = 1000


@pytest.fixture
def long(fake: Running) -> Running:
    """A thread of 1,000 messages; the newest quotes the tenth."""
    state, begun = fake.state, datetime.now(UTC) - timedelta(hours=20)
    rows = [
        message(SHOWCASE, f"long/{n}", begun + timedelta(minutes=n), text=f"Nachricht Nr. {n}.") for n in range(MANY)
    ]
    rows[-1]["quoted"] = {"id": rows[9]["id"], "preview": "Nachricht Nr. 9.", "direction": "inbound"}
    state.messages[SHOWCASE] = rows
    state.conversations[SHOWCASE]["unread"] = 0
    state.refresh(SHOWCASE)
    return fake


def wheel(page: Page, by: int, times: int = 1) -> None:
    page.locator(".scroller").hover()
    for _ in range(times):
        page.mouse.wheel(0, by)
        page.wait_for_timeout(60)


def test_a_quote_leads_to_its_message_however_far_and_back_to_the_newest(browser: Browser, long: Running) -> None:
    page = opened(browser, long, THREAD)
    expect(article(page, f"Nachricht Nr. {MANY - 1}.")).to_be_visible()
    page.get_by_title("Show the quoted message").click()
    expect(article(page, "Nachricht Nr. 9.")).to_be_in_viewport()
    expect(article(page, "Nachricht Nr. 9.")).to_be_focused()
    # Some that follow may be read already; the way back to the end is not.
    expect(article(page, "Nachricht Nr. 400.")).to_have_count(0)
    # What comes in meanwhile does not stand beside messages that it does not follow.
    long.state.said(SHOWCASE, "meanwhile", text="Etwas Neues.")
    expect(page.get_by_role("button", name="1 new message")).to_be_visible()
    expect(article(page, "Etwas Neues.")).to_have_count(0)
    wheel(page, 3000)
    expect(article(page, "Nachricht Nr. 40.")).to_have_count(1)
    page.get_by_role("button", name="1 new message").click()
    expect(article(page, "Etwas Neues.")).to_be_in_viewport()
    expect(page.get_by_role("button", name="To the newest message")).to_have_count(0)


def test_a_quote_leads_there_even_while_older_messages_are_being_read(browser: Browser, long: Running) -> None:
    page = opened(browser, long, THREAD.rsplit("/", 1)[0])
    held: list[Route] = []
    # Playwright writes on the function that it is given, which a method does not allow.
    page.route(re.compile(r"/messages\?.*before="), lambda route: held.append(route))  # noqa: PLW0108
    page.locator(f'a[data-row="{SHOWCASE}"]').click()
    expect(article(page, f"Nachricht Nr. {MANY - 1}.")).to_be_visible()
    with page.expect_request(re.compile(r"/messages\?.*before=")):
        page.evaluate("document.querySelector('.older').click()")
    page.get_by_title("Show the quoted message").click()
    expect(article(page, "Nachricht Nr. 10.")).to_have_count(0)
    held[0].continue_()
    expect(article(page, "Nachricht Nr. 9.")).to_be_focused()
    expect(article(page, "Nachricht Nr. 10.")).to_have_count(1)
    page.context.close()


def test_the_place_stays_while_older_and_newer_messages_come(browser: Browser, long: Running) -> None:
    page = opened(browser, long, THREAD)
    expect(article(page, f"Nachricht Nr. {MANY - 1}.")).to_be_visible()
    wheel(page, -900)
    seen = page.evaluate("""() => {
        const box = document.querySelector('.scroller').getBoundingClientRect();
        const below = (x) => x.getBoundingClientRect().top > box.top + 100;
        const one = [...document.querySelectorAll('article')].find(below);
        return one.querySelector(".bubble").textContent.match(/Nr. [0-9]+/)[0] + ".";
    }""")
    text = f"Nachricht {seen}"
    before = distance_to(page, text)
    long.state.said(SHOWCASE, "new/1", text="Etwas Neues.")
    expect(page.get_by_role("button", name="1 new message")).to_be_visible()
    assert abs(distance_to(page, text) - before) < 2
    height = "() => document.querySelector('.scroller').scrollHeight"
    so_far = page.evaluate(height)
    page.evaluate("document.querySelector('.older').click()")
    for _ in range(100):
        if page.evaluate(height) > so_far + 1000:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(height) > so_far + 1000
    assert abs(distance_to(page, text) - before) < 2


def test_only_what_is_near_is_drawn(browser: Browser, long: Running) -> None:
    page = opened(browser, long, THREAD)
    expect(article(page, f"Nachricht Nr. {MANY - 1}.")).to_be_visible()
    wheel(page, -2500, 45)
    expect(article(page, "Nachricht Nr. 300.").or_(page.locator("p.begins"))).to_be_attached()
    assert page.locator("article").count() < 350
    page.get_by_role("button", name="To the newest message").click()
    expect(article(page, f"Nachricht Nr. {MANY - 1}.")).to_be_in_viewport()


def test_the_divider_stands_above_what_was_unread(browser: Browser, long: Running) -> None:
    long.state.conversations[SHOWCASE]["unread"] = 3
    page = opened(browser, long, THREAD)
    expect(article(page, f"Nachricht Nr. {MANY - 1}.")).to_be_visible()
    divider = page.locator(".divider")
    expect(divider).to_have_text("New")
    following = divider.evaluate("(one) => one.nextElementSibling.textContent")
    assert f"Nr. {MANY - 3}." in following


def test_the_divider_stands_there_too_when_the_thread_was_read_ahead(browser: Browser, long: Running) -> None:
    long.state.conversations[SHOWCASE]["unread"] = 3
    page = opened(browser, long, THREAD.rsplit("/", 1)[0])
    row = page.locator(f'a[data-row="{SHOWCASE}"]')
    with page.expect_response(lambda answer: f"{SHOWCASE}/messages" in answer.url):
        row.hover()
    page.wait_for_timeout(300)
    row.click()
    expect(page.locator(".divider")).to_be_visible()
    page.context.close()
