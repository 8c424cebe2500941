"""How webhooks arrive: retries that follow the clock, order, and everything chaos does to them."""

import time

import pytest

PHONE = "100200300400500"
BROKEN = r"disconnected|reset"


def texts(play):
    return [message["text"]["body"] for message in play.callback.items("messages")]


def test_a_refused_webhook_comes_again_with_falling_frequency_until_it_is_taken(play):
    play.callback.answers = [500, 404, 503]
    play.writes("eins")
    play.settle()
    assert texts(play) == []
    play.turn(1.9)
    assert len(play.callback.refused) == 1
    play.turn(0.2)
    play.turn(5)
    play.turn(10)
    assert texts(play) == ["eins"]
    assert len(set(play.callback.refused)) == 1
    assert play.callback.raw[0] == play.callback.refused[0]
    [delivery] = play.api("GET", "/webhooks?bodies=1")["data"]
    assert [attempt["status"] for attempt in delivery["attempts"]] == [500, 404, 503, 200]
    assert delivery["state"] == "delivered"
    assert delivery["body"].encode() == play.callback.raw[0]
    waits = [b["at"] - a["at"] for a, b in zip(delivery["attempts"], delivery["attempts"][1:], strict=False)]
    assert waits == sorted(waits)


def test_a_webhook_is_given_up_after_seven_days(play):
    play.callback.answers = [500] * 100
    play.writes()
    play.settle()
    for _ in range(40):
        play.turn(6 * 3600)
    [delivery] = play.api("GET", "/webhooks")["data"]
    assert delivery["state"] == "given_up"
    assert 6.5 * 86400 < delivery["attempts"][-1]["at"] - delivery["created_at"] <= 7 * 86400


def test_nobody_listening_is_a_reason_to_come_again(play):
    play.api("PUT", "/apps/1029384756/subscription", {"callback_url": "http://127.0.0.1:9/"})
    play.writes()
    play.settle()
    [delivery] = play.api("GET", "/webhooks")["data"]
    assert delivery["state"] == "waiting"
    assert delivery["attempts"][0]["status"] is None
    assert "Refused" in delivery["attempts"][0]["error"]
    assert play.api("POST", "/webhooks/retry", {})["retried"] == 1


def test_the_order_within_a_chat_is_kept_and_a_failure_holds_up_nobody(play):
    play.callback.answers = [500]
    for n in range(20):
        play.writes(str(n))
    play.settle()
    assert texts(play) == [str(n) for n in range(1, 20)]
    play.turn(3)
    assert texts(play)[-1] == "0"


def test_duplicate_drop_delay_and_reorder(play):
    play.chaos("duplicate", count=1)
    play.writes("zweimal")
    play.settle()
    assert texts(play) == ["zweimal", "zweimal"]
    assert play.callback.raw[0] == play.callback.raw[1]
    play.chaos("drop", count=1)
    play.writes("nie")
    play.chaos("delay", count=1, delay_ms=60_000)
    play.writes("später")
    play.chaos("reorder", count=1, wait_ms=5000)
    play.writes("zweiter")
    play.writes("erster")
    play.turn(1)
    assert texts(play)[2:] == ["erster", "zweiter"]
    play.turn(60)
    assert texts(play)[4:] == ["später"]
    assert play.api("GET", "/webhooks/counts")["dropped"] == 1


def test_a_lost_first_attempt_is_brought_by_the_retry(play):
    play.chaos("drop_first", count=1)
    play.writes()
    play.settle()
    assert texts(play) == []
    play.turn(3)
    assert texts(play) == ["Hallo"]


@pytest.mark.parametrize(
    ("layout", "entries", "changes", "items"), [("items", 1, 1, 3), ("changes", 1, 3, 1), ("entries", 3, 1, 1)]
)
def test_batches_come_in_every_layout(play, layout, entries, changes, items):
    play.chaos("batch", items=3, layout=layout, wait_ms=1000)
    for n, customer in enumerate(("ines", "luc", "giulia")):
        play.writes(str(n), customer=customer)
    play.settle()
    [body] = play.callback.bodies
    assert len(body["entry"]) == entries
    assert len(body["entry"][0]["changes"]) == changes
    assert len(body["entry"][0]["changes"][0]["value"]["messages"]) == items
    play.writes("3")
    play.turn(2)
    assert len(play.callback.bodies) == 2


