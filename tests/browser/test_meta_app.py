"""Settings › Meta app in Chromium, between a running Twinline and Bothends."""

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

pytestmark = pytest.mark.browser
SECOND, SECRET = "1029384799", "the-secret-of-the-second"
PAGE = "/casa-nova/settings/meta-app"


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    if not (BUILD / "index.html").exists():
        pytest.fail("ui/build is missing: ./run build makes it")
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        app = {"id": SECOND, "name": "Zweite", "secret": SECRET}
        one.sandbox.post("/apps", json=app).raise_for_status()
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


def finding(page: Page, step: str) -> str:
    row = page.get_by_role("list", name="What Meta says").get_by_role("listitem").filter(has_text=step)
    return row.inner_text().replace("\n", " ")


def test_an_app_is_entered_step_by_step_and_every_fault_says_what_mends_it(browser: Browser, world: Connected) -> None:
    page = page_of(browser, world)
    page.get_by_label("App id").fill(SECOND)
    page.get_by_label("App secret", exact=True).fill("not-the-secret-of-it")
    page.get_by_role("button", name="Enter the app").click()
    expect(page.get_by_role("alert")).to_contain_text("Meta does not take this app id with this secret")
    page.get_by_label("App secret", exact=True).fill(SECRET)
    page.get_by_role("button", name="Enter the app").click()
    expect(page.get_by_role("heading", name="1 · App Zweite")).to_be_visible()

    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_role("list", name="What Meta says")).to_be_visible()
    assert "enter its id in step 2" in finding(page, "Configuration")
    assert "press Subscribe in step 3" in finding(page, "Webhook address")
    assert "A step before it must be mended first." in finding(page, "Webhook fields")

    page.locator("form", has=page.locator("#configuration")).get_by_label("Configuration id").fill("5566778899")
    page.locator("form", has=page.locator("#configuration")).get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_text("All 17 fields are subscribed.")).to_be_visible()
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_text("Embedded Signup runs with the configuration 5566778899.")).to_be_visible()
    assert page.locator(".mark.bad").count() == 0
    assert SECRET not in page.content()
    page.context.close()


def test_an_app_of_the_installation_is_looked_at_and_not_changed(browser: Browser, world: Connected) -> None:
    page = page_of(browser, world)
    if page.get_by_label("App", exact=True).count():
        page.get_by_label("App", exact=True).select_option("1029384756")
    expect(page.get_by_text("This app belongs to the whole installation")).to_be_visible()
    expect(page.get_by_role("button", name="Subscribe")).to_have_count(0)
    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_text("Meta knows it as")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["1440-light", "390-dark"])
def test_the_page_with_its_findings_passes_axe(
    browser: Browser, world: Connected, size: tuple[int, int], scheme: str, tmp_path: Path
) -> None:
    page = page_of(browser, world, size, scheme)
    page.get_by_role("button", name="Check now").click()
    expect(page.locator(".mark")).to_have_count(6)
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".content").evaluate("e => e.scrollTop = 0")
    page.screenshot(path=str(tmp_path / f"meta-app-{size[0]}.png"))
    page.context.close()
