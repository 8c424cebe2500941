"""What happens to a number reaches somebody's server, signed as the reference library verifies it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fixtures.connected import Connected
from tests.journeys.test_lifecycle import happens
from tests.promises.at_meta import joined
from tests.promises.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def world(
    request: pytest.FixtureRequest, receiver: Receiver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connected]:
    with joined(request, tmp_path_factory.mktemp("bothends"), allowed=[receiver.url]) as one:
        yield one


def test_a_number_that_is_disconnected_and_back_is_told_of_to_a_receiver_that_was_down(
    world: Connected, receiver: Receiver
) -> None:
    body = {"url": f"{receiver.url}/hooks", "events": ["number.alert", "number.connected", "number.disconnected"]}
    secret = world.alice.post("/outgoing-webhooks", body).json()["secret"]
    receiver.status = 503
    happens(world, "offboard")
    world.eventually(lambda: len(receiver.ids) >= 2)
    receiver.status = 200
    happens(world, "reconnect")
    # The second try is five seconds after the first.
    world.eventually(lambda: len(told(receiver, secret)) == 4 and receiver.ids.count(receiver.ids[0]) == 2)
    assert sorted(told(receiver, secret)) == [
        ("number.alert", "cleared"),
        ("number.alert", "raised"),
        ("number.connected", "connected"),
        ("number.disconnected", "offboarded"),
    ]
    assert secret.removeprefix("whsec_") not in "".join(world.twinline.log(name) for name in ("web", "worker", "up"))


def told(receiver: Receiver, secret: str) -> list[tuple[str, str]]:
    """Each event once, whatever came twice; each call must verify. Alerts of another kind are left out."""
    events = {one: receiver.verified(secret, at) for at, one in enumerate(receiver.ids)}
    return [
        (one["type"], one["data"]["state"] if "state" in one["data"] else one["data"]["alert"]["state"])
        for one in events.values()
        if one["data"].get("alert", {"kind": "offboarded"})["kind"] == "offboarded"
    ]
