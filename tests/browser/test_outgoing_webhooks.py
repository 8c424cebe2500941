"""Settings › Outgoing webhooks in Chromium, with a running Twinline and a receiver that verifies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.fake.server import BUILD
from tests.browser.fixtures import DESKTOP, PHONE
from tests.fixtures.connected import Connected
from tests.promises.at_meta import joined
from tests.promises.receiver import Receiver, receiving

pytestmark = pytest.mark.browser
PAGE = "/casa-nova/settings/outgoing-webhooks"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def world(
    request: pytest.FixtureRequest, receiver: Receiver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connected]:
    if not (BUILD / "index.html").exists():
        pytest.fail("ui/build is missing: ./run build makes it")
    with joined(request, tmp_path_factory.mktemp("bothends"), allowed=[receiver.url]) as one:
        yield one


def page_of(browser: Browser, world: Connected, size: tuple[int, int] = DESKTOP, scheme: str = "light") -> Page:
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=dark, reduced_motion="reduce", locale="en-GB"
    )
    jar = world.alice.http.cookies.jar
    context.add_cookies([{"name": one.name, "value": str(one.value), "url": world.twinline.url} for one in jar])
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(world.twinline.url + PAGE)
    return page


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def test_a_webhook_is_added_tried_renewed_and_mended(
    browser: Browser, world: Connected, receiver: Receiver, tmp_path: Path
) -> None:
    page = page_of(browser, world)
    page.get_by_role("button", name="Add a webhook").click()
    page.get_by_label("Address").fill("https://10.0.0.1/hooks")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("This address is private")
    page.get_by_label("Address").fill(f"{receiver.url}/hooks")
    page.get_by_role("button", name="Save").click()
    secret = page.get_by_label("Secret", exact=True).input_value()
    assert faults(page) == []
    page.get_by_role("button", name="Done").click()
    assert secret not in page.content()

    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("Taken: answered 204")).to_be_visible()
    assert receiver.verified(secret)["type"] == "webhook.test"

    page.get_by_role("button", name="New secret").click()
    page.get_by_role("dialog").get_by_role("button", name="New secret").click()
    renewed = page.get_by_label("Secret", exact=True).input_value()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("The secret before this one signs along until")).to_be_visible()
    receiver.status = 404
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator(".notice.bad")).to_contain_text("Answered 404: there is nothing at this address")
    assert receiver.verified(renewed) == receiver.verified(secret)

    page.get_by_text("Deliveries", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="webhook.test")).to_have_count(2)
    page.screenshot(path=str(tmp_path / "webhooks.png"))
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        looked = page_of(browser, world, size, scheme)
        looked.get_by_text("Deliveries", exact=True).click()
        assert faults(looked) == []
        assert looked.evaluate("document.documentElement.scrollWidth <= innerWidth")
        looked.context.close()

    page.get_by_role("button", name="Switch off").click()
    expect(page.locator(".chip").get_by_text("Off", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No outgoing webhook yet")).to_be_visible()
    page.context.close()
