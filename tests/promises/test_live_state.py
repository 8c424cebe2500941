"""Old state + events = new state: a page that applies what `changes` says has what a fresh page is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from tests.promises.cast import Cast, cast, change, echo_from_phone, hear, post, text_from_customer, wamid
from tests.promises.routes import JPEG, routes

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["cast"]

# These change nothing that a page shows, but for who is there, which the live stream alone tells.
UNSEEN = ("/api/me", "/live-ticket", "/media", "/typing", "/present")


class Page:
    """What a browser holds, and how it takes in changes: by id, later ones replacing earlier ones."""

    def __init__(self, cast: Cast) -> None:
        self.client: Client = cast.client("bob")
        self.base = f"/api/workspaces/{cast.here.workspace}"
        self.conversations: dict[str, Any] = {}
        self.messages: dict[str, Any] = {}
        self.position = 0

    def load(self) -> Page:
        """Afresh, page by page."""
        for item in self._all(f"{self.base}/conversations"):
            self.conversations[item["id"]] = item
            for message in self._all(f"{self.base}/conversations/{item['id']}/messages"):
                self.messages[message["id"]] = message
        return self

    def catch_up(self) -> None:
        said = self.client.get(f"{self.base}/changes?since={self.position}").json()
        assert said["reset"] is False
        self.position = said["position"]
        self.conversations |= {one["id"]: one for one in said["conversations"]}
        self.messages |= {one["id"]: one for one in said["messages"]}
        for gone in said["gone"]:
            self.conversations.pop(gone, None)
            self.messages.pop(gone, None)

    def _all(self, address: str) -> list[Any]:
        found, cursor = [], ""
        while cursor is not None:
            page = self.client.get(f"{address}?limit=2&before={cursor}" if cursor else f"{address}?limit=2").json()
            self.position = max(self.position, page["position"])
            found += page["items"]
            cursor = page["next"]
        return found


def thread(cast: Cast) -> str:
    return f"/api/workspaces/{cast.here.workspace}/conversations/{cast.here.conversation}"


def send(cast: Cast, **draft: Any) -> UUID:
    new = uuid4()
    response = post(cast.client("bob"), f"{thread(cast)}/messages", {"id": str(new), **draft})
    assert response.status_code == 202, response.content
    return new


def send_picture(cast: Cast) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    picture = SimpleUploadedFile("flat.jpg", JPEG, "image/jpeg")
    address = f"/api/workspaces/{cast.here.workspace}/media"
    uploaded = cast.client("bob").post(address, {"file": picture}).json()
    send(cast, kind="image", media_id=uploaded["id"], text="The flat")


def send_place(cast: Cast) -> None:
    send(cast, kind="location", location={"latitude": 47.05, "longitude": 8.31, "name": "Office"})


def react(cast: Cast) -> None:
    send(cast, kind="reaction", emoji="👍", target=str(cast.here.message))


def quote(cast: Cast) -> None:
    send(cast, kind="text", text="This one", quoted=str(cast.here.message))


def mark_read(cast: Cast) -> None:
    assert post(cast.client("bob"), f"{thread(cast)}/read").status_code == 204


def of_attempt(cast: Cast, attempt: UUID, kind: str, **more: Any) -> None:
    """A fact of the sender's about one of our attempts."""
    from twinline.log import facts
    from twinline.log.recorded import Recorded
    from twinline.projections.record import record
    from twinline.workspaces.transaction import SYSTEM, transaction

    at = datetime.now(UTC)
    fact = getattr(facts, kind)(attempt_id=attempt, number_id=cast.here.number, phone=cast.here.customer, at=at, **more)
    with transaction(cast.here.workspace, SYSTEM) as tx:
        record(tx, [Recorded(fact, at, cast.here.number)])


def job_is(cast: Cast, attempt: UUID, state: str) -> None:
    with cast.database.connect() as owner:
        owner.execute("update config.send_job set state = %s where attempt_id = %s", (state, attempt))


def retry(cast: Cast) -> None:
    failed = send(cast, kind="text", text="Again")
    of_attempt(cast, failed, "SendRefused", try_no=1, code=131026, message="Undeliverable", final=True)
    job_is(cast, failed, "refused")
    address = f"/api/workspaces/{cast.here.workspace}/messages/{failed}/retry"
    answer = post(cast.client("bob"), address, {"id": str(uuid4())})
    assert (answer.status_code, answer.json()["state"]) == (202, "queued"), answer.content


def settle(outcome: str, state: str) -> Callable[[Cast], None]:
    def act(cast: Cast) -> None:
        lost = send(cast, kind="text", text="Did it arrive?")
        of_attempt(cast, lost, "SendUnknown", try_no=1, reason="timeout")
        of_attempt(cast, lost, "SendOffered")
        job_is(cast, lost, "offered")
        address = f"/api/workspaces/{cast.here.workspace}/messages/{lost}"
        assert post(cast.client("bob"), f"{address}/settle", {"outcome": outcome}).json()["state"] == state

    return act


