"""What the Conversation page is told, seen through the API on a real database."""

from __future__ import annotations

from uuid import uuid4

from tests.promises.cast import Cast, cast, echo_from_phone, hear, post

__all__ = ["cast"]


def api(cast: Cast, path: str = "") -> str:
    return f"/api/workspaces/{cast.here.workspace}{path}"


def thread(cast: Cast, path: str = "") -> str:
    return api(cast, f"/conversations/{cast.here.conversation}{path}")


def test_a_customers_message_is_in_the_list_and_in_the_thread(cast: Cast) -> None:
    bob = cast.client("bob")
    page = bob.get(api(cast, "/conversations")).json()
    (item,) = page["items"]
    assert item["id"] == str(cast.here.conversation)
    assert item["unread"] == 1
    assert item["contact"]["name"] == f"Kundin {cast.here.canary}"
    assert item["contact"]["phone"] == cast.here.customer
    assert item["last"]["preview"] == f"Guten Tag {cast.here.canary}"
    assert item["window"]["open"] is True
    messages = bob.get(thread(cast, "/messages")).json()["items"]
    assert [(m["text"], m["direction"], m["origin"]) for m in messages] == [
        (f"Guten Tag {cast.here.canary}", "inbound", "customer")
    ]


def test_an_echo_is_presumed_to_be_the_owners_and_answers_what_was_unread(cast: Cast) -> None:
    hear(cast.here, echo_from_phone(cast.here, "Ich rufe an"))
    bob = cast.client("bob")
    message = bob.get(thread(cast, "/messages")).json()["items"][-1]
    assert message["origin"] == "phone"
    assert message["author"] is None
    assert message["presumed"] == f"Anna {cast.here.canary}"
    assert bob.get(thread(cast)).json()["unread"] == 0


def test_a_message_sent_here_is_queued_under_the_id_that_the_page_made(cast: Cast) -> None:
    bob, new = cast.client("bob"), str(uuid4())
    draft = {"id": new, "kind": "text", "text": "Gerne"}
    first = post(bob, thread(cast, "/messages"), draft)
    again = post(bob, thread(cast, "/messages"), draft)
    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert first.json()["id"] == new
    assert first.json()["state"] == "queued"
    assert first.json()["author"]["name"] == "Bob"
    messages = bob.get(thread(cast, "/messages")).json()["items"]
    assert [m["text"] for m in messages] == [f"Guten Tag {cast.here.canary}", "Gerne"]
    with cast.database.connect() as owner:
        assert owner.execute("select state from config.send_job").fetchall() == [("queued",)]
