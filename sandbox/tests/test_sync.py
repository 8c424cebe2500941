"""What a phone sends after `smb_app_data`: in Meta's shapes, whole, once, and out of order when it is told to."""

import itertools
import json

import pytest

PHONE, WABA, APP = "100200300400500", "811200340045001", "1029384756"
METADATA = {"display_phone_number": "41445550101", "phone_number_id": PHONE}
DAY = 86400


def ask(play, kind="history"):
    return play.graph("POST", f"{PHONE}/smb_app_data", {"messaging_product": "whatsapp", "sync_type": kind})


def switch(play, **switches):
    return play.api("PUT", f"/numbers/{PHONE}/sync", switches)


def past(play, **wanted):
    return play.api("POST", f"/numbers/{PHONE}/past", wanted)


def connected_now(play):
    """The phone is connected at this moment: everything that was said is history."""
    play.sandbox.world.number(PHONE).onboarded_at = play.sandbox.clock.now()


def synced(play, kind="history"):
    play.settle()
    play.callback.raw.clear()
    answer = ask(play, kind)
    assert answer.json() == {"messaging_product": "whatsapp", "request_id": answer.json()["request_id"]}
    play.settle()
    return play.callback.changes(kind)


def chunks(values):
    return [chunk for value in values for chunk in value.get("history", [])]


def lines(values):
    """Every line of every thread, with the thread's id."""
    threads = [thread for chunk in chunks(values) for thread in chunk["threads"]]
    return [(thread["id"], message) for thread in threads for message in thread["messages"]]


def followed(values):
    """The media that follow: from customers, from the business."""
    return [[message for value in values for message in value.get(key, [])] for key in ("messages", "message_echoes")]


def test_history_has_metas_shape_with_phases_chunks_threads_and_who_wrote_to_whom(play):
    ines = play.api("GET", "/customers")["data"][0]
    asked = play.writes("Habt ihr offen?")
    play.turn(60)
    answered = play.agent_writes("Ja, bis sechs.", quote=asked["wamid"])
    play.turn(40)
    connected_now(play)
    [value] = synced(play)
    assert value == {
        "messaging_product": "whatsapp",
        "metadata": METADATA,
        "history": [
            {
                "metadata": {"phase": 0, "chunk_order": 1, "progress": 100},
                "threads": [
                    {
                        "id": "41791234567",
                        "context": {"wa_id": "41791234567", "user_id": ines["user_id"], "username": "@inesroth"},
                        "messages": [
                            {
                                "from": "41791234567",
                                "from_user_id": ines["user_id"],
                                "id": asked["wamid"],
                                "timestamp": "1790000000",
                                "type": "text",
                                "text": {"body": "Habt ihr offen?"},
                                "history_context": {"status": "READ"},
                            },
                            {
                                "from": "41445550101",
                                "to": "41791234567",
                                "id": answered["wamid"],
                                "timestamp": "1790000060",
                                "context": {"from": "41791234567", "id": asked["wamid"]},
                                "type": "text",
                                "text": {"body": "Ja, bis sechs."},
                                "history_context": {"status": "DELIVERED"},
                            },
                        ],
                    }
                ],
            }
        ],
    }
    [body] = play.callback.bodies
    assert [(entry["id"], "time" in entry) for entry in body["entry"]] == [(WABA, False)]


def test_an_edit_is_a_line_of_its_own_and_what_was_deleted_is_not_there(play):
    first = play.writes("Um zwei")
    gone = play.writes("Vergessen Sie das")
    chat = f"/customers/ines/chats/{PHONE}"
    play.turn(30)
    play.api("POST", f"{chat}/edits", {"message": first["wamid"], "text": "Um drei"})
    play.api("POST", f"{chat}/revocations", {"message": gone["wamid"]})
    play.turn(10)
    connected_now(play)
    said, edited = [message for _, message in lines(synced(play))]
    assert (said["id"], said["text"], said["timestamp"]) == (first["wamid"], {"body": "Um zwei"}, "1790000000")
    assert edited["id"] not in (first["wamid"], gone["wamid"])
    assert {key: edited[key] for key in ("timestamp", "type", "edit")} == {
        "timestamp": "1790000030",
        "type": "edit",
        "edit": {"original_message_id": first["wamid"], "message": {"type": "text", "text": {"body": "Um drei"}}},
    }


