"""A number is connected on the page WhatsApp integration; Meta's window and the phone at the other end are real."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.fake.server import BUILD
from tests.browser.fixtures import DESKTOP, PHONE
from tests.fixtures.connected import Connected
from tests.promises.at_meta import joined

pytestmark = pytest.mark.browser
_phones = iter(range(41_445_550_410, 41_445_550_499))


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    if not (BUILD / "index.html").exists():
        pytest.fail("ui/build is missing: ./run build makes it")
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        yield one


@pytest.fixture
def page(browser: Browser, world: Connected) -> Iterator[Page]:
    one = opened(browser, world)
    yield one
    one.context.close()


def opened(
    browser: Browser, world: Connected, query: str = "", size: tuple[int, int] = DESKTOP, dark: bool = False
) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    root = world.twinline.url
    jar = world.alice.http.cookies.jar
    context.add_cookies([{"name": one.name, "value": str(one.value), "url": root} for one in jar])
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{root}/casa-nova/whatsapp{query}")
    return page


class Spare:
    """A phone with a past that no platform knows yet."""

    def __init__(self, world: Connected) -> None:
        self.world = world
        self.digits = str(next(_phones))
        wanted = {"phone": self.digits, "name": f"Phone {self.digits[-4:]}", "connected": False}
        self.id = world.sandbox.post("/numbers", json=wanted).raise_for_status().json()["id"]
        past = {"seed": 5, "chats": 6, "messages": 120, "days": 150, "media_share": 0.1}
        world.sandbox.post(f"/numbers/{self.id}/past", json=past).raise_for_status()

    def scans(self, code: str, *, share: bool) -> None:
        connect = {"code": code, "share_history": share}
        self.world.sandbox.post(f"/numbers/{self.id}/connect", json=connect).raise_for_status()


def answer(page: Page, phone: str, app: str, version: str | None = None) -> None:
    page.get_by_label("The number, with its country code").fill(f"+{phone}")
    if version is not None:
        page.get_by_label("Version of the WhatsApp Business app").fill(version)
    page.get_by_role("radio", name=app, exact=True).check()
    page.get_by_role("group", name="connected with another provider").get_by_role(
        "radio", name="No", exact=True
    ).check()
    page.get_by_role("group", name="payment method").get_by_role("radio", name="Yes", exact=True).check()


def through_checks(page: Page, phone: str, app: str, version: str | None = None) -> None:
    answer(page, phone, app, version)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Continue").click()


def window(page: Page, name: str = "Open Meta’s window") -> Page:
    with page.expect_popup() as opening:
        page.get_by_role("button", name=name).click()
    return opening.value


def press(place: Page | Locator, name: str) -> None:
    place.get_by_role("button", name=name).click()


def authorise(popup: Page, spare: Spare, *, share: bool) -> None:
    """Through Meta's window and the phone, to the window's end."""
    press(popup, "Continue")
    press(popup, "Existing WhatsApp Business app")
    popup.get_by_label("Phone number with country code").fill(f"+{spare.digits}")
    press(popup, "Continue")
    spare.scans(popup.get_by_label("Code for the phone").inner_text(), share=share)
    press(popup, "Confirm")
    press(popup, "Finish")


def connect(page: Page, spare: Spare, *, share: bool, review: bool = False) -> None:
    page.get_by_role("link", name="Connect an existing number").click()
    through_checks(page, spare.digits, "WhatsApp Business", "2.24.17")
    authorise(window(page), spare, share=share)
    expect(page.get_by_role("heading", name="Which number?")).to_be_visible()
    page.get_by_label("Who has the phone").fill("Nora")
    page.get_by_label("The person with the phone says first").set_checked(review)
    press(page, "Connect this number")
    expect(page.get_by_role("heading", name=f"Contacts and history of {spare_name(spare)}")).to_be_visible()


def spare_name(spare: Spare) -> str:
    return f"Phone {spare.digits[-4:]}"


def fetch(page: Page, kind: str) -> None:
    press(page, f"Fetch the {kind}")
    press(page.get_by_role("dialog"), f"Fetch the {kind}")
    expect(page.get_by_role("dialog")).to_be_hidden()


def row(page: Page, kind: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.locator("strong", has_text=kind))


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def show(page: Page, name: str) -> None:
    """Pictures for a person, in two widths, when a folder for them is named."""
    if folder := os.environ.get("TWINLINE_PICTURES"):
        for width, height in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=Path(folder) / f"joining-{name}-{width}.png")
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def test_an_existing_number_comes_with_its_history_and_both_ends_are_in_step(page: Page, world: Connected) -> None:
    spare = Spare(world)
    expect(page.get_by_text("SDK ready")).to_be_visible()
    show(page, "overview")
    connect(page, spare, share=True)
    assert row(page, "History").get_by_role("button").is_disabled()
    fetch(page, "contacts")
    expect(row(page, "Contacts")).to_contain_text("Received")
    fetch(page, "history")
    expect(row(page, "History")).to_contain_text("Complete", timeout=60_000)
    expect(page.locator("dl").first).to_contain_text("120", timeout=30_000)
    assert faults(page) == []
    show(page, "history")
    # Both ways: the customer's words arrive, and what is answered is on the customer's phone.
    world.sandbox.post("/customers", json={"id": "nia", "name": "Nia", "phone": "+41790008888"})
    world.customer("nia", spare.id).say("Ist die Wohnung noch frei?")
    page.get_by_role("link", name="Open the conversations").click()
    page.get_by_role("link").filter(has_text="Nia").first.click()
    page.get_by_role("textbox", name="Write to Nia").fill("Ja, kommen Sie vorbei.")
    page.keyboard.press("Enter")
    world.eventually(lambda: "Ja, kommen Sie vorbei." in str(world.customer("nia", spare.id).messages()))


def visitor(browser: Browser, link: str, dark: bool = False) -> Page:
    """Somebody with a link and without an account."""
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, color_scheme="dark" if dark else "light",
        reduced_motion="reduce", locale="de-CH" if dark else "en-GB",
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(link)
    return page


def test_the_person_with_the_phone_says_by_a_link_who_is_private_before_anything_is_shown(
    browser: Browser, page: Page, world: Connected
) -> None:
    spare = Spare(world)
    connect(page, spare, share=True, review=True)
    expect(page.get_by_text("Waiting for the person with the phone")).to_be_visible()
    press(page, "Make a link")
    link = page.get_by_label("Shown this once").input_value()
    owner = visitor(browser, link)
    expect(owner.get_by_text("has not been asked for its contacts yet")).to_be_visible()
    fetch(page, "contacts")
    expect(row(page, "Contacts")).to_contain_text("Received")
    expect(row(page, "History")).to_contain_text("deciding who is private")
    assert row(page, "History").get_by_role("button").is_disabled()
    assert faults(page) == []
    show(page, "review-waits")
    press(owner, "Look again")
    names = owner.get_by_role("checkbox")
    expect(names.first).to_be_visible()
    assert faults(owner) == []
    show(owner, "review")
    owner.get_by_role("button", name="Show all others").scroll_into_view_if_needed()
    show(owner, "review-end")
    german = visitor(browser, link, dark=True)
    expect(german.get_by_role("checkbox").first).to_be_visible()
    assert faults(german) == []
    show(german, "review-german-dark")
    german.context.close()
    everybody = names.count()
    names.first.check()
    expect(owner.get_by_text(f"1 of {everybody} are private")).to_be_visible()
    press(owner, "Show all others")
    press(owner.get_by_role("dialog"), "Show all others")
    expect(owner.get_by_role("heading", name="Decided")).to_be_visible()
    owner.context.close()
    expect(page.get_by_text("The person with the phone has decided")).to_be_visible(timeout=30_000)
    expect(row(page, "History")).to_contain_text("Complete", timeout=60_000)


def test_a_phone_that_keeps_its_history_says_so_in_words(page: Page, world: Connected) -> None:
    spare = Spare(world)
    connect(page, spare, share=False)
    fetch(page, "contacts")
    expect(row(page, "Contacts")).to_contain_text("Received")
    fetch(page, "history")
    expect(row(page, "History")).to_contain_text("Refused", timeout=60_000)
    expect(row(page, "History")).to_contain_text("chose not to share the history")
    show(page, "refused")


def test_a_new_number_gets_its_pin_and_has_no_past(page: Page, world: Connected) -> None:
    digits = str(next(_phones))
    page.get_by_role("link", name="Connect a new number").click()
    through_checks(page, digits, "None")
    popup = window(page)
    press(popup, "Continue")
    popup.get_by_label("Display name").fill("Casa Nova Hotline")
    press(popup, "Continue")
    popup.get_by_label("Phone number with country code").fill(f"+{digits}")
    press(popup, "Continue")
    sms = popup.locator(".signup-sms").inner_text()
    popup.get_by_label("Code", exact=True).fill(sms.split(": ")[1].split(" is ")[0])
    press(popup, "Continue")
    press(popup, "Confirm")
    press(popup, "Finish")
    pin = page.get_by_label("PIN of six digits")
    pin.fill("12345")
    press(page, "Connect this number")
    assert pin.evaluate("field => field.validity.patternMismatch")
    pin.fill("123456")
    show(page, "pin")
    press(page, "Connect this number")
    expect(page.get_by_text("Connected. From now on")).to_be_visible()
    show(page, "new")


def test_a_window_that_closes_changes_nothing_and_opens_again(page: Page, world: Connected) -> None:
    spare = Spare(world)
    page.get_by_role("link", name="Connect an existing number").click()
    through_checks(page, spare.digits, "WhatsApp Business", "2.24.17")
    popup = window(page)
    press(popup, "Continue")
    press(popup, "Existing WhatsApp Business app")
    press(popup, "Cancel")
    expect(page.get_by_text("The window was closed at “the number”")).to_be_visible()
    window(page, "Open it again").close()
    expect(page.get_by_text("The window was closed before the end")).to_be_visible()
    authorise(window(page, "Open it again"), spare, share=True)
    expect(page.get_by_role("heading", name="Which number?")).to_be_visible()
    # A second tab, or the same one later: what was authorised is finished from the list.
    page.goto(page.url.partition("?")[0])
    page.get_by_role("link", name="Go on").first.click()
    press(page, "Connect this number")
    expect(page.get_by_role("heading", name=f"Contacts and history of {spare_name(spare)}")).to_be_visible()


def test_what_is_known_to_fail_stops_and_what_was_only_asked_warns(page: Page, world: Connected) -> None:
    page.get_by_role("link", name="Connect an existing number").click()
    answer(page, "234 803 123 4567", "The personal WhatsApp", "2.23.5")
    proceed = page.get_by_role("button", name="Continue")
    expect(page.get_by_text("numbers of this country (Nigeria)")).to_be_visible()
    expect(page.get_by_text("Update the app first")).to_be_visible()
    expect(page.get_by_text("Only the WhatsApp Business app can be connected. Move")).to_be_visible()
    expect(proceed).to_be_disabled()
    assert faults(page) == []
    show(page, "stopped")
    answer(page, "41 44 555 98 98", "The personal WhatsApp", "2.24.17")
    expect(page.get_by_text("numbers of this country")).to_be_hidden()
    expect(proceed).to_be_enabled()


def test_the_page_alone_hears_meta_and_every_other_is_loaded_anew(browser: Browser, world: Connected) -> None:
    page = opened(browser, world, size=PHONE, dark=True)
    expect(page.get_by_text("SDK ready")).to_be_visible()
    assert faults(page) == []
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Conversation", exact=True).click()
    expect(page).to_have_url(f"{world.twinline.url}/casa-nova/conversation")
    page.locator("a[data-row]").first.wait_for()
    assert page.evaluate("[window.same, typeof FB]") == [None, "undefined"]
    page.context.close()


def test_who_may_not_set_up_numbers_is_told_who_may(browser: Browser, world: Connected) -> None:
    page = opened(browser, world)
    page.context.clear_cookies()
    jar = world.bob.http.cookies.jar
    page.context.add_cookies([{"name": one.name, "value": str(one.value), "url": world.twinline.url} for one in jar])
    page.goto(f"{world.twinline.url}/casa-nova/whatsapp")
    expect(page.get_by_role("link", name="See who", exact=False)).to_be_visible()
    expect(page.get_by_text("SDK ready")).to_be_hidden()
    page.context.close()


def test_a_script_that_does_not_come_and_an_app_that_is_missing_say_what_to_do(page: Page, world: Connected) -> None:
    expect(page.get_by_text("SDK ready")).to_be_visible()
    page.route("**/sdk.js", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("SDK blocked")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Allow it in the browser’s content blocker")
    show(page, "blocked")
    page.route("**/meta-apps", lambda route: route.fulfill(json=[]))
    page.reload()
    expect(page.get_by_text("Not configured")).to_be_visible()
    assert faults(page) == []
    show(page, "missing")
    page.get_by_role("link", name="Set up the Meta app").click()
    expect(page).to_have_url(f"{world.twinline.url}/casa-nova/settings/meta-app")
