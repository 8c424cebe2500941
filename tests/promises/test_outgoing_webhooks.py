"""What is told over HTTP: signed as the reference library verifies it, at least once, and to nobody inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from standardwebhooks import WebhookVerificationError

from tests.promises.cast import Cast, cast, echo_from_phone, now, post
from tests.promises.receiver import Receiver, receiving
from tests.promises.test_alert_mail import SERVER
from tests.promises.test_vitals import Ward, ward
from tests.unit.graph.test_guard import HOSTS
from twinline.workspaces.installation import Role

__all__ = ["cast", "ward"]


class Told:
    """A receiver, the webhook that leads to it, and the worker's loop one turn at a time."""

    def __init__(self, cast: Cast, sql: psycopg.Connection, receiver: Receiver) -> None:
        self.cast, self.sql, self.receiver = cast, sql, receiver
        self.base = f"/api/workspaces/{cast.here.workspace}/outgoing-webhooks"
        self.alice = cast.client("alice")
        body = {"url": f"{receiver.url}/hooks", "events": ["number.alert"]}
        made = post(self.alice, self.base, body).json()
        self.id, self.secret = made["webhook"]["id"], made["secret"]

    def be(self, role: Role) -> None:
        """Another process, on the same installation."""
        from django.conf import settings

        here = settings.INSTALLATION
        self.cast.database.use(role)
        settings.INSTALLATION = here

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = post(self.alice, f"{self.base}/{self.id}{path}", body or {})
        assert answer.status_code in {200, 202}, answer.content
        return answer.json()

    def change(self, **what: Any) -> Any:
        return self.alice.patch(f"{self.base}/{self.id}", what, content_type="application/json").json()

    def happens(self) -> None:
        """Something of which is told."""
        from twinline.engine.outgoing import deliveries, events
        from twinline.workspaces.transaction import SYSTEM, transaction

        with transaction(self.cast.here.workspace, SYSTEM) as tx:
            number = deliveries.about(tx, self.cast.here.number)
            assert number is not None
            deliveries.tell(tx, "number.alert", events.alert(number, "token", now(), "raised"), now())

    def deliver(self) -> int:
        """All that is due: how many turns it took."""
        from django.conf import settings

        from twinline.engine import loops

        poster, turns = loops.open_poster(settings.INSTALLATION), 0
        self.be("worker")
        try:
            while loops.deliver_one(poster):
                turns += 1
                assert turns < 20
        finally:
            poster.close()
            self.be("web")
        return turns

    def later(self) -> None:
        """Everything's time has come."""
        self.sql.execute("update config.outgoing_job set due_at = %s", (now(),))

    @property
    def webhook(self) -> Any:
        return next(one for one in self.alice.get(self.base).json() if one["id"] == self.id)

    @property
    def log(self) -> list[Any]:
        return list(self.alice.get(f"{self.base}/{self.id}/deliveries").json())


@pytest.fixture
def told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    from django.conf import settings

    with receiving() as receiver, cast.database.connect("owner") as sql:
        there = replace(settings.INSTALLATION, allowed_origins=(receiver.url,), mail=SERVER)
        monkeypatch.setattr(settings, "INSTALLATION", there)
        sql.execute("select set_config('twinline.workspace', %s, false)", (str(cast.here.workspace),))
        yield Told(cast, sql, receiver)


def test_the_secret_that_is_shown_once_is_the_one_that_signs(told: Told) -> None:
    told.happens()
    told.deliver()
    body = told.receiver.verified(told.secret)
    assert (body["type"], body["version"], body["data"]["alert"]["kind"]) == ("number.alert", 1, "token")
    assert body["data"]["workspace"] == str(told.cast.here.workspace)
    everything = repr(told.alice.get(told.base).json()) + repr(told.log)
    assert told.secret.removeprefix("whsec_") not in everything
    rows = told.sql.execute("select secret, payload from config.outgoing_webhook join config.outgoing_delivery "
                            "on webhook_id = outgoing_webhook.id").fetchall()  # fmt: skip
    assert told.secret.encode() not in b"".join(bytes(one) for row in rows for one in row)


