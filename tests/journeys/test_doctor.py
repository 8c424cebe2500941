"""`twinline doctor` on a Twinline whose app is set up badly at Meta: each fault by its name, with its cure."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.fixtures.connected import APP, Connected
from tests.promises.at_meta import joined
from twinline.web.running.app_words import WORDS
from twinline.web.running.variables import KNOWN

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        configured(one, "5566778899")
        yield one


def configured(world: Connected, config_id: str) -> None:
    """As `twinline addapp` and the wizard leave it."""
    with psycopg.connect(world.twinline.environment["DATABASE_URL"]) as owner:
        owner.execute("update config.meta_app set config_id = %s", (config_id,))


def at_meta(world: Connected, **callback: object) -> None:
    body = {"callback_url": f"{world.twinline.url}/hooks/meta/{APP}", **callback}
    world.sandbox.put(f"/apps/{APP}/subscription", json=body).raise_for_status()


def doctor(world: Connected, **other: str) -> tuple[int, str]:
    """Its exit status and its lines; Twinline's own address is allowed, for there is no public one here."""
    origins = f"{world.bothends.url},{world.twinline.url}"
    usual = {"TWINLINE_ORIGIN": world.twinline.url, "TWINLINE_ALLOWED_ORIGINS": origins}
    done = subprocess.run(
        [sys.executable, "-m", "twinline", "doctor"],
        env={**world.twinline.environment, **usual, **other},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def bad(said: str) -> list[str]:
    return [line.removeprefix("BAD   ") for line in said.splitlines() if line.startswith("BAD")]


def test_all_well_is_status_0(world: Connected) -> None:
    at_meta(world)
    status, said = doctor(world)
    assert (status, bad(said)) == (0, [])
    assert f"Meta app {APP}: all 17 webhook fields are subscribed." in said
    assert f"Meta app {APP}: its webhook address answers the handshake." in said


@pytest.mark.parametrize(
    ("callback", "expected"),
    [
        (
            {"fields": ["messages", "history"]},
            "webhook fields are missing (account_update, smb_app_state_sync, smb_mes",
        ),
        ({"callback_url": "https://old.example/hooks"}, "its webhooks go to https://old.example/hooks and not to http"),
        ({"callback_url": "https://old.example/hooks"}, "subscribe anew under Settings › Meta app."),
    ],
)
def test_what_is_wrong_at_meta_is_named_with_its_cure(
    world: Connected, callback: dict[str, object], expected: str
) -> None:
    at_meta(world, **callback)
    status, said = doctor(world)
    at_meta(world)
    assert status == 1
    assert len(bad(said)) == 1
    assert expected in bad(said)[0]


def test_a_callback_that_meta_does_not_have_is_named_once(world: Connected) -> None:
    world.sandbox.delete(f"/apps/{APP}/subscription").raise_for_status()
    status, said = doctor(world)
    at_meta(world)
    assert status == 1
    assert [line for line in bad(said) if "has no webhook" in line] == bad(said)


def test_a_missing_configuration_is_named(world: Connected) -> None:
    configured(world, "")
    status, said = doctor(world)
    configured(world, "5566778899")
    assert (status, len(bad(said))) == (1, 1)
    assert "no configuration for Embedded Signup: make one under Facebook Login for Business" in bad(said)[0]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({"TWINLINE_GRAPH_VERSION": "v99.0"}, "Meta has no version v99.0: mend TWINLINE_GRAPH_VERSION."),
        ({"TWINLINE_GRAPH_VERSION": "v12.0"}, "set TWINLINE_GRAPH_VERSION to v21.0."),
        ({"TWINLINE_GRAPH_VERSION": "25"}, "TWINLINE_GRAPH_VERSION must look like v25.0, not '25'."),
        ({"TWINLINE_GRAPH_URL": "http://127.0.0.1:9"}, "or name http://127.0.0.1:9 in TWINLINE_ALLOWED_ORIGINS."),
        ({"TWINLINE_ALOWED_ORIGINS": "x"}, "nobody reads it: write TWINLINE_ALLOWED_ORIGINS."),
        ({"TWINLINE_SECRET": "ab" * 32}, "its sealed secret does not open with this master secret"),
        ({"TWINLINE_SECRET": "ab" * 32}, "The sealed token of the number"),
        ({"TWINLINE_ORIGIN": "chat.example"}, "TWINLINE_ORIGIN must be an origin such as https://example.org"),
    ],
)
def test_a_setting_that_is_wrong_is_named_with_its_cure(
    world: Connected, setting: dict[str, str], expected: str
) -> None:
    status, said = doctor(world, **setting)
    assert status == 1
    assert any(expected in line for line in bad(said)), said


def test_a_secret_that_meta_does_not_know_is_named_and_nothing_else(world: Connected) -> None:
    app = {"app_id": "1029384757", "name": "Second", "secret": "not-metas-secret", "verify_token": "some-verify-token"}
    app["config_id"] = "5566778899"
    place = {"name": "Casa Nova", "owner": {"email": "alice@casanova.example", "name": "Alice", "password": "unused"}}
    world.sandbox.post("/apps", json={"id": app["app_id"], "secret": "another-secret"})
    world.twinline.provision(app=app, workspace=place)
    status, said = doctor(world)
    assert status == 1
    assert len(bad(said)) == 1
    assert bad(said)[0].startswith("Meta app 1029384757: Meta does not take its secret: copy id and secret again")
    assert "not-metas-secret" not in said


def test_every_setting_that_is_read_is_known() -> None:
    text = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    assert set(re.findall(r"TWINLINE_[A-Z_]*[A-Z]", text)) <= KNOWN


def test_every_finding_has_a_sentence_and_every_fault_a_cure() -> None:
    text = (SOURCE / "twinline/engine/app_findings.py").read_text()
    codes = set(re.findall(r'"((?:key|secret|app|version|configuration|callback|subscription|fields)_[a-z]+)"', text))
    codes |= {f"handshake_{how}" for how in ("answered", "refused", "unreachable", "barred")}
    assert codes - {"app_id"} == set(WORDS)
    faults = [code for code in WORDS if code.endswith(("wrong", "missing", "over", "unknown", "elsewhere", "refused"))]
    assert [code for code in faults if ": " not in WORDS[code]] == []
