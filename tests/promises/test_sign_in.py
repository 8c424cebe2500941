"""Signing in and out: no strangers, no guessing, and a sign-out that reaches the live stream within a second."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.promises.cast import PASSWORD, Cast, account, cast, now, post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["cast"]

SIGN_IN = "/_allauth/browser/v1/auth/login"
SESSION = "/_allauth/browser/v1/auth/session"
SECOND = "/_allauth/browser/v1/auth/2fa/authenticate"
SESSIONS = "/_allauth/browser/v1/auth/sessions"


def ticket_of(cast: Cast, name: str) -> Any:
    """A signed-in browser with a ticket for the live stream."""
    client = cast.client(name)
    assert post(client, f"/api/workspaces/{cast.here.workspace}/live-ticket").status_code == 204
    return client


def tickets(cast: Cast) -> int:
    with cast.database.connect() as owner:
        return len(owner.execute("select from config.live_ticket").fetchall())


@pytest.fixture
def closings(cast: Cast) -> Iterator[psycopg.Connection]:
    with cast.database.connect() as listener:
        listener.execute("listen twinline_closed")
        yield listener


def heard(listener: psycopg.Connection) -> list[Any]:
    return [json.loads(one.payload) for one in listener.notifies(timeout=1, stop_after=1)]


def test_the_right_password_opens_a_session_and_a_wrong_one_does_not(cast: Cast) -> None:
    nobody = cast.stranger()
    wrong = post(nobody, SIGN_IN, {"email": "alice@example.org", "password": "not this one"})
    assert wrong.status_code == 400
    unknown = post(nobody, SIGN_IN, {"email": "nobody@example.org", "password": "not this one"})
    assert unknown.json()["errors"] == wrong.json()["errors"], "who has an account is nobody's business"
    right = post(nobody, SIGN_IN, {"email": "Alice@Example.org", "password": PASSWORD})
    assert right.status_code == 200
    session = nobody.cookies["twinline_session"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert nobody.get("/api/me").json()["user"]["email"] == "alice@example.org"


def test_guessing_is_stopped_for_the_account_that_is_guessed_at(cast: Cast) -> None:
    nobody = cast.stranger()
    statuses = [
        post(nobody, SIGN_IN, {"email": "alice@example.org", "password": f"guess number {n}"}) for n in range(7)
    ]
    assert [one.json()["errors"][0]["code"] for one in statuses].count("email_password_mismatch") == 5
    late = post(nobody, SIGN_IN, {"email": "alice@example.org", "password": PASSWORD})
    assert late.status_code == 400
    assert late.json()["errors"][0]["code"] == "too_many_login_attempts"


def checked(answer: Any) -> bool:
    """Whether a password was looked at, rather than the guess turned away."""
    return bool(answer.json()["errors"][0]["code"] == "email_password_mismatch")


def most_in_a_quarter(minutes: list[int]) -> int:
    return max(sum(start <= one < start + 15 for one in minutes) for start in minutes)


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Turn the clock by which guesses are counted."""
    from allauth.core.internal import ratelimit

    began, at = time.time(), [0]
    turned = SimpleNamespace(time=lambda: began + 60 * at[0], monotonic=time.monotonic, sleep=time.sleep)
    monkeypatch.setattr(ratelimit, "time", turned)
    return lambda nth: at.__setitem__(0, nth)


def test_a_night_of_guessing_has_five_tries_in_a_quarter_of_an_hour_and_the_owner_works_on(
    cast: Cast, minute: Callable[[int], None]
) -> None:
    alice, looked_at = cast.client("alice"), []
    for nth in range(8 * 60):
        minute(nth)
        guess = {"email": "alice@example.org", "password": f"guess number {nth}"}
        if checked(post(cast.stranger(), SIGN_IN, guess, sender=f"203.0.{nth % 250}.7")):
            looked_at.append(nth)
    assert 1 < most_in_a_quarter(looked_at) <= 5
    assert alice.get("/api/me").status_code == 200, "who is signed in stays signed in"
    minute(9 * 60)
    right = {"email": "alice@example.org", "password": PASSWORD}
    assert post(cast.stranger(), SIGN_IN, right, sender="198.51.100.1").status_code == 200


