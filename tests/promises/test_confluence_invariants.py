"""What must hold of messages whatever the order: hand-written webhooks, every permutation, through the tables."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.promises.confluence_bodies import (
    DISPLAY,
    IDS,
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
    text,
)
from tests.promises.confluence_orders import (
    ABOUT,
    ATTEMPT,
    BOB,
    INES,
    InEveryOrder,
    Seen,
    accepted,
    composed,
    in_every_order,
    window,
)
from twinline.log import facts as our

__all__ = ["in_every_order"]


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
        facts(echo("wamid.B", 1, text("Guten Tag")), 1),
        facts(inbound("wamid.R", 5, reaction("wamid.B", "👍")), 2),
        expect=expect,
    )


def test_edits_and_deletions_by_the_customer_do_not_open_the_window(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert window(seen) == [(at(1), at(1))]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Hallo")), 1),
        facts(inbound("wamid.E", 5, edit("wamid.A", "Hallo!")), 2),
        facts(inbound("wamid.V", 6, revoke("wamid.A")), 3),
        expect=expect,
    )


def test_imported_messages_open_no_window_and_are_not_unread(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert window(seen) == [(None, None)]
        assert seen.bubbles("imported") == [True, True]

    in_every_order(
        facts(history(remembered("wamid.A", 1, text("Alt"))), 1),
        facts(history(remembered("wamid.B", 2, text("Auch alt"), by=DISPLAY)), 2),
        expect=expect,
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
        facts(status("wamid.A", 2, "sent", attempt=foreign), 1),
        facts(status("wamid.B", 2, "sent", attempt=foreign), 2),
        facts(echo("wamid.A", 1, text("Eins")), 3),
        facts(echo("wamid.B", 1, text("Zwei")), 4),
        expect=expect,
    )


def test_answer_status_and_echo_of_our_own_message_meet_in_one(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles("id, wamid, origin, author") == [(ATTEMPT, "wamid.O", "person", BOB)]
        assert seen.rows("id", "message") == [(ATTEMPT,)]
        assert seen.states() == ["delivered"]
        assert seen.said("wamid.O") == ["Gern!"]

    in_every_order(
        ours(composed(), 1),
        ours(accepted("wamid.O"), 2),
        facts(echo("wamid.O", 2, text("Gern!")), 3),
        facts(status("wamid.O", 3, "delivered"), 4),
        expect=expect,
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
        facts(status("wamid.B", 5, "read"), 1),
        facts(status("wamid.X", 5, "read"), 2),
        facts(echo("wamid.B", 1, text("Guten Tag")), 3),
        expect=expect,
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
        facts(inbound("wamid.A", 1, text("Haben Sie offen?")), 1),
        facts(echo("wamid.B", 2, text("Ja.")), 2),
        facts(old, 3),
        expect=expect,
    )


def test_the_late_file_of_a_history_message_joins_its_placeholder(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles("wamid, kind, placeholder") == [("wamid.M", "image", None)]
        assert seen.rows("meta_media_id, state", "media") == [("file-wamid.M", "waiting")]

    in_every_order(
        facts(history(remembered("wamid.M", 1, {"type": "media_placeholder"})), 1),
        facts(late_media("wamid.M", 1), 2),
        expect=expect,
    )


def test_an_edit_makes_a_version_and_a_deletion_a_mark_even_before_the_original(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles("wamid, edited_at, revoked_at") == [("wamid.A", at(3), at(4))]
        assert seen.said("wamid.A") == ["Um drei", "Um vier", "Um fünf"]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Um drei")), 1),
        facts(inbound("wamid.E", 2, edit("wamid.A", "Um vier")), 2),
        facts(inbound("wamid.F", 3, edit("wamid.A", "Um fünf")), 3),
        facts(inbound("wamid.V", 4, revoke("wamid.A")), 4),
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
        facts(echo("wamid.B", 1, text("Guten Tag")), 1),
        facts(inbound("wamid.Q1", 2, quoting("wamid.B", "Hallo")), 2),
        facts(echo("wamid.Q2", 3, quoting("wamid.Q1", "Ja?")), 3),
        facts(inbound("wamid.Q3", 4, quoting("wamid.never-seen", "Was?")), 4),
        expect=expect,
    )


def test_the_last_reaction_of_each_side_stays_and_a_removed_one_is_gone(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.rows("actor, emoji", "reaction") == [("business", "❤️"), ("customer", None)]

    in_every_order(
        facts(inbound("wamid.A", 1, text("Hallo")), 1),
        facts(inbound("wamid.R", 2, reaction("wamid.A", "👍")), 2),
        facts(inbound("wamid.S", 3, reaction("wamid.A", None)), 3),
        facts(echo("wamid.T", 2, reaction("wamid.A", "❤️")), 4),
        expect=expect,
    )


def test_messages_stand_in_the_order_in_which_they_were_said_then_heard(in_every_order: InEveryOrder) -> None:
    def expect(seen: Seen) -> None:
        assert seen.bubbles() == ["wamid.C", "wamid.B", "wamid.A"]

    in_every_order(
        facts(inbound("wamid.A", 5, text("Drei")), 9),
        facts(echo("wamid.B", 5, text("Zwei")), 4),
        facts(inbound("wamid.C", 1, text("Eins")), 20),
        expect=expect,
    )


def test_two_versions_of_one_file_are_one_file(in_every_order: InEveryOrder) -> None:
    media = IDS.media(IDS.message(NUMBER, "wamid.A"), "file")
    stored = our.MediaStored(
        **ABOUT,
        at=at(3),
        media_ref=media,
        storage_key="k",
        sha256="ab" * 32,
        size=9,
        mime="image/jpeg",
        wamid="wamid.A",
    )
    lost = our.MediaLost(**ABOUT, at=at(4), media_ref=media, reason="expired_at_meta", wamid="wamid.A")

    def expect(seen: Seen) -> None:
        assert seen.rows("id, state, storage_key, size", "media") == [(media, "stored", "k", 9)]

    in_every_order(facts(inbound("wamid.A", 1, image("file")), 1), ours(stored, 2), ours(lost, 3), expect=expect)
