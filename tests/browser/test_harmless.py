"""What customers send is harmless: hundreds of attacks in every field that the page shows, and none of them runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.fixtures import BUILD, DESKTOP
from tests.browser.hostile.house import House, message, opened_house
from tests.browser.hostile.meta import PHONE, Meta
from tests.browser.hostile.words import payloads
from tests.fixtures.running import StartTwinline

pytestmark = pytest.mark.browser
TOGETHER = 16
# Of the messages that are told of each group, those that stand in the thread as articles.
ARTICLES = 9
LOOKS = 200
LISTENS = """
    window.hits = []; window.pwned = () => window.hits.push('ran');
    document.addEventListener('securitypolicyviolation', e => window.hits.push('policy: ' + e.violatedDirective));
"""
ATTACKS = payloads()
GROUPS = [ATTACKS[at : at + TOGETHER] for at in range(0, len(ATTACKS), TOGETHER)]


@pytest.fixture
def house(start_twinline: StartTwinline) -> Iterator[House]:
    if not (BUILD / "index.html").exists():
        pytest.fail("ui/build is missing: ./run build makes it")
    at_meta = Meta()
    one = opened_house(start_twinline, at_meta, "\n".join(ATTACKS))
    yield one
    one.alice.http.close()
    at_meta.stop()


def tell(house: House, no: int, group: list[str]) -> None:
    """Every attack of the group in every field that a customer, or the owner's address book, can fill."""
    customer, words = f"4179100{no:04}", " \n".join(group)
    card = {"name": {"formatted_name": words, "first_name": words}, "phones": [{"phone": words, "type": "CELL"}]}
    button = {"type": "button_reply", "button_reply": {"id": "x", "title": words}}
    file = {"caption": words, "filename": words, "mime_type": words, "id": f"9{no:04}"}
    first = message(customer, 0, "text", {"body": words})
    items = [
        first,
        message(customer, 1, "text", {"body": words}, context={"from": customer, "id": first["id"]}),
        message(customer, 2, "document", file),
        message(customer, 3, "location", {"latitude": 47.3, "longitude": 8.5, "name": words, "address": words}),
        message(customer, 4, "contacts", [card]),
        message(customer, 5, "interactive", button),
        message(customer, 6, "button", {"text": words, "payload": words}),
        message(customer, 7, "system", {"body": words, "type": "user_changed_number", "wa_id": customer}),
        message(customer, 8, "unsupported", {}, errors=[{"code": 131051, "title": words, "message": words}]),
        message(customer, 9, group[0], {"body": words}),
        message(customer, 10, "reaction", {"message_id": first["id"], "emoji": words}),
    ]
    names = [{"profile": {"name": words}, "wa_id": customer}]
    house.hears("messages", {"contacts": names, "messages": items})
    known = {"full_name": words, "first_name": words, "phone_number": f"4179200{no:04}"}
    synced = {"type": "contact", "contact": known, "action": "add", "metadata": {"timestamp": "1760000050"}}
    house.hears("smb_app_state_sync", {"state_sync": [synced]})
    there = message(f"4179200{no:04}", 0, "text", {"body": words})
    house.hears("messages", {"contacts": [], "messages": [there]})
    echo = {**message(PHONE, 20 + no, "text", {"body": words}), "to": customer}
    house.hears("smb_message_echoes", {"message_echoes": [echo]})


def looks(page: Page, address: str) -> list[str]:
    """What ran while the whole thread was read, from its end up to where it begins."""
    page.goto(address)
    expect(page.locator("article").last).to_be_visible()
    seen: set[str] = set()
    # Far from what is seen nothing is drawn. Not wait_for_function: it polls with eval, which the policy forbids.
    for _ in range(LOOKS):
        seen.update(page.locator("article").evaluate_all("all => all.map(one => one.dataset.message)"))
        if len(seen) >= ARTICLES:
            break
        page.locator(".scroller").evaluate("box => box.scrollBy(0, -800)")
        page.wait_for_timeout(100)
    assert len(seen) >= ARTICLES
    return [str(hit) for hit in page.evaluate("window.hits")]


@pytest.mark.timeout(200)
def test_three_hundred_attacks_in_every_field_run_nowhere(browser: Browser, house: House) -> None:
    assert len(ATTACKS) >= 300
    for no, group in enumerate(GROUPS):
        tell(house, no, group)
    wanted = 2 * len(GROUPS)
    house.eventually(lambda: house.alice.here("/conversations", limit=1)["counts"]["all"]["total"] == wanted)
    rows = [*house.alice.here("/conversations", limit=100)["items"]]
    threads = [one for one in rows if one["contact"]["phone"].startswith("4179100")]
    assert len(threads) == len(GROUPS)
    answer = house.alice.send(threads[0]["id"], text="\n".join(ATTACKS[:40]))
    assert answer.status_code == 202, answer.text
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, reduced_motion="reduce")
    context.add_cookies(house.cookies())
    context.add_init_script(LISTENS)
    page = context.new_page()
    page.set_default_timeout(20_000)
    dialogs: list[str] = []
    page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))
    base = f"{house.twinline.url}/{house.slug}/conversation"
    hits = {one["id"]: found for one in threads if (found := looks(page, f"{base}/{one['id']}"))}
    assert hits == {}
    assert dialogs == []
    # The attacks are there to be read, letter for letter.
    shown = page.locator("article").all_inner_texts()
    phone = threads[-1]["contact"]["phone"]
    assert any(GROUPS[int(phone[-4:])][0] in text for text in shown), shown
    page.goto(base)
    expect(page.locator("a[data-row]").first).to_be_visible()
    assert page.evaluate("window.hits") == []
    # The listeners do hear: as markup the same words break the policy at once.
    page.evaluate("try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=pwned()>') } catch {}")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hits") != []
    context.close()
