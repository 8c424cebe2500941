"""A workspace enters a Meta app of its own: tried at Meta before it is kept, subscribed, changed, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest

from tests.fixtures.connected import APP, Connected
from tests.promises.at_meta import joined
from twinline.workspaces.secrets import Vault

SECOND, SECRET, RENEWED = "1029384799", "the-secret-of-the-second", "another-secret-of-the-second"


@pytest.fixture(scope="module")
def module(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        yield one


@pytest.fixture
def world(module: Connected) -> Iterator[Connected]:
    """A second app at Meta, which nobody has entered here."""
    app = {"id": SECOND, "name": "Zweite", "secret": SECRET}
    if all(one["id"] != SECOND for one in module.sandbox.get("/state").json()["apps"]):
        module.sandbox.post("/apps", json=app).raise_for_status()
    yield module
    asks(module, "DELETE", f"/{SECOND}")
    module.sandbox.patch(f"/apps/{SECOND}", json={"secret": SECRET})


def asks(world: Connected, method: str, path: str = "", body: Any = None, *, who: str = "alice") -> httpx.Response:
    person = getattr(world, who)
    address = f"/api/workspaces/{person.workspace}/meta-apps{path}"
    return person.http.request(method, address, json=body or {}, headers=person._token())


def entered(world: Connected, **more: str) -> httpx.Response:
    return asks(world, "POST", body={"app_id": SECOND, "secret": SECRET, "config_id": "5566778899", **more})


def found(world: Connected, app: str = SECOND) -> dict[str, tuple[str, str]]:
    answer = asks(world, "POST", f"/{app}/check")
    assert answer.status_code == 200, answer.text
    return {one["step"]: (one["kind"], one["code"]) for one in answer.json()}


def kept(world: Connected) -> tuple[str, str | None] | None:
    """The present and the previous secret of the second app, in the open."""
    environment = world.twinline.environment
    with psycopg.connect(environment["DATABASE_URL"]) as owner:
        row = owner.execute(
            "select secret, previous_secret from config.meta_app where app_id = %s", (SECOND,)
        ).fetchone()
    if row is None:
        return None
    vault = Vault(bytes.fromhex(environment["TWINLINE_SECRET"]))
    names = ("secret", "previous_secret")
    opened = [
        vault.open(sealed, f"meta_app/{SECOND}/{name}".encode()).decode() if sealed else None
        for name, sealed in zip(names, row, strict=True)
    ]
    return str(opened[0]), opened[1]


def test_an_app_is_entered_subscribed_and_then_well(world: Connected) -> None:
    assert entered(world).status_code == 201
    assert found(world)["callback"] == ("bad", "callback_missing")
    assert found(world)["verification"] == ("unknown", "unchecked")
    done = subscribed(world)
    assert done.status_code == 204, done.text
    steps = found(world)
    # Here everything is on this machine, where Meta itself could not come, and our guard lets nobody.
    assert steps.pop("callback") == ("note", "callback_private")
    assert steps.pop("verification") == ("note", "handshake_barred")
    assert {kind for kind, _ in steps.values()} == {"good"}
    (one,) = [app for app in world.alice.here("/meta-apps") if app["app_id"] == SECOND]
    assert one == {"app_id": SECOND, "name": "Zweite", "config_id": "5566778899", "own": True}


def subscribed(world: Connected) -> httpx.Response:
    """The gate hears of a new app within moments, and Meta asks it at once."""
    answers = [asks(world, "POST", f"/{SECOND}/subscribe")]
    world.eventually(
        lambda: answers[-1].status_code == 204 or answers.append(asks(world, "POST", f"/{SECOND}/subscribe"))
    )
    return answers[-1]


def test_a_mistyped_secret_is_refused_and_nothing_is_kept(world: Connected) -> None:
    answer = entered(world, secret="not-the-secret-of-it")
    assert (answer.status_code, answer.json()["code"]) == (409, "app_key_wrong")
    assert kept(world) is None


def test_a_mistyped_new_secret_becomes_neither_the_present_nor_the_previous_one(world: Connected) -> None:
    entered(world)
    answer = asks(world, "PUT", f"/{SECOND}", {"secret": "not-the-secret-of-it"})
    assert answer.json()["code"] == "app_key_wrong"
    assert kept(world) == (SECRET, None)
    world.sandbox.patch(f"/apps/{SECOND}", json={"secret": RENEWED}).raise_for_status()
    assert found(world)["key"] == ("bad", "key_wrong")
    assert asks(world, "PUT", f"/{SECOND}", {"secret": RENEWED}).status_code == 204
    assert kept(world) == (RENEWED, SECRET)
    assert asks(world, "PUT", f"/{SECOND}", {"secret": RENEWED}).status_code == 204
    assert kept(world) == (RENEWED, SECRET)


def test_only_its_own_workspace_changes_an_app(world: Connected) -> None:
    assert asks(world, "GET", f"/{APP}").json()["verify_token"] is None
    for method, path, body in (
        ("PUT", f"/{APP}", {"config_id": "123456"}),
        ("POST", f"/{APP}/subscribe", {}),
        ("DELETE", f"/{APP}", {}),
    ):
        assert asks(world, method, path, body).json()["code"] == "app_of_installation"
    assert asks(world, "POST", body={"app_id": APP, "secret": SECRET}).json()["code"] == "app_taken"
    entered(world)
    assert asks(world, "GET", f"/{SECOND}", who="bob").status_code == 403


def test_an_app_that_numbers_were_connected_through_stays(world: Connected) -> None:
    entered(world)
    environment = world.twinline.environment
    with psycopg.connect(environment["DATABASE_URL"]) as owner:
        owner.execute(
            "update config.number set app_id = %s where name = (select min(name) from config.number)", (SECOND,)
        )
    assert asks(world, "DELETE", f"/{SECOND}").json()["code"] == "app_in_use"
    with psycopg.connect(environment["DATABASE_URL"]) as owner:
        owner.execute("update config.number set app_id = %s", (APP,))
    world.alice.post("/joinings", {"mode": "coexistence", "app_id": SECOND})
    assert asks(world, "DELETE", f"/{SECOND}").status_code == 204
    assert asks(world, "GET", f"/{SECOND}").status_code == 404


def test_no_secret_is_in_an_answer_or_a_log(world: Connected) -> None:
    entered(world)
    texts = [asks(world, "GET", f"/{SECOND}").text, asks(world, "POST", f"/{SECOND}/check").text]
    texts.append(entered(world, secret="not-the-secret-of-it").text)
    texts += [world.twinline.log(name) for name in ("up", "gate", "web", "recorder", "worker")]
    for secret in (SECRET, RENEWED, "not-the-secret-of-it"):
        assert [text for text in texts if secret in text] == []
