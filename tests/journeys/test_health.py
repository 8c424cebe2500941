"""Fourteen days of numbers, on a clock that is turned: what is told of each, when, and what ends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fixtures.connected import HOTLINE, NUMBER, Connected
from tests.journeys.test_lifecycle import FLEET, REASONS, happens, provide_fleet
from tests.promises.at_meta import Chat, joined
from tests.promises.receiver import receiving

DAY = 86_400


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        yield one


def ids(world: Connected) -> dict[str, str]:
    """Meta's id of a number, by the id that it has here."""
    phones = {one["phone"]: one["id"] for one in world.sandbox.get("/state").raise_for_status().json()["numbers"]}
    return {one["id"]: phones[one["display_phone"].removeprefix("+")] for one in world.alice.here("/numbers")}


def health(world: Connected, number: str = NUMBER) -> Any:
    here = ids(world)
    return next(one for one in world.alice.here("/numbers/health") if here[one["number"]] == number)


def told(world: Connected, number: str = NUMBER) -> list[str]:
    return [alert["kind"] for alert in health(world, number)["alerts"]]


def story(world: Connected, number: str = NUMBER) -> list[tuple[str, str | None]]:
    items = world.alice.here(f"/numbers/{health(world, number)['number']}/timeline")["items"]
    return [(line["event"], line["word"]) for line in items]


def test_a_phone_that_is_not_opened_is_told_of_on_day_ten_and_thirteen(world: Connected) -> None:
    chat = Chat(world, "ines")
    world.phone("ines").say("Ich rufe zurück")
    world.eventually(lambda: health(world)["phone"]["seen_by"] == "phone")
    world.eventually(lambda: told(world) == [])

    asked_at = world.eventually(lambda: health(world)["ratings"]["asked_at"])
    world.turn(9 * DAY)
    # The customer writes, and it is looked at: nothing of that is a sign of the phone.
    world.customer("ines").say("Noch da?")
    world.eventually(lambda: len(world.alice.messages(chat.id)) == 3)
    # That Meta was asked again shows that the number was looked at on the ninth day.
    world.eventually(lambda: health(world)["ratings"]["asked_at"] > asked_at)
    assert (told(world), health(world)["phone"]["level"], health(world)["phone"]["days"]) == ([], "fine", 9)

    world.turn(1 * DAY)
    world.eventually(lambda: told(world) == ["phone_remind"])
    assert (health(world)["phone"]["level"], health(world)["phone"]["days"]) == ("remind", 10)
    world.turn(3 * DAY)
    world.eventually(lambda: told(world) == ["phone_urgent"])

    world.phone("ines").say("Bin da")
    world.eventually(lambda: told(world) == [])
    assert health(world)["phone"]["days"] == 0

    world.turn(10 * DAY)
    world.eventually(lambda: told(world) == ["phone_remind"])
    assert world.alice.post(f"/numbers/{health(world)['number']}/opened").status_code == 204
    world.eventually(lambda: told(world) == [])
    assert (health(world)["phone"]["seen_by"], health(world)["phone"]["days"]) == ("word", 0)
    items = world.alice.here(f"/numbers/{health(world)['number']}/timeline")["items"]
    assert [one["by"] for one in items if one["event"] == "opened"] == ["Alice"]
    assert story(world)[:4] == [
        ("alert_closed", "phone_remind"),
        ("opened", None),
        ("alert_raised", "phone_remind"),
        ("alert_closed", "phone_urgent"),
    ]
    # A number of the Cloud API alone has no phone.
    assert (health(world, HOTLINE)["phone"]["level"], told(world, HOTLINE)) == ("exempt", [])


def test_a_number_that_is_offboarded_is_told_of_until_it_is_back(world: Connected) -> None:
    happens(world, "offboard")
    world.eventually(lambda: "offboarded" in told(world))
    happens(world, "reconnect")
    world.eventually(lambda: told(world) == [])
    assert [event for event, _ in story(world)[:4]] == ["alert_closed", "reconnected", "alert_raised", "offboarded"]


def test_each_reason_of_disconnection_is_told_by_its_own_name(world: Connected) -> None:
    provide_fleet(world)
    for number, (reason, shape) in zip(FLEET, REASONS, strict=True):
        happens(world, "disconnect", number, reason=reason, shape=shape)
        world.eventually(lambda number=number: told(world, number) == ["removed"])
        known = None if shape == "bare" else reason
        assert health(world, number)["reason"] == known
        assert ("removed", known) in story(world, number)
    assert [reason for event, reason in story(world) if event == "removed"] == []


def test_metas_rating_and_the_end_of_a_token_are_told(world: Connected) -> None:
    world.eventually(lambda: health(world)["ratings"]["quality"] == "GREEN")
    known = health(world)["ratings"]
    assert (known["limit_tier"], known["throughput"]) == ("TIER_2K", "STANDARD")
    world.sandbox.patch(f"/numbers/{NUMBER}", json={"quality_rating": "RED"}).raise_for_status()
    world.turn(7 * 3600)
    world.eventually(lambda: "quality_red" in told(world))
    assert ("quality", None) in story(world)
    world.sandbox.patch(f"/numbers/{NUMBER}", json={"quality_rating": "GREEN"}).raise_for_status()
    world.turn(7 * 3600)
    world.eventually(lambda: "quality_red" not in told(world))


def test_ticks_that_were_lost_are_read_again_at_meta(world: Connected) -> None:
    chat = Chat(world, "tom")
    covered = f"/numbers/{health(world)['number']}/past"
    before = world.alice.here(covered)["coverage"]["recovered"]
    world.chaos("drop", field="messages", kind="status", count=10)
    message = chat.send("Kommt das an?")
    chat.becomes(message, "accepted")
    world.turn(5)
    world.settle()
    world.sandbox.delete("/chaos").raise_for_status()
    assert chat.message(message)["state"] == "accepted"
    world.turn(20 * 60)
    chat.becomes(message, "delivered")
    past = world.alice.here(covered)["coverage"]
    assert (past["recovered"] - before, past["gaps"]["silent"]) == (2, 0)


def test_webhooks_that_go_elsewhere_are_told_of_until_they_come_here_again(world: Connected) -> None:
    world.eventually(lambda: health(world)["callback"]["url"])
    assert (health(world)["callback"]["strays"], "callback" in told(world)) == (False, False)
    with receiving() as elsewhere:
        override(world, elsewhere.url)
        world.turn(7 * 3600)
        world.eventually(lambda: "callback" in told(world))
        assert health(world)["callback"] == {"url": elsewhere.url, "strays": True}
        override(world, "")
        world.turn(7 * 3600)
        world.eventually(lambda: "callback" not in told(world))


def override(world: Connected, url: str) -> None:
    """Somebody gives the number a callback of its own at Meta, or takes it away (Meta: Webhook overrides)."""
    token = world.sandbox.get("/state").raise_for_status().json()["tokens"][0]["token"]
    body = {"webhook_configuration": {"override_callback_uri": url, "verify_token": "theirs"}}
    answer = httpx.post(
        f"{world.bothends.url}/v25.0/{NUMBER}", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=20
    )
    assert answer.json() == {"success": True}
