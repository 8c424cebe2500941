"""One's own account in Chromium: invitations, second factors, passkeys and sessions, against a running Twinline."""

from __future__ import annotations

import base64
import hmac
import struct
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agency import Agency, agency, unique
from tests.fixtures.connected import PASSWORD

__all__ = ["agency"]
pytestmark = pytest.mark.browser

ACCOUNT = "/seeblick/settings/account"
LIST = "/seeblick/conversation"


def code_of(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238: HMAC-SHA-1, 30 seconds, six digits)."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Email address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    """Whoever changes how one signs in proves once more who they are."""
    dialog = page.get_by_role("dialog", name="Confirm that it is you")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Confirm").click()
    expect(dialog).to_have_count(0)


def in_list(page: Page) -> None:
    expect(page.get_by_role("heading", name="Conversations")).to_be_attached()


def with_authenticator(page: Page) -> None:
    """A key that the browser itself holds, whose owner always touches it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_an_invitation_by_link_makes_an_account_in_another_browser(browser: Browser, agency: Agency) -> None:
    name = unique("new")
    page = agency.page(browser, "/seeblick/settings/people", "erin")
    page.get_by_role("button", name="Invite somebody").click()
    page.get_by_label("Email address").fill(f"{name}@example.org")
    page.get_by_label("Supervisor").check()
    page.get_by_label("Sales").check()
    page.get_by_role("button", name="Create the link").click()
    link = page.get_by_label("Invitation link").input_value()
    assert link.startswith(f"{agency.url}/invitation/")
    page.get_by_role("button", name="Done").click()
    # The dialog, which says the address too, may still be on its way out.
    expect(page.get_by_label("Invitation link")).to_have_count(0)
    expect(page.get_by_text(f"{name}@example.org")).to_be_visible()
    there = agency.page(browser, link.removeprefix(agency.url))
    there.get_by_label("Name", exact=True).fill("Noémie Blanc")
    there.get_by_label("Password", exact=True).fill("password1234")
    there.get_by_role("button", name="Create account and join").click()
    expect(there.get_by_role("alert")).to_contain_text("too easy")
    there.get_by_label("Password", exact=True).fill("four words in a row")
    there.get_by_role("button", name="Create account and join").click()
    expect(there).to_have_url(f"{agency.url}{LIST}")
    page.reload()
    expect(page.locator("li", has_text="Noémie Blanc")).to_contain_text("Supervisor")
    assert agency.members()[name]["teams"] == [agency.team]
    there.goto(link)
    expect(there.get_by_role("heading", name="This invitation no longer works")).to_be_visible()
    page.context.close()
    there.context.close()


def test_somebody_with_an_account_signs_in_and_joins(browser: Browser, agency: Agency) -> None:
    name = unique("back")
    user = agency.joined(name)
    agency.ask("DELETE", f"/people/{user}")
    page = agency.page(browser, agency.invited(name, "auditor"))
    expect(page.get_by_text("has an account already")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, name)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page).to_have_url(f"{agency.url}{LIST}")
    assert agency.members()[name]["role"] == "auditor"
    page.context.close()


