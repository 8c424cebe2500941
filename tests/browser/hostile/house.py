"""A running Twinline with one number, whose owner is called like an attack too."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.browser.hostile import meta
from tests.browser.hostile.meta import Meta
from tests.fixtures.connected import PASSWORD, Person
from tests.fixtures.running import RunningTwinline, StartTwinline


class House:
    def __init__(self, twinline: RunningTwinline, at_meta: Meta, owner: str) -> None:
        self.twinline = twinline
        self.meta = at_meta
        tell = twinline.command
        tell(
            "setup", "--workspace", "Casa Nova", "--owner-email", "alice@casanova.example", "--owner-name", owner,
            "--password-stdin", stdin=f"{PASSWORD}\n",
        )  # fmt: skip
        self.alice = Person(twinline.url, "alice@casanova.example")
        slug = self.alice.get("/api/me")["workspaces"][0]["slug"]
        tell("addapp", "--app-id", meta.APP, "--secrets-stdin", stdin=f"{meta.SECRET}\nverify-token-of-ours\n")
        tell(
            "addnumber", "--workspace", slug, "--phone-number-id", meta.NUMBER, "--waba-id", meta.WABA,
            "--app-id", meta.APP, "--display-phone", meta.PHONE, "--name", owner[:200], "--owner-name", owner[:200],
            "--mode", "coexistence", "--onboarded-at", "2026-01-01T00:00:00Z", "--token-stdin",
            stdin=f"{'EAAG' * 12}\n",
        )  # fmt: skip
        self.slug = slug

    def hears(self, field: str, value: dict[str, Any]) -> None:
        meta.deliver(self.twinline.url, field, value)

    def eventually(self, question: Callable[[], Any], seconds: float = 60) -> Any:
        return self.twinline.wait_for(question, seconds)

    def cookies(self) -> list[Any]:
        return [{"name": one.name, "value": one.value, "url": self.twinline.url} for one in self.alice.http.cookies.jar]


def opened_house(start: StartTwinline, at_meta: Meta, owner: str) -> House:
    twinline = start(TWINLINE_GRAPH_URL=at_meta.url, TWINLINE_ALLOWED_ORIGINS=at_meta.url)
    return House(twinline, at_meta, owner)


def message(customer: str, no: int, kind: str, content: Any, **more: Any) -> dict[str, Any]:
    """Meta: webhooks, messages reference."""
    at = str(int(time.time()) - 3600 + no % 3000)
    return {"from": customer, "id": f"wamid.H{customer}{no}", "timestamp": at, "type": kind, kind: content, **more}
