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

    def covered(self) -> Any:
        return self.past()["coverage"]

    def withheld(self, kind: str, **how: Any) -> None:
        """What Meta never delivers, until it is delivered after all."""
        self.world.chaos("drop", field="history", kind=kind, number=self.meta_id, **how)

    def delivered_after_all(self, kind: str) -> int:
        """How many."""
        lines = self.world.sandbox.get("/webhooks", params={"field": "history", "number": self.meta_id}).json()["data"]
        dropped = [one["id"] for one in lines if one["state"] == "dropped" and one["kinds"] == [kind]]
        for one in dropped:
            self.world.sandbox.post(f"/webhooks/{one}/redeliver").raise_for_status()
        return len(dropped)

    def given_contacts(self) -> None:
        assert self.ask("contacts").status_code == 202
        self.becomes("contacts", "arriving")


def gaps(covered: Any) -> dict[str, int]:
    """Those there are; what Meta cannot or does not give, together."""
    counted = {**covered["gaps"]}
    counted["unreadable"] = counted.pop("unavailable") + counted.pop("unsupported")
    return {name: number for name, number in counted.items() if number}


def test_the_past_comes_in_any_order_beside_live_traffic_and_disturbs_nobody(world: Connected) -> None:
    phone = Phone(world)
    before = world.alice.here("/conversations", limit=1)["counts"]["unassigned"]
    unread, total = before["unread"], before["total"]
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
    assert counts["unassigned"]["total"] == total + 1
    live = world.conversation_with("Live")
    assert (live["window"]["open"], live["unread"]) == (True, 1)
    old = [one for one in world.alice.conversations(number=phone.id, limit=50) if one["id"] != live["id"]]
    assert len(old) == made["chats"]
    assert {(one["unread"], one["window"]["open"], one["past"]) for one in old} == {(0, False, True)}
    parts = seen()["phases"]
    assert [one["messages"] for one in parts] == [one["messages"] for one in parts if one["messages"]]
    assert sum(one["messages"] for one in parts) == messages
    assert [one["missing"] for one in parts] == [[], [], []]
    assert sum(one["chunks"] for one in parts) > 240 // 17
    assert all(one["since"] <= one["first_at"] <= one["last_at"] < one["until"] for one in parts)
    assert gaps(seen()) == {"unreadable": made["unsupported"]}


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
    covered = phone.covered()
    assert (covered["messages"], covered["first_at"], covered["quarantined"]) == (0, None, 0)
    assert {(one["messages"], one["chunks"]) for one in covered["phases"]} == {(0, 0)}


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


def test_a_chunk_that_never_came_is_a_gap_until_it_comes(world: Connected) -> None:
    phone = Phone(world, seed=8, messages=120, chats=3, days=1)
    phone.switch(chunk_messages=17)
    phone.withheld("chunk", count=1)
    phone.given_contacts()
    assert phone.ask("history").status_code == 202
    phone.becomes("history", "complete")
    messages = sum(phone.made["by_phase"]) - phone.made["edits"]
    world.eventually(lambda: messages - 17 <= phone.covered()["messages"] < messages, 60)
    assert phone.covered()["phases"][0]["missing"] == [1]
    assert phone.covered()["gaps"]["chunks"] == 1
    assert phone.delivered_after_all("chunk") == 1
    world.eventually(lambda: phone.covered()["messages"] == messages, 60)
    assert phone.covered()["gaps"]["chunks"] == 0
    assert phone.covered()["phases"][0]["missing"] == []


def test_files_that_follow_days_later_are_attached_to_their_placeholders(world: Connected) -> None:
    phone = Phone(world, seed=9, messages=200, chats=5, days=40, media_share=0.3)
    phone.withheld("media")
    phone.given_contacts()
    assert phone.ask("history").status_code == 202
    phone.becomes("history", "complete")
    world.eventually(lambda: phone.covered()["files_awaited"] > 0, 60)
    before = phone.covered()
    files = before["files_awaited"] + before["files_too_old"]
    assert (before["files"], before["placeholders"]) == (0, files + phone.made["unsupported"])
    assert before["files_too_old"] > 0
    world.turn(2 * 24 * 3600)
    assert phone.delivered_after_all("media") == before["files_awaited"]
    world.eventually(lambda: phone.covered()["files_stored"] == before["files_awaited"], 60)
    after = phone.covered()
    assert (after["messages"], after["files"]) == (before["messages"], before["files_awaited"])
    assert (after["files_awaited"], after["files_too_old"]) == (0, before["files_too_old"])
    assert after["placeholders"] == before["placeholders"] - before["files_awaited"]


def test_what_is_not_here_leaves_evidence(world: Connected) -> None:
    phone = Phone(world, messages=20, chats=2, seed=10)
    world.sandbox.post("/customers", json={"id": "zoe", "name": "Zoe", "phone": "+41790009998"})
    zoe = world.customer("zoe", phone.meta_id)
    zoe.say("Guten Tag")
    world.conversation_with("Zoe")
    assert gaps(phone.covered()) == {}
    world.chaos("drop", number=phone.meta_id, kind="message", count=1)
    lost = zoe.say("Das kommt nie an")
    zoe.say("Haben Sie das gesehen?", quote=lost["wamid"])
    world.eventually(lambda: phone.covered()["gaps"]["quoted"] == 1)
    world.chaos("unavailable_131060", number=phone.meta_id, count=1)
    zoe.say("Auf einem anderen Gerät")
    world.eventually(lambda: phone.covered()["gaps"]["unavailable"] == 1)
    _another_program_sends(world, phone.meta_id, "41790009998")
    world.eventually(lambda: phone.covered()["gaps"]["statuses"] == 1)
    assert gaps(phone.covered()) == {"quoted": 1, "unreadable": 1, "statuses": 1}


def _another_program_sends(world: Connected, number: str, to: str) -> None:
    """Twinline hears of its message by ticks alone."""
    token = world.sandbox.get("/state").json()["tokens"][0]["token"]
    body = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": "Newsletter"}}
    headers = {"Authorization": f"Bearer {token}"}
    httpx.post(f"{world.bothends.url}/v24.0/{number}/messages", json=body, headers=headers).raise_for_status()
