"""A number is connected through Meta's Embedded Signup, from the first click to a message at both ends.

Twinline and Bothends over real HTTP; the people in Meta's window and at the phone act through Bothends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.fixtures.connected import APP, Connected
from tests.promises.at_meta import AT_META, Chat, joined

WABA = "811200340045001"
FEATURE = {"coexistence": "whatsapp_business_app_onboarding", "cloud_api": ""}
_phones = iter(range(41_445_550_310, 41_445_550_399))


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        yield one


@dataclass
class Window:
    """Meta's pop-up, and who sits before it."""

    world: Connected
    path: str

    def goes(self, screen: str, **body: Any) -> Any:
        answer = self.world.sandbox.post(f"{self.path}/{screen}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def through(self, mode: str, phone: str, number: str | None, *, share: bool = True) -> Any:
        """To the end: {"code", "message"}."""
        self.goes("account", waba_id=WABA)
        if mode == "coexistence":
            self.goes("way", existing=True)
            code = self.goes("number", phone=phone)["code"]
            connect = {"code": code, "share_history": share}
            self.world.sandbox.post(f"/numbers/{number}/connect", json=connect).raise_for_status()
        else:
            self.goes("profile", name="Casa Nova Hotline")
            self.goes("verification", code=self.goes("number", phone=phone)["code"])
        return self.goes("finish")


@dataclass
class Attempt:
    """Alice's page, which began it."""

    world: Connected
    mode: str
    id: str = ""
    nonce: str = ""

    def __post_init__(self) -> None:
        begun = self.world.alice.post("/joinings", {"mode": self.mode, "app_id": APP})
        assert begun.status_code == 201, begun.text
        self.id, self.nonce = begun.json()["id"], begun.json()["nonce"]

    def window(self) -> Window:
        body = {"app_id": APP, "config_id": "5566778899", "feature": FEATURE[self.mode]}
        made = self.world.sandbox.post("/signups", json=body).raise_for_status().json()
        return Window(self.world, f"/signups/{made['id']}")

    def answers(self, code: str, **more: Any) -> httpx.Response:
        return self.world.alice.post(f"/joinings/{self.id}/answer", {"nonce": self.nonce, "code": code, **more})

    def numbers(self) -> list[Any]:
        return list(self.world.alice.here(f"/joinings/{self.id}/numbers"))

    def joins(self, number: str, **more: Any) -> httpx.Response:
        return self.world.alice.post(f"/joinings/{self.id}/number", {"phone_number_id": number, **more})

    def stands(self) -> tuple[str, str | None]:
        seen = next(one for one in self.world.alice.here("/joinings") if one["id"] == self.id)
        return seen["step"], seen["reason"]


def phone(world: Connected) -> tuple[str, str]:
    """A phone with the Business app that nobody has connected: its number, and Meta's id of it."""
    number = f"+{next(_phones)}"
    body = {"phone": number, "name": "Bäckerei", "owner": "Nora", "connected": False}
    return number, world.sandbox.post("/numbers", json=body).raise_for_status().json()["id"]


def authorised(world: Connected, *, share: bool = True) -> tuple[Attempt, str]:
    attempt, (number, identity) = Attempt(world, "coexistence"), phone(world)
    told = attempt.window().through("coexistence", number, identity, share=share)
    assert attempt.answers(told["code"], waba_id=told["message"]["data"]["waba_id"]).status_code == 204
    return attempt, identity


def test_an_agents_number_is_connected_and_both_ends_are_in_step(world: Connected) -> None:
    attempt, number = authorised(world)
    assert attempt.stands() == ("authorised", None)
    assert [(one["id"], one["on_app"]) for one in attempt.numbers()] == [(number, True)]
    done = attempt.joins(number, name="Bäckerei Nora", owner_name="Nora")
    assert done.status_code == 200, done.text
    assert attempt.stands() == ("joined", None)

    chat = Chat(world, "rosa", number)
    world.phone("rosa", number).say("Grüezi Rosa")
    world.eventually(lambda: [one["text"] for one in world.alice.messages(chat.id)] == ["Guten Tag", "Grüezi Rosa"])
    chat.becomes(chat.send("Wir melden uns."), *AT_META)
    assert [one["text"] for one in world.alice.messages(chat.id)][-1] == "Wir melden uns."


def test_a_new_number_is_registered_with_its_pin_and_a_bad_pin_loses_nothing(world: Connected) -> None:
    attempt = Attempt(world, "cloud_api")
    told = attempt.window().through("cloud_api", f"+{next(_phones)}", None)
    data = told["message"]["data"]
    assert attempt.answers(told["code"], waba_id=data["waba_id"]).status_code == 204
    refused = attempt.joins(data["phone_number_id"], pin="12345")
    assert (refused.status_code, refused.json()["code"]) == (409, "pin_invalid")
    assert attempt.stands() == ("authorised", None)
    assert attempt.joins(data["phone_number_id"], pin="123456").status_code == 200
    chat = Chat(world, "luca", data["phone_number_id"])
    chat.becomes(chat.send("Buongiorno"), *AT_META)


def test_a_code_that_came_too_late_says_so_and_the_next_attempt_works(world: Connected) -> None:
    attempt, (number, identity) = Attempt(world, "coexistence"), phone(world)
    window = attempt.window()
    told = window.through("coexistence", number, identity)
    world.turn(31)
    late = attempt.answers(told["code"])
    assert late.json()["code"] == "code_over"
    assert late.json()["action"] == "retry"
    assert attempt.stands() == ("failed", "code_over")
    again = Attempt(world, "coexistence")
    assert again.answers(window.goes("finish")["code"]).status_code == 204
    assert again.stands() == ("authorised", None)


def test_an_answer_counts_once_and_only_from_the_page_that_began(world: Connected) -> None:
    attempt, _ = authorised(world)
    assert attempt.answers("AQB-another").json()["code"] == "joining_elsewhere"
    forged = Attempt(world, "coexistence")
    forged.nonce = attempt.nonce
    assert forged.answers("AQB-forged").status_code == 404
    assert forged.stands() == ("begun", None)
    assert world.bob.post("/joinings", {"mode": "coexistence", "app_id": APP}).status_code == 403
    assert world.bob.post(f"/joinings/{forged.id}/answer", {"nonce": forged.nonce, "code": "x"}).status_code == 403


def test_a_window_that_is_closed_leaves_its_step_as_the_reason(world: Connected) -> None:
    attempt = Attempt(world, "coexistence")
    step = attempt.window().goes("cancel")["message"]["data"]["current_step"]
    path = f"/joinings/{attempt.id}/cancel"
    assert world.alice.post(path, {"nonce": attempt.nonce, "reason": step}).status_code == 204
    assert attempt.stands() == ("cancelled", "BUSINESS_ACCOUNT_SELECTION")
    assert attempt.answers("AQB-later").json()["code"] == "joining_elsewhere"


def test_nothing_of_a_secret_a_code_or_a_token_is_in_a_log(world: Connected) -> None:
    attempt, (number, identity) = Attempt(world, "coexistence"), phone(world)
    told = attempt.window().through("coexistence", number, identity)
    assert attempt.answers(told["code"]).status_code == 204
    state = world.sandbox.get("/state").raise_for_status().json()
    words = {told["code"], state["apps"][0]["secret"], *(one["token"] for one in state["tokens"])}
    story = world.twinline.log("web") + world.twinline.log("worker")
    assert not [word for word in words if word in story]
