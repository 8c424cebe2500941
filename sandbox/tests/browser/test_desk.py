"""The clock, the chaos and the records, as a person uses them; and phones inside another page."""

import http.server
import json
import threading

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
NUMBER = "100200300400500"


class Listener:
    """An app's server: answers 200 to every webhook and keeps the bodies; GET gives a page that frames a phone."""

    def __init__(self) -> None:
        self.heard: list[dict] = []
        self.markup = b""
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self._answer(b"")

            def do_GET(self) -> None:
                self._answer(outer.markup)

            def _answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.server.shutdown()
    listener.thread.join()
    listener.server.server_close()


@pytest.fixture
def subscribed(sandbox, listener):
    app = sandbox.ask("GET", "/state")["apps"][0]["id"]
    sandbox.ask("PUT", f"/apps/{app}/subscription", callback_url=f"{listener.url}/hook")
    return sandbox


def test_the_clock_is_turned_past_the_window(page, sandbox):
    before = sandbox.ask("GET", "/clock")["now"]
    page.goto(f"{sandbox.url}/")
    page.get_by_role("button", name="+25 hours").click()
    expect(page.get_by_role("group", name="Clock")).to_be_visible()
    page.wait_for_function("document.querySelector('.clock-date').textContent.length > 0")
    assert sandbox.ask("GET", "/clock")["now"] - before >= 25 * 3600


def test_the_clock_stands_still_when_told(page, sandbox):
    page.goto(f"{sandbox.url}/chaos")
    page.get_by_label("Speed of the clock").select_option("Stands still")
    expect(page.get_by_label("Speed of the clock")).to_have_value("stopped")
    assert sandbox.ask("GET", "/clock")["mode"] == "stepped"


def test_chaos_is_switched_on_and_off_from_the_strip(page, sandbox):
    page.goto(f"{sandbox.url}/")
    expect(page.get_by_text("calm")).to_be_visible()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_role("button", name="Duplicate")).to_have_attribute("aria-pressed", "true")
    assert [rule["rule"] for rule in sandbox.ask("GET", "/chaos")["data"]] == ["duplicate"]
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_text("calm")).to_be_visible()


def test_a_rule_is_added_with_its_parameters(page, sandbox):
    page.goto(f"{sandbox.url}/chaos")
    page.get_by_label("What shall go wrong").select_option("Delay")
    page.get_by_label("Delay (ms)").fill("2500")
    page.get_by_label("Or only the next").fill("3")
    page.get_by_label("Customer", exact=True).select_option("Luc Favre")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("button", name="Switch off: Delay")).to_be_visible()
    [rule] = sandbox.ask("GET", "/chaos")["data"]
    assert (rule["rule"], rule["delay_ms"], rule["count"], rule["customer"]) == ("delay", 2500, 3, "luc")


def test_a_setting_is_kept(page, sandbox):
    page.goto(f"{sandbox.url}/chaos")
    page.get_by_label("24-hour window").select_option("refused at once")
    page.get_by_label("Rate limits").uncheck()
    page.wait_for_timeout(300)
    settings = sandbox.ask("GET", "/settings")
    assert (settings["window"], settings["rates"]) == ("sync", False)


def test_the_log_shows_each_webhook_with_its_body(page, subscribed, listener):
    page.goto(f"{subscribed.url}/chaos")
    expect(page.get_by_text("Nothing was posted yet")).to_be_visible()
    subscribed.customer_sends(type="text", text="Is it logged?")
    subscribed.post("/settle")
    row = page.get_by_role("row").filter(has_text="messages").first
    expect(row.locator(".answer")).to_have_text("delivered")
    row.get_by_text("Body of no.").click()
    expect(row.locator("pre")).to_contain_text('"body": "Is it logged?"')

    before = len(listener.heard)
    row.get_by_role("button", name="Post again").click()
    page.wait_for_timeout(500)
    subscribed.post("/settle")
    assert listener.heard[before:] == [listener.heard[0]]


def test_the_book_and_the_sends_show_what_programs_sent(page, sandbox):
    page.goto(f"{sandbox.url}/chaos")
    expect(page.get_by_text("The book is empty.")).to_be_visible()
    sandbox.customer_sends(type="text", text="Hello")
    sandbox.api_sends(type="text", text={"body": "Good day"}, biz_opaque_callback_data="attempt-7")
    expect(page.get_by_role("cell", name="attempt-7")).to_be_visible()
    expect(page.get_by_text("1 accepted")).to_be_visible()


def test_start_again_empties_the_phones_that_look(page, context, sandbox):
    sandbox.customer_sends(type="text", text="Soon gone")
    phone = context.new_page()
    phone.goto(f"{sandbox.url}/phones/ines")
    expect(phone.get_by_text("Soon gone")).to_be_visible()
    page.goto(f"{sandbox.url}/chaos")
    page.get_by_role("button", name="Reset the sandbox").click()
    expect(phone.get_by_text("No conversation yet")).to_be_visible()


def test_a_phone_lives_in_a_narrow_frame_of_another_page(page, sandbox, listener):
    sandbox.agent_sends(type="text", text="Seen in a frame")
    source = f"{sandbox.url}/phones/ines?chat={NUMBER}&lang=en"
    listener.markup = f'<iframe title="phone" src="{source}" width="300" height="560"></iframe>'.encode()
    page.goto(f"{listener.url}/frame.html")
    phone = page.frame_locator("iframe")
    expect(phone.get_by_text("Seen in a frame").first).to_be_visible()
    phone.get_by_role("textbox", name="Message").fill("Written in it")
    phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator(".message.mine")).to_contain_text("Written in it")
    expect(phone.get_by_text("not affiliated with Meta")).to_be_visible()
