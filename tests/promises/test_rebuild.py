"""The log alone is enough: rebuilt tables are the live ones."""

from __future__ import annotations

import subprocess
import sys
from uuid import UUID, uuid4

import pytest

from tests.fixtures.databases import Database
from tests.promises.confluence_bodies import (
    NUMBER,
    UNSUPPORTED,
    at,
    echo,
    edit,
    facts,
    heard,
    history,
    image,
    inbound,
    ours,
    reaction,
    remembered,
    status,
    synced,
    text,
    user_id_update,
)
from twinline.log import facts as our
from twinline.log.recorded import Recorded

ATTEMPT = UUID("018f0000-0000-7000-8000-00000000a001")
BOB = UUID("018f0000-0000-7000-8000-00000000b001")


@pytest.fixture
def workspace(database: Database) -> UUID:
    """A workspace whose life was recorded live, delivery by delivery."""
    database.use("worker")
    from twinline.log import keys
    from twinline.projections.record import record
    from twinline.workspaces.transaction import SYSTEM, transaction

    workspace = uuid4()
    with database.connect("owner") as owner:
        owner.execute("select set_config('twinline.workspace', %s, false)", (str(workspace),))
        owner.execute(
            "insert into config.workspace (id, name, slug, language, time_zone)"
            " values (%s, 'Alpina', %s, 'de', 'Europe/Zurich')",
            (workspace, workspace.hex),
        )
    with transaction(workspace, SYSTEM) as tx:
        keys.create(tx)
    for delivery in life():
        with transaction(workspace, SYSTEM) as tx:
            record(tx, delivery)
    return workspace


def life() -> list[list[Recorded]]:
    about = {"number_id": NUMBER, "phone": "4915112345678", "user_id": None}
    composed = our.MessageComposed(
        **about, at=at(5), attempt_id=ATTEMPT, conversation_id=NUMBER, origin="person", kind="text", text="Gern!",
        author=BOB,
    )  # fmt: skip
    return [
        facts(inbound("wamid.A", 1, text("Haben Sie offen?")), 1),
        facts(echo("wamid.B", 2, text("Ja, bis sechs.")), 2),
        facts(inbound("wamid.C", 3, UNSUPPORTED), 3),
        facts(inbound("wamid.C", 3, image("file", "Das Dach")), 4),
        facts(inbound("wamid.D", 4, reaction("wamid.B", "👍")), 5),
        ours(composed, 6),
        facts(status("wamid.E", 7, "delivered", attempt=ATTEMPT, category="service"), 7),
        ours(our.SendAccepted(**about, at=at(6), attempt_id=ATTEMPT, wamid="wamid.E"), 8),
        facts(inbound("wamid.F", 8, edit("wamid.A", "Haben Sie heute offen?")), 9),
        facts(inbound("wamid.G", 9, text("Ich bin's"), user="DE.1"), 10),
        facts(user_id_update(10, "DE.1", "DE.2"), 11),
        facts(history(remembered("wamid.H", -9, text("Alt")), remembered("wamid.A", 1, text("Haben Sie offen?"))), 12),
        facts(synced(11, "add", "4915112345678", name="Ines R."), 13),
        ours(our.ConversationRead(**about, at=heard(14), conversation_id=NUMBER, by=BOB, up_to=at(9)), 14),
    ]  # fmt: skip


def rebuilt(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "twinline", "rebuild", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_tables_made_again_from_the_log_are_the_live_ones(workspace: UUID) -> None:
    done = rebuilt("--verify")
    assert not done.stderr
    assert done.returncode == 0
    assert "0 of them erased" in done.stdout


def test_a_row_that_is_not_in_the_log_is_named_without_its_content(workspace: UUID, database: Database) -> None:
    with database.connect("worker") as worker:
        worker.execute("select set_config('twinline.workspace', %s, false)", (str(workspace),))
        worker.execute("update views.content set body = '{\"text\": \"Geheim\"}' where version_key = ''")
        worker.execute("update views.message set wamid = null where wamid = 'wamid.B'")
    done = rebuilt("--verify")
    assert done.returncode == 1
    assert "message " in done.stderr
    assert "content " in done.stderr
    assert "Geheim" not in done.stdout + done.stderr


def test_a_rebuild_mends_the_tables(workspace: UUID, database: Database) -> None:
    with database.connect("worker") as worker:
        worker.execute("select set_config('twinline.workspace', %s, false)", (str(workspace),))
        worker.execute("delete from views.conversation")
        worker.execute("delete from views.node")
    assert rebuilt("--verify").returncode == 1
    assert rebuilt("--workspace", str(workspace)).returncode == 0
    assert rebuilt("--verify").returncode == 0


def test_comparing_changes_nothing(workspace: UUID, database: Database) -> None:
    with database.connect("worker") as worker:
        worker.execute("select set_config('twinline.workspace', %s, false)", (str(workspace),))
        worker.execute("delete from views.contact")
        rebuilt("--verify")
        assert worker.execute("select count(*) from views.contact").fetchone() == (0,)
