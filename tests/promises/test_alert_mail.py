"""An alert is mailed once to everybody who sets up numbers, and to nobody else, whatever the mail's server does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.promises.cast import Cast, cast, echo_from_phone, now, post
from tests.promises.test_vitals import Ward, ward
from twinline.workspaces.mail import Mail

__all__ = ["cast", "ward"]

SERVER = Mail("127.0.0.1", 1025, "", "", starttls=False, tls=False, sender="twinline@example.org")


@pytest.fixture
def box(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was handed to the server."""
    from django.conf import settings
    from django.core import mail

    there = replace(settings.INSTALLATION, mail=SERVER, origin="https://chat.example.org")
    monkeypatch.setattr(settings, "INSTALLATION", there)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    there_now: list[Any] = mail.outbox
    return there_now


def deliver() -> int:
    """All that is due: how many turns it took."""
    from twinline.engine import loops

    turns = 0
    while loops.mail_one():
        turns += 1
        assert turns < 20
    return turns


def states(ward: Ward) -> list[str]:
    return [one for (one,) in ward.sql.execute("select state from config.alert_mail order by state").fetchall()]


def test_those_who_set_up_numbers_are_told_once_and_nobody_else(ward: Ward, box: list[Any], cast: Cast) -> None:
    for _ in range(2):
        ward.turn()
        deliver()
    assert sorted(to for one in box for to in one.to) == ["alice@example.org", "erin@example.org"]
    assert {one.from_email for one in box} == {"twinline@example.org"}
    assert box[0].subject == f"Sales {cast.here.canary}: 13 days or more without a sign of the phone"
    slug = ward.sql.execute("select slug from config.workspace where id = %s", (cast.here.workspace,)).fetchone()
    assert slug is not None
    assert f"https://chat.example.org/{slug[0]}/whatsapp/{cast.here.number}" in box[0].body
    assert states(ward) == ["sent", "sent"]


def test_each_reads_it_in_their_own_language(ward: Ward, box: list[Any]) -> None:
    ward.sql.execute("""update config."user" set language = 'it' where email = 'erin@example.org'""")
    ward.turn()
    deliver()
    told = {one.to[0]: one.subject for one in box}
    assert told["erin@example.org"].endswith("13 giorni o più senza un segno del telefono")
    assert told["alice@example.org"].endswith("13 days or more without a sign of the phone")


def test_what_is_over_meanwhile_is_not_written_about(ward: Ward, box: list[Any]) -> None:
    ward.turn()
    ward.hears(echo_from_phone(ward.cast.here, "Ja"))
    ward.turn()
    deliver()
    assert (box, states(ward)) == ([], ["dropped", "dropped"])


def test_who_may_not_know_any_more_is_not_told(ward: Ward, box: list[Any]) -> None:
    ward.turn()
    ward.sql.execute("update config.membership set role = 'agent' where user_id = %s", (ward.cast.here.people["erin"],))
    deliver()
    assert [one.to for one in box] == [["alice@example.org"]]


def test_a_server_that_is_down_is_tried_again_later_each_time_and_loses_nothing(
    ward: Ward, box: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from twinline.engine import mails

    def down(*_: object) -> None:
        raise ConnectionRefusedError("words of a server")

    with monkeypatch.context() as broken:
        broken.setattr(mails, "send_mail", down)
        ward.turn()
        assert deliver() == 2
    rows = ward.sql.execute("select state, fault, due_at > %s from config.alert_mail", (now() + timedelta(minutes=1),))
    assert rows.fetchall() == [("wanted", "ConnectionRefusedError", True)] * 2
    assert deliver() == 0, "not before its time"
    ward.sql.execute("update config.alert_mail set due_at = %s", (now(),))
    deliver()
    assert len(box) == 2
    assert states(ward) == ["sent", "sent"]


def test_one_that_never_leaves_ends_as_failed(ward: Ward, box: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from twinline.engine import mails

    def down(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(mails, "send_mail", down)
    ward.turn()
    ward.sql.execute("update config.alert_mail set tries = %s", (mails.MOST_TRIES - 1,))
    deliver()
    assert (box, states(ward)) == ([], ["failed", "failed"])


def test_without_a_server_for_mail_nothing_is_kept_for_later(ward: Ward) -> None:
    ward.turn()
    assert (ward.open(), states(ward)) == (["phone_urgent"], [])


def test_who_has_the_phone_and_an_account_is_reminded_once_with_their_own_words_and_a_link(
    ward: Ward, box: list[Any], cast: Cast
) -> None:
    bob, number = cast.here.people["bob"], cast.here.number
    ward.sql.execute("update config.number set owner_member = %s where id = %s", (bob, number))
    ward.sql.execute("""update config."user" set language = 'fr' where id = %s""", (bob,))
    ward.turn()
    deliver()
    told = {one.to[0]: one for one in box}
    assert sorted(told) == ["alice@example.org", "bob@example.org", "erin@example.org"]
    assert "veuillez ouvrir WhatsApp Business sur votre téléphone" in told["bob@example.org"].subject
    assert f"/opened/{number}" in told["bob@example.org"].body
    assert "hand this on" not in told["alice@example.org"].body


def test_who_has_no_account_is_named_to_those_who_can_tell_them(ward: Ward, box: list[Any], cast: Cast) -> None:
    ward.turn()
    deliver()
    assert all(f"Anna {cast.here.canary} has the phone and no account here" in one.body for one in box)


def test_who_has_the_phone_says_that_it_was_opened_whatever_their_role(ward: Ward, cast: Cast) -> None:
    number, bob = cast.here.number, cast.here.people["bob"]
    address = f"/api/workspaces/{cast.here.workspace}/numbers/{number}/opened"
    cast.database.use("web")
    assert post(cast.client("bob"), address).status_code == 403
    ward.sql.execute("update config.number set owner_member = %s where id = %s", (bob, number))
    assert post(cast.client("bob"), address).status_code == 204
    assert post(cast.client("sam"), address).status_code == 403
    assert ward.vital("seen_by") == "word"