def test_a_signature_is_good_for_five_minutes_and_for_this_body_alone(told: Told) -> None:
    from twinline.engine.outgoing import keys

    told.happens()
    told.deliver()
    headers, body = told.receiver.heard[0]
    sealed = told.sql.execute("select secret from config.outgoing_webhook where id = %s", (told.id,)).fetchone()
    assert sealed is not None
    for minutes, good in ((-4, True), (-6, False), (6, False)):
        at = now() + timedelta(minutes=minutes)
        signed = keys.headers(UUID(told.id), [bytes(sealed[0])], UUID(told.log[0]["id"]), body, at)
        told.receiver.heard.append((signed, body))
        if good:
            told.receiver.verified(told.secret)
        else:
            with pytest.raises(WebhookVerificationError):
                told.receiver.verified(told.secret)
    told.receiver.heard.append((headers, body.replace(b"token", b"other")))
    with pytest.raises(WebhookVerificationError):
        told.receiver.verified(told.secret)


def test_after_a_rotation_both_secrets_verify_for_a_day_and_then_the_new_one_alone(told: Told) -> None:
    renewed = told.ask("/secret")["secret"]
    assert renewed != told.secret
    told.happens()
    told.deliver()
    assert told.receiver.verified(told.secret) == told.receiver.verified(renewed)
    told.sql.execute("update config.outgoing_webhook set previous_until = %s", (now(),))
    told.happens()
    told.deliver()
    told.receiver.verified(renewed)
    with pytest.raises(WebhookVerificationError):
        told.receiver.verified(told.secret)


def test_what_is_not_taken_comes_again_under_the_same_id_until_it_is(told: Told) -> None:
    told.receiver.status = 500
    told.happens()
    assert told.deliver() == 1, "not before its time"
    (one,) = told.log
    assert (one["state"], one["attempts"], one["status"]) == ("waiting", 1, 500)
    assert told.webhook["failing_since"] is not None
    told.receiver.status = 200
    told.later()
    told.deliver()
    (one,) = told.log
    assert (one["state"], one["attempts"], one["next_at"]) == ("delivered", 2, None)
    assert len(told.receiver.heard) == 2
    assert len(set(told.receiver.ids)) == 1
    assert told.receiver.heard[0][1] == told.receiver.heard[1][1]
    assert told.webhook["failing_since"] is None
    told.later()
    assert told.deliver() == 0


