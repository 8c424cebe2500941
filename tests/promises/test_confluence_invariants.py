"""What must hold whatever the order: each promise by hand-written webhooks, every permutation through the tables."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.fixtures.databases import Database
from tests.promises.confluence_bodies import (
    DISPLAY,
    NUMBER,
    UNSUPPORTED,
    at,
    echo,
    edit,
    facts,
    history,
    image,
    inbound,
    late_media,
    ours,
    quoting,
    reaction,
    remembered,
    revoke,
    status,
    synced,
    text,
    user_id_update,
)
from tests.promises.test_confluence import IDS
from twinline.log import facts as our
from twinline.log.recorded import Recorded

INES = "4915112345678"
ATTEMPT = UUID("018f0000-0000-7000-8000-00000000a001")
BOB = UUID("018f0000-0000-7000-8000-00000000b001")
ABOUT: dict[str, Any] = {"number_id": NUMBER, "phone": INES, "user_id": None}


class Seen:
    """The tables as a page sees them."""

    def __init__(self, tx: Any) -> None:
        self._tx = tx

    def rows(self, columns: str, table: str) -> list[tuple[Any, ...]]:
        where = "workspace_id = %s"
        return self._tx.rows(f"select {columns} from views.{table} where {where} order by 1", (self._tx.workspace,))

    def bubbles(self, columns: str = "wamid") -> list[Any]:
        """Of messages that are shown, in the order of the thread."""
        rows = self._tx.rows(
            f"select {columns} from views.message where workspace_id = %s and kind is not null"
            " order by said_at, heard_at, id",
            (self._tx.workspace,),
        )
        return [row[0] if len(row) == 1 else row for row in rows]

    def said(self, wamid: str) -> list[str | None]:
        """Every wording of a message, oldest first."""
        found = self._tx.rows(
            "select body::jsonb ->> 'text' from views.read_content(array(select id from views.message"
            " where workspace_id = %s and wamid = %s), 'test', 'test') order by version",
            (self._tx.workspace, wamid),
        )
        return [row[0] for row in found]

    def states(self) -> list[str | None]:
        from twinline.projections.state import message_state

        columns = ("direction", "told", "sending_at", "held_at", "unknown_at", "offered_at", "settled", "accepted_at",
                   "sent_at", "delivered_at", "read_at", "played_at", "failed_at")  # fmt: skip
        rows = self.bubbles(", ".join(columns))
        return [message_state(type("Row", (), dict(zip(columns, row, strict=True)))()) for row in rows]


InEveryOrder = Callable[..., None]


@pytest.fixture
def in_every_order(database: Database) -> InEveryOrder:
    """Apply deliveries one by one in each order (and all at once), and look each time."""
    database.use("worker")
    from twinline.projections.apply import apply
    from twinline.workspaces.transaction import SYSTEM, transaction

    class Undone(Exception):
        pass

    def run(*deliveries: list[Recorded], expect: Callable[[Seen], None]) -> None:
        orders = [list(order) for order in itertools.permutations(deliveries)]
        at_once = [[recorded for delivery in deliveries for recorded in delivery]]
        for batches in [*orders, at_once, [*orders[-1], *orders[0]]]:
            with pytest.raises(Undone), transaction(uuid4(), SYSTEM) as tx:
                for batch in batches:
                    apply(tx, IDS, batch)
                expect(Seen(tx))
                raise Undone

    return run


def composed(second: int = 1, words: str = "Gern!") -> our.MessageComposed:
    return our.MessageComposed(
        **ABOUT, at=at(second), attempt_id=ATTEMPT, conversation_id=NUMBER, origin="person", kind="text", text=words,
        author=BOB,
    )  # fmt: skip


def accepted(wamid: str, second: int = 2) -> our.SendAccepted:
    return our.SendAccepted(**ABOUT, at=at(second), attempt_id=ATTEMPT, wamid=wamid)


def window(seen: Seen) -> list[tuple[datetime | None, datetime | None]]:
    return seen.rows("inbound_at, asked_at", "conversation")


def test_an_echo_neither_opens_the_window_nor_counts_as_unread(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert window(seen) == [(at(1), at(1))]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Hallo")), 1), facts(echo("wamid.B", 5, text("Guten Tag")), 2), expect=expect
    )


def test_a_live_reaction_opens_the_window_and_is_no_bubble(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert window(seen) == [(at(5), None)]
        assert seen.bubbles() == ["wamid.B"]

    in_every_order(
        facts(echo("wamid.B", 1, text("Guten Tag")), 1), facts(inbound("wamid.R", 5, reaction("wamid.B", "👍")), 2),
        expect=expect,
    )


def test_edits_and_deletions_by_the_customer_do_not_open_the_window(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert window(seen) == [(at(1), at(1))]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Hallo")), 1), facts(inbound("wamid.E", 5, edit("wamid.A", "Hallo!")), 2),
        facts(inbound("wamid.V", 6, revoke("wamid.A")), 3), expect=expect,
    )


def test_imported_messages_open_no_window_and_are_not_unread(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert window(seen) == [(None, None)]
        assert seen.bubbles("imported") == [True, True]

    in_every_order(
        facts(history(remembered("wamid.A", 1, text("Alt"))), 1),
        facts(history(remembered("wamid.B", 2, text("Auch alt"), by=DISPLAY)), 2), expect=expect,
    )


def test_two_messages_with_the_same_words_in_the_same_second_stay_two(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert sorted(seen.bubbles()) == ["wamid.A", "wamid.B"]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Done.")), 1), facts(inbound("wamid.B", 1, text("Done.")), 2), expect=expect
    )


def test_two_messages_with_one_foreign_callback_stay_two(in_every_order: InEveryOrder) -> None:
    foreign = uuid4()

    def expect(seen: Seen) -> None:
        assert sorted(seen.bubbles()) == ["wamid.A", "wamid.B"]

    in_every_order(
        facts(status("wamid.A", 2, "sent", attempt=foreign), 1), facts(status("wamid.B", 2, "sent", attempt=foreign), 2),
        facts(echo("wamid.A", 1, text("Eins")), 3), facts(echo("wamid.B", 1, text("Zwei")), 4), expect=expect,
    )


def test_answer_status_and_echo_of_our_own_message_meet_in_one(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles("id, wamid, origin, author") == [(ATTEMPT, "wamid.O", "person", BOB)]
        assert seen.rows("id", "message") == [(ATTEMPT,)]
        assert seen.states() == ["delivered"]
        assert seen.said("wamid.O") == ["Gern!"]

    in_every_order(
        ours(composed(), 1), ours(accepted("wamid.O"), 2), facts(echo("wamid.O", 2, text("Gern!")), 3),
        facts(status("wamid.O", 3, "delivered"), 4), expect=expect,
    )


def test_a_status_alone_tells_which_message_of_ours_it_is_about(in_every_order: InEveryOrder) -> None:
    unknown = our.SendUnknown(**ABOUT, at=at(2), attempt_id=ATTEMPT, try_no=1, reason="timeout")

    def expect(seen: Seen) -> None:
        assert seen.bubbles("id, wamid") == [(ATTEMPT, "wamid.O")]
        assert seen.states() == ["sent"]

    in_every_order(
        ours(composed(), 1), ours(unknown, 2), facts(status("wamid.O", 3, "sent", attempt=ATTEMPT), 3), expect=expect
    )


def test_a_status_of_an_unknown_message_waits_for_it_and_shows_nothing(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles() == ["wamid.B"]
        assert seen.states() == ["read"]
        assert {row[0] for row in seen.rows("wamid", "message")} == {"wamid.B", "wamid.X"}

    in_every_order(
        facts(status("wamid.B", 5, "read"), 1), facts(status("wamid.X", 5, "read"), 2),
        facts(echo("wamid.B", 1, text("Guten Tag")), 3), expect=expect,
    )


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        (["sent", "delivered", "read"], "read"), (["sent", "read"], "read"), (["read", "played"], "played"),
        (["failed", "sent"], "failed"), (["failed", "delivered"], "delivered"), (["failed", "sent", "read"], "read"),
    ],
)  # fmt: skip
def test_late_statuses_never_lower_what_is_shown(in_every_order: InEveryOrder, statuses: list[str], state: str) -> None:
    def expect(seen: Seen) -> None:
        assert seen.states() == [state]

    told = [facts(status("wamid.B", 2 + n, kind, code=131026 if kind == "failed" else None), 2 + n)
            for n, kind in enumerate(statuses)]  # fmt: skip
    in_every_order(facts(echo("wamid.B", 1, text("Guten Tag")), 1), *told, expect=expect)


def test_history_over_live_messages_is_the_same_before_during_and_after(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles("wamid, imported") == [("wamid.0", True), ("wamid.A", False), ("wamid.B", False)]
        assert seen.said("wamid.A") == ["Haben Sie offen?"]
        assert window(seen) == [(at(1), at(1))]

    old = history(remembered("wamid.0", -60, text("Grüezi")), remembered("wamid.A", 1, {"type": "media_placeholder"}))
    in_every_order(
        facts(inbound("wamid.A", 1, text("Haben Sie offen?")), 1), facts(echo("wamid.B", 2, text("Ja.")), 2),
        facts(old, 3), expect=expect,
    )


def test_the_late_file_of_a_history_message_joins_its_placeholder(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles("wamid, kind, placeholder") == [("wamid.M", "image", None)]
        assert seen.rows("meta_media_id, state", "media") == [("file-wamid.M", "waiting")]

    in_every_order(
        facts(history(remembered("wamid.M", 1, {"type": "media_placeholder"})), 1),
        facts(late_media("wamid.M", 1), 2), expect=expect,
    )


@pytest.mark.parametrize(
    "spellings", [("5511987654321", "551187654321"), ("5215512345678", "525512345678"),
                  ("5491123456789", "541123456789")],
)  # fmt: skip
def test_national_spellings_of_one_phone_are_one_conversation(
    in_every_order: InEveryOrder, spellings: tuple[str, str]
) -> None:
    def expect(seen: Seen) -> None:
        assert len(seen.rows("id", "conversation")) == 1
        assert len(seen.rows("person", "contact")) == 1

    one, other = spellings
    in_every_order(
        facts(inbound("wamid.A", 1, text("Olá"), phone=one), 1), facts(echo("wamid.B", 2, text("Oi"), phone=other), 2),
        expect=expect,
    )


def test_a_phone_and_the_user_id_seen_with_it_are_one_conversation(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert len(seen.rows("id", "conversation")) == 1
        assert seen.rows("phone, user_id", "contact") == [(INES, "DE.1")]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Eins")), 1), facts(inbound("wamid.B", 2, text("Zwei"), user="DE.1"), 2),
        facts(inbound("wamid.C", 3, text("Drei"), phone=None, user="DE.1"), 3), expect=expect,
    )


def test_a_recycled_phone_never_brings_the_old_thread_along(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        homes = dict(seen.bubbles("wamid, conversation_id"))
        assert homes["wamid.A"] == homes["wamid.B"] != homes["wamid.C"] == homes["wamid.D"]
        assert sorted(seen.rows("user_id, phone", "contact")) == [("DE.1", None), ("DE.2", INES)]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Ich bin Ines"), user="DE.1"), 1), facts(inbound("wamid.B", 2, text("Noch da"), ), 2),
        facts(inbound("wamid.C", 5, text("Ich bin Jan"), user="DE.2"), 3), facts(inbound("wamid.D", 6, text("Jan hier")), 4),
        expect=expect,
    )


def test_a_new_user_id_by_metas_word_is_the_same_person(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert len(seen.rows("id", "conversation")) == 1
        assert [row[0] for row in seen.rows("user_id", "contact")] == ["DE.2"]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Eins"), phone=None, user="DE.1"), 1), facts(user_id_update(2, "DE.1", "DE.2"), 2),
        facts(inbound("wamid.B", 3, text("Zwei"), phone=None, user="DE.2"), 3), expect=expect,
    )


def test_an_edit_makes_a_version_and_a_deletion_a_mark_even_before_the_original(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles("wamid, edited_at, revoked_at") == [("wamid.A", at(3), at(4))]
        assert seen.said("wamid.A") == ["Um drei", "Um vier", "Um fünf"]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Um drei")), 1), facts(inbound("wamid.E", 2, edit("wamid.A", "Um vier")), 2),
        facts(inbound("wamid.F", 3, edit("wamid.A", "Um fünf")), 3), facts(inbound("wamid.V", 4, revoke("wamid.A")), 4),
        expect=expect,
    )


def test_an_unsupported_first_message_gives_a_contact_a_conversation_and_a_placeholder(
    in_every_order: InEveryOrder,
) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles("wamid, placeholder") == [("wamid.A", "131060")]
        assert seen.rows("phone, profile_name", "contact") == [(INES, "Ines Roth")]
        assert window(seen) == [(at(1), at(1))]

    in_every_order(facts(inbound("wamid.A", 1, UNSUPPORTED), 1), expect=expect)


def test_quotes_lead_to_messages_of_every_author_and_unresolved_ones_are_kept(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        ids = dict(seen.bubbles("wamid, wid"))
        quotes = {wamid: (wid, quoted) for wamid, wid, quoted in seen.bubbles("wamid, quoted_wid, quoted_wamid")}
        assert quotes["wamid.Q1"][0] == ids["wamid.B"]
        assert quotes["wamid.Q2"][0] == ids["wamid.Q1"]
        assert quotes["wamid.Q3"][1] == "wamid.never-seen"

    in_every_order(
        facts(echo("wamid.B", 1, text("Guten Tag")), 1), facts(inbound("wamid.Q1", 2, quoting("wamid.B", "Hallo")), 2),
        facts(echo("wamid.Q2", 3, quoting("wamid.Q1", "Ja?")), 3),
        facts(inbound("wamid.Q3", 4, quoting("wamid.never-seen", "Was?")), 4), expect=expect,
    )


def test_the_last_reaction_of_each_side_stays_and_a_removed_one_is_gone(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.rows("actor, emoji", "reaction") == [("business", "❤️"), ("customer", None)]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Hallo")), 1), facts(inbound("wamid.R", 2, reaction("wamid.A", "👍")), 2),
        facts(inbound("wamid.S", 3, reaction("wamid.A", None)), 3), facts(echo("wamid.T", 2, reaction("wamid.A", "❤️")), 4),
        expect=expect,
    )


def test_messages_stand_in_the_order_in_which_they_were_said_then_heard(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles() == ["wamid.C", "wamid.B", "wamid.A"]

    in_every_order(
        facts(inbound("wamid.A", 5, text("Drei")), 9), facts(echo("wamid.B", 5, text("Zwei")), 4),
        facts(inbound("wamid.C", 1, text("Eins")), 20), expect=expect,
    )


def test_an_echo_never_renames_the_customer(in_every_order: InEveryOrder) -> None:
    body = echo("wamid.B", 9, text("Guten Tag"))
    body["entry"][0]["changes"][0]["value"]["contacts"][0]["profile"] = {"name": "Our own name"}

    def expect(seen: Seen) -> None:
        assert [row[0] for row in seen.rows("profile_name", "contact")] == ["Ines Roth"]

    in_every_order(facts(inbound("wamid.A", 1, text("Hallo")), 1), facts(body, 2), expect=expect)


def test_a_removal_from_the_address_book_takes_that_name_only(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.rows("profile_name, app_name", "contact") == [("Ines Roth", None)]
        assert seen.bubbles() == ["wamid.A"]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Hallo")), 1), facts(synced(2, "add", INES, name="Ines (Dach)"), 2),
        facts(synced(3, "remove", INES), 3), expect=expect,
    )


def test_two_versions_of_one_file_are_one_file(in_every_order: InEveryOrder) -> None:
    media = IDS.media(IDS.message(NUMBER, "wamid.A"), "file")
    stored = our.MediaStored(
        **ABOUT, at=at(3), media_ref=media, storage_key="k", sha256="ab" * 32, size=9, mime="image/jpeg", wamid="wamid.A"
    )
    lost = our.MediaLost(**ABOUT, at=at(4), media_ref=media, reason="expired_at_meta", wamid="wamid.A")

    def expect(seen: Seen) -> None:
        assert seen.rows("id, state, storage_key, size", "media") == [(media, "stored", "k", 9)]

    in_every_order(
        facts(inbound("wamid.A", 1, image("file")), 1), ours(stored, 2), ours(lost, 3), expect=expect
    )
