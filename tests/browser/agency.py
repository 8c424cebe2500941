"""A running Twinline with one person in each role, two numbers and a team: where the settings are tested.

agency   one for all tests of a file, because starting it takes seconds; a test changes only what it made itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.fake.server import BUILD
from tests.browser.fixtures import DESKTOP
from tests.browser.hostile import meta
from tests.browser.hostile.house import message
from tests.fixtures.connected import PASSWORD, Person
from tests.fixtures.running import RunningTwinline, starting

ROLES = {
    "erin": "administrator",
    "sam": "supervisor",
    "bob": "agent",
    "dora": "auditor",
}
NUMBERS = [(meta.NUMBER, meta.PHONE, "Zürich", "Anna Keller"), ("100200300400501", "41790000002", "Lugano", "")]


class Agency:
    def __init__(self, twinline: RunningTwinline) -> None:
        self.twinline = twinline
        self.url = twinline.url
        twinline.provision(
            app={
                "app_id": meta.APP, "name": meta.APP, "secret": meta.SECRET, "verify_token": "verify-token-of-ours"
            },
            workspace={
                "name": "Seeblick", "owner": {"email": "alice@example.org", "name": "Alice Meier", "password": PASSWORD}
            },
            numbers=[
                {
                    "phone_number_id": number_id, "waba_id": meta.WABA, "display_phone": phone, "name": name,
                    "owner_name": owner, "mode": "coexistence", "onboarded_at": "2026-01-01T00:00:00Z",
                    "token": "EAAG" * 12,
                }
                for number_id, phone, name, owner in NUMBERS
            ],
        )  # fmt: skip
        self.alice = Person(self.url, "alice@example.org")
        self.base = f"/api/workspaces/{self.alice.workspace}"
        self.team = self.ask("POST", "/teams", {"name": "Sales"}).json()["id"]
        for name, role in ROLES.items():
            self.joined(name, role)

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """What Alice, who may do everything, asks of her workspace."""
        answer = self.alice.http.request(method, self.base + path, json=body, headers=self.alice._token())
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def invited(self, name: str, role: str = "agent") -> str:
        """The path of an invitation's page."""
        wanted = {"email": f"{name}@example.org", "role": role, "language": "en"}
        return str(self.ask("POST", "/invitations", wanted).json()["link"])

    def joined(self, name: str, role: str = "agent") -> str:
        """Somebody who accepted an invitation: the id."""
        token = self.invited(name, role).rsplit("/", 1)[-1]
        with httpx.Client(base_url=self.url, timeout=20) as http:
            http.get("/_allauth/browser/v1/config")
            said = {"name": f"{name.title()} Muster", "password": PASSWORD}
            headers = {"X-CSRFToken": http.cookies["twinline_csrf"]}
            http.post(f"/api/invitations/{token}/accept", json=said, headers=headers).raise_for_status()
            return str(http.get("/api/me").json()["user"]["id"])

    def customer_writes(self, phone: str, name: str, text: str) -> None:
        """To Zürich, as Meta would tell it."""
        said = message(phone, 0, "text", {"body": text})
        contacts = [{"profile": {"name": name}, "wa_id": phone}]
        meta.deliver(self.url, "messages", {"contacts": contacts, "messages": [said]})

    def members(self) -> dict[str, Any]:
        return {one["email"].partition("@")[0]: one for one in self.ask("GET", "/people").json()["members"]}

    def page(
        self,
        browser: Browser,
        path: str,
        name: str | None = None,
        size: tuple[int, int] = DESKTOP,
        scheme: str = "light",
        url: str | None = None,
        locale: str = "en-GB",
    ) -> Page:
        """A page of a browser of its own; signed in as somebody, or as nobody."""
        dark: Literal["dark", "light"] = "dark" if scheme == "dark" else "light"
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=dark, reduced_motion="reduce", locale=locale
        )
        root = url or self.url
        if name:
            person = Person(self.url, f"{name}@example.org")
            jar = person.http.cookies.jar
            context.add_cookies([{"name": one.name, "value": str(one.value), "url": root} for one in jar])
            person.http.close()
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(root + path)
        return page


@pytest.fixture(scope="module")
def agency(request: pytest.FixtureRequest) -> Iterator[Agency]:
    if not (BUILD / "index.html").exists():
        pytest.fail("ui/build is missing: ./run build makes it")
    with starting(request) as start:
        one = Agency(start())
        yield one
        one.alice.http.close()


def unique(word: str) -> str:
    return f"{word}{time.monotonic_ns()}"
