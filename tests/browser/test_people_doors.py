"""Each role's forbidden doors: what the page does not show, and what the server says to an address that is typed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agency import Agency, agency

__all__ = ["agency"]
pytestmark = pytest.mark.browser

ROOT = "/seeblick/settings"
EVERYBODY = ["My account", "People", "Numbers", "Calendar", "Roles and rights"]
EVERYTHING = [
    "My account", "Workspace", "People", "Teams", "Numbers", "Meta app", "Outgoing webhooks", "Calendar",
    "Roles and rights",
]  # fmt: skip
SHOWN = {"alice": EVERYTHING, "erin": EVERYTHING, "sam": EVERYBODY, "bob": EVERYBODY, "dora": EVERYBODY}
RUNS = {"alice", "erin"}
# What changes something in each page, for those who may.
TOOLS = {
    "people": "Invite somebody",
    "numbers": "Edit Zürich",
    "calendar": "Save",
}


def typed(page: Page, method: str, path: str, body: Any = None) -> int:
    """The request that a person could make by hand from this page, with its session and its token."""
    token = next(one["value"] for one in page.context.cookies() if one.get("name") == "twinline_csrf")
    options = {"method": method, "headers": {"X-CSRFToken": token, "Referer": page.url}}
    return page.request.fetch(path, **options, **({"data": body} if body is not None else {})).status


def doors(agency: Agency, me: str) -> list[tuple[str, str, Any]]:
    members = agency.members()
    number = agency.ask("GET", "/numbers").json()[0]["id"]
    base = agency.url + agency.base
    return [
        ("GET", f"{base}/settings", None),
        ("PATCH", f"{base}/settings", {"name": "Mine"}),
        ("PATCH", f"{base}/people/{members[me]['id']}", {"role": "owner"}),
        ("PATCH", f"{base}/people/{members['bob']['id']}", {"teams": [agency.team]}),
        ("DELETE", f"{base}/people/{members['erin']['id']}", None),
        ("POST", f"{base}/invitations", {"email": "friend@example.org", "role": "agent"}),
        ("POST", f"{base}/teams", {"name": "Friends"}),
        ("PATCH", f"{base}/teams/{agency.team}", {"name": "Friends"}),
        ("DELETE", f"{base}/teams/{agency.team}", None),
        ("PATCH", f"{base}/numbers/{number}", {"read_receipts": "never"}),
        ("PUT", f"{base}/calendars/workspace", {"inherits": False, "time_zone": "UTC", "weekly": {}}),
    ]


def state(agency: Agency) -> list[Any]:
    return [agency.ask("GET", path).json() for path in ("/settings", "/people", "/teams", "/numbers")]


@pytest.mark.parametrize("name", ["sam", "bob", "dora"])
def test_what_a_role_may_not_is_not_shown_and_not_done(browser: Browser, agency: Agency, name: str) -> None:
    before = state(agency)
    page = agency.page(browser, f"{ROOT}/account", name)
    ways = page.get_by_role("navigation", name="Settings")
    expect(ways.get_by_role("link")).to_have_text(SHOWN[name])
    for path in ("workspace", "teams"):
        page.goto(f"{agency.url}{ROOT}/{path}")
        expect(page.get_by_role("heading", name="Your role does not open this page")).to_be_visible()
        expect(page.locator("main form")).to_have_count(0)
    for path, tool in TOOLS.items():
        page.goto(f"{agency.url}{ROOT}/{path}")
        expect(page.locator(".skeleton")).to_have_count(0)
        expect(page.get_by_role("button", name=tool)).to_have_count(0)
    page.goto(f"{agency.url}{ROOT}/people")
    expect(page.get_by_text("Alice Meier")).to_be_visible()
    expect(page.get_by_text("alice@example.org")).to_have_count(0)
    answers = {f"{method} {path}": typed(page, method, path, body) for method, path, body in doors(agency, name)}
    assert set(answers.values()) == {403}, answers
    assert state(agency) == before
    page.context.close()


@pytest.mark.parametrize("name", sorted(RUNS))
def test_who_runs_the_workspace_is_shown_every_page_and_tool(browser: Browser, agency: Agency, name: str) -> None:
    page = agency.page(browser, f"{ROOT}/account", name)
    expect(page.get_by_role("navigation", name="Settings").get_by_role("link")).to_have_text(SHOWN[name])
    for path, tool in TOOLS.items():
        page.goto(f"{agency.url}{ROOT}/{path}")
        expect(page.get_by_role("button", name=tool)).to_be_visible()
    page.context.close()


def test_a_number_that_is_given_to_a_team_leaves_and_enters_an_open_list(browser: Browser, agency: Agency) -> None:
    agency.customer_writes("41791000001", "Ines Roth", "Ist die Wohnung noch frei?")
    number = next(one["id"] for one in agency.ask("GET", "/numbers").json() if one["name"] == "Zürich")
    bob = agency.members()["bob"]["id"]
    page = agency.page(browser, "/seeblick/conversation", "bob")
    row = page.locator("a[data-row]", has_text="Ines Roth")
    expect(row).to_be_visible()
    agency.ask("PATCH", f"/numbers/{number}", {"visibility": "teams", "teams": [agency.team]})
    expect(row).to_have_count(0)
    agency.ask("PATCH", f"/people/{bob}", {"teams": [agency.team]})
    expect(row).to_be_visible()
    agency.ask("PATCH", f"/people/{bob}", {"teams": []})
    expect(row).to_have_count(0)
    agency.ask("PATCH", f"/numbers/{number}", {"visibility": "everyone"})
    expect(row).to_be_visible()
    page.context.close()


def test_an_administrator_makes_no_owner(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, f"{ROOT}/people", "erin")
    expect(page.get_by_role("button", name="Edit Alice Meier")).to_have_count(0)
    page.get_by_role("button", name="Edit Bob Muster").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Supervisor")).to_be_visible()
    expect(dialog.get_by_label("Owner")).to_have_count(0)
    bob, alice = (agency.members()[one]["id"] for one in ("bob", "alice"))
    assert typed(page, "PATCH", f"{agency.url}{agency.base}/people/{bob}", {"role": "owner"}) == 403
    assert typed(page, "DELETE", f"{agency.url}{agency.base}/people/{alice}") == 403
    page.context.close()


def test_a_stranger_is_led_to_the_sign_in_and_back(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, f"{ROOT}/people")
    expect(page.get_by_label("Email address")).to_be_visible()
    assert typed_without_session(page, agency) == 401
    page.context.close()


def typed_without_session(page: Page, agency: Agency) -> int:
    return page.request.get(f"{agency.url}{agency.base}/people").status