def accepted_then_read(cast: Cast) -> None:
    sent, name = send(cast, kind="text", text="Hello"), wamid()
    of_attempt(cast, sent, "SendAttempted", try_no=1)
    of_attempt(cast, sent, "SendAccepted", wamid=name)
    for status in ("sent", "delivered", "read"):
        at = str(int(datetime.now(UTC).timestamp()))
        said = {"id": name, "status": status, "timestamp": at, "recipient_id": cast.here.customer}
        hear(cast.here, change(cast.here, "messages", {"statuses": [said]}))


def status_before_the_answer(cast: Cast) -> None:
    """Meta's status overtakes the answer to our request: it names the attempt, and one message remains."""
    sent, name = send(cast, kind="text", text="Quick"), wamid()
    at = str(int(datetime.now(UTC).timestamp()))
    said = {"id": name, "status": "delivered", "timestamp": at, "recipient_id": cast.here.customer}
    hear(cast.here, change(cast.here, "messages", {"statuses": [said | {"biz_opaque_callback_data": str(sent)}]}))
    of_attempt(cast, sent, "SendAccepted", wamid=name)


def customer_writes(cast: Cast) -> None:
    hear(cast.here, text_from_customer(cast.here, "Noch da?"))


def another_customer_writes(cast: Cast) -> None:
    hear(cast.here, text_from_customer(cast.here, "Guten Abend", "41791112233"))


def phone_answers(cast: Cast) -> None:
    hear(cast.here, echo_from_phone(cast.here, "Bin dran"))


def assign(cast: Cast) -> None:
    address = f"/api/workspaces/{cast.here.workspace}/conversations/{cast.here.conversation}/assignee"
    to = {"member": str(cast.here.people["bob"])}
    assert cast.client("alice").put(address, to, content_type="application/json").status_code == 200


ACTIONS: dict[str, Callable[[Cast], object]] = {
    "a customer writes": customer_writes,
    "another customer writes": another_customer_writes,
    "the phone answers": phone_answers,
    "send": lambda cast: send(cast, kind="text", text="Gerne"),
    "send a picture": send_picture,
    "send a place": send_place,
    "react": react,
    "quote": quote,
    "read": mark_read,
    "assign": assign,
    "retry": retry,
    "settle as sent": settle("sent", "sent"),
    "settle as abandoned": settle("abandoned", "failed"),
    "accepted, then read": accepted_then_read,
    "a status before the answer": status_before_the_answer,
}


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_a_page_that_catches_up_equals_a_fresh_one(cast: Cast, action: Callable[[Cast], object]) -> None:
    page = Page(cast).load()
    before = dict(page.conversations), dict(page.messages)
    action(cast)
    page.catch_up()
    fresh = Page(cast).load()
    assert page.conversations == fresh.conversations
    assert page.messages == fresh.messages
    assert page.position == fresh.position
    assert before != (page.conversations, page.messages), "an action that shows nothing would prove nothing"


def test_catching_up_in_one_go_equals_catching_up_after_each(cast: Cast) -> None:
    slept, awake = Page(cast).load(), Page(cast).load()
    for action in ACTIONS.values():
        action(cast)
        awake.catch_up()
    slept.catch_up()
    assert (slept.conversations, slept.messages) == (awake.conversations, awake.messages)


def test_every_route_that_changes_what_is_shown_is_among_the_actions(cast: Cast) -> None:
    settings = (["people"], ["onboarding"], ["outgoing webhooks"])
    changing = [route for route in routes() if route.changes and route.operation["tags"] not in settings]
    verbs = {route.path.rsplit("/", 1)[-1] for route in changing if not route.path.endswith(UNSEEN)}
    assert verbs == {"messages", "read", "retry", "settle", "assignee"}


def test_a_page_loads_afresh_when_it_may_see_other_numbers(cast: Cast) -> None:
    alice, bob, base = cast.client("alice"), cast.client("bob"), f"/api/workspaces/{cast.here.workspace}"
    since = bob.get(f"{base}/conversations").json()["position"]
    assert bob.get(f"{base}/changes?since={since}").json()["reset"] is False
    kept = {"visibility": "teams", "teams": [str(cast.here.team)]}
    assert alice.patch(f"{base}/numbers/{cast.here.number}", kept, content_type="application/json").status_code == 200
    assert bob.get(f"{base}/changes?since={since}").json()["reset"] is True
    later = bob.get(f"{base}/conversations").json()
    assert later["items"] == []
    assert bob.get(f"{base}/changes?since={later['position']}").json()["reset"] is False


def test_a_page_that_missed_too_much_is_told_to_load_afresh(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from twinline.features.conversation import queries

    monkeypatch.setattr(queries, "CHANGES_AT_MOST", 2)
    for _ in range(3):
        customer_writes(cast)
    bob, base = cast.client("bob"), f"/api/workspaces/{cast.here.workspace}"
    assert bob.get(f"{base}/changes?since=0").json()["reset"] is True
    assert bob.get(f"{base}/changes?since=999999").json()["reset"] is True
