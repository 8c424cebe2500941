"""Two colleagues in one conversation: whose it is, who is there, and what somebody does not see at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.promises.cast import Cast, _member, cast, hear, post, text_from_customer
from tests.promises.routes import ask, ids_of, routes

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["cast"]


def api(cast: Cast, path: str = "") -> str:
    return f"/api/workspaces/{cast.here.workspace}{path}"


def one(cast: Cast, path: str = "") -> str:
    return api(cast, f"/conversations/{cast.here.conversation}{path}")


def give(client: Client, cast: Cast, to: object) -> Any:
    return client.put(one(cast, "/assignee"), json.dumps({"member": str(to) if to else None}), "application/json")


def counts(client: Client, cast: Cast) -> dict[str, tuple[int, int]]:
    said = client.get(api(cast, "/conversations")).json()["counts"]
    return {tab: (count["total"], count["unread"]) for tab, count in said.items()}


def listed(client: Client, cast: Cast, query: str) -> list[str]:
    return [item["id"] for item in client.get(api(cast, f"/conversations?{query}")).json()["items"]]


def test_a_conversation_is_taken_given_and_released(cast: Cast) -> None:
    alice, bob, me = cast.client("alice"), cast.client("bob"), cast.here.people["bob"]
    assert counts(bob, cast) == {"mine": (0, 0), "unassigned": (1, 1), "all": (1, 1)}
    taken = give(bob, cast, me)
    assert (taken.status_code, taken.json()["assigned_to"]) == (200, {"id": str(me), "name": "Bob"})
    assert counts(bob, cast) == {"mine": (1, 1), "unassigned": (0, 0), "all": (1, 1)}
    assert listed(bob, cast, "tab=mine") == listed(alice, cast, "tab=all") == [str(cast.here.conversation)]
    assert listed(alice, cast, "tab=mine") == listed(alice, cast, "tab=unassigned") == []
    assert post(bob, one(cast, "/read")).status_code == 204
    assert listed(bob, cast, "tab=mine&unread=1") == []
    assert give(alice, cast, cast.here.people["alice"]).json()["assigned_to"]["id"] == str(cast.here.people["alice"])
    assert give(bob, cast, None).status_code == 403
    assert give(alice, cast, None).json()["assigned_to"] is None
    with cast.database.connect() as owner:
        kinds = owner.execute("select count(*) from log.entry where kind = 'Assigned'").fetchone()
    assert kinds == (3,)


def test_who_cannot_answer_is_given_nothing(cast: Cast) -> None:
    alice, before = cast.client("alice"), counts(cast.client("alice"), cast)
    refused = {
        cast.here.people["dora"]: (422, 409),
        cast.elsewhere.people["charlie"]: (404,),
        uuid4(): (404,),
    }
    for to, statuses in refused.items():
        answer = give(alice, cast, to)
        assert answer.status_code in statuses, answer.content
        assert cast.elsewhere.canary.encode() not in answer.content
    assert give(cast.client("bob"), cast, cast.here.people["alice"]).status_code == 403
    assert counts(alice, cast) == before


def test_giving_it_again_to_the_same_person_states_nothing(cast: Cast) -> None:
    bob = cast.client("bob")
    give(bob, cast, cast.here.people["bob"])
    position = bob.get(api(cast, "/conversations")).json()["position"]
    give(bob, cast, cast.here.people["bob"])
    assert bob.get(api(cast, "/conversations")).json()["position"] == position


def state(client: Client, cast: Cast) -> dict[str, Any]:
    """All that a page shows, by id."""
    items = client.get(api(cast, "/conversations?limit=100")).json()["items"]
    found = {item["id"]: item for item in items}
    for item in items:
        page = client.get(api(cast, f"/conversations/{item['id']}/messages?limit=100")).json()
        found |= {message["id"]: message for message in page["items"]}
    return found


def test_the_old_state_and_what_changed_is_the_new_state(cast: Cast) -> None:
    """After every route that changes something, for a page that only hears of it."""
    alice = cast.client("alice")
    seen, position = state(alice, cast), alice.get(api(cast, "/conversations")).json()["position"]
    acts: list[Callable[[], object]] = [
        *(lambda route=route: ask(cast.client("bob"), route, ids_of(cast.here)) for route in routes() if route.changes),
        lambda: give(cast.client("bob"), cast, cast.here.people["bob"]),
        lambda: hear(cast.here, text_from_customer(cast.here, "Und noch etwas")),
        lambda: hear(cast.here, text_from_customer(cast.here, "Neu hier", "41791112233")),
        lambda: give(cast.client("alice"), cast, None),
    ]
    for act in acts:
        act()
        changes = alice.get(api(cast, f"/changes?since={position}")).json()
        assert changes["reset"] is False
        for item in (*changes["conversations"], *changes["messages"]):
            seen[item["id"]] = item
        for gone in changes["gone"]:
            seen.pop(gone, None)
        position = changes["position"]
        assert seen == state(alice, cast)
    assert len(seen) >= 5


def comes(client: Client, cast: Cast, doing: str = "looking") -> Any:
    assert post(client, api(cast, "/live-ticket")).status_code == 204
    return post(client, one(cast, "/present"), {"doing": doing})


def people(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.content
    return [(person["name"].split()[0], person["doing"]) for person in answer.json()["people"]]


def test_colleagues_see_who_else_is_there_until_they_leave(cast: Cast) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    assert people(comes(alice, cast)) == []
    assert people(comes(bob, cast, "writing")) == [("Alice", "looking")]
    assert people(comes(alice, cast)) == [("Bob", "writing")]
    assert bob.delete(one(cast, "/present")).status_code == 204
    assert people(comes(alice, cast)) == []


def test_who_says_nothing_for_45_seconds_or_signs_out_is_gone(cast: Cast) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    comes(bob, cast)
    assert people(comes(alice, cast)) == [("Bob", "looking")]
    with cast.database.connect() as owner:
        owner.execute("update config.presence set said_at = said_at - interval '46 seconds'")
    assert people(comes(alice, cast)) == []
    comes(bob, cast)
    with cast.database.connect() as owner:
        owner.execute("delete from config.live_ticket where user_id = %s", (cast.here.people["bob"],))
    assert people(comes(alice, cast)) == []


def test_presence_is_told_by_a_notice_and_never_recorded(cast: Cast) -> None:
    alice = cast.client("alice")
    position = alice.get(api(cast, "/conversations")).json()["position"]
    with psycopg.connect(cast.database.url, autocommit=True) as ear:
        ear.execute("listen twinline_presence")
        comes(alice, cast, "writing")
        (notice,) = list(ear.notifies(timeout=5, stop_after=1))
    said = json.loads(notice.payload)
    assert (said["w"], said["c"]) == (str(cast.here.workspace), str(cast.here.conversation))
    assert [entry[2] for entry in said["p"]] == ["writing"]
    assert alice.get(api(cast, "/conversations")).json()["position"] == position
    assert alice.get(api(cast, f"/changes?since={position}")).json()["conversations"] == []


@pytest.fixture
def hidden(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A workspace whose only number Bob does not see."""
    from twinline.features.conversation import sight

    def sees(tx: object, person: Any) -> dict[UUID, None] | None:
        return {} if person.id == cast.here.people["bob"] else None

    monkeypatch.setattr(sight, "visible_numbers", sees)
    return cast