def test_a_worker_that_ends_between_the_call_and_the_record_sends_again_under_the_same_id(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twinline.engine.outgoing import deliveries

    def ends(*_: object) -> None:
        raise KeyboardInterrupt

    told.happens()
    with monkeypatch.context() as killed:
        killed.setattr(deliveries, "_settle", ends)
        with suppress(KeyboardInterrupt):
            told.deliver()
    assert told.log[0]["state"] == "waiting"
    assert told.deliver() == 0, "leased"
    told.later()
    told.deliver()
    assert len(told.receiver.heard) == 2
    assert len(set(told.receiver.ids)) == 1
    assert told.log[0]["state"] == "delivered"


def test_a_redirect_is_not_followed(told: Told) -> None:
    with receiving() as elsewhere:
        told.receiver.status, told.receiver.location = 307, f"{elsewhere.url}/hooks"
        assert (told.ask("/test")["status"], elsewhere.heard) == (307, [])


def test_who_says_to_be_gone_or_takes_nothing_for_three_days_is_switched_off_and_it_is_mailed(told: Told) -> None:
    told.receiver.status = 410
    told.happens()
    told.deliver()
    assert (told.webhook["state"], told.log[0]["state"]) == ("gone", "failed")
    told.happens()
    assert len(told.log) == 1, "nothing is kept for one that is off"
    assert told.change(on=True)["failing_since"] is None

    told.receiver.status = 503
    told.happens()
    told.deliver()
    told.sql.execute("update config.outgoing_webhook set failing_since = %s", (now() - timedelta(days=3),))
    told.happens()
    told.deliver()
    assert told.webhook["state"] == "failing"
    told.later()
    told.deliver()
    assert {(one["state"], one["fault"]) for one in told.log} == {("failed", None), ("failed", "switched_off")}
    rows = told.sql.execute("select u.email from config.alert_mail join config.user as u on u.id = user_id "
                            "where about = 'webhook' and state = 'wanted' order by email").fetchall()  # fmt: skip
    assert [email for (email,) in rows] == ["alice@example.org"] * 2 + ["erin@example.org"] * 2


def test_the_mail_names_the_receiver_and_leads_to_the_page(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings
    from django.core import mail

    from twinline.engine import loops

    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    monkeypatch.setattr(mail, "outbox", [], raising=False)
    told.receiver.status = 410
    told.happens()
    told.deliver()
    told.be("worker")
    while loops.mail_one():
        pass
    assert len(mail.outbox) == 2
    assert mail.outbox[0].subject.startswith("127.0.0.1: this receiver said that it is gone")


def test_what_failed_is_sent_again_by_hand_under_its_id(told: Told) -> None:
    told.receiver.status = 410
    told.happens()
    told.deliver()
    one = told.log[0]["id"]
    refused = post(told.alice, f"{told.base}/{told.id}/deliveries/{one}/again")
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_off")
    told.change(on=True)
    told.receiver.status = 200
    assert told.ask(f"/deliveries/{one}/again")["state"] == "waiting"
    told.deliver()
    assert (told.log[0]["state"], len(set(told.receiver.ids))) == ("delivered", 1)


def test_a_test_is_signed_too_says_how_it_went_and_is_not_tried_again(told: Told) -> None:
    told.change(on=False)
    answer = told.ask("/test")
    assert (answer["state"], answer["status"], answer["event"]) == ("delivered", 204, "webhook.test")
    assert told.receiver.verified(told.secret)["type"] == "webhook.test"
    told.receiver.status = 410
    answer = told.ask("/test")
    assert (answer["state"], answer["status"], told.webhook["state"]) == ("failed", 410, "off")
    told.later()
    assert told.deliver() == 0


def test_only_who_chose_an_event_hears_of_it_and_nobody_elsewhere(told: Told) -> None:
    told.change(events=["number.connected"])
    told.happens()
    assert (told.deliver(), told.receiver.heard) == (0, [])


def test_nothing_inside_hears_a_word_whatever_is_entered(told: Told) -> None:
    """The addresses are put past the check of what people enter: the guard alone must hold."""
    canary, through = told.receiver, []
    port = canary.url.rsplit(":", 1)[1]
    for host in HOSTS:
        for scheme in ("http", "https"):
            url = f"{scheme}://{host}:{port}/"
            if url == f"{canary.url}/":
                continue  # this very origin is the one that the operator allowed
            told.sql.execute("update config.outgoing_webhook set url = %s where id = %s", (url, told.id))
            answer = told.ask("/test")
            if answer["status"] is not None or answer["state"] != "failed":
                through.append(url)
    assert (through, canary.heard) == ([], [])


def test_an_alert_is_told_when_it_is_raised_and_when_it_is_over(ward: Ward, cast: Cast) -> None:
    from twinline.engine.outgoing import keys
    from twinline.workspaces.transaction import SYSTEM, transaction

    ward.sql.execute("update config.outgoing_webhook set events = '{number.alert}'")
    ward.turn()
    ward.hears(echo_from_phone(cast.here, "Ja"))
    ward.turn()
    with transaction(cast.here.workspace, SYSTEM) as tx:
        rows = tx.rows("select id, payload from config.outgoing_delivery where state = 'waiting' order by created_at")
    said = [keys.open_body(bytes(payload), delivery).decode() for delivery, payload in rows]
    assert [('"raised"' in one, '"cleared"' in one, '"phone_urgent"' in one) for one in said] == [
        (True, False, True),
        (False, True, True),
    ]
    assert "Ja" not in "".join(said)


def test_a_number_that_is_connected_anew_is_told_of_and_one_whose_name_changed_is_not(told: Told) -> None:
    from twinline.features.onboarding import numbers

    def connect(**more: Any) -> None:
        here = told.cast.here
        connection = numbers.Connection(
            phone_number_id=here.phone_number_id, waba_id=here.waba, app_id="101", display_phone=here.display_phone,
            owner_name=f"Anna {here.canary}", mode="coexistence", token="another-token-of-meta", **more,
        )  # fmt: skip
        numbers.add_number(here.workspace, connection, now=now())

    told.change(events=["number.connected"])
    connect(name="Another name")
    assert told.deliver() == 0
    connect(name="Another name", onboarded_at=now())
    told.deliver()
    body = told.receiver.verified(told.secret)
    assert (body["type"], body["data"]["state"]) == ("number.connected", "connected")
