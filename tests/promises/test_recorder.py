"""What was heard is recorded: bad items harm nobody, crashes lose nothing, two recorders double nothing."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import psycopg
import pytest

from tests.promises.cast import Place, now
from tests.promises.ear import Ear, body, ear, item, recorder

__all__ = ["ear"]

pytestmark = pytest.mark.timeout(900)


def run_out(ear: Ear, one: Any, steps: int = 200) -> None:
    for _ in range(steps):
        one.step()
        if not ear.waiting():
            return
    raise AssertionError(f"{ear.waiting()} bodies were left")


POISON = "wamid.POISON"


@pytest.fixture
def poisonous(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables refuse one message, whatever comes with it."""
    from twinline.engine import pieces

    really = pieces.record

    def record(tx: Any, facts: Any) -> Any:
        outcome = really(tx, facts)
        if any(getattr(recorded.fact, "wamid", None) == POISON for recorded in facts):
            tx.run("select 1 / 0")
        return outcome

    monkeypatch.setattr(pieces, "record", record)


@pytest.mark.usefixtures("poisonous")
def test_one_bad_item_among_a_thousand_is_put_aside_with_its_bytes_and_the_others_are_recorded(ear: Ear) -> None:
    items = [item(f"wamid.good{n:04}") for n in range(999)]
    items.insert(637, item(POISON, "the bad one"))
    ear.hears(body(ear.here, *items))
    run_out(ear, recorder())
    assert len(ear.wamids("wamid.good%")) == 999
    ((_, raw),) = ear.quarantined()
    assert b"the bad one" in raw
    assert b"POISON" in raw
    assert ear.is_gapless()


@pytest.mark.usefixtures("poisonous")
def test_a_bad_body_among_good_ones_harms_none_of_them(ear: Ear) -> None:
    good = [body(ear.here, item(f"wamid.live{n}")) for n in range(9)]
    bad = [body(ear.here, item("wamid.live9"), item(POISON), item("wamid.liveA")), b"no JSON {", b"\xff\xfe", b"[]"]
    ear.hears(*good[:4], *bad, *good[4:])
    run_out(ear, recorder())
    assert len(ear.wamids("wamid.live%")) == 11
    raws = [raw for _, raw in ear.quarantined()]
    assert b"no JSON {" in raws
    assert b"\xff\xfe" in raws
    assert sum(b"POISON" in raw for raw in raws) == 1


def test_a_body_whose_key_is_gone_is_kept_as_it_lies(ear: Ear) -> None:
    ear.hears(body(ear.here, item("wamid.dark")))
    sealed = ear.one("select sealed from views.intake order by id desc limit 1")
    ear.sql.execute("delete from keys.hour")
    run_out(ear, recorder())
    row = ear.sql.execute("select reason, sealed from views.quarantine").fetchone()
    assert row == ("unreadable", sealed)


