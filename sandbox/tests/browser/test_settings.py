"""Settings on the phone: the Business Platform is connected with a code, and disconnected."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
NUMBER, APP, WABA = "100200300400500", "1029384756", "811200340045001"


@pytest.fixture
def bakery(sandbox):
    return sandbox.post("/numbers", phone="+41 44 555 03 03", name="Bakery", connected=False)["id"]


@pytest.fixture
def signup(sandbox, bakery):
    """A partner's page that shows the code for the bakery's phone."""
    signup = sandbox.post("/signups", app_id=APP, feature="whatsapp_business_app_onboarding")
    sandbox.post(f"/signups/{signup['id']}/account", waba_id=WABA)
    sandbox.post(f"/signups/{signup['id']}/way", existing=True)
    return sandbox.post(f"/signups/{signup['id']}/number", phone="+41445550303")


def settings(page, sandbox, number):
    page.goto(f"{sandbox.url}/app/{number}")
    page.get_by_role("button", name="Settings").click()
    return page.get_by_role("dialog", name="Settings")


def known(sandbox, number):
    return next(one for one in sandbox.ask("GET", "/numbers")["data"] if one["id"] == number)


@pytest.mark.parametrize(("choice", "shared"), [("Yes, those of", True), ("No, only what is new", False)])
def test_the_phone_connects_with_the_code_and_its_choice_about_history(page, sandbox, signup, bakery, choice, shared):
    sheet = settings(page, sandbox, bakery)
    sheet.get_by_label("Code shown by the partner").fill(f"{signup['code'][:4]} {signup['code'][4:]}")
    sheet.get_by_label(choice).check()
    sheet.get_by_role("button", name="Connect").click()
    expect(sheet.get_by_text("The code was right")).to_be_visible()
    sandbox.post(f"/signups/{signup['id']}/finish")
    expect(sheet.get_by_text("Connected", exact=True)).to_be_visible()
    assert (known(sandbox, bakery)["connected"], known(sandbox, bakery)["share_history"]) == (True, shared)


def test_a_wrong_code_is_refused_in_a_sentence_and_stays_to_be_mended(page, sandbox, signup, bakery, complaints):
    sheet = settings(page, sandbox, bakery)
    sheet.get_by_label("Code shown by the partner").fill("1111 1111")
    sheet.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("alert").filter(has_text="This is not the code")).to_be_visible()
    expect(sheet.get_by_label("Code shown by the partner")).to_have_value("1111 1111")
    complaints.clear()


def test_the_account_is_disconnected_after_a_second_question(page, sandbox):
    sheet = settings(page, sandbox, NUMBER)
    sheet.get_by_role("button", name="Disconnect account").click()
    sheet.get_by_role("button", name="Stay connected").click()
    assert known(sandbox, NUMBER)["connected"]
    sheet.get_by_role("button", name="Disconnect account").click()
    sheet.get_by_role("button", name="Yes, disconnect").click()
    expect(sheet.get_by_text("Not connected")).to_be_visible()
    assert known(sandbox, NUMBER)["removed"]


def test_a_phone_that_was_set_up_anew_connects_again(page, sandbox):
    sandbox.post(f"/numbers/{NUMBER}/offboard")
    sheet = settings(page, sandbox, NUMBER)
    sheet.get_by_role("button", name="Connect again").click()
    expect(sheet.get_by_role("button", name="Disconnect account")).to_be_visible()
    assert known(sandbox, NUMBER)["registered"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_settings(page, sandbox, bakery, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for number in (bakery, NUMBER):
        settings(page, sandbox, number)
        violations = Axe().run(page).response["violations"]
        assert [one["id"] for one in violations] == []
