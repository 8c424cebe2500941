"""Somebody with a phone and no account, and the administrator elsewhere: invited, agreed, connected, on two pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.fixtures import DESKTOP, PHONE
from tests.browser.test_joining_pages import Spare, authorise, faults, opened, press, show, spare_name, window, world
from tests.fixtures.connected import Connected

__all__ = ["world"]
pytestmark = pytest.mark.browser


@pytest.fixture
def agent(browser: Browser) -> Iterator[Page]:
    """A browser that knows nobody."""
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, reduced_motion="reduce", locale="en-GB", color_scheme="dark"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def shot(page: Page, name: str) -> None:
    """Pictures for a person, when a folder for them is named."""
    if folder := os.environ.get("TWINLINE_PICTURES"):
        for width, height in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=Path(folder) / f"seats-{name}-{width}.png")


def test_an_invited_phone_is_connected_by_two_people_in_two_places(
    browser: Browser, world: Connected, agent: Page
) -> None:
    spare = Spare(world)
    page = opened(browser, world)
    press(page, "Invite an agent")
    page.get_by_label("Who has the phone").fill("Nora")
    page.get_by_label("The number, with its country code").fill(f"+{spare.digits}")
    page.get_by_label("Language").last.select_option("de")
    press(page.get_by_role("dialog"), "Create the link")
    link = page.get_by_label("Invitation link").input_value()
    expect(page.get_by_role("img", name="The link as a QR code")).to_be_visible()
    assert faults(page) == []
    show(page, "seat-link")
    press(page, "Done")

    agent.goto(link)
    expect(agent.get_by_role("heading", name="Ihre WhatsApp-Nummer verbinden")).to_be_visible()
    assert faults(agent) == []
    shot(agent, "open")
    agent.get_by_label("Version der WhatsApp Business App").fill("2.23.1")
    agent.get_by_role("radio", name="WhatsApp Business", exact=True).check()
    agent.get_by_role("radio", name="Nein", exact=True).check()
    press(agent, "Weiter")
    expect(agent.locator(".notice.bad")).to_contain_text("2.24.17")
    agent.get_by_label("Version der WhatsApp Business App").fill("2.25.1")
    press(agent, "Weiter")
    agent.get_by_role("checkbox").check()
    agent.get_by_label("Ihr Name").fill("Nora Frei")
    shot(agent, "consent")
    press(agent, "Ich bin einverstanden")
    press(agent, "Ich bin bereit")
    expect(agent.get_by_text("Die andere Seite sieht")).to_be_visible()

    page.reload()
    row = page.get_by_role("listitem").filter(has_text="Nora")
    expect(row).to_contain_text("Ready, phone in hand")
    assert faults(page) == []
    show(page, "seat-table")
    row.get_by_role("link", name="Connect now").click()
    expect(page.get_by_text("Nora Frei read what changes")).to_be_visible()
    expect(agent.get_by_text("jetzt hier").first).to_be_visible()
    show(page, "seat-start")
    page.get_by_role("radio", name="Yes", exact=True).check()
    press(page, "Go on to Meta’s window")
    expect(agent.get_by_role("heading", name="Jetzt auf dem Telefon")).to_be_visible()
    assert faults(agent) == []
    shot(agent, "now")
    press(agent, "Ich habe den Code eingegeben")
    expect(page.get_by_text("Code entered")).to_be_visible()
    authorise(window(page), spare, share=True)
    expect(page.get_by_role("heading", name="Which number?")).to_be_visible()
    press(page, "Connect this number")
    expect(page.get_by_role("heading", name=f"Contacts and history of {spare_name(spare)}")).to_be_visible()
    expect(agent.get_by_text("bevor Sie gesagt haben, wer privat ist")).to_be_visible()
    assert faults(agent) == []
    shot(agent, "connected")
    press(agent, "Sagen, wer privat ist")
    agent.wait_for_url("**/private/*")
    expect(agent.get_by_role("heading", level=1)).to_be_visible()
    agent.goto(link)
    page.goto(page.url.partition("?")[0])
    owned = page.get_by_role("listitem").filter(has_text=spare_name(spare))
    expect(owned.first).to_contain_text("Nora")
    page.context.close()


def test_a_list_is_looked_at_before_anybody_is_invited(browser: Browser, world: Connected) -> None:
    page = opened(browser, world)
    press(page, "Import a list")
    page.get_by_label("One line for each").fill("Ada;+41 79 555 40 31;it\nBea;79")
    press(page, "Check the list")
    expect(page.get_by_text("Can be invited: 1. Cannot: 1.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Bea")).to_contain_text("This is no phone number")
    assert faults(page) == []
    show(page, "seat-import")
    press(page, "Invite these 1")
    expect(page.get_by_text("Invited: 1.")).to_be_visible()
    press(page.get_by_role("dialog"), "Done")
    expect(page.get_by_role("listitem").filter(has_text="Ada")).to_contain_text("Invited")
    page.context.close()