def test_young_media_follow_under_their_wamid_and_old_media_stay_placeholders(play):
    image = {"type": "image", "data": "iVBORw0KGgo=", "mime_type": "image/png"}
    old = play.api("POST", f"/customers/ines/chats/{PHONE}/messages", image)
    play.turn(20 * DAY)
    theirs = play.api("POST", f"/customers/ines/chats/{PHONE}/messages", {**image, "caption": "Die Küche"})
    ours = play.api("POST", f"/numbers/{PHONE}/chats/ines/messages", image)
    play.turn(10)
    connected_now(play)
    values = synced(play)
    placeholders = {message["id"]: message for _, message in lines(values)}
    assert set(placeholders) == {old["wamid"], theirs["wamid"], ours["wamid"]}
    assert all(message["type"] == "media_placeholder" for message in placeholders.values())
    assert all("image" not in message for message in placeholders.values())
    assert "text" not in placeholders[old["wamid"]]
    [came], [went] = followed(values)
    assert (came["id"], came["from"], came["type"]) == (theirs["wamid"], "41791234567", "image")
    assert (went["id"], went["from"], went["to"]) == (ours["wamid"], "41445550101", "41791234567")
    assert came["image"]["caption"] == "Die Küche"
    assert came["image"]["sha256"] == "4c4b6a3be1314ab86138bef4314dde022e600960d8689a2c8f8631802d20dab6"
    found = play.graph("GET", came["image"]["id"]).json()
    got = play.http.get(found["url"], headers={"Authorization": f"Bearer {play.token}"})
    assert got.content == b"\x89PNG\r\n\x1a\n"
    [about] = next(value["contacts"] for value in values if "messages" in value)
    assert (about["profile"]["name"], about["wa_id"]) == ("Ines Roth", "41791234567")


def test_who_hides_the_phone_number_is_a_user_id_in_history_too(play):
    play.api("PATCH", "/customers/ines", {"hide_phone": True})
    play.writes("Guten Tag")
    play.agent_writes("Grüezi")
    play.turn(10)
    connected_now(play)
    [chunk] = chunks(synced(play))
    [thread] = chunk["threads"]
    user_id = play.api("GET", "/customers")["data"][0]["user_id"]
    assert "id" not in thread
    assert thread["context"] == {"user_id": user_id, "username": "@inesroth"}
    theirs, ours = thread["messages"]
    assert (theirs["from_user_id"], "from" in theirs, "to" in ours) == (user_id, False, False)
    assert b"41791234567" not in b"".join(play.callback.raw)


def test_what_the_api_sent_and_what_came_after_onboarding_is_no_history(play):
    play.writes("vorher")
    play.send("vom System")
    play.turn(10)
    connected_now(play)
    play.turn(10)
    play.writes("nachher")
    assert [message["text"]["body"] for _, message in lines(synced(play))] == ["vorher"]


def test_an_owner_who_does_not_share_declines_once(play):
    past(play, chats=2, messages=20)
    play.sandbox.world.number(PHONE).share_history = False
    [value] = synced(play)
    title = "History sync is turned off by the business from the WhatsApp Business App"
    assert value == {
        "messaging_product": "whatsapp",
        "metadata": METADATA,
        "history": [
            {
                "errors": [
                    {
                        "code": 2593109,
                        "title": title,
                        "message": title,
                        "error_data": {"details": "History sharing is turned off by the business"},
                    }
                ]
            }
        ],
    }
    assert ask(play).json()["error"]["code"] == 2593107


