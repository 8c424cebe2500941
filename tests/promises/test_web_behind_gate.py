"""The web process as it runs: behind gate, on its Unix socket, in a role that owns nothing."""

from __future__ import annotations

import json
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from tests.fixtures.running import RunningTwinline

PASSWORD = "correct horse battery"


class Browser:
    """Cookies, and the token that changes need."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        token = next((one.value for one in self.cookies if one.name == "twinline_csrf"), "")
        usual = {"Content-Type": "application/json", "X-CSRFToken": token or "", "Origin": self.url}
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = Request(self.url + path, data, usual | headers, method=method)
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, answer.read()
        except HTTPError as refused:
            return refused.code, refused.read()


OWNER = ("--owner-email", "alice@example.org", "--owner-name", "Alice")
NUMBER = ("--phone-number-id", "5551", "--waba-id", "7771", "--app-id", "1001", "--display-phone", "+41790000001")


@pytest.fixture
def alice(installation: RunningTwinline) -> Browser:
    installation.command("setup", "--workspace", "Acme", *OWNER, "--password-stdin", stdin=PASSWORD + "\n")
    browser = Browser(installation.url)
    assert browser.ask("GET", "/_allauth/browser/v1/config")[0] == 200
    account = {"email": "alice@example.org", "password": PASSWORD}
    signed_in = browser.ask("POST", "/_allauth/browser/v1/auth/login", account)
    assert signed_in[0] == 200, signed_in
    return browser


def test_a_person_signs_in_looks_around_and_signs_out(alice: Browser) -> None:
    status, said = alice.ask("GET", "/api/me")
    assert status == 200
    (workspace,) = json.loads(said)["workspaces"]
    assert workspace["role"] == "owner"
    assert alice.ask("GET", f"/api/workspaces/{workspace['id']}/conversations")[0] == 200
    assert alice.ask("POST", f"/api/workspaces/{workspace['id']}/live-ticket")[0] == 204
    live = next(one for one in alice.cookies if one.name == "twinline_live")
    assert (live.path, live.secure) == ("/live", False)
    assert alice.ask("PATCH", "/api/me", {"language": "de"}, Origin="https://evil.example")[0] == 403
    assert alice.ask("PATCH", "/api/me", {"language": "de"})[0] == 200
    assert alice.ask("DELETE", "/_allauth/browser/v1/auth/session")[0] == 401
    assert alice.ask("GET", "/api/me")[0] == 401


WHO = "from django.db import connection as c; u = c.cursor(); u.execute('select current_user'); print(u.fetchone())"


def test_administration_may_be_repeated_and_runs_as_a_role_that_owns_nothing(installation: RunningTwinline) -> None:
    assert "twinline_web" in installation.command("shell", "-c", WHO)

    def told(command: str, *arguments: str, stdin: str) -> Any:
        return json.loads(installation.command(command, *arguments, "--json", stdin=stdin))

    def setup() -> list[Any]:
        member = ("--workspace", "acme", "--email", "bob@example.org", "--role", "agent", "--password-stdin")
        number = ("--workspace", "acme", *NUMBER, "--name", "Sales", "--token-stdin")
        return [
            told("setup", "--workspace", "Acme", *OWNER, "--password-stdin", stdin=PASSWORD + "\n"),
            told("addapp", "--app-id", "1001", "--secrets-stdin", stdin="a-long-secret\na-verify-token\n"),
            told("addnumber", *number, stdin="a-long-token\n"),
            told("addmember", *member, stdin=PASSWORD + "\n"),
        ]

    first, second = setup(), setup()
    assert first[1].pop("changed") is True
    assert second[1].pop("changed") is False
    assert first == second
