"""Invited people: their link opens their own page alone, nothing begins before they agree, and lists lose nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.promises.cast import Cast, cast, now, post
from twinline.workspaces.mail import Mail

__all__ = ["cast"]

SHOWN = "Was sich auf dem Telefon ändert"
GOOD = {"version": "2.25.1", "app": "business", "provider": "no"}
SERVER = Mail("127.0.0.1", 1025, "", "", starttls=False, tls=False, sender="twinline@example.org")


def seats(cast: Cast) -> list[Any]:
    found = cast.client("alice").get(f"/api/workspaces/{cast.here.workspace}/seats").json()["items"]
    return [{name: value for name, value in one.items() if name != "now"} for one in found]


def base(cast: Cast) -> str:
    return f"/api/workspaces/{cast.here.workspace}/seats"


def door(cast: Cast, link: str | None = None) -> str:
    return "/api" + (link or str(seats(cast)[0]["link"]))


def agrees(cast: Cast) -> None:
    nobody, address = cast.stranger(), door(cast)
    assert post(nobody, f"{address}/here").status_code == 200
    assert post(nobody, f"{address}/answers", GOOD).json()["step"] == "checked"
    signed = {"name": "Nora", "language": "de", "shown": SHOWN}
    assert post(nobody, f"{address}/consent", signed).json()["step"] == "consented"


def test_a_link_opens_one_page_and_none_after_it_was_replaced_withdrawn_or_is_over(cast: Cast) -> None:
    alice, nobody, seat = cast.client("alice"), cast.stranger(), seats(cast)[0]
    first = door(cast, seat["link"])
    said = nobody.get(first)
    assert said.json()["name"] == f"Nora {cast.here.canary}"
    assert cast.elsewhere.canary not in said.content.decode()
    # A letter at the end that base64 does not need must not open it either.
    for other in (first[:-1] + ("A" if first[-1] != "A" else "B"), first + "AAAA", "/api/connect/x"):
        assert nobody.get(other).status_code == 404, other
        assert post(nobody, f"{other}/here").status_code == 404
    second = door(cast, post(alice, f"{base(cast)}/{seat['id']}/renew").json()["link"])
    assert (nobody.get(first).status_code, nobody.get(second).status_code) == (404, 200)
    with cast.database.connect() as owner:
        owner.execute('update config.clock set "offset" = %s', (timedelta(days=31),))
    assert nobody.get(second).status_code == 404
    with cast.database.connect() as owner:
        owner.execute('update config.clock set "offset" = %s', (timedelta(),))
    assert alice.delete(f"{base(cast)}/{seat['id']}").status_code == 204
    for verb in ("here", "answers", "consent", "said"):
        body = {**GOOD, "name": "N", "language": "de", "shown": "x", "what": "later"}
        assert post(nobody, f"{second}/{verb}", body).status_code == 404
    assert seats(cast) == []


def test_nothing_begins_before_the_person_agreed_and_the_words_are_on_record(cast: Cast) -> None:
    alice, nobody, address, seat = cast.client("alice"), cast.stranger(), door(cast), seats(cast)[0]
    begin = {"mode": "coexistence", "app_id": "101", "seat": seat["id"]}
    joinings = f"/api/workspaces/{cast.here.workspace}/joinings"
    assert post(alice, joinings, begin).json()["code"] == "consent_missing"
    signed = {"name": "Nora", "language": "de", "shown": SHOWN}
    assert post(nobody, f"{address}/consent", signed).json()["code"] == "preflight_first"
    assert post(nobody, f"{address}/said", {"what": "ready"}).json()["code"] == "consent_missing"
    assert post(nobody, f"{address}/answers", GOOD | {"version": "2.23.1"}).json()["step"] == "refused"
    assert post(nobody, f"{address}/consent", signed).json()["code"] == "preflight_first"
    agrees(cast)
    assert post(nobody, f"{address}/said", {"what": "ready"}).json()["step"] == "ready"
    assert post(alice, joinings, begin).status_code == 201
    assert seats(cast)[0]["step"] == "authorising"
    assert post(nobody, f"{address}/answers", GOOD).json()["code"] == "seat_under_way"
    after = [change for what, change in changes(cast) if what == "seat"]
    assert {"state": "consented", "as": "Nora", "language": "de", "shown": SHOWN} in after
    assert any(change.get("seat") == seat["id"] for what, change in changes(cast) if what == "joining")


def changes(cast: Cast) -> list[tuple[str, Any]]:
    """What the log has on record as changes, the oldest first."""
    from twinline.log.facts import ConfigurationChanged
    from twinline.log.read import entries
    from twinline.workspaces.transaction import SYSTEM, transaction

    with transaction(cast.here.workspace, SYSTEM) as tx:
        return [
            (one.recorded.fact.what, one.recorded.fact.after)
            for one in entries(tx, 0)
            if one.recorded and isinstance(one.recorded.fact, ConfigurationChanged)
        ]


def test_each_side_sees_when_the_other_was_last_here(cast: Cast) -> None:
    alice, nobody, address, seat = cast.client("alice"), cast.stranger(), door(cast), seats(cast)[0]
    assert (seat["seen_at"], seat["step"]) == (None, "invited")
    assert nobody.get(address).json()["administrator_seen_at"] is None
    assert seats(cast)[0]["seen_at"] is None, "reading the link is no visit: mail programs read links too"
    assert post(nobody, f"{address}/here").json()["step"] == "opened"
    told = post(alice, f"{base(cast)}/{seat['id']}/here").json()
    assert told["seen_at"] is not None
    assert post(nobody, f"{address}/here").json()["administrator_seen_at"] == told["administrator_seen_at"]


def test_a_preview_keeps_nothing_and_an_import_takes_what_is_good(cast: Cast) -> None:
    alice, before = cast.client("alice"), seats(cast)
    text = f"Name;Telefon\nAda;+41 79 555 00 31\nBea;79\n;+41795550032\nCy;+{before[0]['phone']}\nDan;+41795550033"
    faults = [None, "phone_invalid", "name_missing", "phone_invited", None]
    previewed = post(alice, f"{base(cast)}/preview", {"text": text, "language": "it"}).json()
    assert [(one["line"], one["fault"]) for one in previewed] == list(zip(range(2, 7), faults, strict=True))
    assert seats(cast) == before
    taken = post(alice, f"{base(cast)}/import", {"text": text, "language": "it"}).json()
    assert taken == previewed
    assert {(one["name"], one["language"]) for one in seats(cast)[:2]} == {("Ada", "it"), ("Dan", "it")}
    again = post(alice, f"{base(cast)}/import", {"text": text, "language": "it"}).json()
    assert [one["fault"] for one in again] == [
        "phone_invited", "phone_invalid", "name_missing", "phone_invited", "phone_invited",
    ]  # fmt: skip
    assert len(seats(cast)) == 3


@pytest.fixture
def box(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was handed to the mail's server."""
    from django.conf import settings
    from django.core import mail

    there = replace(settings.INSTALLATION, mail=SERVER, origin="https://chat.example.org")
    monkeypatch.setattr(settings, "INSTALLATION", there)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    there_now: list[Any] = mail.outbox
    return there_now