@pytest.mark.parametrize("share", [True, False])
def test_a_past_from_before_the_connection_is_shared_as_the_owner_said_on_the_phone(play, share):
    phone = {"phone": "+41445550303", "name": "Bakery", "connected": False}
    bakery = play.api("POST", "/numbers", phone)["id"]
    made = play.api("POST", f"/numbers/{bakery}/past", {"chats": 5, "messages": 200})
    play.turn(3600)
    signup = play.api(
        "POST", "/signups", {"app_id": APP, "config_id": "1", "feature": "whatsapp_business_app_onboarding"}
    )
    for screen, body in (
        ("account", {"waba_id": WABA}),
        ("way", {"existing": True}),
        ("number", {"phone": phone["phone"]}),
    ):
        signup = play.api("POST", f"/signups/{signup['id']}/{screen}", body)
    play.api("POST", f"/numbers/{bakery}/connect", {"code": signup["code"], "share_history": share})
    play.api("POST", f"/signups/{signup['id']}/finish", {})
    play.graph("POST", f"{bakery}/smb_app_data", {"messaging_product": "whatsapp", "sync_type": "history"})
    play.settle()
    values = play.callback.changes("history")
    if share:
        assert len(lines(values)) == made["messages"] + made["edits"]
    else:
        assert [chunk["errors"][0]["code"] for chunk in chunks(values)] == [2593109]


def test_the_contact_book_comes_whole_in_bounded_batches(play):
    made = past(play, chats=40, messages=40)
    switch(play, chunk_contacts=10)
    values = synced(play, "smb_app_state_sync")
    assert [len(value["state_sync"]) for value in values] == [10, 10, made["contacts"] - 20]
    told = [entry for value in values for entry in value["state_sync"]]
    assert {entry["action"] for entry in told} == {"add"}
    book = play.api("GET", f"/numbers/{PHONE}/contacts")["data"]
    assert [(entry["contact"]["phone_number"], entry["contact"]["full_name"]) for entry in told] == [
        (contact["phone"], contact["full_name"]) for contact in book
    ]
    assert sum(contact["full_name"].startswith("Privat ") for contact in book) == 5
    assert all(entry["contact"]["user_id"] for entry in told)


@pytest.mark.parametrize("kind", ["smb_app_state_sync", "history"])
def test_each_sync_can_be_asked_for_once(play, kind):
    past(play, chats=3, messages=30)
    values = synced(play, kind)
    assert values
    assert (ask(play, kind).status_code, ask(play, kind).json()["error"]["code"]) == (400, 2593107)
    play.turn(60)
    assert play.callback.changes(kind) == values


@pytest.mark.parametrize("code", [2593108, 135000])
def test_after_24_hours_both_are_refused_under_either_code(play, code):
    switch(play, late_code=code)
    past(play, chats=3, messages=30)
    play.turn(24 * 3600 + 1)
    for kind in ("smb_app_state_sync", "history"):
        answer = ask(play, kind)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    play.settle()
    assert play.callback.changes() == []


def test_a_silent_phone_answers_and_sends_nothing_ever(play):
    past(play, chats=3, messages=30)
    switch(play, silent=True)
    assert synced(play) == synced(play, "smb_app_state_sync") == []
    play.turn(7 * DAY)
    assert play.callback.changes() == []


def test_totals_are_what_was_made_and_no_wamid_comes_twice_but_for_late_media(play):
    made = past(play, chats=30, messages=1500, media_share=0.2)
    switch(play, chunk_messages=100)
    values = synced(play)
    found = [message for _, message in lines(values)]
    wamids = [message["id"] for message in found]
    assert len(set(wamids)) == len(wamids) == made["messages"] + made["edits"]
    kinds = [message["type"] for message in found]
    assert (kinds.count("media_placeholder"), kinds.count("edit")) == (made["media"], made["edits"])
    assert kinds.count("unsupported") == made["unsupported"] > 0
    late = [message["id"] for side in followed(values) for message in side]
    assert len(set(late)) == len(late) == made["late_media"] > 0
    assert set(late) < {message["id"] for message in found if message["type"] == "media_placeholder"}
    assert len({thread for thread, _ in lines(values)}) == 30
    counts = [0, 0, 0]
    for chunk in chunks(values):
        size = sum(len(thread["messages"]) for thread in chunk["threads"])
        assert 0 < size <= 100
        counts[chunk["metadata"]["phase"]] += size
    assert counts == made["by_phase"]
    assert min(counts) > 0


