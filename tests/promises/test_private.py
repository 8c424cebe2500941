"""What private contacts say is kept nowhere, and before their owner's review nobody is shown anything."""

from __future__ import annotations

import json
import threading
import time
from typing import Any
from uuid import uuid4

import pytest

from tests.promises.cast import Cast, Place, cast, change, now, post
from tests.promises.confluence_bodies import PHONE_NUMBER_ID, history, remembered, text
from tests.promises.ear import Ear, body, ear, item, recorder

__all__ = ["cast", "ear"]

MUM, CUSTOMER, STRANGER = "41795550101", "41791234567", "41798880000"
SEALED = (("views.intake", "101"), ("views.quarantine", "quarantine"), ("views.unadopted", "unadopted"))
CLAIM_ONE = """
    select id, app_id, heard_at, hour, nonce, sealed, size from views.intake
    where recorded_at is null order by id limit %s for update skip locked
"""
CANARY = "kanarienvogel-7f3a"


class Desk:
    """A number whose owner reviews."""

    def __init__(self, ear: Ear) -> None:
        self.ear = ear
        self.recorder = recorder()
        self.onboarded = now()
        ear.sql.execute("update config.number set onboarded_at = %s where id = %s", (self.onboarded, ear.here.number))

    def opens(self) -> None:
        from twinline.engine import review
        from twinline.workspaces.transaction import SYSTEM, transaction

        with transaction(self.ear.here.workspace, SYSTEM) as tx:
            review.begin(tx, self.ear.here.number, self.onboarded, None, now())

    def lists(self) -> Any:
        from twinline.engine import review
        from twinline.workspaces.transaction import SYSTEM, transaction

        with transaction(self.ear.here.workspace, SYSTEM) as tx:
            one = review.latest(tx, self.ear.here.number)
            assert one is not None
            return review.listed(tx, one)[0]

    def ends(self, *phones: str, prefixes: tuple[str, ...] = ()) -> bool:
        from twinline.engine import review
        from twinline.workspaces.transaction import SYSTEM, transaction

        marks = review.Marks([("phone", phone) for phone in phones], prefixes)
        with transaction(self.ear.here.workspace, SYSTEM) as tx:
            one = review.latest(tx, self.ear.here.number)
            assert one is not None
            return review.end(tx, one, marks, None, "shown", now())

    def hears(self, *bodies: bytes) -> None:
        self.ear.hears(*bodies)
        self.records()

    def records(self) -> None:
        self.recorder._release_at = self.recorder._adopt_at = 0
        for _ in range(40):
            if not self.recorder.step() and not self.ear.waiting():
                return

    def knows(self, phone: str, name: str) -> bytes:
        entry = {
            "type": "contact", "action": "add", "contact": {"full_name": name, "phone_number": phone},
            "metadata": {"timestamp": str(int(now().timestamp()))},
        }  # fmt: skip
        return json.dumps(change(self.ear.here, "smb_app_state_sync", {"state_sync": [entry]})).encode()

    def said(self) -> list[str]:
        return self.ear.wamids("wamid.said.%")

    def everywhere(self, word: str) -> list[str]:
        """The tables in which these bytes stand, opened with every key that is left."""
        sql, found = self.ear.sql, []
        tables = sql.execute("""
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('config', 'log', 'keys', 'views', 'public') and c.relkind in ('r', 'm')
        """).fetchall()
        for (table,) in tables:
            query = f"select count(*) from {table} as t where t::text like %s or t::text like %s"
            row = sql.execute(query, (f"%{word}%", f"%{word.encode().hex()}%")).fetchone()  # type: ignore[arg-type]
            found += [table] if row and row[0] else []
        return found + self._opened(word)

    def _opened(self, word: str) -> list[str]:
        from twinline.log import intake, read
        from twinline.workspaces.secrets import Unreadable
        from twinline.workspaces.transaction import SYSTEM, transaction

        found = []
        hours = self.ear._keys
        for table, context in (
            ("views.intake", "101"),
            ("views.quarantine", "quarantine"),
            ("views.unadopted", "unadopted"),
        ):
            rows = self.ear.sql.execute(f"select hour, nonce, sealed from {table}").fetchall()  # type: ignore[arg-type]
            intake.load_hours(self.ear.sql.cursor(), hours, [row[0] for row in rows])
            for hour, nonce, sealed in rows:
                try:
                    plain = intake.open_piece(hours, context, hour, nonce, sealed)
                except Unreadable:
                    plain = b""
                found += [f"opened {table}"] if word.encode() in plain else []
        with transaction(self.ear.here.workspace, SYSTEM) as tx:
            log = repr(list(read.entries(tx, 0, 10_000)))
            from twinline.engine import review

            one = review.latest(tx, self.ear.here.number)
            held = repr(review._all_held(tx, one)) if one else ""
        return found + (["opened log"] if word in log else []) + (["opened held"] if word in held else [])