def of_numbers() -> Iterable[Any]:
    return (route for route in routes() if {"conversation", "message", "media"} & set(route.ids))


def test_a_number_that_one_does_not_see_is_unknown_at_every_door(hidden: Cast) -> None:
    bob, alice = hidden.client("bob"), hidden.client("alice")
    draft = {"id": str(uuid4()), "kind": "image", "media_id": str(hidden.here.media)}
    sent = post(alice, one(hidden, "/messages"), draft)
    assert sent.status_code == 202
    ids = {**ids_of(hidden.here), "media": sent.json()["media"][0]["id"]}
    tried = [str(route) for route in of_numbers() if ask(bob, route, ids).status_code != 404]
    assert tried == []
    assert bob.get(api(hidden, "/conversations")).json()["items"] == []
    assert counts(bob, hidden) == {"mine": (0, 0), "unassigned": (0, 0), "all": (0, 0)}
    changes = bob.get(api(hidden, "/changes?since=0")).json()
    assert (changes["conversations"], changes["messages"], changes["gone"]) == ([], [], [])
    assert hidden.here.canary.encode() not in bob.get(api(hidden, "/changes?since=0")).content
    assert give(alice, hidden, hidden.here.people["bob"]).status_code == 409


def test_a_supervisor_gives_to_others(cast: Cast) -> None:
    cast.here.people["erin"] = _member(cast.here, "erin", "supervisor")
    answer = give(cast.client("erin"), cast, cast.here.people["bob"])
    assert answer.json()["assigned_to"]["name"] == "Bob"
