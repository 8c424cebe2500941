"""Settings and the ways in, against a stand-in for the server: by role, by keyboard, and as axe sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.fake.running import Running
from tests.browser.fake.settings import CODE, INVITED, PASSWORD, RECOVERY
from tests.browser.fixtures import DESKTOP, PHONE, fake, opened
from twinline.workspaces.rules import RIGHTS, Right

__all__ = ["fake"]
pytestmark = pytest.mark.browser

ROOT = "/seeblick/settings"
AREAS = {
    "account": "Profile",
    "workspace": "Privacy notice",
    "people": "Members",
    "teams": "Add a team",
    "numbers": "Connected numbers",
    "calendar": "Business hours",
    "roles": "Roles and rights",
}


def as_role(browser: Browser, fake: Running, role: str, path: str, size: tuple[int, int] = DESKTOP) -> Page:
    fake.state.workspaces[0]["role"] = role
    return opened(browser, fake, f"{ROOT}/{path}", size)


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_every_settings_page_passes_axe_and_breaks_no_policy(
    browser: Browser, fake: Running, size: tuple[int, int], scheme: str
) -> None:
    fake.state.workspaces[0]["role"] = "owner"
    page = opened(browser, fake, ROOT, size, scheme)
    for path, heading in AREAS.items():
        page.goto(f"{fake.address}{ROOT}/{path}")
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        assert faults(page) == [], path
    fake.state.signed_in = False
    page.goto(f"{fake.address}/invitation/{INVITED}")
    expect(page.get_by_role("heading", name="Join Seeblick Immobilien")).to_be_visible()
    assert faults(page) == []
    assert fake.state.violations == []
    page.context.close()


def test_an_agent_is_not_shown_what_the_role_may_not_and_a_page_opened_anyway_says_why(
    browser: Browser, fake: Running
) -> None:
    page = as_role(browser, fake, "agent", "workspace")
    expect(page.get_by_role("heading", name="Your role does not open this page")).to_be_visible()
    ways = page.get_by_role("navigation", name="Settings")
    expect(ways.get_by_role("link")).to_have_text(["My account", "People", "Numbers", "Calendar", "Roles and rights"])
    page.get_by_role("link", name="See who that is").click()
    expect(page.get_by_text("Alice Meier")).to_be_visible()
    expect(page.get_by_role("button", name="Invite somebody")).to_have_count(0)
    expect(page.get_by_text("alice@example.test")).to_have_count(0)
    page.context.close()


def test_an_invitation_is_made_and_its_link_is_shown_once(browser: Browser, fake: Running) -> None:
    page = as_role(browser, fake, "owner", "people")
    page.get_by_role("button", name="Invite somebody").click()
    page.get_by_label("Email address").fill("kaan@example.test")
    page.get_by_role("button", name="Create the link").click()
    expect(page.get_by_label("Invitation link")).to_have_value(f"{fake.address}/invitation/{INVITED}")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("kaan@example.test")).to_be_visible()
    expect(page.get_by_label("Invitation link")).to_have_count(0)
    page.context.close()


def test_a_person_is_removed_only_after_a_confirmation(browser: Browser, fake: Running) -> None:
    page = as_role(browser, fake, "owner", "people")
    page.get_by_role("button", name="Remove Chiara Galli").click()
    page.keyboard.press("Escape")
    assert len(fake.state.settings.members) == 4
    page.get_by_role("button", name="Remove Chiara Galli").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("Chiara Galli")).to_have_count(0)
    assert len(fake.state.settings.members) == 3
    page.context.close()


def test_a_number_is_given_to_a_team(browser: Browser, fake: Running) -> None:
    page = as_role(browser, fake, "administrator", "numbers")
    page.get_by_role("button", name="Edit Luca Bernasconi · Lugano").click()
    page.get_by_label("Only these teams").check()
    page.get_by_label("Verkauf").check()
    page.get_by_label("Never from here").check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("seen by: Verkauf")).to_be_visible()
    assert fake.state.numbers[1]["read_receipts"] == "never"
    page.context.close()


def test_hours_of_a_weekday_are_changed(browser: Browser, fake: Running) -> None:
    page = as_role(browser, fake, "owner", "calendar")
    page.get_by_label("Saturday, to").fill("16:30")
    page.get_by_role("button", name="Add hours: Sunday").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Remove hours: Sunday")).to_be_visible()
    page.wait_for_function("() => !document.querySelector('form button.primary').disabled")
    weekly = fake.state.settings.calendars["workspace"]["weekly"]
    assert weekly["sat"] == [["09:00", "16:30"]]
    assert weekly["sun"] == [["08:00", "12:00"]]
    page.context.close()


def test_an_authenticator_app_is_set_up_after_one_confirmed_who_one_is(browser: Browser, fake: Running) -> None:
    page = as_role(browser, fake, "agent", "account")
    page.get_by_role("button", name="Set up").click()
    dialog = page.get_by_role("dialog", name="Confirm that it is you")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    page.get_by_label("Code from your authenticator app").fill(CODE)
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("aaaa0009")).to_be_visible()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 of 10 left")).to_be_visible()
    page.context.close()


def test_all_other_sessions_are_ended(browser: Browser, fake: Running) -> None:
    page = as_role(browser, fake, "agent", "account")
    expect(page.get_by_text("Chrome on Windows")).to_be_visible()
    page.get_by_role("button", name="End all others").click()
    page.get_by_role("dialog").get_by_role("button", name="End", exact=True).click()
    expect(page.get_by_text("Safari on iPhone")).to_have_count(0)
    assert [row["id"] for row in fake.state.settings.sessions] == [1]
    page.context.close()


@pytest.mark.parametrize("code", [CODE, RECOVERY], ids=["app", "recovery"])
def test_the_second_step_takes_a_code_of_the_app_or_a_recovery_code(browser: Browser, fake: Running, code: str) -> None:
    fake.state.signed_in = False
    fake.state.settings.second_step = True
    page = opened(browser, fake, "/sign-in")
    page.get_by_label("Email address").fill("bob@example.test")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    if code == RECOVERY:
        page.get_by_role("button", name="Use a recovery code instead").click()
    page.get_by_role("textbox").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("not right")
    page.get_by_role("textbox").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conversations")).to_be_attached()
    page.context.close()


def test_somebody_new_accepts_an_invitation(browser: Browser, fake: Running) -> None:
    fake.state.signed_in = False
    page = opened(browser, fake, f"/invitation/{INVITED}")
    page.get_by_label("Name", exact=True).fill("Noémie Blanc")
    page.get_by_label("Password", exact=True).fill("four words in a row")
    page.get_by_role("button", name="Create account and join").click()
    expect(page).to_have_url(f"{fake.address}/seeblick/conversation")
    assert (fake.state.settings.accepted or {}).get("name") == "Noémie Blanc"
    page.context.close()


def test_an_invitation_that_is_over_says_what_to_do(browser: Browser, fake: Running) -> None:
    fake.state.signed_in = False
    page = opened(browser, fake, "/invitation/another")
    expect(page.get_by_role("heading", name="This invitation no longer works")).to_be_visible()
    page.context.close()


def test_what_could_not_be_loaded_is_loaded_on_a_second_try(browser: Browser, fake: Running) -> None:
    fake.state.settings.failing.add("people")
    page = as_role(browser, fake, "owner", "people")
    expect(page.get_by_role("alert")).to_contain_text("busy")
    fake.state.settings.failing.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Alice Meier").first).to_be_visible()
    page.context.close()


def test_nothing_in_the_settings_is_wider_than_a_phone(browser: Browser, fake: Running) -> None:
    page = as_role(browser, fake, "owner", "", PHONE)
    for path in [""] + [one for one in AREAS if one != "roles"]:
        page.goto(f"{fake.address}{ROOT}/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        wide = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
            " && e.checkVisibility()).map(e => e.outerHTML.slice(0, 120))"
        )
        assert wide == [], path
    page.context.close()


def test_the_table_of_roles_is_the_table_of_the_rules() -> None:
    """After a change of the rules: write `expected` into rights.json, and its words into right-words.ts."""
    expected = {role.value: [right.value for right in Right if right in RIGHTS[role]] for role in RIGHTS}
    folder = Path(__file__).parents[2] / "ui" / "src" / "lib" / "settings"
    assert json.loads((folder / "rights.json").read_text()) == expected
    words = (folder / "right-words.ts").read_text()
    assert [right.value for right in Right if f"right: '{right.value}'" not in words] == []