@pytest.fixture
def desk(ear: Ear) -> Desk:
    return Desk(ear)


def past(ear: Ear, phone: str, *wamids: str, said: str = "Alt") -> bytes:
    items = [remembered(wamid, -n, text(said)) for n, wamid in enumerate(wamids)]
    return json.dumps(history(*items, phone=phone)).replace(PHONE_NUMBER_ID, ear.here.phone_number_id).encode()


def test_before_the_review_ends_nothing_of_a_contact_is_recorded_and_then_all_but_the_private(desk: Desk) -> None:
    desk.opens()
    before = desk.ear.one("select count(*) from log.entry")
    desk.hears(
        desk.knows(MUM, f"Mum {CANARY}"), desk.knows(CUSTOMER, "Ines"),
        body(desk.ear.here, item("wamid.said.mum", CANARY, MUM), item("wamid.said.ines", "Guten Tag")),
    )  # fmt: skip
    assert desk.said() == []
    assert desk.ear.one("select count(*) from log.entry") == before
    assert desk.ear.one("select count(*) from views.intake") == 0, "a body with what is undecided is not kept"
    assert {one.phone for one in desk.lists() if one.in_book} == {MUM, CUSTOMER}
    assert desk.everywhere(CANARY) == ["opened held"]
    assert desk.ends(MUM)
    desk.records()
    assert desk.said() == ["wamid.said.ines"]
    assert desk.everywhere(CANARY) == []
    assert desk.ear.one("select count(*) from views.held") == desk.ear.one("select count(*) from keys.held") == 0
    assert desk.ear.one("select state from config.review") == "ended"


def test_after_the_review_a_private_contact_leaves_nothing_and_the_others_everything(desk: Desk) -> None:
    desk.opens()
    desk.hears(desk.knows(MUM, "Mum"), desk.knows(CUSTOMER, "Ines"))
    desk.ends(MUM, prefixes=("4179888",))
    desk.records()
    desk.hears(
        body(desk.ear.here, item("wamid.said.mum", CANARY, MUM), item("wamid.said.ines")),
        body(desk.ear.here, item("wamid.said.kin", CANARY, STRANGER)), desk.knows(MUM, CANARY),
    )  # fmt: skip
    assert desk.said() == ["wamid.said.ines"]
    assert desk.everywhere(CANARY) == []
    assert desk.ear.quarantined() == []
    assert not desk.ends(), "it ends once"


def test_a_private_past_leaves_nothing_and_is_held_where_it_comes_too_early(desk: Desk) -> None:
    desk.opens()
    desk.hears(
        desk.knows(MUM, "Mum"), desk.knows(CUSTOMER, "Ines"), past(desk.ear, MUM, "wamid.said.m1", said=CANARY),
        past(desk.ear, CUSTOMER, "wamid.said.i1"),
    )  # fmt: skip
    assert desk.said() == []
    desk.ends(MUM)
    desk.hears(past(desk.ear, MUM, "wamid.said.m2", said=CANARY), past(desk.ear, CUSTOMER, "wamid.said.i2"))
    assert desk.said() == ["wamid.said.i1", "wamid.said.i2"]
    assert desk.everywhere(CANARY) == []


def test_in_the_last_hour_the_history_is_asked_for_and_held(desk: Desk) -> None:
    from twinline.engine import review
    from twinline.workspaces.transaction import directory

    wanted = "select count(*) from config.sync where kind = 'history'"

    def is_due() -> bool:
        with directory() as tx:
            return review.want_when_due(tx, now())

    desk.opens()
    desk.ear.sql.execute(
        "insert into config.sync (workspace_id, number_id, onboarded_at, kind, state, due_at, changed_at)"
        " values (%s, %s, %s, 'contacts', 'asked', now(), now())",
        (desk.ear.here.workspace, desk.ear.here.number, desk.onboarded),
    )
    assert (is_due(), desk.ear.one(wanted)) == (False, 0)
    desk.ear.sql.execute("update config.review set due_at = %s", (now(),))
    assert (is_due(), desk.ear.one(wanted)) == (True, 1)
    assert (is_due(), desk.ear.one(wanted)) == (False, 1)
    desk.hears(past(desk.ear, MUM, "wamid.said.m1", said=CANARY), past(desk.ear, CUSTOMER, "wamid.said.i1"))
    assert desk.said() == []
    assert desk.ends(MUM)
    desk.records()
    assert desk.said() == ["wamid.said.i1"]
    assert desk.everywhere(CANARY) == []
    assert desk.ear.one(wanted) == 1, "it is asked for once"


