"""The phone of a number is handed to somebody else: who sees it as its owner sees what is said since, and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from tests.promises.cast import Cast, _member, cast, change, echo_from_phone, hear, now, post, wamid
from tests.promises.routes import ask, ids_of, routes

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["cast"]


def api(cast: Cast, path: str) -> str:
    return f"/api/workspaces/{cast.here.workspace}{path}"


def give_phone(cast: Cast, to: UUID | None, name: str, **more: Any) -> None:
    body = {"owner": {"name": name, "member": str(to) if to else None, **more}, "visibility": "teams", "teams": []}
    answer = cast.client("alice").patch(
        api(cast, f"/numbers/{cast.here.number}"), body, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content


def said_now(cast: Cast, text: str, quoting: str | None = None) -> None:
    """Meta: webhooks, messages reference, a text that may answer another one."""
    message: dict[str, Any] = {"type": "text", "text": {"body": text}}
    happens(cast, message | ({"context": {"from": cast.here.display_phone, "id": quoting}} if quoting else {}))


def seen(client: Client, cast: Cast) -> list[str]:
    """The texts of the only conversation, as far as they are shown; none for one that is not there."""
    answer = client.get(api(cast, f"/conversations/{cast.here.conversation}/messages"))
    return [one["text"] for one in answer.json()["items"]] if answer.status_code == 200 else []


def wamid_of_first(cast: Cast) -> str:
    with cast.database.connect("owner") as sql:
        sql.execute("select set_config('twinline.workspace', %s, false)", (str(cast.here.workspace),))
        row = sql.execute("select wamid from views.message where id = %s", (cast.here.message,)).fetchone()
    return str(row[0]) if row else ""


@pytest.fixture
def handed(cast: Cast) -> Cast:
    """Erin had the phone first; Bob has it now. Neither sees the number but as its owner."""
    erin = cast.here.people["erin"] = _member(cast.here, "erin", "agent")
    give_phone(cast, erin, "Erin")
    hear(cast.here, echo_from_phone(cast.here, "Gern, am Montag"))
    give_phone(cast, cast.here.people["bob"], "Bob")
    return cast


def test_the_first_owner_that_is_named_sees_everything(cast: Cast) -> None:
    give_phone(cast, cast.here.people["bob"], "Bob")
    assert len(seen(cast.client("bob"), cast)) == 1


def test_what_was_said_before_is_unknown_to_the_new_owner_at_every_door(handed: Cast) -> None:
    bob, here = handed.client("bob"), handed.here
    assert bob.get(api(handed, "/conversations")).json()["items"] == []
    assert bob.get(api(handed, "/conversations")).json()["counts"]["all"] == {"total": 0, "unread": 0}
    assert seen(bob, handed) == []

    said_now(handed, "Und am Dienstag?", quoting=wamid_of_first(handed))
    assert seen(bob, handed) == ["Und am Dienstag?"]
    assert [one["id"] for one in bob.get(api(handed, "/conversations")).json()["items"]] == [str(here.conversation)]
    thread = api(handed, f"/conversations/{here.conversation}/messages")
    for part in ("", "?limit=1", f"?around={here.message}"):
        assert here.canary not in bob.get(thread + part).content.decode()
    assert bob.get(thread + f"?around={here.message}").status_code == 404
    assert bob.get(thread).json()["items"][0]["quoted"]["preview"] == ""
    ids, of_message = ids_of(here), [route for route in routes() if "message" in route.ids]
    assert [str(route) for route in of_message if ask(bob, route, ids).status_code != 404] == []
    # Whoever sees every number sees the whole of it.
    assert len(seen(handed.client("alice"), handed)) == 3


def test_what_happens_to_what_was_said_before_is_not_told_to_the_new_owner(handed: Cast) -> None:
    said_now(handed, "Und am Dienstag?")
    since = handed.client("bob").get(api(handed, "/conversations")).json()["position"]
    happens(handed, {"type": "reaction", "reaction": {"message_id": wamid_of_first(handed), "emoji": "👍"}})
    happens(handed, {"type": "text", "text": {"body": "Und am Mittwoch?"}})
    first = str(handed.here.message)
    alice, bob = ({m["id"] for m in changed(handed, name, since)} for name in ("alice", "bob"))
    assert first in alice
    assert bob == alice - {first} != set()


def happens(cast: Cast, message: dict[str, Any], customer: str | None = None) -> None:
    wa_id = customer or cast.here.customer
    at = str(int((now() + timedelta(seconds=1)).timestamp()))
    one = {"from": wa_id, "id": wamid(), "timestamp": at, **message}
    hear(cast.here, change(cast.here, "messages", {"contacts": [{"wa_id": wa_id}], "messages": [one]}))


def changed(cast: Cast, name: str, since: int) -> list[Any]:
    return list(cast.client(name).get(api(cast, f"/changes?since={since}")).json()["messages"])


def test_a_file_of_before_is_opened_with_the_past_alone(handed: Cast) -> None:
    draft = {"id": str(uuid4()), "kind": "image", "media_id": str(handed.here.media)}
    sent = post(handed.client("alice"), api(handed, f"/conversations/{handed.here.conversation}/messages"), draft)
    file = api(handed, f"/media/{sent.json()['media'][0]['id']}")
    bob = handed.client("bob")
    assert bob.get(file).status_code == 200, "sent since"
    give_phone(handed, handed.here.people["erin"], "Erin")
    give_phone(handed, handed.here.people["bob"], "Bob")
    assert bob.get(file).status_code == 404
    give_phone(handed, handed.here.people["bob"], "Bob", sees_past=True)
    assert bob.get(file).status_code == 200


def test_what_was_said_before_may_be_opened_to_the_new_owner(handed: Cast) -> None:
    give_phone(handed, handed.here.people["bob"], "Bob", sees_past=True)
    assert len(seen(handed.client("bob"), handed)) == 2


def test_an_echo_stays_presumed_of_who_had_the_phone_then(handed: Cast) -> None:
    thread = api(handed, f"/conversations/{handed.here.conversation}/messages")
    items = handed.client("alice").get(thread).json()["items"]
    assert [one["presumed"] for one in items if one["origin"] == "phone"] == ["Erin"]


def test_a_number_that_is_connected_again_for_somebody_else_is_nobodys_until_it_is_given(handed: Cast) -> None:
    from twinline.features.onboarding import numbers

    here = handed.here
    again = numbers.Connection(
        phone_number_id=here.phone_number_id, waba_id=here.waba, app_id="101", display_phone=here.display_phone,
        name="Sales", owner_name="Nora", mode="coexistence", token="another-token-of-meta", onboarded_at=now(),
    )  # fmt: skip
    numbers.add_number(here.workspace, again, now=now())
    assert handed.client("bob").get(api(handed, "/numbers")).json() == []
    (health,) = handed.client("alice").get(api(handed, "/numbers/health")).json()
    assert (health["owner_name"], health["owner_member"], health["epoch"]) == ("Nora", None, 2)
    said_now(handed, "Hallo?")
    assert seen(handed.client("bob"), handed) == []
    give_phone(handed, handed.here.people["bob"], "Nora")
    assert seen(handed.client("bob"), handed) == ["Hallo?"]


def test_a_phones_past_is_its_owners_and_in_nobodys_list_of_work_until_something_is_said(cast: Cast) -> None:
    bob = cast.client("bob")
    remembered(cast, "4917677000001")
    old = next(one for one in listed(bob, cast, "all") if one["past"])
    assert (old["assigned_to"], lists_with(bob, cast, old)) == (None, ["all"])

    give_phone(cast, cast.here.people["bob"], "Bob")
    old = next(one for one in listed(bob, cast, "all") if one["past"])
    assert (old["assigned_to"]["name"], lists_with(bob, cast, old)) == ("Bob", ["all"])

    happens(cast, {"type": "text", "text": {"body": "Noch da?"}}, "4917677000001")
    assert lists_with(bob, cast, old) == ["mine", "all"]

    path = api(cast, f"/conversations/{old['id']}/assignee")
    answer = cast.client("alice").put(path, {"member": None}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert lists_with(bob, cast, old) == ["unassigned", "all"]


def remembered(cast: Cast, customer: str) -> None:
    """Meta: webhooks, history reference."""
    message = {
        "from": customer, "to": cast.here.display_phone, "id": wamid(), "timestamp": "1790000000", "type": "text",
        "text": {"body": "Guten Tag"}, "history_context": {"status": "READ"},
    }  # fmt: skip
    threads = [{"id": customer, "messages": [message]}]
    metadata = {"phase": 0, "chunk_order": 1, "progress": 55}
    hear(cast.here, change(cast.here, "history", {"history": [{"metadata": metadata, "threads": threads}]}))


def listed(client: Client, cast: Cast, tab: str) -> list[Any]:
    return list(client.get(api(cast, f"/conversations?tab={tab}")).json()["items"])


def lists_with(client: Client, cast: Cast, one: Any) -> list[str]:
    """The tabs that it is in; what they count agrees with what they list."""
    counts = client.get(api(cast, "/conversations")).json()["counts"]
    found = {tab: [row["id"] for row in listed(client, cast, tab)] for tab in ("mine", "unassigned", "all")}
    assert {tab: len(ids) for tab, ids in found.items()} == {tab: counts[tab]["total"] for tab in found}
    return [tab for tab, ids in found.items() if one["id"] in ids]
