"""Two colleagues in one conversation, each in a browser of their own, on the real server."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.colleagues import answers, article, house, opens, row_of, signed_in
from tests.fixtures.connected import Connected
from tests.promises.at_meta import book

__all__ = ["house"]
pytestmark = pytest.mark.browser


def test_two_colleagues_share_a_conversation(browser: Browser, house: Connected) -> None:
    ines = house.customer("ines")
    ines.say("Ist die Wohnung noch frei?")
    house.conversation_with("Ines Roth")
    alice, bob = signed_in(browser, house, "alice"), signed_in(browser, house, "bob")
    opens(alice, "Ines Roth")
    opens(bob, "Ines Roth")
    expect(alice.locator("section.open header")).to_contain_text("Bob is looking")
    expect(bob.locator("section.open header")).to_contain_text("Alice is looking")

    alice.keyboard.press("a")
    alice.get_by_role("list", name="Assign").get_by_role("button", name="Bob").click()
    expect(bob.get_by_role("button", name="Assigned to: Bob")).to_have_text("Bob")
    expect(bob.get_by_role("complementary", name="Details")).to_contain_text("Bob")
    bob.get_by_role("button", name="Mine", exact=False).first.click()
    expect(row_of(bob, "Ines Roth")).to_be_visible()

    bob.get_by_label("Write to Ines Roth").press_sequentially("Ja, sie ist noch frei.")
    expect(alice.locator("section.open header")).to_contain_text("Bob is writing …")
    expect(alice.locator("section.open .below")).to_contain_text("Bob is writing an answer.")
    bob.keyboard.press("Enter")
    expect(article(alice, "Ja, sie ist noch frei.")).to_have_count(1)
    expect(alice.locator("section.open .below")).to_contain_text("Bob answered")
    answers(alice, "Ines Roth", "Am Freitag passt es gut.")
    expect(article(bob, "Am Freitag passt es gut.").get_by_title("Delivered", exact=True)).to_be_visible()
    expect(row_of(alice, "Ines Roth")).to_contain_text("Am Freitag")

    bob.get_by_role("button", name="Assigned to: Bob").click()
    bob.get_by_role("list", name="Assign").get_by_role("button", name="Nobody").click()
    expect(alice.get_by_role("button", name="Unassigned").last).to_be_visible()
    bob.goto("about:blank")
    expect(alice.locator("section.open header")).not_to_contain_text("Bob is")


def test_an_answer_on_the_phone_is_said_above_the_composer(browser: Browser, house: Connected) -> None:
    house.customer("luc").say("Ist die Wohnung noch frei?")
    house.conversation_with("Luc Favre")
    alice = signed_in(browser, house, "alice")
    opens(alice, "Luc Favre")
    house.phone("luc").say("Ja, bis Freitag.")
    expect(alice.locator("section.open .below")).to_contain_text("Answered on the phone")
    expect(alice.locator("section.open .below")).to_contain_text("presumably by Anna")


def test_a_double_click_and_a_second_browser_send_again_once(browser: Browser, house: Connected) -> None:
    house.customer("giulia").say("Ist die Wohnung noch frei?")
    conversation = house.conversation_with("Giulia Bianchi")
    house.chaos("fail_later", count=1, customer="giulia", code=131000)
    attempt = str(uuid4())
    house.alice.send(conversation["id"], id=attempt, text="Ja, noch frei.")
    pages = [signed_in(browser, house, who) for who in ("alice", "bob")]
    for page in pages:
        opens(page, "Giulia Bianchi")
        expect(page.get_by_text("WhatsApp did not work for a while.")).to_be_visible()
    # Both clicks are on their way before either page has heard of the other's.
    for page in pages:
        page.evaluate("""() => {
            const buttons = [...document.querySelectorAll('button')];
            const again = buttons.find((one) => one.textContent.includes('Send again'));
            again.click();
            again.click();
        }""")
    for page in pages:
        expect(page.locator("article").get_by_title("Delivered", exact=True)).to_have_count(1)
        expect(page.get_by_text("it was sent again further down")).to_be_visible()
        expect(page.get_by_role("button", name="Send again")).to_have_count(0)
    house.settle()
    sent = [line for line in book(house) if line["customer_id"] == "giulia" and line["callback_data"]]
    assert [line["callback_data"] == attempt for line in sent] == [True, False]