def test_a_number_connected_anew_before_its_review_ended_goes_on_holding(desk: Desk) -> None:
    desk.opens()
    desk.hears(desk.knows(MUM, "Mum"), body(desk.ear.here, item("wamid.said.mum", CANARY, MUM)))
    desk.onboarded = now()
    desk.opens()
    desk.hears(body(desk.ear.here, item("wamid.said.mum2", CANARY, MUM), item("wamid.said.ines")))
    assert desk.said() == []
    assert desk.ends(MUM)
    desk.records()
    assert desk.said() == ["wamid.said.ines"]
    assert desk.everywhere(CANARY) == []


def test_a_private_contact_is_known_by_whatever_was_said_together_with_the_phone(desk: Desk) -> None:
    def says(wamid: str, **who: str) -> bytes:
        one = {key: value for key, value in item(wamid, CANARY).items() if key != "from"} | who
        value = {"contacts": [], "messages": [one]}
        return json.dumps(change(desk.ear.here, "messages", value)).encode()

    desk.opens()
    desk.hears(desk.knows(MUM, "Mum"))
    desk.ends(MUM)
    desk.hears(says("wamid.said.1", **{"from": MUM, "from_user_id": "CH.1"}))
    desk.hears(says("wamid.said.2", from_user_id="CH.1"))
    assert desk.said() == []
    assert desk.everywhere(CANARY) == []


def test_a_recorder_that_is_at_it_and_the_end_of_a_review_lose_nothing(desk: Desk) -> None:
    """Twenty messages on their way while the review ends: each of the customer's is there once, none of mum's."""
    desk.opens()
    desk.hears(desk.knows(MUM, "Mum"))
    for n in range(20):
        desk.ear.hears(body(desk.ear.here, item(f"wamid.said.i{n:02}"), item(f"wamid.said.m{n:02}", CANARY, MUM)))

    def record() -> None:
        from django.db import connection

        desk.ear.database.use("worker")
        one = recorder()
        one._most = 1
        while desk.ear.waiting_elsewhere():
            one._batch(CLAIM_ONE, (1,))
        connection.close()

    thread = threading.Thread(target=record)
    thread.start()
    time.sleep(0.05)
    assert desk.ends(MUM)
    thread.join()
    desk.records()
    assert desk.said() == [f"wamid.said.i{n:02}" for n in range(20)]
    assert desk.ear.is_gapless()
    assert desk.everywhere(CANARY) == []


def test_one_that_cannot_be_recorded_after_the_review_stays_sealed_and_harms_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twinline.engine import pieces

    really = pieces.record

    def record(tx: Any, facts: Any) -> Any:
        if any(getattr(one.fact, "wamid", None) == "wamid.said.bad" for one in facts):
            tx.run("select 1 / 0")
        return really(tx, facts)

    desk.opens()
    desk.hears(body(desk.ear.here, item("wamid.said.1"), item("wamid.said.bad", CANARY), item("wamid.said.2")))
    monkeypatch.setattr(pieces, "record", record)
    desk.ends()
    desk.records()
    assert desk.said() == ["wamid.said.1", "wamid.said.2"]
    assert desk.ear.one("select count(*) from views.held where fault is not null") == 1