def test_phases_hold_their_days_and_progress_ends_at_100(play):
    past(play, chats=30, messages=900)
    switch(play, chunk_messages=50)
    places = []
    for chunk in chunks(synced(play)):
        place = chunk["metadata"]
        places.append((place["phase"], place["chunk_order"], place["progress"]))
        low, high = ((0, 1), (1, 90), (90, 180))[place["phase"]]
        for thread in chunk["threads"]:
            for message in thread["messages"]:
                assert low * DAY <= 1_790_000_000 - int(message["timestamp"]) <= high * DAY
    assert places == sorted(places)
    progress = [percent for _, _, percent in places]
    assert progress == sorted(progress)
    assert progress[-1] == 100
    for _, group in itertools.groupby(places, lambda place: place[0]):
        order = [chunk_order for _, chunk_order, _ in group]
        assert order == list(range(1, len(order) + 1))


def test_a_phase_in_which_nothing_was_said_sends_nothing(play):
    past(play, chats=3, messages=100, days=60)
    assert {chunk["metadata"]["phase"] for chunk in chunks(synced(play))} == {0, 1}


def test_shuffled_chunks_and_media_arrive_out_of_order_and_all_of_them(hall):
    def arrived(*, shuffle):
        play = hall.play()
        past(play, chats=10, messages=500, media_share=0.2)
        switch(play, chunk_messages=40, shuffle=shuffle)
        return synced(play)

    straight, shuffled = arrived(shuffle=False), arrived(shuffle=True)
    as_text = [
        [json.dumps(value, sort_keys=True).replace("ext=", "") for value in order] for order in (straight, shuffled)
    ]
    assert as_text[0] != as_text[1]
    assert sorted(as_text[0]) == sorted(as_text[1])
    places = [(c["metadata"]["phase"], c["metadata"]["chunk_order"]) for c in chunks(shuffled)]
    assert places != sorted(places)
    first_media = next(n for n, value in enumerate(shuffled) if "history" not in value)
    assert any("history" in value for value in shuffled[first_media:])


def test_bodies_fill_up_to_their_bound_and_hold_thousands_of_messages(play):
    made = past(play, chats=50, messages=12_000, days=89)
    switch(play, chunk_messages=100_000)
    values = synced(play)
    sizes = [len(raw) for raw in play.callback.raw]
    assert 2_950_000 < max(sizes) <= 3_000_000
    biggest = max(len([m for t in c["threads"] for m in t["messages"]]) for c in chunks(values))
    assert biggest > 5000
    assert len(lines(values)) == made["messages"] + made["edits"]


def test_a_smaller_bound_cuts_threads_and_loses_nothing(play):
    made = past(play, chats=5, messages=600)
    switch(play, body_bytes=20_000)
    values = synced(play)
    assert max(len(raw) for raw in play.callback.raw) <= 20_000
    assert len(chunks(values)) >= 10
    assert len({message["id"] for _, message in lines(values)}) == made["messages"] + made["edits"]


def test_history_goes_through_the_queue_with_its_retries_and_duplicates(play):
    past(play, chats=3, messages=60, media_share=0)
    switch(play, chunk_messages=20)
    play.callback.answers = [500]
    play.chaos("duplicate", count=1, field="history")
    assert len(chunks(synced(play))) >= 3
    play.turn(10)
    places = [tuple(chunk["metadata"].values()) for chunk in chunks(play.callback.changes("history"))]
    assert len(play.callback.refused) == 1
    assert len(places) == len(set(places)) + 1


def test_switches_are_checked(play):
    for bad in (
        {"colour": "red"},
        {"body_bytes": 3_000_001},
        {"shuffle": "yes"},
        {"late_code": 1},
        {"chunk_messages": 0},
    ):
        assert play.api("PUT", f"/numbers/{PHONE}/sync", bad, status=400)["error"]["code"] in (
            "bad_switch",
            "no_such_switch",
        )
    switch(play, shuffle=True)
    assert play.api("GET", f"/numbers/{PHONE}/sync") == {
        "chunk_messages": 2000,
        "chunk_contacts": 500,
        "body_bytes": 3_000_000,
        "shuffle": True,
        "silent": False,
        "late_code": 2593108,
    }
