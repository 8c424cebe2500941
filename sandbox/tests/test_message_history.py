"""`message_history`: what became of a message of the API, when its webhooks were lost."""

PHONE, HOTLINE = "100200300400500", "100200300400501"
EVENTS = (
    "id,message_id,events{delivery_status,timestamp,webhook_update_state,application,webhook_uri,error_description}"
)


def history(play, **query):
    answer = play.graph("GET", f"{PHONE}/message_history", params=query)
    return answer.json()


def sent(play, words="Guten Tag"):
    play.writes()
    return play.send(words).json()["messages"][0]["id"]


def events(play, wamid):
    [entry] = history(play, message_id=wamid, fields=EVENTS)["data"]
    return entry["events"]["data"]


def test_the_usual_answer_names_the_message_and_nothing_else(play):
    wamid = sent(play)
    [entry] = history(play)["data"]
    assert entry == {"id": entry["id"], "message_id": wamid}
    assert entry["id"].isdigit()


def test_events_tell_each_status_and_what_became_of_its_webhook(play):
    wamid = sent(play)
    play.turn(5)
    hook = {"application": {"id": "1029384756"}, "webhook_uri": play.callback.url, "webhook_update_state": "DELIVERED"}
    found = events(play, wamid)
    assert found == [
        {"id": found[0]["id"], "delivery_status": "SENT", "timestamp": 1_790_000_000, **hook},
        {"id": found[1]["id"], "delivery_status": "DELIVERED", "timestamp": 1_790_000_000, **hook},
    ]
    assert found[0]["id"] != found[1]["id"]


def test_a_lost_status_is_still_found_here(play):
    play.chaos("drop", field="messages", kind="status")
    wamid = sent(play)
    play.turn(5)
    assert play.callback.items("statuses") == []
    assert [(e["delivery_status"], e["webhook_update_state"]) for e in events(play, wamid)] == [
        ("SENT", "FAILED"),
        ("DELIVERED", "FAILED"),
    ]


def test_a_webhook_that_is_tried_again_says_why(play):
    wamid = sent(play)
    play.settle()
    play.callback.answers = [500]
    play.turn(1)
    first = events(play, wamid)[0]
    assert (first["webhook_update_state"], first["error_description"]) == (
        "RETRYING",
        "Webhook endpoint returned HTTP 500",
    )


def test_a_status_that_was_never_told_has_no_webhook(play):
    play.chaos("no_statuses")
    wamid = sent(play)
    play.turn(5)
    assert [set(event) for event in events(play, wamid)] == [{"id", "delivery_status", "timestamp"}] * 2


def test_only_what_the_api_sent_newest_first_in_pages(play):
    play.api("PATCH", "/settings", {"rates": False})
    play.agent_writes("von Hand")
    wamids = [sent(play, str(n)) for n in range(30)]
    first = history(play)
    assert [entry["message_id"] for entry in first["data"]] == wamids[::-1][:25]
    rest = history(play, after=first["paging"]["cursors"]["after"])
    assert [entry["message_id"] for entry in rest["data"]] == wamids[::-1][25:]
    assert history(play, message_id="wamid.unknown")["data"] == []


def test_what_cannot_be_asked_is_refused(play):
    for query in ({"message_id": "12"}, {"fields": "id,colour"}, {"fields": "events{colour}"}):
        assert history(play, **query)["error"]["code"] == 100
    assert play.graph("GET", f"{HOTLINE}9/message_history").json()["error"]["error_subcode"] == 33
