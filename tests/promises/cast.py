"""The cast: Alice owns the workspace, Bob works in it, Dora audits it; Charlie is a stranger with one of his own."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.fixtures.databases import Database

PASSWORD = "correct horse battery"
# Everything is said a second after what was said before, and before any test began, however many there were.
_BEGUN = datetime.now(UTC) - timedelta(hours=6)
_seconds = count(1)


@dataclass
class Place:
    """One workspace with a number and a conversation. `canary` stands in everything a person wrote or named."""

    workspace: UUID
    number: UUID
    phone_number_id: str
    display_phone: str
    waba: str
    canary: str
    customer: str
    conversation: UUID | None = None
    message: UUID | None = None
    media: UUID | None = None
    team: UUID | None = None
    invitation: UUID | None = None
    joining: UUID | None = None
    seat: UUID | None = None
    app: str = ""
    webhook: UUID | None = None
    delivery: UUID | None = None
    token: str = ""
    second: str = ""
    people: dict[str, UUID] = field(default_factory=dict)


@dataclass
class Cast:
    """Both workspaces on one database."""

    database: Database
    here: Place
    elsewhere: Place

    def client(self, name: str) -> Client:
        """A browser in which this person is signed in. It answers a fault with a 500, as a server does."""
        from django.test import Client

        from twinline.workspaces.models import User

        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(email=f"{name}@example.org"))
        return client

    def stranger(self) -> Client:
        """A browser in which nobody is signed in."""
        from django.test import Client

        return Client(raise_request_exception=False)


@pytest.fixture
def cast(database: Database, monkeypatch: pytest.MonkeyPatch) -> Cast:
    database.use("web")
    from django.conf import settings
    from django.core.cache import cache

    from twinline.log import keys

    keys._known.clear()
    cache.clear()
    hash_quickly()
    # Nothing here may ask Meta itself: the guard lets nobody to this place.
    monkeypatch.setattr(settings, "INSTALLATION", replace(settings.INSTALLATION, graph_url="http://127.0.0.1:9"))
    here = _place("Here", "alice", 1)
    elsewhere = _place("Elsewhere", "charlie", 2)
    for place, name, role in (
        (here, "bob", "agent"),
        (here, "dora", "auditor"),
        (here, "erin", "administrator"),
        (here, "sam", "supervisor"),
        (elsewhere, "conny", "agent"),
    ):
        place.people[name] = _member(place, name, role)
    _settle(here, "alice", "sam")
    _settle(elsewhere, "charlie", "conny")
    return Cast(database, here, elsewhere)


def hash_quickly() -> None:
    """Argon2 is slow on purpose; only the tests of signing in want it."""
    from django.conf import settings
    from django.contrib.auth import hashers

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()


def now() -> datetime:
    return datetime.now(UTC)


def _place(name: str, owner: str, no: int) -> Place:
    from twinline.features.onboarding import actions, numbers

    canary = f"canary{secrets.token_hex(6)}"
    workspace, user = actions.set_up_workspace(
        f"{name} {canary}", account(owner, canary), time_zone="Europe/Zurich", now=now()
    )
    app = actions.App(app_id=f"10{no}", name="App", secret=f"app-secret-{no}", verify_token=f"verify-token-{no}")
    actions.add_app(app, now=now())
    place = Place(workspace, uuid4(), f"555{no}", f"4179000000{no}", f"777{no}", canary, f"4917600000{no}")
    connection = numbers.Connection(
        phone_number_id=place.phone_number_id, waba_id=place.waba, app_id=app.app_id,
        display_phone=place.display_phone, name=f"Sales {canary}", owner_name=f"Anna {canary}", mode="coexistence",
        token=f"token-of-{canary}", onboarded_at=now() - timedelta(days=30),
    )  # fmt: skip
    place.number = numbers.add_number(workspace, connection, now=now())
    place.people[owner] = user
    hear(place, text_from_customer(place, f"Guten Tag {canary}"))
    place.conversation, place.message = first_conversation(place)
    place.media = _upload(place)
    return place


def account(name: str, canary: str = "") -> Any:
    from twinline.features.onboarding import actions

    return actions.Account(email=f"{name}@example.org", name=f"{name.title()} {canary}".strip(), password=PASSWORD)


def _member(place: Place, name: str, role: str) -> UUID:
    from twinline.features.onboarding import actions
    from twinline.workspaces.rules import Role

    return actions.add_member(place.workspace, account(name), Role(role), now=now())


def _settle(place: Place, owner: str, second: str) -> None:
    """A team, an open invitation, and somebody about whom the settings can be asked."""
    from twinline.features.people import actions, invitations
    from twinline.features.people.shapes import Invite
    from twinline.workspaces.access import entered
    from twinline.workspaces.rules import Role

    place.second = second
    with entered(place.workspace, place.people[owner]) as (tx, person):
        place.team = actions.add_team(tx, person, f"Team {place.canary}", now=now()).id
    with entered(place.workspace, place.people[owner]) as (tx, person):
        wanted = Invite(email=f"new.{place.canary}@example.org", role=Role.AGENT, teams=[place.team])
        made = invitations.invite(tx, person, wanted, now=now())
    place.invitation, place.token = made.id, made.link.rsplit("/", 1)[-1]
    place.joining = _closed_window(place, owner)
    place.seat = _invited(place, owner)
    place.app = _own_app(place)
    place.webhook, place.delivery = _webhook(place, owner)


def _own_app(place: Place) -> str:
    """A Meta app that this workspace entered itself, and that no number uses."""
    from twinline.features.onboarding import actions
    from twinline.workspaces.models import MetaApp

    app_id = f"20{place.waba[-1]}"
    actions.add_app(
        actions.App(app_id=app_id, name=place.canary, secret="a-secret-of-meta", verify_token="a-verify-token"),
        now=now(),
    )
    MetaApp.objects.filter(app_id=app_id).update(workspace=place.workspace)
    return app_id


def _webhook(place: Place, owner: str) -> tuple[UUID, UUID]:
    """A receiver whose name leads nowhere, and a delivery that went there in vain."""
    from twinline.engine.outgoing import deliveries
    from twinline.features.outgoing_webhooks import actions
    from twinline.workspaces.access import entered

    with entered(place.workspace, place.people[owner]) as (tx, person):
        made, _ = actions.create(tx, person, f"https://{place.canary}.invalid/hooks", ["number.disconnected"], now())
    with entered(place.workspace, place.people[owner]) as (tx, _):
        job = deliveries.put(tx, made.id, "number.alert", {"of": place.canary}, now(), due_at=now())
        tx.run("delete from config.outgoing_job where delivery_id = %s", (job.delivery_id,))
        tx.run("update config.outgoing_delivery set state = 'failed' where id = %s", (job.delivery_id,))
    return made.id, job.delivery_id


def _invited(place: Place, owner: str) -> UUID:
    """Somebody with a phone and no account."""
    from twinline.features.onboarding import seats
    from twinline.workspaces.access import entered

    wanted = seats.Wanted(
        name=f"Nora {place.canary}", phone=f"+4179000010{place.waba[-1]}", language="de",
        email=f"nora.{place.canary}@example.org",
    )  # fmt: skip
    with entered(place.workspace, place.people[owner]) as (tx, person):
        return seats.invite(tx, person, wanted, now()).id


def _closed_window(place: Place, owner: str) -> UUID:
    """An attempt to connect a number that ended when Meta's window was closed."""
    from twinline.features.onboarding import attempts
    from twinline.workspaces.access import entered

    with entered(place.workspace, place.people[owner]) as (tx, person):
        attempt, nonce = attempts.begin(tx, person, "coexistence", f"10{place.waba[-1]}", "", now())
        attempts.cancel(tx, person, attempt, nonce, "PERMISSIONS", now())
    return attempt