def test_user_ids_without_phone_numbers(play):
    play.chaos("hide_phone_numbers")
    hers = play.writes()["wamid"]
    play.agent_writes(quote=hers)
    play.send()
    play.turn(5)
    user_id = play.sandbox.world.customers["ines"].user_id
    assert b"41791234567" not in b"".join(play.callback.raw)
    assert play.callback.items("messages")[0]["from_user_id"] == user_id
    assert play.callback.items("message_echoes")[0]["to_user_id"] == user_id
    assert play.callback.items("message_echoes")[0]["context"] == {"id": hers}
    assert play.callback.items("statuses")[0]["recipient_user_id"] == user_id


def test_a_hidden_customers_wamids_do_not_give_the_phone_away(play):
    play.api("PATCH", "/customers/ines", {"hide_phone": True})
    play.writes()
    play.settle()
    assert b"41791234567" not in play.callback.raw[0]


def test_a_message_that_is_currently_unavailable(play):
    play.chaos("unavailable_131060", count=1)
    play.writes()
    play.settle()
    [message] = play.callback.items("messages")
    assert message["type"] == "unsupported"
    assert message["errors"][0]["code"] == 131060


def test_echo_and_statuses_can_overtake_the_answer(play):
    play.writes()
    play.chaos("echo_before_answer", count=1)
    play.chaos("status_before_answer", count=1)
    wamid = play.send().json()["messages"][0]["id"]
    assert [echo["id"] for echo in play.callback.items("message_echoes")] == [wamid]
    assert [s["status"] for s in play.callback.items("statuses")] == ["sent", "delivered"]


def test_broken_answers_are_in_the_book(play):
    play.writes()
    play.chaos("answer_lost", count=1)
    with pytest.raises(Exception, match=BROKEN):
        play.send(biz_opaque_callback_data="a")
    play.chaos("error_after_accept", count=1)
    assert play.send(biz_opaque_callback_data="a").status_code == 500
    play.chaos("hang", count=1, seconds=0.2)
    began = time.monotonic()
    with pytest.raises(Exception, match=BROKEN):
        play.send(biz_opaque_callback_data="b")
    assert time.monotonic() - began >= 0.2
    play.chaos("reset_before_accept", count=1)
    with pytest.raises(Exception, match=BROKEN):
        play.send(biz_opaque_callback_data="c")
    counts = play.api("GET", "/book/counts")
    assert counts["accepted"] == 3
    assert counts["repeated"] == {"a": 2}
    [line] = play.api("GET", "/book?callback_data=b")["data"]
    assert line["wamid"].startswith("wamid.")


def test_refusals_and_failures_on_demand(play):
    play.writes()
    play.chaos("refuse", code=131042, count=1)
    assert play.send().json()["error"]["code"] == 131042
    play.chaos("token_expired", count=1)
    assert play.send().status_code == 401
    play.chaos("fail_later", code=131049, count=1)
    play.send()
    play.turn(5)
    assert play.callback.items("statuses")[0]["errors"][0]["code"] == 131049
    play.api("DELETE", "/chaos")
    play.chaos("skip_delivered", count=1)
    play.send()
    play.turn(5)
    assert [s["status"] for s in play.callback.items("statuses")] == ["failed", "sent", "read"]
    assert "pricing" in play.callback.items("statuses")[-1]
    play.chaos("no_statuses")
    play.send()
    play.turn(5)
    assert len(play.callback.items("statuses")) == 3


def test_chaos_says_what_it_does_not_understand(play):
    for body in ({"rule": "storm"}, {"rule": "drop", "colour": 1}, {"rule": "drop", "probability": 2}):
        assert "message" in play.api("POST", "/chaos", body, status=400)["error"]


def test_probability_comes_from_the_seed(hall):
    struck = []
    for _ in range(2):
        play = hall.play(seed=7)
        play.chaos("drop", probability=0.3)
        for n in range(60):
            play.writes(str(n))
        play.settle()
        struck.append(texts(play))
    assert struck[0] == struck[1]
    assert 25 < len(struck[0]) < 58
