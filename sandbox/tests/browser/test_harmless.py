"""Whatever a customer sends is shown, never run."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAYLOADS = [
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "<svg/onload=window.ran=1>",
    "\"><iframe srcdoc='<script>parent.ran=1</script>'>",
    "javascript:window.ran=1",
    'https://example.org/"onmouseover="window.ran=1',
    "{{constructor.constructor('window.ran=1')()}}",
    "</textarea><script>window.ran=1</script>",
    "<a href='javascript:window.ran=1'>press</a>",
]


def test_texts_stay_texts(page, sandbox):
    for payload in PAYLOADS:
        sandbox.customer_sends(type="text", text=payload)
    page.goto(f"{sandbox.url}/app/100200300400500?chat=ines")
    expect(page.locator(".message .text")).to_have_text(PAYLOADS)
    assert page.evaluate("window.ran") is None
    assert page.locator(".message :is(script, iframe, img, svg[onload])").count() == 0
    hrefs = page.locator(".message a").evaluate_all("all => all.map(a => a.protocol)")
    assert set(hrefs) <= {"https:"}


def test_every_other_field_stays_text_too(page, sandbox):
    for payload in PAYLOADS:
        sandbox.post("/reset")
        send_everywhere(sandbox, payload)
        page.goto(f"{sandbox.url}/app/100200300400500?chat=ines")
        expect(page.locator(".message")).to_have_count(5)
        expect(page.get_by_role("heading", name=payload, exact=True).last).to_be_visible()
        for menu in page.locator(".bubble-menu").all():
            menu.click(force=True)
            page.keyboard.press("Escape")
        assert page.evaluate("window.ran") is None


def send_everywhere(sandbox, payload):
    card = {"name": {"formatted_name": payload}, "phones": [{"phone": payload}]}
    sandbox.ask("PATCH", "/customers/ines", name=payload)
    sandbox.customer_sends(type="location", latitude=1, longitude=2, name=payload, address=payload)
    sandbox.customer_sends(type="contacts", contacts=[card])
    sandbox.customer_sends(
        type="document", data="JVBERi0=", mime_type="application/pdf", filename=payload, caption=payload
    )
    sandbox.customer_sends(type="unsupported", unsupported=payload, code=131051)
    sandbox.customer_sends(type="button", text=payload, payload=payload)


def test_the_page_has_no_inline_code_and_says_so_to_the_browser(page, sandbox):
    answer = page.goto(f"{sandbox.url}/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