def test_names_are_shown_by_the_link_alone_and_the_owner_ends_it_once(cast: Cast) -> None:
    with cast.database.connect("owner") as sql:
        sql.execute("update config.number set onboarded_at = %s", (now(),))
        alice, base = cast.client("alice"), f"/api/workspaces/{cast.here.workspace}/numbers/{cast.here.number}"
        desk = Desk(Ear(cast.database, cast.here))
        door = "/api" + post(alice, f"{base}/review", {}).json()["link"]
        cast.database.use("worker")
        desk.hears(desk.knows(MUM, f"Mum {CANARY}"), body(cast.here, item("wamid.said.mum", CANARY, MUM)))
        desk.ear.sql.close()
        cast.database.use("web")
        assert CANARY not in "".join(
            alice.get(f"/api/workspaces/{cast.here.workspace}/{path}").content.decode()
            for path in ("conversations", "changes?since=0", f"numbers/{cast.here.number}/review", "settings")
        )
        nobody = cast.stranger()
        shown = nobody.get(door).json()
        assert [(one["name"], one["phone"]) for one in shown["entries"]] == [(f"Mum {CANARY}", MUM)]
        assert not shown["contacts_asked"]
        decision = {"keys": [shown["entries"][0]["key"]], "phones": "", "prefixes": [], "shown": "All others."}
        assert post(nobody, door, decision).json()["code"] == "contacts_first"
        assert post(alice, f"{base}/past", {"kind": "contacts", "shown": "Once."}).status_code == 202
        sql.execute("update config.sync set state = 'asked'")
        assert post(alice, f"{base}/past", {"kind": "history", "shown": "Once."}).json()["code"] == "review_open"
        bad = post(nobody, door, {**decision, "phones": "Mum"})
        assert (bad.json()["code"], "Mum" in bad.json()["sentence"]) == ("private_unreadable", True)
        newer = "/api" + post(alice, f"{base}/review", {}).json()["link"]
        assert nobody.get(door).status_code == 404, "a new link replaces the one before"
        assert post(nobody, newer, decision).status_code == 204
        assert post(nobody, newer, decision).status_code == 204
        assert nobody.get(newer).json()["entries"] == []
        assert alice.get(f"{base}/review").json()["state"] == "releasing"
        assert post(alice, f"{base}/review", {}).json()["code"] == "review_over"
        asked = sql.execute("select kind, state from config.sync order by kind").fetchall()
        assert asked == [("contacts", "asked"), ("history", "wanted")]


def test_nobody_writes_to_a_private_contact_from_here(cast: Cast) -> None:
    from twinline.engine import held
    from twinline.log import keys
    from twinline.workspaces.transaction import SYSTEM, transaction

    here = cast.here
    with cast.database.connect("owner") as sql:
        (phone,) = sql.execute("select phone from views.contact where workspace_id = %s", (here.workspace,)).fetchone()  # type: ignore[misc]
    with transaction(here.workspace, SYSTEM) as tx:
        digest = held.digest_of(keys.of_workspace(tx).ids, here.number, ("phone", phone))
        tx.run(held.LEARN, (here.workspace, [here.number], [digest]))
        tx.run(
            "insert into config.review (workspace_id, number_id, onboarded_at, state, opened_at, due_at, has_private)"
            " values (%s, %s, %s, 'ended', %s, %s, true)",
            (here.workspace, here.number, now(), now(), now()),
        )
    path = f"/api/workspaces/{here.workspace}/conversations/{here.conversation}/messages"
    refused = post(cast.client("bob"), path, {"id": str(uuid4()), "kind": "text", "text": "Hello"})
    assert (refused.status_code, refused.json()["code"]) == (409, "private_contact")


def test_what_waited_for_a_number_is_held_when_the_number_comes_with_a_review(desk: Desk) -> None:
    from twinline.features.onboarding import numbers

    later = Place(**{**vars(desk.ear.here), "phone_number_id": "9990", "waba": "778"})
    desk.hears(body(later, item("wamid.said.early", CANARY, MUM)))
    assert desk.ear.one("select count(*) from views.unadopted") == 1
    desk.ear.database.use("web")
    connection = numbers.Connection(
        phone_number_id="9990", waba_id="778", app_id="101", display_phone="41791110000", name="New",
        owner_name="Anna", mode="coexistence", token="a token of some length", onboarded_at=now(), review=True,
    )  # fmt: skip
    numbers.add_number(desk.ear.here.workspace, connection, now=now())
    desk.ear.database.use("worker")
    desk.records()
    assert desk.said() == []
    counts = [desk.ear.one(f"select count(*) from views.{table}") for table in ("unadopted", "held", "quarantine")]
    assert counts == [0, 1, 0]


def test_an_end_that_fails_leaves_everything_held(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from twinline.engine import review

    desk.opens()
    desk.hears(desk.knows(MUM, "Mum"), body(desk.ear.here, item("wamid.said.mum", CANARY, MUM)))
    with monkeypatch.context() as broken:
        broken.setattr(review, "record", lambda *_: (_ for _ in ()).throw(ZeroDivisionError()))
        with pytest.raises(ZeroDivisionError):
            desk.ends(MUM)
    assert desk.ear.one("select state from config.review") == "open"
    assert desk.ear.one("select count(*) from views.held") == 2
    assert desk.ends(MUM)
    assert desk.everywhere(CANARY) == []
