"""A whole conversation without a mouse."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent")


def tab_to(page, label: str, key: str = "Tab") -> None:
    for _ in range(40):
        page.keyboard.press(key)
        if label in focused(page):
            return
    pytest.fail(f"{label!r} is not reached by {key}")


def outline_is_seen(page) -> bool:
    return page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_read_answer_react_reply_edit_and_delete_by_keyboard_alone(page, sandbox):
    sandbox.customer_sends(type="text", text="Is the flat still free?")
    page.goto(f"{sandbox.url}/app/100200300400500")
    expect(page.locator(".chat-row")).to_be_visible()

    tab_to(page, "Ines Roth")
    assert outline_is_seen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    page.keyboard.type("Yes")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("it is")
    page.keyboard.press("Enter")
    expect(page.locator(".message.mine .text")).to_have_text("Yes\nit is")

    tab_to(page, "Actions for: Yes", key="Shift+Tab")
    assert outline_is_seen(page)
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Actions for: Is the flat still free?"
    page.keyboard.press("Enter")
    assert focused(page) == "React with 👍"
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Your reaction 👍: remove it")).to_be_visible()
    assert focused(page) == "Actions for: Is the flat still free?"

    page.keyboard.press("Enter")
    tab_to(page, "Reply")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    expect(page.get_by_text("Reply to Ines Roth")).to_be_visible()
    page.keyboard.type("Until Friday")
    page.keyboard.press("Enter")
    expect(page.locator(".message.mine .quote")).to_contain_text("Is the flat still free?")

    tab_to(page, "Actions for: Until Friday", key="Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "Edit")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("Until Monday")
    page.keyboard.press("Enter")
    expect(page.locator(".message.mine").last).to_contain_text("Until Monday")

    tab_to(page, "Actions for: Until Monday", key="Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, "Delete for everyone")
    page.keyboard.press("Enter")
    expect(page.locator(".message.mine").last).to_contain_text("You deleted this message")

    tab_to(page, "Back to all conversations", key="Shift+Tab")
    page.keyboard.press("Enter")
    assert "Ines Roth" in focused(page)


def test_a_sheet_holds_the_focus_and_escape_gives_it_back(page, sandbox):
    sandbox.customer_sends(type="text", text="Hello")
    page.goto(f"{sandbox.url}/app/100200300400500?chat=ines")
    attach = page.get_by_role("button", name="Attach")
    attach.focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Attach")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert sheet.evaluate("sheet => sheet.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(attach).to_be_focused()


def test_escape_leaves_a_reply(page, sandbox):
    sandbox.customer_sends(type="text", text="Hello")
    page.goto(f"{sandbox.url}/app/100200300400500?chat=ines")
    page.locator(".bubble-menu").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Reply").press("Enter")
    expect(page.get_by_text("Reply to Ines Roth")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Reply to Ines Roth")).to_have_count(0)
