"""The sandbox itself: clock, seed, book, events, page, reset."""

import json
import os
import signal
import subprocess
import sys

import httpx
import pytest

from bothends import national
from bothends.chance import Chance
from bothends.clock import Clock
from bothends.refused import Refused

PHONE = "100200300400500"


def test_timers_fire_in_their_order_at_their_own_hour():
    clock, seen = Clock(mode="stepped", start=1000.0), []
    clock.after(20, lambda: seen.append(("b", clock.now())))

    def first():
        seen.append(("a", clock.now()))
        clock.after(5, lambda: seen.append(("chained", clock.now())))

    clock.after(10, first)
    clock.after(1, lambda: seen.append(("never", 0))).cancel()
    clock.turn(30)
    assert seen == [("a", 1010.0), ("chained", 1015.0), ("b", 1020.0)]
    assert clock.now() == 1030.0


def test_the_clock_runs_faster_and_never_back():
    real = [0.0]
    clock = Clock(start=1000.0, real=lambda: real[0], monotonic=lambda: real[0])
    real[0] = 10.0
    assert clock.now() == 1010.0
    clock.set(speed=60)
    real[0] = 11.0
    assert clock.now() == 1070.0
    clock.set(mode="stepped")
    real[0] = 99.0
    assert clock.now() == 1070.0
    with pytest.raises(Refused):
        clock.turn(-1)
    with pytest.raises(Refused):
        clock.set(now=1000.0)


def life(play):
    """A little of everything."""
    hers = play.writes("Ist sie frei?")["wamid"]
    play.agent_writes("Ja", quote=hers)
    play.api(
        "POST", f"/customers/ines/chats/{PHONE}/messages", {"type": "image", "data": "AAAA", "mime_type": "image/png"}
    )
    play.send("Termin?", biz_opaque_callback_data="x")
    play.turn(5)
    play.api("POST", f"/customers/ines/chats/{PHONE}/open", {})
    play.api("POST", "/customers/ines/number-change", {"phone": "+41797654321"})
    play.settle()
    return [raw.replace(play.url.replace("/", "\\/").encode(), b"URL") for raw in play.callback.raw]


def test_the_same_seed_and_the_same_acts_give_the_same_bytes(hall):
    one, two, other = life(hall.play(seed=3)), life(hall.play(seed=3)), life(hall.play(seed=4))
    assert one == two
    assert one != other


def test_ids_of_one_stream_do_not_depend_on_another():
    one, two = Chance(1), Chance(1)
    two.wamid("other", inbound=True)
    assert one.wamid("41791234567", inbound=True) == two.wamid("41791234567", inbound=True)


def test_the_book_is_on_disk_before_the_answer(hall, tmp_path):
    play = hall.play(book=tmp_path / "book.jsonl")
    play.writes()
    play.send(biz_opaque_callback_data="a")
    [line] = [json.loads(line) for line in (tmp_path / "book.jsonl").read_text().splitlines()]
    assert (line["callback_data"], line["to"], line["n"]) == ("a", "41791234567", 1)
    play.api("POST", "/reset", {})
    assert play.api("GET", "/book/counts")["accepted"] == 0


def test_reset_brings_the_seeded_or_an_empty_world(play):
    play.writes()
    play.chaos("drop")
    state = play.api("POST", "/reset", {"seed": 5, "world": "empty"})
    assert (state["seed"], state["numbers"], state["customers"], state["chaos"]) == (5, [], [], [])
    play.api("POST", "/wabas", {"id": "1", "name": "Casa"})
    number = play.api("POST", "/numbers", {"phone": "+41 44 111 22 33", "name": "Casa", "owner": "Anna"})
    play.api("POST", "/customers", {"id": "bob", "name": "Bob", "phone": "+41790000000"})
    assert play.writes(customer="bob", number=number["id"])["status"] == "delivered"
    assert play.api("POST", "/numbers", {"phone": "41441112233", "name": "x"}, status=409)["error"]["message"]
    assert play.api("GET", "/customers/nobody/chats", status=404)["error"]["code"] == "no_such_customer"


def read_events(play, query, many):
    events = []
    with play.http.stream("GET", f"{play.url}/sandbox/api/events{query}") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if line.startswith("event: "):
                events.append(line[7:])
            if len(events) == many:
                return events
    raise AssertionError(events)


def test_the_stream_resumes_and_can_be_narrowed(play):
    start = play.api("GET", "/state")["event"]
    play.writes()
    play.writes(customer="luc")
    play.api("POST", f"/customers/ines/chats/{PHONE}/typing", {"on": True})
    assert read_events(play, f"?after={start}&customer=ines&only=message,chat", 2) == ["message", "chat"]
    assert read_events(play, "?after=999999", 1) == ["reset"]


def test_the_page_has_its_headers_and_leaves_the_rest_to_graph(play):
    for path in ("/", "/phones/ines", f"/app/{PHONE}", "/chaos"):
        answer = play.http.get(play.url + path)
        assert answer.status_code == 200
        assert "frame-ancestors 'self' http://127.0.0.1:*" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert play.http.get(play.url + "/nothing.js").status_code == 404
    assert play.http.get(play.url + "/../conftest.py").status_code in (400, 404)


def test_national_forms_are_one_person():
    assert national.registered("+54 9 11 2345 6789") == national.registered("541123456789")
    assert national.variants("556287654321") == {"556287654321", "5562987654321"}
    assert national.registered("+55 11 98765 4321") == "5511987654321"
    assert national.formatted("41445550101") == "+41 44 555 01 01"


def test_the_command_serves_and_stops():
    command = [sys.executable, "-m", "bothends", "serve", "--port", "0", "--seed", "9", "--stepped-from", "1000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().split()[3]
        state = httpx.get(f"{url}/sandbox/api/state", trust_env=False).json()
        assert (state["seed"], state["clock"]["now"], state["clock"]["mode"]) == (9, 1000.0, "stepped")
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(10) in (0, -signal.SIGINT)