def test_one_range_of_addresses_has_ten_tries_whoever_they_are_for(cast: Cast, minute: Callable[[int], None]) -> None:
    looked_at = []
    for nth in range(120):
        minute(nth // 2)
        guess = {"email": f"somebody{nth}@example.org", "password": "correct horse"}
        if checked(post(cast.stranger(), SIGN_IN, guess, sender=f"203.0.113.{nth}")):
            looked_at.append(nth // 2)
    assert 1 < most_in_a_quarter(looked_at) <= 10
    other = {"email": "alice@example.org", "password": PASSWORD}
    assert post(cast.stranger(), SIGN_IN, other, sender="203.0.114.1").status_code == 200


def test_codes_have_five_tries_even_with_the_right_password(cast: Cast, minute: Callable[[int], None]) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from twinline.workspaces.models import User

    TOTP.activate(User.objects.get(email="bob@example.org"), generate_totp_secret())
    wrong, nobody = 0, cast.stranger()
    for nth in range(40):
        minute(nth // 4)
        opened = post(nobody, SIGN_IN, {"email": "bob@example.org", "password": PASSWORD})
        assert opened.status_code == 401, "the password alone opens nothing"
        told = post(nobody, SECOND, {"code": f"{nth:06}"}).json()
        wrong += told["errors"][0]["code"] == "incorrect_code"
    assert wrong == 5


def test_a_session_that_its_owner_ends_elsewhere_ends_its_live_stream(cast: Cast, closings: psycopg.Connection) -> None:
    here, lost = cast.stranger(), cast.stranger()
    for client in (lost, here):
        assert post(client, SIGN_IN, {"email": "bob@example.org", "password": PASSWORD}).status_code == 200
    assert post(lost, f"/api/workspaces/{cast.here.workspace}/live-ticket").status_code == 204
    others = [one["id"] for one in here.get(SESSIONS).json()["data"] if not one["is_current"]]
    assert len(others) == 1
    ended = here.delete(SESSIONS, {"sessions": others}, content_type="application/json")
    assert ended.status_code == 200
    assert len(heard(closings)) == 1
    assert tickets(cast) == 0
    assert lost.get("/api/me").status_code == 401
    assert here.get("/api/me").status_code == 200


def test_a_session_that_is_open_stays_open_while_somebody_guesses(cast: Cast) -> None:
    alice, nobody = cast.client("alice"), cast.stranger()
    for n in range(7):
        post(nobody, SIGN_IN, {"email": "alice@example.org", "password": f"guess number {n}"})
    assert alice.get("/api/me").status_code == 200


@pytest.mark.parametrize("address", ["auth/signup", "auth/password/request", "account/email", "auth/provider/signup"])
def test_nobody_signs_up_or_changes_an_address_by_themselves(cast: Cast, address: str) -> None:
    body = {"email": "mallory@example.org", "password": PASSWORD}
    assert post(cast.stranger(), f"/_allauth/browser/v1/{address}", body).status_code == 404
    assert post(cast.client("bob"), f"/_allauth/browser/v1/{address}", body).status_code == 404


def test_passwords_are_kept_by_argon2(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings
    from django.contrib.auth import hashers

    from twinline.features.onboarding import actions
    from twinline.web import settings as written
    from twinline.workspaces.rules import Role

    monkeypatch.setattr(settings, "PASSWORD_HASHERS", written.PASSWORD_HASHERS)
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()
    actions.add_member(cast.here.workspace, account("frank"), Role.AGENT, now=now())
    with cast.database.connect() as owner:
        row = owner.execute("""select password from config."user" where email = 'frank@example.org'""").fetchone()
    assert row is not None
    assert row[0].startswith("argon2$argon2id$")


@pytest.mark.parametrize("password", ["short", "password1234", "frank@example.org"])
def test_a_weak_password_makes_no_account(cast: Cast, password: str) -> None:
    from twinline.features.onboarding import actions
    from twinline.workspaces.refused import Refused
    from twinline.workspaces.rules import Role

    weak = actions.Account(email="frank@example.org", name="Frank", password=password)
    with pytest.raises(Refused) as no:
        actions.add_member(cast.here.workspace, weak, Role.AGENT, now=now())
    assert no.value.code == "password_weak"


def test_a_ticket_is_stored_as_a_digest_and_travels_in_a_strict_cookie(cast: Cast) -> None:
    client = ticket_of(cast, "bob")
    cookie = client.cookies["twinline_live"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/live", "Strict", True)
    with cast.database.connect() as owner:
        rows = owner.execute("select digest, user_id, workspace_id from config.live_ticket").fetchall()
    assert [row[1:] for row in rows] == [(cast.here.people["bob"], cast.here.workspace)]
    assert cookie.value.encode() not in rows[0][0]


def test_behind_https_every_cookie_is_secure(cast: Cast) -> None:
    client = cast.client("bob")
    response = client.post(
        f"/api/workspaces/{cast.here.workspace}/live-ticket", "{}", content_type="application/json",
        headers={"X-Forwarded-Proto": "https"},
    )  # fmt: skip
    assert response.status_code == 204
    assert all(cookie["secure"] for cookie in response.cookies.values())


def test_a_sign_out_voids_the_tickets_of_that_session_and_says_so(cast: Cast, closings: psycopg.Connection) -> None:
    bob, other = ticket_of(cast, "bob"), ticket_of(cast, "bob")
    assert tickets(cast) == 2
    assert bob.delete(SESSION).status_code == 401, "allauth answers with the state: signed out"
    assert tickets(cast) == 1
    (said,) = heard(closings)
    assert len(bytes.fromhex(said["session"])) == 32
    assert bob.get("/api/me").status_code == 401
    assert other.get("/api/me").status_code == 200


def test_a_new_role_voids_the_tickets_of_that_member_and_says_so(cast: Cast, closings: psycopg.Connection) -> None:
    from twinline.features.onboarding import actions
    from twinline.workspaces.rules import Role

    ticket_of(cast, "bob")
    ticket_of(cast, "alice")
    actions.add_member(cast.here.workspace, account("bob"), Role.AUDITOR, now=now())
    assert tickets(cast) == 1
    assert heard(closings) == [{"user": str(cast.here.people["bob"]), "workspace": str(cast.here.workspace)}]


def test_the_same_role_again_changes_nothing(cast: Cast) -> None:
    from twinline.features.onboarding import actions
    from twinline.workspaces.rules import Role

    ticket_of(cast, "bob")
    actions.add_member(cast.here.workspace, account("bob"), Role.AGENT, now=now())
    assert tickets(cast) == 1


def test_a_new_password_ends_every_other_session_and_every_stream(cast: Cast, closings: psycopg.Connection) -> None:
    here = cast.stranger()
    assert post(here, SIGN_IN, {"email": "bob@example.org", "password": PASSWORD}).status_code == 200
    other = ticket_of(cast, "bob")
    change = {"current_password": PASSWORD, "new_password": "another horse battery"}
    assert post(here, "/_allauth/browser/v1/account/password/change", change).status_code == 200
    assert tickets(cast) == 0
    assert heard(closings) == [{"user": str(cast.here.people["bob"]), "workspace": None}]
    assert other.get("/api/me").status_code == 401
    assert here.get("/api/me").status_code == 200


def test_a_workspace_keeps_an_owner(cast: Cast) -> None:
    from twinline.features.onboarding import actions
    from twinline.workspaces.refused import Refused
    from twinline.workspaces.rules import Role

    with pytest.raises(Refused, match="at least one owner"):
        actions.add_member(cast.here.workspace, account("alice"), Role.AGENT, now=now())
    with pytest.raises(Refused, match="at least one owner"):
        actions.remove_member(cast.here.workspace, cast.here.people["alice"], now=now())


def test_changes_of_members_and_numbers_are_facts_without_secrets(cast: Cast) -> None:
    from twinline.log import read
    from twinline.workspaces.transaction import SYSTEM, transaction

    with transaction(cast.here.workspace, SYSTEM) as tx:
        kept = [entry.recorded.fact for entry in read.entries(tx, 0, 100)]
    told = repr(kept)
    assert [getattr(one, "what", type(one).__name__) for one in kept[:3]] == ["workspace", "member", "NumberAdded"]
    assert f"token-of-{cast.here.canary}" not in told
    assert PASSWORD not in told


def test_secrets_at_rest_are_sealed_in_their_place(cast: Cast) -> None:
    from twinline.features.onboarding.actions import app_aad
    from twinline.features.onboarding.numbers import token_aad
    from twinline.workspaces.secrets import Unreadable, Vault

    with cast.database.connect() as owner:
        numbers = owner.execute("select id, token from config.number order by phone_number_id").fetchall()
        apps = owner.execute("select app_id, secret, verify_token from config.meta_app order by app_id").fetchall()
    vault = Vault(cast.database.installation.secret)
    (first, token), (second, other) = numbers
    assert vault.open(token, token_aad(first)) == f"token-of-{cast.here.canary}".encode()
    assert vault.open(apps[0][1], app_aad("101", "secret")) == b"app-secret-1"
    for sealed, place in (
        (other, token_aad(first)),
        (token, token_aad(second)),
        (apps[0][1], app_aad("102", "secret")),
    ):
        with pytest.raises(Unreadable):
            vault.open(sealed, place)


def test_the_key_of_an_authenticator_app_lies_sealed(cast: Cast) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

    from twinline.workspaces.models import User

    bob, secret = User.objects.get(email="bob@example.org"), generate_totp_secret()
    app = TOTP.activate(bob, secret)
    assert app.validate_code(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    codes = RecoveryCodes.activate(bob)
    assert codes.validate_code(codes.get_unused_codes()[0])
    with cast.database.connect() as owner:
        kept = owner.execute(
            "select data->>'secret', data->>'seed' from config.mfa_authenticator order by id"
        ).fetchall()
    (sealed, _), (_, seed) = kept
    assert secret not in sealed
    assert len(seed) > 60, "a seed as allauth makes it has 40 characters"
