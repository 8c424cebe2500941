"""axe on every page and state, in light and dark; nothing wider than the screen it is on."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
NUMBER = "100200300400500"


@pytest.fixture(params=["light", "dark"])
def scheme(request, page):
    page.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    return request.param


@pytest.fixture
def lively(sandbox):
    """A conversation with something of every look."""
    said = sandbox.customer_sends(type="text", text="Is the flat still free? https://example.org/flat")
    answer = sandbox.agent_sends(type="text", text="It is", quote=said["wamid"])
    sandbox.post(f"/numbers/{NUMBER}/chats/ines/edits", message=answer["wamid"], text="It is, yes")
    sandbox.post(f"/customers/ines/chats/{NUMBER}/reactions", message=answer["wamid"], emoji="🎉")
    wrong = sandbox.agent_sends(type="text", text="Wrong")
    sandbox.post(f"/numbers/{NUMBER}/chats/ines/revocations", message=wrong["wamid"])
    sandbox.agent_sends(type="location", latitude=47.37, longitude=8.54, name="Office", address="Seeweg 1")
    sandbox.customer_sends(
        type="contacts", contacts=[{"name": {"formatted_name": "Bob"}, "phones": [{"phone": "+41"}]}]
    )
    sandbox.customer_sends(type="audio", data="T2dnUw==", mime_type="audio/ogg", voice=True)
    sandbox.agent_sends(type="document", data="JVBERi0=", mime_type="application/pdf", filename="plan.pdf")
    sandbox.customer_sends(type="unsupported", unsupported="poll_creation", code=131051)
    reply = [{"type": "reply", "reply": {"id": "yes", "title": "Yes"}}]
    question = {
        "type": "button",
        "body": {"text": "Thursday?"},
        "footer": {"text": "Kiosk"},
        "action": {"buttons": reply},
    }
    sandbox.api_sends(type="interactive", interactive=question)
    sandbox.customer_sends(customer="luc", type="text", text="Bonjour")
    return sandbox


def found_by_axe(page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in violations for node in one["nodes"]]


def test_the_list_of_chats(page, lively, scheme):
    page.goto(f"{lively.url}/")
    expect(page.locator(".chat-row")).to_have_count(3)
    assert found_by_axe(page) == []


def test_two_open_conversations(page, lively, scheme):
    page.goto(f"{lively.url}/")
    page.locator(".left .chat-row").first.click()
    page.locator(".right .chat-row", has_text="Ines").click()
    expect(page.locator(".message")).not_to_have_count(0)
    assert found_by_axe(page) == []


@pytest.mark.parametrize("button", ["Attach", "Emoji", "Actions for: Is the flat"])
def test_sheets(page, lively, scheme, button):
    page.goto(f"{lively.url}/app/{NUMBER}?chat=ines")
    expect(page.locator(".message")).not_to_have_count(0)
    page.get_by_role("button", name=button).first.click(force=True)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert found_by_axe(page) == []


def test_a_reply_being_written(page, lively, scheme):
    page.goto(f"{lively.url}/phones/ines?chat={NUMBER}")
    page.locator(".bubble-menu").first.click(force=True)
    page.get_by_role("button", name="Reply").click()
    assert found_by_axe(page) == []


def test_chaos_and_records(page, lively, scheme):
    lively.post("/chaos", rule="batch", count=2)
    page.goto(f"{lively.url}/chaos")
    expect(page.get_by_role("cell", name="accepted")).to_be_visible()
    assert found_by_axe(page) == []


def test_nobody_and_no_app(page, lively, scheme):
    for path in ("/phones/nobody", "/app/100200300400501"):
        page.goto(lively.url + path)
        expect(page.get_by_text("not affiliated with Meta")).to_be_visible()
        assert found_by_axe(page) == []


@pytest.mark.parametrize("width", [300, 390, 820, 1440])
def test_nothing_is_wider_than_the_screen(page, lively, width):
    page.set_viewport_size({"width": width, "height": 700})
    for path in ("/", "/chaos", f"/app/{NUMBER}?chat=ines", f"/phones/ines?chat={NUMBER}"):
        page.goto(lively.url + path)
        expect(page.get_by_text("not affiliated with Meta").first).to_be_visible()
        if "chat" in path:
            expect(page.locator(".message")).not_to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        rights = "all => all.map(one => one.getBoundingClientRect().right)"
        assert max(page.locator(".bubble, .composer").evaluate_all(rights), default=0) <= width, path
