"""Embedded Signup as a partner's page sees it: the script, the window, what is told, and in which order."""

import json
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
APP, WABA = "1029384756", "811200340045001"
COEXISTENCE = "whatsapp_business_app_onboarding"
UNKNOWN = {"authResponse": None, "status": "unknown"}
CANCELS = {
    "BUSINESS_ACCOUNT_SELECTION": 0,
    "WABA_PHONE_PROFILE_PICKER": 1,
    "PHONE_NUMBER_SETUP": 2,
    "PHONE_NUMBER_VERIFICATION": 3,
    "PERMISSIONS": 4,
}
PARTNER = """<!doctype html><html lang="en"><title>Partner</title>
<script>
  window.heard = [];
  addEventListener("message", ({{ origin, data }}) => {{
    if (origin === "{meta}" && data[0] === "{{") heard.push(["message", data]);
  }});
  window.fbAsyncInit = () => FB.init({{ appId: "{app}", autoLogAppEvents: true, xfbml: true, version: "v25.0" }});
  window.go = (featureType) => FB.login((response) => heard.push(["callback", response]), {{
    config_id: "5566778899",
    response_type: "code",
    override_default_response_type: true,
    extras: {{ setup: {{}}, featureType, sessionInfoVersion: "3" }},
  }});
</script>
<script async defer crossorigin="anonymous" src="{meta}/en_US/sdk.js"></script>
<button onclick="go('{feature}')">Existing number</button><button onclick="go('')">New number</button>"""


class _Pages(BaseHTTPRequestHandler):
    def __init__(self, html, *args):
        self.html = html
        super().__init__(*args)

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.html.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def partner(page, sandbox):
    """A partner's page on an origin of its own."""
    html = PARTNER.format(meta=sandbox.url, app=APP, feature=COEXISTENCE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, html))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.wait_for_function("window.FB")
    yield page
    server.shutdown()
    server.server_close()


@pytest.fixture
def bakery(sandbox):
    return sandbox.post("/numbers", phone="+41 44 555 03 03", name="Bakery", connected=False)["id"]


def opened(partner, button="Existing number"):
    with partner.expect_popup() as opening:
        partner.get_by_role("button", name=button).click()
    return opening.value


def heard(partner, count):
    partner.wait_for_function(f"heard.length >= {count}")
    return [(kind, json.loads(what) if kind == "message" else what) for kind, what in partner.evaluate("heard")]


def press(window, name):
    window.get_by_role("button", name=name).click()


def bring(window, sandbox, bakery, until=5):
    """Through the screens of an existing number, as far as wished."""
    acts = [
        lambda: press(window, "Continue"),
        lambda: press(window, "Existing WhatsApp Business app"),
        lambda: number(window, "+41 44 555 03 03"),
        lambda: connect(window, sandbox, bakery),
        lambda: press(window, "Confirm"),
    ]
    screens = [
        "Choose a business account",
        "Which number do you want to connect?",
        "What is the phone number?",
        "Enter this code on the phone",
        "Check and confirm",
        "+41 44 555 03 03 is connected",
    ]
    for screen, act in zip(screens[:until], acts, strict=False):
        expect(window.get_by_role("heading", name=screen)).to_be_visible()
        act()
    expect(window.get_by_role("heading", name=screens[until])).to_be_visible()


def number(window, phone):
    window.get_by_label("Phone number with country code").fill(phone)
    press(window, "Continue")


def connect(window, sandbox, bakery):
    code = window.get_by_label("Code for the phone").inner_text()
    sandbox.post(f"/numbers/{bakery}/connect", code=code, share_history=True)


def token_sees(sandbox, code, node):
    secret = sandbox.ask("GET", "/apps")["data"][0]["secret"]
    query = {"client_id": APP, "client_secret": secret, "code": code}
    token = sandbox.client.get("/v25.0/oauth/access_token", params=query).json()["access_token"]
    seen = sandbox.client.get(f"/v25.0/{node}", headers={"Authorization": f"Bearer {token}"})
    return seen.json()["display_phone_number"]


@pytest.mark.parametrize("order", ["event_first", "callback_first"])
def test_a_phone_is_brought_and_the_page_hears_both_in_either_order(partner, sandbox, bakery, order):
    sandbox.ask("PATCH", "/settings", signup_order=order)
    window = opened(partner)
    bring(window, sandbox, bakery)
    with window.expect_event("close"):
        press(window, "Finish")
    told = heard(partner, 2)
    assert [kind for kind, _ in told] == (
        ["message", "callback"] if order == "event_first" else ["callback", "message"]
    )
    told = dict(told)
    assert told["message"] == {
        "data": {"waba_id": WABA},
        "type": "WA_EMBEDDED_SIGNUP",
        "event": "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
        "version": 3,
    }
    assert told["callback"]["status"] == "connected"
    assert token_sees(sandbox, told["callback"]["authResponse"]["code"], bakery) == "+41 44 555 03 03"


