"""A number's page in Chromium against a running Twinline: how it is, what to do about it, and its story."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agency import Agency, agency
from tests.browser.fixtures import DESKTOP, PHONE
from tests.browser.hostile import meta
from tests.browser.test_people_settings import LISTENS, faults

__all__ = ["agency"]
pytestmark = pytest.mark.browser

LUGANO = "100200300400501"


def path_of(agency: Agency, name: str) -> str:
    numbers = agency.ask("GET", "/numbers").json()
    return f"/seeblick/whatsapp/{next(one['id'] for one in numbers if one['name'] == name)}"


def shown(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


def card(page: Page, title: str) -> Any:
    return page.get_by_role("region", name=title)


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["1440-light", "390-dark"])
def test_a_numbers_page_passes_axe_and_breaks_no_policy(
    browser: Browser, agency: Agency, size: tuple[int, int], scheme: str
) -> None:
    page = agency.page(browser, "/sign-in", "alice", size, scheme)
    page.add_init_script(LISTENS)
    page.goto(agency.url + path_of(agency, "Lugano"))
    shown(page, "Lugano")
    expect(page.get_by_text("Connected to Twinline")).to_be_visible()
    assert page.evaluate("window.broken") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []
    page.context.close()


def test_a_phone_that_gave_no_sign_is_opened_by_a_persons_word(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, path_of(agency, "Zürich"), "alice")
    shown(page, "Zürich")
    expect(page.get_by_role("region", name="Needs attention")).to_contain_text(
        "13 days or more without a sign of the phone"
    )
    rule = card(page, "14-day rule")
    expect(rule).to_contain_text("None since onboarding")
    rule.get_by_role("button", name="I opened it").focus()
    page.keyboard.press("Enter")
    expect(rule).to_contain_text("Days without a sign: 0 of 14")
    expect(rule).to_contain_text("a member said so")
    # The alert ends by itself, without a reload.
    expect(page.get_by_role("region", name="Needs attention")).to_have_count(0)
    story = card(page, "Timeline")
    expect(story).to_contain_text("Settled: 13 days or more without a sign of the phone")
    expect(story.locator("li", has_text="“I opened it”")).to_contain_text("by Alice Meier")
    page.context.close()


def test_a_disconnection_is_shown_with_its_reason_and_what_to_do_while_one_looks(
    browser: Browser, agency: Agency
) -> None:
    page = agency.page(browser, path_of(agency, "Lugano"), "alice")
    shown(page, "Lugano")
    cause = {"reason": "USER_RE_REGISTERED", "initiated_by": "USER"}
    meta.deliver(
        agency.url,
        "account_update",
        {"event": "PARTNER_REMOVED", "phone_number": "41790000002", "disconnection_info": cause},
    )
    connection = card(page, "Connection")
    expect(connection).to_contain_text("The number was registered anew on a phone.")
    expect(connection).to_contain_text("have them secure it with a PIN first")
    expect(card(page, "14-day rule").get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("region", name="Needs attention")).to_contain_text("must be connected anew")
    expect(card(page, "Timeline")).to_contain_text("USER_RE_REGISTERED")
    assert faults(page) == []
    page.context.close()


def test_who_may_not_set_up_numbers_is_told_so(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, path_of(agency, "Zürich"), "bob")
    expect(page.get_by_role("heading", name="Your role does not open this page")).to_be_visible()
    page.context.close()


def test_a_number_of_nobody_here_is_said_to_be_none(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, "/seeblick/whatsapp/018f0000-0000-7000-8000-00000000b001", "alice")
    expect(page.get_by_role("heading", name="This number is not in this workspace")).to_be_visible()
    page.context.close()


def test_without_an_answer_the_page_says_so_and_tries_again(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, "/sign-in", "alice")
    page.route("**/numbers/health", lambda route: route.abort())
    page.goto(agency.url + path_of(agency, "Zürich"))
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    page.unroute("**/numbers/health")
    again.click()
    shown(page, "Zürich")
    page.context.close()


def test_the_list_of_numbers_leads_to_each_of_them(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, "/seeblick/whatsapp", "alice")
    page.get_by_role("link", name="Zürich", exact=True).click()
    shown(page, "Zürich")
    page.context.close()