def test_an_invitation_is_not_for_whoever_happens_to_be_signed_in(browser: Browser, agency: Agency) -> None:
    name = unique("other")
    page = agency.page(browser, agency.invited(name), "bob")
    expect(page.get_by_text(f"This invitation is for {name}@example.org")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Create account and join")).to_be_visible()
    page.context.close()


def test_an_authenticator_app_guards_the_next_sign_in_and_a_recovery_code_replaces_it(
    browser: Browser, agency: Agency
) -> None:
    name = unique("totp")
    agency.joined(name)
    page = agency.page(browser, ACCOUNT, name)
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.locator(".secret code").inner_text()
    page.get_by_label("Code from your authenticator app").fill("000000")
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Code from your authenticator app").fill(code_of(secret))
    page.get_by_role("button", name="Switch on").click()
    confirm(page)
    expect(page.locator("ol code")).to_have_count(10)
    codes = page.locator("ol code").all_inner_texts()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 of 10 left")).to_be_visible()
    assert agency.members()[name]["two_factor"] is True
    page.context.close()

    page = agency.page(browser, "/sign-in")
    sign_in(page, name)
    page.get_by_label("Code from your authenticator app").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("not right")
    page.get_by_label("Code from your authenticator app").fill(code_of(secret))
    page.keyboard.press("Enter")
    in_list(page)
    page.context.close()

    for told in ("", "not right"):
        page = agency.page(browser, "/sign-in")
        sign_in(page, name)
        page.get_by_role("button", name="Use a recovery code instead").click()
        page.get_by_label("Recovery code", exact=True).fill(codes[0])
        page.keyboard.press("Enter")
        if told:
            expect(page.get_by_role("alert")).to_contain_text(told)
        else:
            in_list(page)
        page.context.close()


def test_a_passkey_is_added_and_signs_in_by_itself(browser: Browser, agency: Agency) -> None:
    name = unique("key")
    agency.joined(name)
    # Browsers give passkeys to names, not to addresses of numbers.
    named = agency.url.replace("127.0.0.1", "localhost")
    page = agency.page(browser, ACCOUNT, name, url=named)
    with_authenticator(page)
    page.get_by_label("Name of the passkey").fill("Laptop")
    page.get_by_role("button", name="Add a passkey").click()
    confirm(page)
    expect(
        page.get_by_role("button", name="Rename: Laptop").or_(page.get_by_text("Laptop", exact=True))
    ).to_be_visible()
    expect(page.locator("ol code")).to_have_count(10)
    assert agency.members()[name]["two_factor"] is True
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    in_list(page)
    assert page.request.get(f"{named}/api/me").json()["user"]["email"] == f"{name}@example.org"
    # As the second step after a password too.
    page.get_by_role("button", name="Account").click()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, name)
    page.get_by_role("button", name="Use a passkey").click()
    in_list(page)
    page.goto(f"{named}{ACCOUNT}")
    page.get_by_role("button", name="Remove Laptop").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    confirm(page)
    expect(page.get_by_text("Laptop", exact=True)).to_have_count(0)
    assert agency.members()[name]["two_factor"] is False
    page.context.close()


def test_an_address_of_numbers_says_why_it_has_no_passkeys(browser: Browser, agency: Agency) -> None:
    page = agency.page(browser, ACCOUNT, "bob")
    expect(page.get_by_text("Passkeys need a name")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_have_count(0)
    page.context.close()


def test_a_session_that_is_ended_elsewhere_is_signed_out_at_once(browser: Browser, agency: Agency) -> None:
    name = unique("away")
    agency.joined(name)
    lost, here = agency.page(browser, LIST, name), agency.page(browser, ACCOUNT, name)
    expect(lost.get_by_text("Live", exact=True)).to_be_visible()
    here.get_by_role("button", name="End all others").click()
    ended = time.monotonic()
    here.get_by_role("dialog").get_by_role("button", name="End", exact=True).click()
    expect(lost.get_by_label("Email address")).to_be_visible()
    # A second for the stream, and what Chromium needs to show it on a busy machine.
    assert time.monotonic() - ended < 6
    expect(here.get_by_text("This browser")).to_be_visible()
    expect(here.get_by_role("button", name="End all others")).to_have_count(0)
    assert here.request.get(f"{agency.url}/api/me").status == 200
    lost.context.close()
    here.context.close()


def test_a_new_password_needs_the_old_one(browser: Browser, agency: Agency) -> None:
    name = unique("word")
    agency.joined(name)
    page = agency.page(browser, ACCOUNT, name)
    for current, said in (("not the old one", "not right"), (PASSWORD, "Password changed")):
        page.get_by_label("Current password").fill(current)
        page.get_by_label("New password").fill("another horse battery")
        page.get_by_role("button", name="Change password").click()
        expect(page.get_by_text(said)).to_be_visible()
    page.context.close()
    page = agency.page(browser, "/sign-in")
    sign_in(page, name, "another horse battery")
    in_list(page)
    page.context.close()


def test_four_languages_without_loading_again(browser: Browser, agency: Agency) -> None:
    name = unique("words")
    agency.joined(name)
    page = agency.page(browser, ACCOUNT, name)
    page.evaluate("window.here = true")
    for code, word in (("de", "Mein Konto"), ("fr", "Mon compte"), ("it", "Il mio account"), ("en", "My account")):
        page.locator(".content select").select_option(code)
        expect(page.get_by_role("heading", level=1)).to_have_text(word)
        assert page.locator("html").get_attribute("lang") == code
        agency.twinline.wait_for(lambda code=code: language(page) == code)  # type: ignore[misc]
    assert page.evaluate("window.here")
    page.context.close()


def language(page: Page) -> str:
    """What the server keeps."""
    origin = str(page.evaluate("location.origin"))
    return str(page.request.get(f"{origin}/api/me").json()["user"]["language"])