def test_a_new_number_gets_its_code_by_sms(partner, sandbox):
    window = opened(partner, "New number")
    window.get_by_label("WhatsApp Business account").select_option("Create a new account")
    window.get_by_label("Name of the new account").fill("Casa Nova")
    press(window, "Continue")
    window.get_by_label("Display name").fill("Casa Nova Hotline")
    press(window, "Continue")
    number(window, "+41 44 555 09 09")
    window.get_by_label("Code", exact=True).fill("000000")
    press(window, "Continue")
    expect(window.get_by_role("alert").filter(has_text="This is not the code")).to_be_visible()
    sms = window.locator(".signup-sms").inner_text()
    window.get_by_label("Code", exact=True).fill(sms.split(": ")[1].split(" is ")[0])
    press(window, "Continue")
    press(window, "Confirm")
    press(window, "Finish")
    (_, message), (_, callback) = heard(partner, 2)
    assert message["event"] == "FINISH"
    assert {key for key, value in message["data"].items() if value == []} == {
        "ad_account_ids",
        "page_ids",
        "dataset_ids",
        "catalog_ids",
        "instagram_account_ids",
    }
    seen = token_sees(sandbox, callback["authResponse"]["code"], message["data"]["phone_number_id"])
    assert seen == "+41 44 555 09 09"


@pytest.mark.parametrize("step", CANCELS)
def test_cancel_names_the_screen_it_was_pressed_on(partner, sandbox, bakery, step):
    window = opened(partner)
    bring(window, sandbox, bakery, CANCELS[step])
    with window.expect_event("close"):
        press(window, "Cancel")
    message = {"data": {"current_step": step}, "type": "WA_EMBEDDED_SIGNUP", "event": "CANCEL", "version": 3}
    assert heard(partner, 2) == [("message", message), ("callback", UNKNOWN)]


def test_a_reported_error_is_a_cancel_with_its_code(partner, sandbox):
    sandbox.ask("PATCH", "/settings", signup_error_key="error_id")
    window = opened(partner)
    window.get_by_text("Report a problem").click()
    press(window, "Report and leave")
    (_, message), ended = heard(partner, 2)
    assert (message["event"], message["data"]["error_id"]) == ("CANCEL", "524126")
    assert message["data"].keys() == {"error_message", "error_id", "session_id", "timestamp"}
    assert ended == ("callback", UNKNOWN)


def test_a_closed_window_is_heard_of_and_a_blocked_one_too(partner, sandbox):
    window = opened(partner)
    expect(window.get_by_role("heading", name="Choose a business account")).to_be_visible()
    window.close()
    assert heard(partner, 1) == [("callback", UNKNOWN)]
    partner.evaluate("heard.length = 0; window.open = () => null; go('')")
    assert heard(partner, 1) == [("callback", UNKNOWN)]


def test_the_last_screen_closed_by_its_own_button_is_a_success(partner, sandbox, bakery):
    window = opened(partner)
    bring(window, sandbox, bakery)
    window.close(run_before_unload=True)
    assert dict(heard(partner, 2))["callback"]["status"] == "connected"


def test_a_window_that_is_loaded_again_goes_on_where_it_was(partner, sandbox, bakery):
    window = opened(partner)
    bring(window, sandbox, bakery, 3)
    code = window.get_by_label("Code for the phone").inner_text()
    window.reload()
    expect(window.get_by_label("Code for the phone")).to_have_text(code)
    assert len(sandbox.ask("GET", "/signups")["data"]) == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (f"app_id={APP}", "No page opened this window"),
        ("app_id=7&origin=HERE", "The sandbox has no such app"),
        (f"app_id={APP}&origin=HERE&response_type=token", "FB.login must ask for a code"),
    ],
)
def test_a_window_that_was_opened_wrongly_says_what_to_do(partner, sandbox, query, words):
    address = f"{sandbox.url}/v25.0/dialog/oauth?{query}"
    with partner.expect_popup() as opening:
        partner.evaluate("address => { window.open(address.replace('HERE', location.origin), '', 'popup') }", address)
    expect(opening.value.get_by_text(words)).to_be_visible()


def test_only_the_origin_that_is_named_hears_the_window(partner, sandbox, complaints):
    asked = f"app_id={APP}&response_type=code&override_default_response_type=true&cb=x&origin=https://other.example"
    address = f"{sandbox.url}/v25.0/dialog/oauth?{asked}"
    with partner.expect_popup() as opening:
        partner.evaluate("address => { window.open(address, '', 'popup') }", address)
    with opening.value.expect_event("close"):
        press(opening.value, "Cancel")
    assert partner.evaluate("heard") == []
    assert all("https://other.example" in complaint for complaint in complaints)
    complaints.clear()


def test_script_and_window_come_with_the_right_headers(sandbox):
    for path in ("/sdk.js", "/de_DE/sdk.js"):
        script = sandbox.client.get(path)
        assert script.headers["access-control-allow-origin"] == "*"
        assert script.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "javascript" in script.headers["content-type"]
    policy = sandbox.client.get("/v25.0/dialog/oauth").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(partner, sandbox, bakery, scheme):
    window = opened(partner)
    window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    window.set_viewport_size({"width": 390, "height": 760})
    for screen in range(6):
        bring_on(window, sandbox, bakery, screen)
        if screen < 5:
            window.get_by_text("Report a problem").click()
        assert found_by_axe(window) == []
        assert window.evaluate("document.documentElement.scrollWidth") <= 390


def bring_on(window, sandbox, bakery, screen):
    acts = [
        lambda: None,
        lambda: press(window, "Continue"),
        lambda: press(window, "Existing WhatsApp Business app"),
        lambda: number(window, "+41445550303"),
        lambda: connect(window, sandbox, bakery),
        lambda: press(window, "Confirm"),
    ]
    before = window.get_by_role("heading").inner_text()
    acts[screen]()
    if screen:
        expect(window.get_by_role("heading")).not_to_have_text(before)


def found_by_axe(page):
    violations = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in violations for node in one["nodes"]]
