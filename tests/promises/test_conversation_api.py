"""What the Conversation page is told, seen through the API on a real database."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.promises.cast import Cast, cast, change, echo_from_phone, hear, post, text_from_customer, wamid

if TYPE_CHECKING:
    from django.test import Client

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


def test_the_same_request_twice_at_once_makes_one_message(cast: Cast) -> None:
    from django.db import connection

    draft = {"id": str(uuid4()), "kind": "text", "text": "Only once"}
    bob = [cast.client("bob") for _ in range(4)]

    def click(client: Client) -> tuple[int, bytes]:
        try:
            answer = post(client, thread(cast, "/messages"), draft)
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(click, bob))
    assert {status for status, _ in answers} == {202}
    assert len(answers) == 1
    with cast.database.connect() as owner:
        assert owner.execute("select count(*) from config.send_job").fetchone() == (1,)


def test_an_id_of_another_workspaces_message_is_refused_and_told_nothing(cast: Cast) -> None:
    draft = {"id": str(uuid4()), "kind": "text", "text": "Mine"}
    assert post(cast.client("bob"), thread(cast, "/messages"), draft).status_code == 202
    there = f"/api/workspaces/{cast.elsewhere.workspace}/conversations/{cast.elsewhere.conversation}/messages"
    answer = post(cast.client("charlie"), there, draft)
    assert (answer.status_code, answer.json()["code"]) == (409, "id_taken")
    assert cast.here.canary.encode() not in answer.content


def test_a_file_goes_under_the_customers_key_and_a_second_customer_gets_a_copy(cast: Cast) -> None:
    hear(cast.here, text_from_customer(cast.here, "Guten Abend", "41791112233"))
    bob = cast.client("bob")
    items = bob.get(api(cast, "/conversations")).json()["items"]
    files = []
    for item in items:
        draft = {"id": str(uuid4()), "kind": "image", "media_id": str(cast.here.media)}
        sent = post(bob, api(cast, f"/conversations/{item['id']}/messages"), draft)
        assert sent.status_code == 202, sent.content
        files.append(sent.json()["media"][0]["id"])
    assert len(set(files)) == 2
    with cast.database.connect() as owner:
        subjects = owner.execute("select subject from config.file where id = any(%s)", (files,)).fetchall()
    assert len(set(subjects)) == 2
    assert (cast.here.workspace,) not in subjects
    contents = {bob.get(api(cast, f"/media/{file}")).content for file in files}
    assert len(contents) == 1


def put(client: Client, path: str, body: object) -> Any:
    return client.put(path, json.dumps(body), content_type="application/json")


def takes(cast: Cast, name: str) -> Client:
    client = cast.client(name)
    assert put(client, thread(cast, "/assignee"), {"member": str(cast.here.people[name])}).status_code == 200
    return client


def signals(cast: Cast) -> list[tuple[bool]]:
    with cast.database.connect() as owner:
        return owner.execute("select typing from config.signal_job").fetchall()


def test_looking_is_not_reading_and_answering_is(cast: Cast) -> None:
    alice, bob = takes(cast, "alice"), cast.client("bob")
    assert post(bob, thread(cast, "/read")).status_code == 204
    assert post(bob, thread(cast, "/typing")).status_code == 204
    assert bob.get(thread(cast)).json()["unread"] == 0
    assert signals(cast) == []
    assert post(alice, thread(cast, "/read")).status_code == 204
    assert signals(cast) == [(False,)], "the assigned person opens what somebody else has looked at"
    hear(cast.here, text_from_customer(cast.here, "Und heute?"))
    assert post(bob, thread(cast, "/messages"), {"id": str(uuid4()), "kind": "text", "text": "Ja"}).status_code == 202
    assert signals(cast) == [(False,), (False,)]
    assert post(bob, thread(cast, "/messages"), {"id": str(uuid4()), "kind": "text", "text": "!"}).status_code == 202
    assert signals(cast) == [(False,), (False,)], "once"


def test_reading_tells_the_customer_once(cast: Cast) -> None:
    bob = takes(cast, "bob")
    for _ in range(2):
        assert post(bob, thread(cast, "/read")).status_code == 204
    assert bob.get(thread(cast)).json()["unread"] == 0
    with cast.database.connect() as owner:
        assert owner.execute("select typing from config.signal_job").fetchall() == [(False,)]


def test_a_number_that_keeps_receipts_to_itself_tells_nobody(cast: Cast) -> None:
    with cast.database.connect() as owner:
        owner.execute("update config.number set read_receipts = false")
        bob = takes(cast, "bob")
        assert post(bob, thread(cast, "/read")).status_code == 204
        assert post(bob, thread(cast, "/typing")).status_code == 204
        assert bob.get(thread(cast)).json()["unread"] == 0
        assert owner.execute("select from config.signal_job").fetchall() == []


def test_typing_is_told_in_answer_to_the_last_message(cast: Cast) -> None:
    assert post(takes(cast, "bob"), thread(cast, "/typing")).status_code == 204
    with cast.database.connect() as owner:
        assert owner.execute("select typing from config.signal_job").fetchall() == [(True,)]


def test_the_list_is_searched_filtered_and_told_by_tab(cast: Cast) -> None:
    hear(cast.here, text_from_customer(cast.here, "Guten Abend", "41791112233"))
    hear(cast.here, echo_from_phone(cast.here, "Bin dran"))
    bob = cast.client("bob")

    def phones(query: str) -> list[str]:
        return [one["contact"]["phone"] for one in bob.get(api(cast, f"/conversations?{query}")).json()["items"]]

    assert sorted(phones("")) == sorted([cast.here.customer, "41791112233"])
    assert phones("unread=1") == phones("tab=unread") == ["41791112233"]
    assert phones("tab=waiting") == ["41791112233"]
    assert phones("q=079 111 22 33") == phones("q=0041 79 111") == ["41791112233"]
    assert phones("q=%2B41 79 111") == ["41791112233"]
    assert len(phones("q=kundin")) == 2
    assert phones("q=%25") == [], "a pattern is only text"
    assert len(phones(f"number={cast.here.number}")) == 2
    assert phones(f"number={uuid4()}") == []


def test_an_edit_keeps_both_wordings_and_a_deletion_says_so(cast: Cast) -> None:
    body = text_from_customer(cast.here, "Um drei")
    message = body["entry"][0]["changes"][0]["value"]["messages"][0]
    hear(cast.here, body)
    common = {"from": message["from"], "timestamp": message["timestamp"]}
    edit = {"original_message_id": message["id"], "message": {"type": "text", "text": {"body": "Um vier"}}}
    hear(
        cast.here, change(cast.here, "messages", {"messages": [common | {"id": wamid(), "type": "edit", "edit": edit}]})
    )
    shown = cast.client("bob").get(thread(cast, "/messages")).json()["items"][-1]
    assert (shown["text"], shown["edited"], shown["revoked"]) == ("Um vier", True, False)
    assert [one["text"] for one in shown["versions"]] == ["Um drei", "Um vier"]
    revoke = {"original_message_id": message["id"]}
    hear(
        cast.here,
        change(cast.here, "messages", {"messages": [common | {"id": wamid(), "type": "revoke", "revoke": revoke}]}),
    )
    shown = cast.client("bob").get(thread(cast, "/messages")).json()["items"][-1]
    assert shown["revoked"] is True


def test_a_place_longer_than_we_would_write_opens_all_the_same(cast: Cast) -> None:
    body = text_from_customer(cast.here, "")
    message = body["entry"][0]["changes"][0]["value"]["messages"][0]
    message |= {"type": "location", "location": {"latitude": 400, "longitude": 8.5, "name": "x" * 5000}}
    hear(cast.here, body)
    shown = cast.client("bob").get(thread(cast, "/messages"))
    assert shown.status_code == 200
    assert shown.json()["items"][-1]["location"]["name"] == "x" * 5000