def _upload(place: Place) -> UUID:
    from twinline.engine.media import store
    from twinline.workspaces.transaction import SYSTEM, transaction

    draft = store.Draft(content=b"\xff\xd8\xff" + place.canary.encode(), kind="image", mime="image/jpeg")
    with transaction(place.workspace, SYSTEM) as tx:
        return store.put(tx, place.workspace, draft, now()).id


def first_conversation(place: Place) -> tuple[UUID, UUID]:
    from twinline.workspaces.transaction import SYSTEM, transaction

    with transaction(place.workspace, SYSTEM) as tx:
        row = tx.row("select id, last_message_id from views.conversation")
    assert row is not None
    return row


def text_from_customer(place: Place, text: str, customer: str | None = None) -> dict[str, Any]:
    """Meta: webhooks, messages reference, text."""
    at = _BEGUN - timedelta(minutes=10) + timedelta(seconds=next(_seconds))
    wa_id = customer or place.customer
    return change(place, "messages", {
        "contacts": [{"profile": {"name": f"Kundin {place.canary}"}, "wa_id": wa_id}],
        "messages": [{
            "from": wa_id, "id": wamid(), "timestamp": str(int(at.timestamp())), "type": "text",
            "text": {"body": text},
        }],
    })  # fmt: skip


def echo_from_phone(place: Place, text: str) -> dict[str, Any]:
    """Meta: webhooks, smb_message_echoes reference."""
    at = _BEGUN - timedelta(minutes=5) + timedelta(seconds=next(_seconds))
    return change(place, "smb_message_echoes", {
        "message_echoes": [{
            "from": place.display_phone, "to": place.customer, "id": wamid(), "timestamp": str(int(at.timestamp())),
            "type": "text", "text": {"body": text},
        }],
    })  # fmt: skip


def change(place: Place, field_name: str, value: dict[str, Any]) -> dict[str, Any]:
    metadata = {"display_phone_number": place.display_phone, "phone_number_id": place.phone_number_id}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    entry = {"id": place.waba, "changes": [{"field": field_name, "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def wamid() -> str:
    return "wamid." + secrets.token_hex(16).upper()


def hear(place: Place, body: dict[str, Any]) -> None:
    """Record a webhook's facts, as the recorder does."""
    from twinline.log.recorded import Recorded
    from twinline.projections.record import record
    from twinline.wire.webhooks import parse
    from twinline.workspaces.transaction import SYSTEM, transaction

    facts = parse(json.dumps(body).encode())
    at = datetime.now(UTC)
    with transaction(place.workspace, SYSTEM) as tx:
        record(tx, [Recorded(one, at + timedelta(microseconds=n), place.number) for n, one in enumerate(facts)])


def post(client: Client, path: str, body: object = None, sender: str = "127.0.0.1") -> Any:
    """`sender`: the address that the gate saw."""
    sent = json.dumps(body if body is not None else {})
    return client.post(path, sent, content_type="application/json", headers={"x-forwarded-for": sender})