def after(cast: Cast, days: float) -> None:
    """Turn the clock, and let the worker do all that is due."""
    from twinline.engine import loops

    with cast.database.connect() as owner:
        owner.execute('update config.clock set "offset" = %s', (timedelta(days=days),))
    while loops.remind_one():
        pass


def test_mail_goes_at_once_and_while_nothing_moves_and_never_to_who_waits_for_us(cast: Cast, box: list[Any]) -> None:
    wanted = {"name": "Ada", "phone": "+41795550031", "language": "it", "email": "ada@example.org"}
    made = post(cast.client("alice"), base(cast), wanted).json()
    for day, sent in ((0, 1), (1.9, 1), (2.1, 2), (4, 2)):
        after(cast, day)
        assert len(box) == sent, day
    assert {to for one in box for to in one.to} == {"ada@example.org"}
    assert all(f"https://chat.example.org{made['link']}" in one.body for one in box)
    assert box[1].subject.startswith("Promemoria")
    # Whoever moved is left alone for as long again.
    post(cast.stranger(), f"{door(cast, made['link'])}/here")
    after(cast, 8.9)
    assert len(box) == 2
    after(cast, 9.1)
    assert len(box) == 3
    assert next(one for one in seats(cast) if one["id"] == made["id"])["reminders"] == 2
    remind = f"{base(cast)}/{made['id']}/remind"
    assert post(cast.client("alice"), remind).json()["code"] == "reminded_just_now"
    after(cast, 9.2)
    assert post(cast.client("alice"), remind).status_code == 202
    assert post(cast.client("alice"), remind).json()["code"] == "reminded_just_now"
    address = door(cast, made["link"])
    post(cast.stranger(), f"{address}/answers", GOOD)
    post(cast.stranger(), f"{address}/consent", {"name": "Ada", "language": "it", "shown": "x"})
    post(cast.stranger(), f"{address}/said", {"what": "ready"})
    after(cast, 9.3)
    assert len(box) == 3


def test_a_mail_server_that_is_down_is_tried_again_and_no_link_is_in_a_table(
    cast: Cast, box: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from twinline.engine import reminders

    def down(*_: object) -> None:
        raise ConnectionRefusedError("words of a server")

    wanted = {"name": "Ada", "phone": "+41795550031", "language": "it", "email": "ada@example.org"}
    with monkeypatch.context() as broken:
        broken.setattr(reminders, "send_mail", down)
        made = post(cast.client("alice"), base(cast), wanted).json()
        after(cast, 0)
    with cast.database.connect() as owner:
        row = owner.execute("select state, fault, due_at > %s from config.seat_mail where nth = 0", (now(),)).fetchone()
        assert row == ("wanted", "ConnectionRefusedError", True)
        kept = owner.execute("select string_agg(t::text, '') from config.seat as t").fetchone()
        assert kept is not None
        assert str(made["link"]).rsplit("/", 1)[-1] not in kept[0]
    after(cast, 0.1)
    assert len(box) == 1
