"""The demo as a first visitor sees it: one address, all steps to the last, on a screen and on a phone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.fixtures import DESKTOP, PHONE
from tests.fixtures.running import free_port

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 120
PLUG_MS = 150_000


class Demo:
    def __init__(self, home: Path) -> None:
        ports = {name: str(free_port()) for name in ("TWINLINE_PORT", "BOTHENDS_PORT", "TWINLINE_TOUR_PORT")}
        self.address = f"http://127.0.0.1:{ports['TWINLINE_TOUR_PORT']}"
        self.twinline = f"http://127.0.0.1:{ports['TWINLINE_PORT']}"
        self.output = home / "demo.log"
        environment = {**os.environ, **ports, "TWINLINE_DEMO_HOME": str(home / "home")}
        environment.pop("DATABASE_URL", None)
        with self.output.open("wb") as said:
            command = [sys.executable, "-m", "demo"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)

    def wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.says()
            try:
                if httpx.get(self.address, timeout=10).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        pytest.fail(f"the tour did not open: {self.says()}")

    def says(self) -> str:
        return self.output.read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    one = Demo(tmp_path_factory.mktemp("demo"))
    try:
        one.wait()
        yield one
    finally:
        if one.process.poll() is None:
            one.stop()


def visitor(browser: Browser, demo: Demo, size: tuple[int, int], scheme: str = "light", locale: str = "en-GB") -> Page:
    dark = "dark" if scheme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=dark, reduced_motion="reduce", locale=locale
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(demo.address)
    return page


def faults(page: Page) -> list[str]:
    """Of the tour's own page: Twinline and Bothends are looked at by their own tests."""
    found = Axe().run(page, options={"iframes": False}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def show(page: Page, name: str) -> None:
    """A picture for a person, when a folder for them is named."""
    if folder := os.environ.get("TWINLINE_PICTURES"):
        page.screenshot(path=Path(folder) / f"demo-{name}.png")


def step(page: Page, number: int) -> None:
    page.locator("#steps button").nth(number - 1).click()
    expect(page.locator("#steps [aria-current]")).to_contain_text(str(number))


def test_a_visitor_is_given_one_address(demo: Demo) -> None:
    assert re.findall(r"\bhttps?://\S+|\b\d+\.\d+\.\d+\.\d+\S*", demo.says()) == [demo.address]


def test_the_demo_from_its_first_second_to_its_last(browser: Browser, demo: Demo) -> None:
    page = visitor(browser, demo, DESKTOP)
    expect(page.get_by_role("heading", name="One number, two ends")).to_be_visible()
    expect(page.get_by_text("Everybody and everything here is invented.")).to_be_visible()
    customer, twinline, agent = (page.frame_locator(f"#end-{end} iframe") for end in ("customer", "twinline", "agent"))
    hops, ahead = page.locator("#see li"), page.get_by_role("button", name="Next", exact=True)
    expect(twinline.locator("article").first).to_be_visible()
    # Nobody wrote yet: what was said in the past is no step of this visitor.
    expect(hops).to_have_count(0)
    assert page.locator("#steps .done").count() == 0

    # The visitor writes on the customer's phone, with her own hands; and is signed in to Twinline without a word.
    # With the hand, as a visitor does: a page that takes the focus by itself gives it back.
    customer.get_by_role("textbox", name="Message").click()
    customer.get_by_role("textbox", name="Message").fill("Is the garden flat still free?")
    customer.get_by_role("textbox", name="Message").press("Enter")
    expect(twinline.locator("article", has_text="Is the garden flat still free?")).to_be_visible()
    expect(agent.get_by_text("Is the garden flat still free?", exact=True)).to_be_visible()
    expect(hops).to_have_count(4)
    expect(page.locator('#see [data-place="twinline"] b')).to_have_text(re.compile(r"^\d+ ms$"))
    show(page, "1-customer")
    ahead.click()

    expect(page.get_by_role("heading", name="The phone stays as it was")).to_be_focused()
    agent.get_by_role("textbox", name="Message").click()
    agent.get_by_role("textbox", name="Message").fill("It is, come and see it!")
    agent.get_by_role("textbox", name="Message").press("Enter")
    echo = twinline.locator("article", has_text="It is, come and see it!")
    expect(echo).to_be_visible()
    expect(twinline.get_by_text("Phone, presumed Anna Baker").last).to_be_visible()
    expect(page.locator('#see [data-place="twinline"]')).to_be_visible()
    show(page, "2-phone")
    ahead.click()

    expect(page.get_by_role("heading", name="And the team can answer too")).to_be_focused()
    page.get_by_role("button", name="Answer for me").click()
    expect(customer.get_by_text("I will send you the floor plan right away.", exact=True)).to_be_visible()
    expect(agent.get_by_text("I will send you the floor plan right away.", exact=True)).to_be_visible()
    expect(page.locator('#see [data-place="tick"]')).to_be_visible()
    show(page, "3-page")
    ahead.click()

    expect(page.locator("#see")).to_contain_text("The composer in the middle is open now")
    page.get_by_role("button", name="Turn the clock by 25 hours").click()
    expect(page.locator("#see")).to_contain_text("Only her next message opens it")
    expect(page.locator("#steps .done")).to_have_count(4)
    expect(twinline.get_by_text("The service window is closed")).to_be_visible()
    for phone in (customer, agent):
        expect(phone.locator(".day").last).to_have_text("Yesterday")
    show(page, "4-clock")
    page.get_by_role("button", name="Let Emma Clarke write").click()
    expect(page.locator("#see")).to_contain_text("open again")
    expect(twinline.get_by_role("textbox", name="Write to Emma Clarke")).to_be_visible()
    ahead.click()

    page.get_by_role("button", name="Pull the plug", exact=True).last.click()
    expect(page.locator(".kills li").first).to_be_visible()
    # What moves is shown: the conversation of one who writes meanwhile, at both ends.
    expect(customer.get_by_text(re.compile(r"⚡ \w+-c\d+")).first).to_be_visible()
    expect(twinline.locator("article", has_text="⚡").first).to_be_visible()
    show(page, "5-plug-pulling")
    expect(page.locator(".counts .good", has_text="lost")).to_be_visible(timeout=PLUG_MS)
    names, values = (page.locator(f".counts {kind}").all_inner_texts() for kind in ("dt", "dd"))
    counts = dict(zip(names, values, strict=True))
    assert counts["lost"] == counts["doubled"] == "0"
    assert counts["sent"] == counts["arrived"]
    assert int(counts["sent"]) > 50
    parts = [int(number) for number in re.findall(r"\d+", page.locator("#see .from").inner_text())]
    assert sum(parts) == int(counts["sent"])
    assert min(parts) > 1, "customers, phones and the page all spoke"
    processes = {path.stem for path in (demo.output.parent / "home" / "run").glob("*.pid")}
    killed = page.locator(".kills li", has_text="back after").all_inner_texts()
    assert {name.split(" – ")[0] for name in killed} == processes
    show(page, "5-plug")
    ahead.click()
    expect(page.get_by_role("heading", name="That is Twinline")).to_be_visible()
    expect(twinline.get_by_role("heading", name="Emma Clarke").first).to_be_visible()
    page.get_by_role("button", name="Begin again").click()
    expect(page.get_by_role("heading", name="One number, two ends")).to_be_visible()
    expect(page.locator("#steps .done")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_every_step_passes_axe_and_fits(browser: Browser, demo: Demo, size: tuple[int, int], scheme: str) -> None:
    page = visitor(browser, demo, size, scheme)
    for number in range(1, 7):
        step(page, number)
        assert faults(page) == [], number
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), number
    show(page, f"end-{size[0]}-{scheme}")
    page.context.close()


def test_on_a_phone_one_end_is_shown_at_a_time_and_the_step_chooses_it(browser: Browser, demo: Demo) -> None:
    page = visitor(browser, demo, PHONE)
    step(page, 1)
    step(page, 2)
    expect(page.locator("#end-agent")).to_be_visible()
    expect(page.locator("#end-twinline")).to_be_hidden()
    page.get_by_role("tab", name="Twinline").click()
    expect(page.frame_locator("#end-twinline iframe").locator("article").first).to_be_visible()
    page.get_by_role("tab", name="Twinline").press("ArrowLeft")
    expect(page.get_by_role("tab", name="Customer")).to_be_focused()
    expect(page.locator("#end-customer")).to_be_visible()
    page.context.close()


def test_a_page_that_starts_in_its_frame_leaves_the_focus_where_it_is(browser: Browser, demo: Demo) -> None:
    page = visitor(browser, demo, DESKTOP)
    twinline = page.frame_locator("#end-twinline iframe")
    expect(twinline.locator("article").first).to_be_visible()
    page.evaluate("addEventListener('blur', () => document.documentElement.setAttribute('data-taken', ''))")
    back = page.locator("#end-twinline h2 button")
    back.press("Enter")
    expect(page.locator("html[data-taken]")).to_be_attached()
    expect(twinline.locator("article").first).to_be_visible()
    expect(back).to_be_focused()
    # A ring alone is not the focus: the keys have to arrive here as well.
    page.evaluate("addEventListener('keydown', ({key}) => document.documentElement.setAttribute('data-key', key))")
    page.keyboard.press("F2")
    expect(page.locator("html[data-key=F2]")).to_be_attached()
    # On purpose one gets there.
    twinline.get_by_role("textbox").first.click()
    expect(twinline.get_by_role("textbox").first).to_be_focused()
    page.context.close()


def test_the_tour_is_left_and_resumed_where_it_was(browser: Browser, demo: Demo) -> None:
    page = visitor(browser, demo, DESKTOP)
    step(page, 3)
    page.get_by_role("button", name="Leave the tour").click()
    expect(page.get_by_role("heading", name="And the team can answer too")).to_be_hidden()
    page.reload()
    expect(page.locator("#strip")).to_be_hidden()
    expect(page.frame_locator("#end-twinline iframe").get_by_role("heading", name="Emma Clarke").first).to_be_visible()
    page.get_by_role("button", name="Resume the tour").click()
    expect(page.get_by_role("heading", name="And the team can answer too")).to_be_visible()
    page.context.close()


def test_a_lost_visitor_gets_back_to_the_conversation_of_the_tour(browser: Browser, demo: Demo) -> None:
    page = visitor(browser, demo, DESKTOP)
    phone = page.frame_locator("#end-customer iframe")
    phone.get_by_role("button", name="Back to all conversations").click()
    expect(phone.get_by_role("textbox", name="Message")).to_be_hidden()
    page.get_by_role("button", name="Show Emma Clarke’s chat with Anna Baker again").click()
    expect(phone.get_by_role("textbox", name="Message")).to_be_visible()
    page.context.close()


def test_the_page_goes_on_by_itself_after_its_program_did_not_answer(browser: Browser, demo: Demo) -> None:
    page = visitor(browser, demo, DESKTOP)
    step(page, 2)
    page.route("**/events*", lambda route: route.fulfill(status=503, body="{}"))
    page.get_by_label("Language").select_option("en")
    page.evaluate("document.getElementById('language').dispatchEvent(new Event('change'))")
    expect(page.get_by_text("The demo does not answer.")).to_be_visible()
    page.unroute("**/events*")
    expect(page.get_by_text("The demo does not answer.")).to_be_hidden()
    with httpx.Client(base_url=demo.address) as another:
        another.post("/do/go", params={"language": "en"}, json={"step": "phone"})
        another.post("/do/go", params={"language": "en"}, json={"step": "page"})
    expect(page.get_by_role("heading", name="And the team can answer too")).to_be_visible()
    page.context.close()


def test_each_language_has_its_own_people_and_words(browser: Browser, demo: Demo) -> None:
    page = visitor(browser, demo, DESKTOP, locale="fr-CH")
    expect(page.get_by_role("heading", name="Un numéro, deux extrémités")).to_be_visible()
    expect(page.frame_locator("#end-twinline iframe").get_by_role("heading", name="Manon Girard").first).to_be_visible()
    expect(page.frame_locator("#end-customer iframe").get_by_placeholder("Message")).to_be_visible()
    page.get_by_label("Langue").select_option("de")
    expect(page.get_by_role("heading", name="Eine Nummer, zwei Enden")).to_be_visible()
    expect(page.frame_locator("#end-twinline iframe").get_by_role("heading", name="Ines Roth").first).to_be_visible()
    # The browser is a French one; the phones speak the language that the visitor chose.
    expect(page.frame_locator("#end-customer iframe").get_by_placeholder("Nachricht")).to_be_visible()
    page.get_by_label("Sprache").select_option("en")
    page.context.close()


def test_another_sites_page_presses_no_button_and_no_foreign_name_leads_here(demo: Demo) -> None:
    body = {"step": "customer"}
    pressed = httpx.post(f"{demo.address}/do/act", json=body, headers={"Origin": "https://elsewhere.example"})
    assert pressed.status_code == 403
    assert httpx.get(demo.address, headers={"Host": "elsewhere.example"}).status_code == 400
    assert httpx.post(f"{demo.address}/do/act", content=b"[").status_code == 404
    assert "frame-ancestors 'none'" in httpx.get(demo.address).headers["Content-Security-Policy"]
    assert f"frame-ancestors {demo.address};" in httpx.get(demo.twinline).headers["Content-Security-Policy"]


def test_the_end_leaves_no_process_behind_even_of_an_impatient_visitor(demo: Demo) -> None:
    """The last one here: it ends the demo."""
    home = demo.output.parent / "home"
    pids = [int(path.read_text()) for path in (home / "run").glob("*.pid")]
    assert len(pids) >= 5
    demo.process.send_signal(signal.SIGHUP)  # the terminal is closed
    time.sleep(0.3)
    assert demo.stop() == 0
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    assert "everything has stopped" in demo.says()
