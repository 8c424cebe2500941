"""What becomes of a number at Meta, and of what is written on it meanwhile. Twinline and Bothends over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures.connected import HOTLINE, NUMBER, Connected
from tests.promises.at_meta import AT_META, Chat, book, joined

FLEET = [f"100200300400{n}" for n in range(601, 607)]
# Both of Meta's shapes, and one without its reason.
REASONS = [
    ("ACCOUNT_DISCONNECTED", "phone"),
    ("BUSINESS_DOWNGRADE", "waba"),
    ("CHANGE_NUMBER", "phone"),
    ("COMPANION_INACTIVITY", "bare"),
    ("PRIMARY_INACTIVITY", "phone"),
    ("USER_RE_REGISTERED", "waba"),
]


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        yield one


def happens(world: Connected, act: str, number: str = NUMBER, **how: Any) -> None:
    world.sandbox.post(f"/numbers/{number}/{act}", json=how).raise_for_status()


def states(world: Connected) -> dict[str, str]:
    """State by Meta's id of the number, as Alice sees it."""
    ids = {one["phone"]: one["id"] for one in world.sandbox.get("/state").raise_for_status().json()["numbers"]}
    return {ids[one["display_phone"].removeprefix("+")]: one["state"] for one in world.alice.here("/numbers")}


def becomes(world: Connected, number: str, state: str) -> None:
    world.eventually(lambda: states(world)[number] == state)


def test_what_is_written_while_the_phone_is_set_up_anew_waits_and_goes_out_once(world: Connected) -> None:
    chat = Chat(world, "ines")
    others = Chat(world, "reto", HOTLINE)
    since = world.alice.here("/changes", since=0)["position"]
    happens(world, "offboard")
    becomes(world, NUMBER, "offboarded")
    assert world.alice.here("/changes", since=since)["numbers"] is True
    waiting = [chat.send(f"Nr. {n}") for n in range(3)]
    # The number beside it on the same account goes on.
    others.becomes(others.send("Guten Tag"), *AT_META)
    assert [chat.accepted(attempt) for attempt in waiting] == [0, 0, 0]
    assert {chat.message(attempt)["state"] for attempt in waiting} == {"queued"}

    happens(world, "reconnect")
    becomes(world, NUMBER, "connected")
    for attempt in waiting:
        chat.becomes(attempt, *AT_META)
    texts = [one["content"]["body"] for one in world.customer("ines").messages() if one["origin"] == "api"]
    assert texts == ["Nr. 0", "Nr. 1", "Nr. 2"]
    assert [len(book(world, callback_data=attempt)) for attempt in waiting] == [1, 1, 1]
    assert states(world)[HOTLINE] == "connected"


def test_each_reason_of_disconnection_ends_its_number_and_no_other(world: Connected) -> None:
    provide_fleet(world)
    chat = Chat(world, "nora", FLEET[0])
    for number, (reason, shape) in zip(FLEET, REASONS, strict=True):
        since = world.alice.here("/changes", since=0)["position"]
        happens(world, "disconnect", number, reason=reason, shape=shape)
        becomes(world, number, "removed")
        assert world.alice.here("/changes", since=since)["numbers"] is True
    refused = world.alice.send(chat.id, text="Hallo")
    assert (refused.status_code, refused.json()["code"]) == (409, "number_removed")
    assert [one["text"] for one in world.alice.messages(chat.id)] == ["Guten Tag"]
    assert {number: states(world)[number] for number in (NUMBER, HOTLINE)} == {
        NUMBER: "connected",
        HOTLINE: "connected",
    }


def provide_fleet(world: Connected) -> None:
    """Six agents' numbers on one more account."""
    state = world.sandbox.get("/state").raise_for_status().json()
    app, token = state["apps"][0], state["tokens"][0]["token"]
    waba = "811200340045900"
    world.sandbox.post("/wabas", json={"id": waba, "name": "Fleet", "apps": [app["id"]]}).raise_for_status()
    numbers = [{"id": one, "phone": f"4179555{one[-4:]}", "name": one, "owner": one} for one in FLEET]
    for one in numbers:
        world.sandbox.post("/numbers", json={**one, "waba_id": waba, "mode": "coexistence"}).raise_for_status()
    world.twinline.provision(
        app={"app_id": app["id"], "name": app["id"], "secret": app["secret"], "verify_token": app["verify_token"]},
        workspace={"name": "Casa Nova", "owner": {"email": "alice@casanova.example", "name": "Alice", "password": ""}},
        numbers=[
            {
                "phone_number_id": one["id"],
                "waba_id": waba,
                "display_phone": one["phone"],
                "name": one["name"],
                "owner_name": one["owner"],
                "mode": "coexistence",
                "token": token,
                "onboarded_at": "2026-01-01T00:00:00Z",
            }
            for one in numbers
        ],
    )
