"""A working day at the Conversation page by keyboard alone, on the real server, with a customer at the other end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.colleagues import article, house, row_of
from tests.browser.fixtures import DESKTOP
from tests.fixtures.connected import PASSWORD, Connected

__all__ = ["house"]
pytestmark = pytest.mark.browser
STEPS = 60
FOCUSED = """() => {
    const one = document.activeElement;
    if (one === document.body) return '';
    return one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent;
}"""


def step_to(page: Page, name: str, key: str = "Tab") -> None:
    """Presses a key until what is called `name` has the focus; a mouse is never used."""
    for _ in range(STEPS):
        if name in page.evaluate(FOCUSED):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {name!r}, but to {page.evaluate(FOCUSED)!r}.")


def signs_in(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_label("Email address")).to_be_visible()
    step_to(page, "Email address")
    page.keyboard.type("bob@casanova.example")
    step_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Live", exact=True)).to_be_attached()


def finds_and_opens(page: Page, name: str) -> None:
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(name)
    expect(page.locator("a[data-row]")).to_have_count(1)
    step_to(page, name)
    page.keyboard.press("Enter")
    expect(page.locator("section.open header")).to_contain_text(name)


def takes_it(page: Page) -> None:
    page.keyboard.press("a")
    expect(page.get_by_role("list", name="Assign").get_by_role("button").first).to_be_focused()
    step_to(page, "Bob")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Assigned to: Bob")).to_be_visible()


def goes_to(page: Page, words: str) -> None:
    """From the field back into the thread, and up message by message."""
    step_to(page, " says", "Shift+Tab")
    for _ in range(STEPS):
        if words in page.evaluate("document.activeElement.textContent"):
            return
        page.keyboard.press("ArrowUp")
    raise AssertionError(f"The arrows do not lead to {words!r}.")


def answers(page: Page, words: str) -> None:
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(article(page, words).get_by_title("Delivered", exact=True)).to_be_visible()


def shows(page: Page, command: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="What do you want to do?")).to_be_focused()
    page.keyboard.type(command)
    page.keyboard.press("Enter")


def test_a_day_by_keyboard_alone(browser: Browser, house: Connected) -> None:
    ines = house.customer("ines")
    ines.say("Ist die Wohnung noch frei?")
    ines.say("Und gibt es einen Keller?")
    house.customer("luc").say("Bonjour !")
    house.conversation_with("Luc Favre")
    page = browser.new_context(
        viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="en-GB", reduced_motion="reduce"
    ).new_page()
    page.set_default_timeout(20_000)
    signs_in(page, house.twinline.url)
    finds_and_opens(page, "Ines Roth")
    takes_it(page)

    page.keyboard.press("r")
    expect(page.get_by_label("Write to Ines Roth")).to_be_focused()
    goes_to(page, "Ist die Wohnung noch frei?")
    step_to(page, "Quote")
    page.keyboard.press("Enter")
    answers(page, "Ja, die Wohnung ist frei.")
    goes_to(page, "Und gibt es einen Keller?")
    step_to(page, "React")
    page.keyboard.press("Enter")
    step_to(page, "👍")
    page.keyboard.press("Enter")
    expect(article(page, "Und gibt es einen Keller?").locator(".reactions")).to_contain_text("👍")
    house.settle()
    quoted, asked, answered = ines.messages()
    assert answered["content"]["body"] == "Ja, die Wohnung ist frei."
    assert answered["quote"] == quoted["wamid"]
    assert asked["reactions"]

    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(row_of(page, "Luc Favre")).to_be_visible()
    shows(page, "mine")
    expect(page.locator("a[data-row]")).to_have_count(1)
    shows(page, "all")
    expect(row_of(page, "Luc Favre")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile("/settings"))
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page).to_have_url(re.compile("/conversation$"))
    step_to(page, "Account", "Shift+Tab")
    page.keyboard.press("Enter")
    step_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Email address")).to_be_visible()
