"""Meta's speed limits and the window, on the virtual clock, exactly."""

import pytest

from bothends.rates import Rates

PHONE, HOTLINE = "100200300400500", "100200300400501"


@pytest.mark.parametrize(("mode", "limit"), [("coexistence", 20), ("cloud_api", 80)])
def test_a_second_holds_so_many_and_not_one_more(mode, limit):
    rates = Rates()
    for n in range(limit):
        assert rates.refusal("n", mode, f"c{n}", 100 + n / 1000) is None
        rates.sent("n", mode and f"c{n}", 100 + n / 1000)
    assert rates.refusal("n", mode, "x", 100.999) == 130429
    assert rates.refusal("n", mode, "x", 101.0) is None
    rates.sent("n", "x", 101.0)
    assert rates.refusal("n", mode, "y", 101.0005) == 130429


def test_inbound_counts_on_coexistence_only():
    rates = Rates()
    for _ in range(20):
        rates.received("a", "coexistence", 100.0)
        rates.received("b", "cloud_api", 100.0)
    assert rates.refusal("a", "coexistence", "x", 100.5) == 130429
    assert rates.refusal("b", "cloud_api", "x", 100.5) is None


def test_a_pair_has_a_burst_of_45_and_then_one_message_every_six_seconds():
    rates, now = Rates(), 1_790_000_000.0
    for n in range(45):
        assert rates.refusal("n", "cloud_api", "c", now + n / 10) is None
        rates.sent("n", "c", now + n / 10)
    assert rates.refusal("n", "cloud_api", "c", now + 5.9) == 131056
    assert rates.refusal("n", "cloud_api", "other", now + 5.9) is None
    for n in range(1, 50):
        assert rates.refusal("n", "cloud_api", "c", now + 6 * n - 0.01) == 131056
        assert rates.refusal("n", "cloud_api", "c", now + 6 * n) is None
        rates.sent("n", "c", now + 6 * n)


def test_graph_refuses_what_is_too_fast_and_the_switch_lets_it_through(play):
    play.writes()
    answers = [play.send(str(n)).status_code for n in range(20)]
    assert answers == [200] * 19 + [400]
    assert play.send().json()["error"]["code"] == 130429
    play.api("PATCH", "/settings", {"rate_http": 429})
    assert play.send().status_code == 429
    play.turn(1)
    assert play.send().status_code == 200
    play.api("PATCH", "/settings", {"rates": False})
    assert [play.send().status_code for _ in range(30)] == [200] * 30


def test_refused_sends_are_not_in_the_book_and_do_not_count(play):
    play.writes()
    for _ in range(30):
        play.send()
    assert play.api("GET", "/book/counts")["accepted"] == 19
    play.turn(1)
    assert play.send().status_code == 200