def test_a_database_that_goes_away_puts_nothing_aside(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import utils

    from twinline.engine import pieces

    ear.hears(body(ear.here, item("wamid.away1")), body(ear.here, item("wamid.away2")))
    for fault in (psycopg.OperationalError("server closed the connection"), utils.InterfaceError("closed")):
        with monkeypatch.context() as broken:
            broken.setattr(pieces, "record", lambda *_, fault=fault: (_ for _ in ()).throw(fault))
            with pytest.raises(type(fault)):
                recorder().step()
    assert (ear.waiting(), ear.quarantined()) == (2, [])
    run_out(ear, recorder())
    assert len(ear.wamids("wamid.away%")) == 2


def add_number(ear: Ear, phone_number_id: str) -> None:
    from twinline.features.onboarding import numbers

    ear.database.use("web")
    connection = numbers.Connection(
        phone_number_id=phone_number_id, waba_id="778", app_id="101", display_phone="41791110000", name="New",
        owner_name="Anna", mode="coexistence", token="a token of some length", onboarded_at=now(),
    )  # fmt: skip
    numbers.add_number(ear.here.workspace, connection, now=now())
    ear.database.use("worker")


@pytest.mark.usefixtures("poisonous")
def test_what_comes_for_a_number_before_it_is_here_is_adopted_when_it_appears(ear: Ear) -> None:
    later = Place(**{**vars(ear.here), "phone_number_id": "9990", "waba": "778"})
    other = Place(**{**vars(ear.here), "phone_number_id": "9991", "waba": "779"})
    ear.hears(body(later, item("wamid.early1"), item(POISON), item("wamid.early2")))
    ear.hears(body(other, item("wamid.never")))
    one = recorder()
    run_out(ear, one)
    assert ear.one("select count(*) from views.unadopted where adopted_at is null") == 4
    assert ear.wamids("wamid.early%") == []
    add_number(ear, "9990")
    one._adopt_at = 0
    one.step()
    assert ear.wamids("wamid.early%") == ["wamid.early1", "wamid.early2"]
    assert ear.one("select count(*) from views.unadopted where adopted_at is null") == 1
    assert ear.one("select count(*) from views.quarantine where phone_number_id = '9990'") == 1
    one._adopt_at = 0
    one.step()
    assert len(ear.wamids("wamid.early%")) == 2


def test_a_long_history_does_not_hold_up_what_is_said_now(ear: Ear) -> None:
    from tests.promises.confluence_bodies import PHONE_NUMBER_ID, history, remembered, text

    long = history(*(remembered(f"wamid.old{n:04}", -n, text("Alt")) for n in range(3000)))
    ear.hears(json.dumps(long).replace(PHONE_NUMBER_ID, ear.here.phone_number_id).encode())
    one = recorder()
    live = 0
    while True:
        one.step()
        live += 1
        if not ear.one("select count(*) from views.intake where recorded_at is null and size > 65536"):
            break
        ear.hears(body(ear.here, item(f"wamid.now{live:02}")))
        one.step()
        assert f"wamid.now{live:02}" in ear.wamids("wamid.now%"), "a live message waited for the history"
    assert live >= 2, "even the fastest machine takes it in slices"
    assert len(ear.wamids("wamid.old%")) == 3000
    assert ear.is_gapless()


@pytest.mark.usefixtures("poisonous")
def test_two_recorders_at_once_double_nothing(ear: Ear) -> None:
    same = [body(ear.here, item(f"wamid.two{n:03}")) for n in range(120)]
    big = body(ear.here, *(item(f"wamid.big{n:03}") for n in range(700)), item(POISON))
    ear.hears(*same, big, *same)
    faults: list[Exception] = []

    def work() -> None:
        from django.db import connection

        try:
            one = recorder()
            while ear.waiting_elsewhere():
                one.step()
        except Exception as fault:  # noqa: BLE001 - the main thread asserts it
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert faults == []
    assert len(ear.wamids("wamid.two%")) == 120
    assert len(ear.wamids("wamid.big%")) == 700
    assert ear.one("select count(*) from log.entry where kind = 'MessageReceived'") == 120 + 700 + 1
    assert len(ear.quarantined()) == 1
    assert ear.is_gapless()


def test_a_recorder_that_is_killed_in_the_middle_loses_nothing(ear: Ear) -> None:
    chance = random.Random(5)
    for group in range(20):
        ear.hears(*(body(ear.here, item(f"wamid.kill{group:02}{n:02}")) for n in range(30)))
    ear.hears(body(ear.here, *(item(f"wamid.killbig{n:03}") for n in range(900))))
    kills = 0
    while ear.waiting() and kills < 40:
        process = subprocess.Popen([sys.executable, "-m", "twinline", "recorder"])
        before = ear.waiting()
        deadline = time.monotonic() + 60
        while ear.waiting() == before and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
    run_out(ear, recorder())
    assert len(ear.wamids("wamid.kill%")) == 20 * 30 + 900
    assert ear.one("select count(*) from log.entry where kind = 'MessageReceived'") == 20 * 30 + 900 + 1
    assert ear.is_gapless()


@pytest.mark.parametrize(("seconds", "size"), [(0.01, 2_000), (0.15, 800), (0.3, 400), (9.0, 200)])
def test_a_slice_of_a_long_body_takes_no_longer_than_a_live_message_may_wait(seconds: float, size: int) -> None:
    from twinline.engine.pieces import Slices

    slices = Slices()
    for _ in range(30):
        slices.took(slices.size, seconds * slices.size / 800)
    assert slices.size == pytest.approx(size, abs=2)
