"""What was said before a number was connected: asked for once, imported, and told how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fixtures.connected import HOTLINE, NUMBER, Connected
from tests.journeys.test_joining import authorised
from tests.promises.at_meta import joined

SHOWN = "Meta gibt den Verlauf nur einmal her."


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        yield one


class Phone:
    """An agent's phone with a past, just connected."""

    def __init__(self, world: Connected, *, share: bool = True, **past: Any) -> None:
        self.world = world
        attempt, self.meta_id = authorised(world, share=share)
        wanted = {"seed": 7, "chats": 12, "messages": 240, "days": 150, "media_share": 0.1, **past}
        path = f"/numbers/{self.meta_id}/past"
        self.made = world.sandbox.post(path, json=wanted).raise_for_status().json()
        joins = attempt.joins(self.meta_id, name=f"Phone {self.meta_id}", owner_name="Nora")
        assert joins.status_code == 200, joins.text
        self.id = joins.json()["number"]

    def switch(self, **switches: Any) -> None:
        self.world.sandbox.put(f"/numbers/{self.meta_id}/sync", json=switches).raise_for_status()

    def ask(self, kind: str) -> httpx.Response:
        return self.world.alice.post(f"/numbers/{self.id}/past", {"kind": kind, "shown": SHOWN})

    def past(self) -> Any:
        return self.world.alice.here(f"/numbers/{self.id}/past")

    def stands(self, kind: str) -> str | None:
        return next((one["appearance"] for one in self.past()["asked"] if one["kind"] == kind), None)

    def becomes(self, kind: str, appearance: str) -> None:
        self.world.eventually(lambda: self.stands(kind) == appearance, 60)

    def given_contacts(self) -> None:
        assert self.ask("contacts").status_code == 202
        self.becomes("contacts", "arriving")


def test_the_past_comes_in_any_order_beside_live_traffic_and_disturbs_nobody(world: Connected) -> None:
    phone = Phone(world)
    unread = world.alice.here("/conversations", limit=1)["counts"]["unassigned"]["unread"]
    phone.switch(chunk_messages=17, shuffle=True)
    assert phone.ask("history").json()["code"] == "contacts_first"
    phone.given_contacts()
    assert phone.ask("history").status_code == 202
    world.sandbox.post("/customers", json={"id": "live", "name": "Live", "phone": "+41790009999"})
    world.customer("live", phone.meta_id).say("Sind Sie da?")
    phone.becomes("history", "complete")
    made, seen = phone.made, lambda: phone.past()["coverage"]
    messages = sum(made["by_phase"]) - made["edits"]
    world.eventually(lambda: seen()["messages"] == messages, 60)
    assert seen()["conversations"] == made["chats"]
    assert seen()["first_at"] < seen()["last_at"]
    counts = world.alice.here("/conversations", limit=1)["counts"]
    assert counts["unassigned"]["unread"] == unread + 1
    live = world.conversation_with("Live")
    assert (live["window"]["open"], live["unread"]) == (True, 1)
    old = [one for one in world.alice.conversations(number=phone.id, limit=50) if one["id"] != live["id"]]
    assert len(old) == made["chats"]
    assert {(one["unread"], one["window"]["open"]) for one in old} == {(0, False)}


def test_each_is_asked_for_once_and_a_day_later_not_at_all(world: Connected) -> None:
    phone = Phone(world, messages=20, chats=2)
    phone.given_contacts()
    assert phone.ask("contacts").json()["code"] == "sync_used"
    request = next(one["request_id"] for one in phone.past()["asked"])
    assert len(request) == 32
    world.turn(24 * 3600)
    late = phone.ask("history").json()
    assert (late["code"], late["action"]) == ("sync_too_late", "stop")


def test_a_history_that_the_owner_keeps_is_refused_and_the_number_works(world: Connected) -> None:
    phone = Phone(world, share=False, messages=20, chats=2)
    phone.given_contacts()
    assert phone.ask("history").status_code == 202
    phone.becomes("history", "refused")
    assert next(one["code"] for one in phone.past()["asked"] if one["kind"] == "history") == 2593109
    assert phone.past()["coverage"]["messages"] == 0


def test_a_phone_that_never_answers_is_said_to_be_silent_with_metas_request_id(world: Connected) -> None:
    phone = Phone(world, messages=20, chats=2)
    phone.switch(silent=True)
    assert phone.ask("contacts").status_code == 202
    world.eventually(lambda: phone.past()["asked"][0]["request_id"])
    assert phone.stands("contacts") == "on_its_way"
    world.turn(11 * 60)
    assert phone.stands("contacts") == "silent"


def test_only_who_sets_up_numbers_may_ask_and_only_where_there_is_a_phone(world: Connected) -> None:
    ids = {one["name"]: one["id"] for one in world.alice.here("/numbers")}
    state = world.sandbox.get("/state").raise_for_status().json()
    names = {one["id"]: one["name"] for one in state["numbers"]}
    anna, hotline = (f"/numbers/{ids[names[one]]}/past" for one in (NUMBER, HOTLINE))
    assert world.bob.post(anna, {"kind": "contacts", "shown": SHOWN}).status_code == 403
    assert world.alice.post(hotline, {"kind": "contacts", "shown": SHOWN}).json()["code"] == "no_phone"
