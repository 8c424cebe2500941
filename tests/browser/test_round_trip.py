"""The round trip as people see it: Twinline's page, the customer's phone and the agent's Business app, all real."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.fake.drawn import picture
from tests.browser.fixtures import BUILD, DESKTOP, PHONE
from tests.fixtures.connected import NUMBER, PASSWORD, Connected

pytestmark = pytest.mark.browser
HANDHELD = (412, 900)


class Window:
    """A page in a browser of its own, and everything it complained about."""

    def __init__(self, browser: Browser, address: str, size: tuple[int, int]) -> None:
        self.complaints: list[str] = []
        self.page = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="en-GB", reduced_motion="reduce"
        ).new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)


class Trip:
    def __init__(self, browser: Browser, connected: Connected) -> None:
        sandbox = connected.bothends.url
        self.connected = connected
        self.twinline = Window(browser, connected.twinline.url, DESKTOP)
        self.customer = Window(browser, f"{sandbox}/phones/ines?chat={NUMBER}", HANDHELD)
        self.agent = Window(browser, f"{sandbox}/app/{NUMBER}?chat=ines", HANDHELD)
        self.windows = {"page": self.twinline, "customer": self.customer, "agent": self.agent}

    def complaints(self) -> list[str]:
        return [f"{name}: {said}" for name, one in self.windows.items() for said in one.complaints]

    def show(self, step: str) -> None:
        """Pictures for a person, when a folder for them is named."""
        folder = os.environ.get("TWINLINE_PICTURES")
        if not folder:
            return
        for name, one in self.windows.items():
            one.page.screenshot(path=Path(folder) / f"{step}-{name}.png")
        self._narrow(Path(folder) / f"{step}-page-390.png")

    def _narrow(self, path: Path) -> None:
        page = self.twinline.page
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.screenshot(path=path)
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})

    def close(self) -> None:
        for one in self.windows.values():
            one.page.context.close()


@pytest.fixture
def trip(browser: Browser, connected: Connected) -> Iterator[Trip]:
    if not (BUILD / "index.html").exists():
        pytest.fail("ui/build is missing: ./run build makes it")
    one = Trip(browser, connected)
    yield one
    one.close()


def sign_in(page: Page) -> None:
    page.get_by_label("Email address").fill("alice@casanova.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def writes(phone: Page, text: str) -> None:
    field = phone.get_by_role("textbox", name="Message")
    field.fill(text)
    field.press("Enter")
    expect(on_phone(phone, text)).to_have_count(1)


def on_phone(phone: Page, text: str) -> Locator:
    return phone.locator("li.message", has_text=text)


def on_page(page: Page, text: str) -> Locator:
    return page.locator("article", has_text=text)


def acts(phone: Page, text: str) -> Locator:
    """The sheet of actions on a message."""
    on_phone(phone, text).locator(".bubble-menu").click()
    return phone.get_by_role("dialog")


def test_a_conversation_goes_round_between_the_page_and_both_phones(trip: Trip) -> None:
    page, customer, agent = trip.twinline.page, trip.customer.page, trip.agent.page
    expect(page.get_by_label("Email address")).to_be_visible()
    # Asking who one is, signed out, is answered 401, which a browser writes down as an error.
    assert all("401" in said for said in trip.twinline.complaints)
    trip.show("0-sign-in")
    sign_in(page)
    expect(page.get_by_text("No conversation yet")).to_be_visible()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    trip.twinline.complaints.clear()
    trip.show("1-empty")

    writes(customer, "Ist die Wohnung noch frei?")
    row = page.locator("a[data-row]", has_text="Ines Roth")
    expect(row).to_contain_text("Ist die Wohnung noch frei?")
    row.click()
    expect(on_page(page, "Ist die Wohnung noch frei?")).to_be_visible()
    trip.show("2-customer-wrote")

    writes(agent, "Ja, sie ist noch frei.")
    run = page.locator(".run", has_text="Ja, sie ist noch frei.")
    expect(run.locator(".origin")).to_have_text("Phone, presumed Anna")
    expect(on_phone(customer, "Ja, sie ist noch frei.")).to_be_visible()
    trip.show("3-agent-answered")

    customer.get_by_role("button", name="Back to all conversations").click()
    field = page.get_by_label("Write to Ines Roth")
    field.fill("Möchten Sie sie am Freitag sehen?")
    field.press("Enter")
    answer = on_page(page, "Möchten Sie sie am Freitag sehen?")
    expect(answer.get_by_title("Delivered", exact=True)).to_be_visible()
    expect(on_phone(agent, "Möchten Sie sie am Freitag sehen?")).to_be_visible()
    expect(customer.locator(".view")).to_contain_text("Möchten Sie sie am Freitag sehen?")
    trip.show("4-alice-answered")

    customer.locator(f'[data-other="{NUMBER}"]').click()
    expect(on_phone(customer, "Möchten Sie sie am Freitag sehen?")).to_be_visible()
    expect(answer.get_by_title("Read", exact=True)).to_be_visible()
    expect(answer).to_have_count(1)
    trip.show("5-read")

    acts(customer, "Möchten Sie sie am Freitag sehen?").get_by_role("button", name="React with 👍").click()
    expect(answer.get_by_text("👍, reaction of the customer")).to_be_attached()
    acts(customer, "Ist die Wohnung").get_by_role("button", name="Edit").click()
    writes(customer, "Ist die Wohnung an der Seestrasse noch frei?")
    changed = on_page(page, "Ist die Wohnung an der Seestrasse noch frei?")
    expect(changed.get_by_role("button", name="Edited")).to_be_visible()
    trip.show("6-reacted-and-edited")

    flat = {"name": "flat.png", "mimeType": "image/png", "buffer": picture()}
    customer.get_by_role("button", name="Attach").click()
    with customer.expect_file_chooser() as chooser:
        customer.get_by_role("button", name="Picture").click()
    chooser.value.set_files([flat])  # type: ignore[list-item]
    customer.get_by_label("Caption (optional)").fill("So sieht es aus.")
    customer.get_by_role("dialog").get_by_role("button", name="Send").click()
    shown = on_page(page, "So sieht es aus.").locator("img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", True)
    expect(shown).to_have_js_property("naturalWidth", 640)
    expect(page.locator("article")).to_have_count(4)
    trip.show("7-picture")
    assert trip.complaints() == []
