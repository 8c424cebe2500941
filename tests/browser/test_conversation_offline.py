"""Offline for a while, while customers and the agent's phone keep writing: afterwards as if one had never been away."""

from __future__ import annotations

import time
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.colleagues import answers, article, opens, row_of, signed_in
from tests.fixtures.connected import Connected

pytestmark = pytest.mark.browser
LOOKS = 100
# What a row and a message say, less the minutes that pass between two looks at them.
SAID = "all => all.map(one => one.innerText.replace(/\\s+/g, ' '))"


def traffic(connected: Connected, seconds: float) -> int:
    """Both ends of two chats act for so long; how often each has written."""
    ines, anna, tom = connected.customer("ines"), connected.phone("ines"), connected.customer("tom")
    end = time.monotonic() + seconds
    for n in count():
        asked = ines.say(f"Frage {n}")
        said = anna.say(f"Antwort {n}")
        tom.say(f"Question {n}")
        if n == 0:
            ines.do("edits", message=asked["wamid"], text="Frage 0, anders gesagt")
            ines.do("reactions", message=said["wamid"], emoji="🙏")
        if time.monotonic() >= end:
            ines.do("open")
            return n + 1
        time.sleep(0.3)
    raise AssertionError


def thread(page: Page) -> dict[str, str]:
    """Every message from the newest up to where the thread begins: far from what is seen nothing is drawn."""
    seen: dict[str, str] = {}
    read = "all => all.map(one => [one.dataset.message, one.innerText.replace(/\\s+/g, ' ')])"
    for _ in range(LOOKS):
        seen.update(page.locator("article").evaluate_all(read))
        begins = page.get_by_text("The conversation begins here").count()
        if begins and page.locator(".scroller").evaluate("box => box.scrollTop <= 0"):
            return seen
        page.locator(".scroller").evaluate("box => box.scrollBy(0, -500)")
        page.wait_for_timeout(150)
    raise AssertionError("the thread does not end")


def rows(page: Page) -> list[str]:
    return list(page.locator("a[data-row]").evaluate_all(SAID))


# A minute is what a journey in a tunnel takes; CI has no time for it.
@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=[pytest.mark.nightly, pytest.mark.timeout(300)])])
def test_after_a_time_offline_the_page_equals_a_fresh_one_and_what_was_written_went_out_once(
    browser: Browser, connected: Connected, seconds: float
) -> None:
    for name, text in (("ines", "Ist die Wohnung noch frei?"), ("tom", "Is the flat still free?")):
        connected.customer(name).say(text)
    connected.conversation_with("Tom Baker")
    connected.conversation_with("Ines Roth")
    page = signed_in(browser, connected, "alice")
    opens(page, "Ines Roth")
    answers(page, "Ines Roth", "Ja, sie ist noch frei.")
    expect(article(page, "Ja, sie ist noch frei.").get_by_title("Delivered", exact=True)).to_be_visible()

    page.context.set_offline(True)
    below = page.locator("section.open .below")
    expect(below).to_contain_text("What you send waits here")
    answers(page, "Ines Roth", "Am Freitag um drei.")
    answers(page, "Ines Roth", "Oder am Samstag.")
    expect(below).to_contain_text("Waiting to be sent: 2")
    expect(article(page, "Oder am Samstag.").get_by_title("Queued")).to_be_visible()
    times = traffic(connected, seconds)
    connected.settle()
    expect(article(page, "Frage")).to_have_count(0)

    page.context.set_offline(False)
    expect(below).not_to_contain_text("Waiting to be sent")
    for text in ("Am Freitag um drei.", "Oder am Samstag."):
        expect(article(page, text).get_by_title("Read", exact=True)).to_be_visible()
    expect(row_of(page, "Tom Baker")).to_contain_text(f"Question {times - 1}")
    connected.settle()
    fresh = signed_in(browser, connected, "alice")
    opens(fresh, "Ines Roth")
    expect(article(fresh, "Oder am Samstag.").get_by_title("Read", exact=True)).to_be_visible()
    expect(row_of(page, "Ines Roth")).not_to_contain_text("unread")
    connected.eventually(lambda: rows(page) == rows(fresh))
    kept = thread(page)
    assert kept == thread(fresh)
    assert len(kept) == 4 + 2 * times
    heard = [one["content"].get("body") for one in connected.customer("ines").messages() if one["origin"] == "api"]
    # A phone shows the newest part of a long chat; what was written offline is in it.
    assert heard[-2:] == ["Am Freitag um drei.", "Oder am Samstag."]
    assert len(heard) <= len(["Ja, sie ist noch frei.", *heard[-2:]])
