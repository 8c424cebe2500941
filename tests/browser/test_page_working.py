"""The page against a stand-in for the server: writing, live changes, many tabs, the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.fake.running import Running
from tests.browser.fake.seeds import ours, uid
from tests.browser.fake.state import SHOWCASE
from tests.browser.fixtures import LIST, THREAD, fake, last_question, opened

__all__ = ["fake"]
pytestmark = pytest.mark.browser


def test_what_is_written_shows_at_once_and_its_ticks_advance(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    field = page.get_by_label("Write to Nina Baumann")
    field.fill("Ja, im Untergeschoss.")
    field.press("Enter")
    bubble = page.locator("article", has_text="Ja, im Untergeschoss.")
    expect(bubble).to_have_count(1)
    expect(bubble.get_by_title("Queued")).to_be_visible()
    sent = fake.state.messages[SHOWCASE][-1]["id"]
    for state, word in (("sent", "Sent"), ("delivered", "Delivered"), ("read", "Read")):
        fake.state.advance(sent, state)
        expect(bubble.get_by_title(word, exact=True)).to_be_visible()
    expect(bubble).to_have_count(1)
    page.context.close()


def test_what_could_not_be_sent_is_kept_and_sent_once_on_retry(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    fake.state.refuse_sends = True
    field = page.get_by_label("Write to Nina Baumann")
    field.fill("Kommt das an?")
    field.press("Control+Enter")
    bubble = page.locator("article", has_text="Kommt das an?")
    expect(bubble.get_by_title("Not sent")).to_be_visible()
    fake.state.refuse_sends = False
    bubble.get_by_role("button", name="Send again").click()
    expect(bubble.get_by_title("Queued")).to_be_visible()
    assert sum(row["text"] == "Kommt das an?" for row in fake.state.messages[SHOWCASE]) == 1
    page.context.close()


def test_a_person_decides_what_became_of_an_unknown_message(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    page.get_by_role("button", name="It arrived").click()
    expect(page.get_by_role("button", name="It arrived")).to_have_count(0)
    found = fake.state.find(uid(f"{SHOWCASE}/unknown"))
    assert found
    assert found[1]["state"] == "sent"
    page.context.close()


def test_an_answer_from_the_phone_appears_by_itself_with_its_origin(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    expect(last_question(page)).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    fake.state.said(SHOWCASE, "echo", text="Ja, gleich neben dem Eingang.", **ours("phone", "sent"))
    expect(page.locator(".run", has_text="Ja, gleich neben").locator(".origin")).to_have_text(
        "Phone, presumed Anna Keller"
    )
    page.context.close()


FIRST_IN_SIGHT = """() => {
    const edge = document.querySelector(".scroller").getBoundingClientRect().top;
    return [...document.querySelectorAll("article")].find((one) => one.getBoundingClientRect().top > edge);
}"""


def test_who_reads_older_messages_is_not_moved_but_told(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    expect(last_question(page)).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.locator(".scroller").evaluate("box => { box.scrollTop -= 900; }")
    expect(page.get_by_role("button", name="To the newest message")).to_be_visible()
    # Not scrollTop: messages further up are drawn as they come near, and the browser moves it to keep these in place.
    read = page.evaluate_handle(FIRST_IN_SIGHT)
    top = read.evaluate("one => one.getBoundingClientRect().top")
    fake.state.said(SHOWCASE, "more", text="Hallo?")
    expect(page.get_by_role("button", name="1 new message")).to_be_visible()
    assert abs(read.evaluate("one => one.getBoundingClientRect().top") - top) <= 1
    page.get_by_role("button", name="1 new message").click()
    expect(page.locator("article", has_text="Hallo?")).to_be_in_viewport()
    page.context.close()


def test_a_closed_window_replaces_the_composer_by_its_reason(browser: Browser, fake: Running) -> None:
    closed = next(
        one["id"]
        for one in fake.state.conversations.values()
        if not one["window"]["open"] and one["number"]["owner_name"] == "Claire Favre"
    )
    page = opened(browser, fake, f"{LIST}/{closed}")
    expect(page.get_by_role("note")).to_contain_text("only a template")
    expect(page.get_by_role("note")).to_contain_text("Claire Favre can still answer on the phone")
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.context.close()


def test_a_draft_is_kept_and_too_large_files_are_refused_before_they_are_sent(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    page.get_by_label("Write to Nina Baumann").fill("Halber Satz")
    page.reload()
    expect(page.get_by_label("Write to Nina Baumann")).to_have_value("Halber Satz")
    large = {"name": "haus.png", "mimeType": "image/png", "buffer": b"0" * (5 * 1024 * 1024 + 1)}
    page.locator("input[type=file]").set_input_files([large])  # type: ignore[list-item]
    expect(page.get_by_role("alert")).to_contain_text("at most 5 MB")
    small = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.locator("input[type=file]").set_input_files([small])  # type: ignore[list-item]
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("article", has_text="Halber Satz").get_by_role("link")).to_be_visible()
    assert len(fake.state.uploads) == 1
    page.context.close()


def test_eight_tabs_share_one_stream_and_all_hear_it(browser: Browser, fake: Running) -> None:
    first = opened(browser, fake, LIST)
    expect(first.get_by_text("Live", exact=True)).to_be_visible()
    tabs = [first, *(first.context.new_page() for _ in range(7))]
    for tab in tabs[1:]:
        tab.goto(fake.address + LIST)
        expect(tab.get_by_text("Live", exact=True)).to_be_visible()
    assert fake.state.streams_ever == 1
    first.close()
    expect(tabs[3].get_by_text("Live", exact=True)).to_be_visible()
    tabs[3].bring_to_front()
    fake.state.said(SHOWCASE, "all", text="Hören das alle?")
    expect(tabs[3].locator("a[data-row]").first).to_contain_text("Hören das alle?")
    assert len(fake.state.streams) <= 1
    tabs[3].context.close()


def test_a_page_that_was_offline_catches_up(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, LIST)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("Offline.")).to_be_visible()
    fake.state.said(SHOWCASE, "away", text="Während Sie weg waren")
    page.context.set_offline(False)
    expect(page.locator("a[data-row]").first).to_contain_text("Während Sie weg waren")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.context.close()


def test_a_day_by_keyboard_alone(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, LIST)
    page.locator("a[data-row]").first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    name = page.locator("a[data-row]").first.locator(".name").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name=name).first).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("Nina")
    expect(page.locator("a[data-row]").filter(has_text="Nina Baumann")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("jk/?")
    expect(page.get_by_role("textbox", name="Write to")).to_have_value("jk/?")
    page.context.close()


def test_signing_out_in_one_tab_signs_out_the_others_and_forgets_drafts(browser: Browser, fake: Running) -> None:
    page = opened(browser, fake, THREAD)
    page.get_by_label("Write to Nina Baumann").fill("geheim")
    other = page.context.new_page()
    other.goto(fake.address + LIST)
    other.get_by_role("button", name="Account").click()
    other.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Email address")).to_be_visible()
    assert "geheim" not in page.evaluate("JSON.stringify(localStorage)")
    page.context.close()
