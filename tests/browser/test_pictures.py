"""Pictures of every page and state, for a person to look at: only when TWINLINE_PICTURES names a folder for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agency import Agency, agency, unique
from tests.browser.fake.running import Running
from tests.browser.fixtures import DESKTOP, LIST, PHONE, THREAD, fake, last_question, opened

__all__ = ["agency", "fake"]
FOLDER = os.environ.get("TWINLINE_PICTURES", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not FOLDER, reason="TWINLINE_PICTURES names no folder"),
]
LOOKS = [(size, scheme) for scheme in ("light", "dark") for size in (DESKTOP, PHONE)]
NAMES = [f"{size[0]}-{scheme}" for size, scheme in LOOKS]
AREAS = ("account", "workspace", "people", "teams", "numbers", "calendar", "roles", "")
SILENCE = "**/api/workspaces/*/conversations?*"
PEOPLE = "**/api/workspaces/*/people"
# Headless Chromium has no microphone.
HUMS = "navigator.mediaDevices.getUserMedia = async () => new AudioContext().createMediaStreamDestination().stream;"
Take = Callable[[str], None]


@pytest.fixture(params=LOOKS, ids=NAMES)
def look(request: pytest.FixtureRequest) -> tuple[tuple[int, int], str]:
    chosen: tuple[tuple[int, int], str] = request.param
    return chosen


def taking(page: Page, look: tuple[tuple[int, int], str]) -> Take:
    def take(name: str) -> None:
        expect(page.locator("h1, h2").first).to_be_attached()
        page.wait_for_timeout(250)
        page.screenshot(path=Path(FOLDER) / f"{name}-{look[0][0]}-{look[1]}.png")

    return take


def closed(fake: Running) -> Iterator[str]:
    """One conversation for each reason why nothing can be written."""
    for reason in ("expired", "never_wrote"):
        for one in fake.state.conversations.values():
            if one["window"]["reason"] == reason:
                yield one["id"]
                break


def test_pictures_of_conversation(browser: Browser, fake: Running, look: tuple[tuple[int, int], str]) -> None:
    fake.state.present = [{"id": "0197aaaa-0000-7000-8000-00000000000b", "name": "Bob", "doing": "writing"}]
    page = opened(browser, fake, LIST, *look)
    take = taking(page, look)
    expect(page.locator("a[data-row]").first).to_be_visible()
    take("list")
    page.get_by_role("searchbox").fill("nobody of this name")
    expect(page.locator("a[data-row]")).to_have_count(0)
    take("list-nothing-found")
    page.goto(fake.address + THREAD)
    expect(last_question(page)).to_be_visible()
    take("thread-end")
    for step in (1, 2, 3):
        page.locator(".scroller").evaluate("box => box.scrollBy(0, -650)")
        take(f"thread-up-{step}")
    page.goto(fake.address + THREAD)
    expect(last_question(page)).to_be_visible()
    dialogs(page, take)
    page.goto(fake.address + THREAD)
    composer(page, take)
    for n, identity in enumerate(closed(fake)):
        page.goto(f"{fake.address}{LIST}/{identity}")
        expect(page.get_by_role("note")).to_be_visible()
        take(f"closed-{n}")
    troubles(page, fake, take)
    page.context.close()


def dialogs(page: Page, take: Take) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    take("keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    take("commands")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.get_by_role("list", name="Assign")).to_be_visible()
    take("assign")
    page.keyboard.press("Escape")
    for name, picture in (("Edited", "versions"), ("Open the picture", "lightbox")):
        page.get_by_role("button", name=name).first.click()
        take(picture)
        page.keyboard.press("Escape")
    if details := page.get_by_role("button", name="Show details").or_(page.get_by_role("button", name="Details")).all():
        details[0].click()
        take("details")


def composer(page: Page, take: Take) -> None:
    expect(last_question(page)).to_be_visible()
    page.get_by_role("button", name="Emoji").click()
    take("emoji")
    page.keyboard.press("Escape")
    plan = {
        "name": "Grundriss_Seestrasse_120_3.OG_mit_Möblierung.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF",
    }
    large = {"name": "haus.png", "mimeType": "image/png", "buffer": b"0" * (5 * 1024 * 1024 + 1)}
    page.locator("input[type=file]").set_input_files([plan, large])  # type: ignore[list-item]
    page.get_by_label("Write to Nina Baumann").fill("Zwei Zeilen\nmit einem Anhang")
    take("attached")
    page.add_init_script(HUMS)
    page.reload()
    page.get_by_role("button", name="Record a voice message").click()
    take("recording")


def troubles(page: Page, fake: Running, take: Take) -> None:
    page.goto(fake.address + THREAD)
    expect(last_question(page)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Write to Nina Baumann").fill("Das wartet.")
    page.keyboard.press("Enter")
    take("offline")
    page.context.set_offline(False)
    page.goto(fake.address + LIST)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    take("new-conversation")
    page.goto(f"{fake.address}{LIST}/0197aaaa-0000-7000-8000-00000000000b")
    take("thread-missing")
    page.goto(f"{fake.address}/nowhere")
    take("page-missing")
    page.route(SILENCE, lambda _: None)
    page.goto(fake.address + LIST)
    take("list-loading")
    page.unroute(SILENCE)
    page.route(SILENCE, lambda route: route.fulfill(status=503, json={"code": "busy", "action": "retry"}))
    page.goto(fake.address + LIST)
    take("list-error")
    page.unroute(SILENCE)
    fake.state.conversations.clear()
    page.goto(fake.address + LIST)
    take("list-empty")


def test_pictures_of_the_settings(browser: Browser, agency: Agency, look: tuple[tuple[int, int], str]) -> None:
    agency.invited(unique("invited"))
    page = agency.page(browser, "/seeblick/settings/people", "alice", *look)
    take = taking(page, look)
    for area in AREAS:
        page.goto(f"{agency.url}/seeblick/settings/{area}")
        expect(page.get_by_role("heading", level=1)).to_be_attached()
        expect(page.locator(".skeleton")).to_have_count(0)
        page.wait_for_timeout(400)
        take(f"settings-{area or 'overview'}")
        # The page scrolls inside the shell: a window as high as what it holds shows all of it.
        high = int(page.evaluate("Math.max(...[...document.querySelectorAll('*')].map(e => e.scrollHeight))"))
        if high > look[0][1]:
            page.set_viewport_size({"width": look[0][0], "height": min(high + 120, 3000)})
            take(f"settings-{area or 'overview'}-whole")
            page.set_viewport_size({"width": look[0][0], "height": look[0][1]})
    page.goto(f"{agency.url}/seeblick/settings/people")
    for button in ("Invite somebody", "Edit Bob Muster"):
        page.get_by_role("button", name=button).click()
        take(f"dialog-{button.split()[0].lower()}")
        page.keyboard.press("Escape")
    page.goto(f"{agency.url}/seeblick/settings/numbers")
    page.get_by_role("button", name="Edit Zürich").click()
    take("dialog-number")
    page.goto(f"{agency.url}/seeblick/settings/account")
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    page.get_by_role("img", name="QR code").scroll_into_view_if_needed()
    take("account-totp")
    page.route(PEOPLE, lambda route: route.fulfill(status=503, json={"code": "busy"}))
    page.goto(f"{agency.url}/seeblick/settings/people")
    take("settings-error")
    page.route(PEOPLE, lambda _: None)
    page.goto(f"{agency.url}/seeblick/settings/people")
    take("settings-loading")
    page.context.close()


def test_pictures_of_the_ways_in(browser: Browser, agency: Agency, look: tuple[tuple[int, int], str]) -> None:
    page = agency.page(browser, "/sign-in", None, *look)
    take = taking(page, look)
    expect(page.get_by_label("Email address")).to_be_visible()
    take("sign-in")
    page.get_by_label("Email address").fill("bob@example.org")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    take("sign-in-wrong")
    page.goto(agency.url + agency.invited(unique("join")).removeprefix(agency.url))
    expect(page.get_by_role("heading", name="Join Seeblick")).to_be_visible()
    take("invitation")
    page.goto(f"{agency.url}/invitation/{'x' * 43}")
    expect(page.get_by_role("heading", name="This invitation no longer works")).to_be_visible()
    take("invitation-ended")
    page.context.close()


@pytest.mark.parametrize("locale", ["de-CH", "fr-CH", "it-CH"])
def test_pictures_in_each_language(browser: Browser, agency: Agency, fake: Running, locale: str) -> None:
    page = agency.page(browser, "/sign-in", "alice", PHONE, locale=locale)
    code = locale[:2]
    agency.alice.http.patch("/api/me", json={"language": code}, headers=agency.alice._token()).raise_for_status()
    take = taking(page, (PHONE, code))
    for area in AREAS:
        page.goto(f"{agency.url}/seeblick/settings/{area}")
        expect(page.locator(".skeleton")).to_have_count(0)
        page.wait_for_timeout(400)
        take(f"settings-{area or 'overview'}")
    agency.alice.http.patch("/api/me", json={"language": "en"}, headers=agency.alice._token()).raise_for_status()
    fake.state.user["language"] = code
    for path, name in ((LIST, "list"), (THREAD, "thread")):
        page.goto(fake.address + path)
        page.wait_for_timeout(800)
        take(name)
    page.context.close()
