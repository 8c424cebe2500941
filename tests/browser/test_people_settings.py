"""The settings in Chromium against a running Twinline: what is changed is kept, and axe finds nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.agency import Agency, agency, unique
from tests.browser.fixtures import DESKTOP, PHONE
from twinline.workspaces.rules import RIGHTS, Right

__all__ = ["agency"]
pytestmark = pytest.mark.browser

ROOT = "/seeblick/settings"
AREAS = {
    "account": "Profile",
    "workspace": "Privacy notice",
    "people": "Members",
    "teams": "Add a team",
    "numbers": "Connected numbers",
    "meta-app": "What takes time at Meta",
    "outgoing-webhooks": "No outgoing webhook yet",
    "calendar": "Business hours",
    "roles": "Roles and rights",
}
LISTENS = """
    window.broken = [];
    document.addEventListener('securitypolicyviolation', e => window.broken.push(e.violatedDirective));
"""


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def settled(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["1440-light", "390-dark"])
def test_every_settings_page_passes_axe_and_breaks_no_policy(
    browser: Browser, agency: Agency, size: tuple[int, int], scheme: str
) -> None:
    page = agency.page(browser, "/sign-in", "alice", size, scheme)
    page.add_init_script(LISTENS)
    for path, heading in AREAS.items():
        page.goto(f"{agency.url}{ROOT}/{path}")
        settled(page, heading)
        # Before axe, whose own script the policy does not know.
        assert page.evaluate("window.broken") == [], path
        assert faults(page) == [], path
    page.context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["1440-light", "390-dark"])
def test_every_way_in_passes_axe(browser: Browser, agency: Agency, size: tuple[int, int], scheme: str) -> None:
    link = agency.invited(unique("axe"))
    page = agency.page(browser, link, None, size, scheme)
    settled(page, "Join Seeblick")
    assert faults(page) == []
    page.goto(f"{agency.url}/sign-in")
    settled(page, "Sign in")
    assert faults(page) == []
    page.goto(f"{agency.url}/invitation/{'x' * 43}")
    settled(page, "This invitation no longer works")
    assert faults(page) == []
    page.context.close()


def test_the_workspace_gets_a_privacy_notice_in_each_language(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, f"{ROOT}/workspace", "alice")
    page.get_by_label("Deutsch").fill("Wir speichern, was Sie schreiben.")
    page.locator("form", has=page.get_by_label("Deutsch")).get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Deutsch")).to_have_value("Wir speichern, was Sie schreiben.")
    assert agency.ask("GET", "/settings").json()["privacy_text"]["de"] == "Wir speichern, was Sie schreiben."
    page.context.close()


def test_a_team_is_made_filled_and_removed(browser: Browser, agency: Agency) -> None:
    team = unique("Support ")
    page = agency.page(browser, f"{ROOT}/teams", "erin")
    page.get_by_label("Name", exact=True).fill(team)
    page.get_by_role("button", name="Add a team").click()
    page.get_by_role("button", name=f"Edit {team}").click()
    page.get_by_label("Sam Muster").check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator("li", has_text=team)).to_contain_text("Sam Muster")
    (made,) = [one["id"] for one in agency.ask("GET", "/teams").json() if one["name"] == team]
    assert made in agency.members()["sam"]["teams"]
    page.get_by_label("Name", exact=True).fill(team.upper())
    page.get_by_role("button", name="Add a team").click()
    expect(page.get_by_role("alert")).to_contain_text("one of this name already")
    page.get_by_role("button", name=f"Remove {team}").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text(team)).to_have_count(0)
    assert made not in agency.members()["sam"]["teams"]
    page.context.close()


def test_a_role_is_changed_and_the_last_owner_is_kept(browser: Browser, agency: Agency) -> None:
    name = unique("role")
    agency.joined(name)
    page = agency.page(browser, f"{ROOT}/people", "alice")
    page.get_by_role("button", name=f"Edit {name.title()} Muster").click()
    page.get_by_label("Supervisor").check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert agency.members()[name]["role"] == "supervisor"
    page.get_by_role("button", name="Edit Alice Meier").click()
    page.get_by_label("Auditor").check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("needs an owner")
    assert agency.members()["alice"]["role"] == "owner"
    page.context.close()


def test_a_person_is_removed_only_after_a_confirmation(browser: Browser, agency: Agency) -> None:
    name = unique("leaves")
    agency.joined(name)
    page = agency.page(browser, f"{ROOT}/people", "erin")
    page.get_by_role("button", name=f"Remove {name.title()} Muster").click()
    page.keyboard.press("Escape")
    assert name in agency.members()
    page.get_by_role("button", name=f"Remove {name.title()} Muster").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text(f"{name.title()} Muster")).to_have_count(0)
    assert name not in agency.members()
    page.context.close()


def test_a_number_is_given_to_a_team_and_an_owner(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, f"{ROOT}/numbers", "erin")
    page.get_by_role("button", name="Edit Lugano").click()
    page.get_by_label("Only these teams").check()
    page.get_by_label("Sales").check()
    page.get_by_label("Never from here").check()
    page.locator("#owner").fill("Luca Bernasconi")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("seen by: Sales")).to_be_visible()
    expect(page.get_by_text("Luca Bernasconi")).to_be_visible()
    (lugano,) = [one for one in agency.ask("GET", "/numbers").json() if one["name"] == "Lugano"]
    assert (lugano["visibility"], lugano["teams"], lugano["read_receipts"]) == ("teams", [agency.team], "never")
    assert lugano["owner"] == {"name": "Luca Bernasconi", "member": None}
    page.context.close()
    # Bob is in no team, so for him the number is not there.
    page = agency.page(browser, f"{ROOT}/numbers", "bob")
    settled(page, "Connected numbers")
    expect(page.get_by_text("Zürich", exact=True)).to_be_visible()
    expect(page.get_by_text("Lugano", exact=True)).to_have_count(0)
    page.context.close()


def test_hours_and_the_canton_are_kept_and_a_number_may_have_its_own(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, f"{ROOT}/calendar", "alice")
    page.get_by_role("button", name="Add hours: Sunday").click()
    page.get_by_label("Sunday, to").fill("11:30")
    page.get_by_label("Canton").select_option("TI")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    expect(page.get_by_text("The next ones")).to_be_visible()
    kept = agency.ask("GET", "/calendars/workspace").json()
    assert (kept["canton"], kept["weekly"]["sun"]) == ("TI", [["08:00", "11:30"]])
    page.get_by_label("Calendar of").select_option(label="Zürich")
    expect(page.get_by_label("Same as the calendar above it")).to_be_checked()
    page.get_by_label("Same as the calendar above it").uncheck()
    page.get_by_role("button", name="Add hours: Monday").click()
    page.get_by_label("Monday, from").last.fill("21:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Hours must end after they begin")
    page.get_by_label("Monday, to").last.fill("22:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    number = next(one["id"] for one in agency.ask("GET", "/numbers").json() if one["name"] == "Zürich")
    assert agency.ask("GET", f"/calendars/number/{number}").json()["weekly"]["mon"][-1] == ["21:00", "22:00"]
    page.context.close()


def test_what_could_not_be_loaded_is_loaded_on_a_second_try(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, "/sign-in", "alice")

    def busy(route: Route) -> None:
        route.fulfill(status=503, json={"code": "busy", "sentence": "Try again.", "action": "retry"})

    page.route("**/people", busy)
    page.goto(f"{agency.url}{ROOT}/teams")
    expect(page.get_by_role("alert")).to_contain_text("busy")
    page.unroute("**/people")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Sales").first).to_be_visible()
    page.context.close()


def test_nothing_in_the_settings_is_wider_than_a_phone(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, ROOT, "alice", PHONE)
    for path in ["", *(one for one in AREAS if one != "roles")]:
        page.goto(f"{agency.url}{ROOT}/{path}")
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
