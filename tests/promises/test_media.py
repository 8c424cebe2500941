"""Files both ways: fetched as long as Meta has them, kept sealed, and the same bytes at the other end."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.fixtures.connected import Connected
from tests.promises.at_meta import AT_META, PATIENCE, Chat, joined
from tests.promises.ear import Ear, body, ear, item, recorder

__all__ = ["ear"]

pytestmark = pytest.mark.timeout(1200)

MARK = b"plainly to be seen "
PNG = b"\x89PNG\r\n\x1a\n" + MARK * 40
JPEG = b"\xff\xd8\xff\xe0" + MARK * 40
OGG = b"OggS\x00\x02" + MARK * 40
PDF = b"%PDF-1.7\n" + MARK * 5000


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    with joined(request, tmp_path_factory.mktemp("bothends")) as one:
        yield one


def arrived(world: Connected, chat: Chat, kind: str, state: str) -> Any:
    """The newest message's file, once it is in this state."""

    def file() -> Any:
        message = world.alice.messages(chat.id)[-1]
        files = message["media"]
        return files[0] if message["kind"] == kind and files and files[0]["state"] == state else None

    return world.eventually(file, PATIENCE)


def content(world: Connected, media: str) -> bytes:
    answer = world.alice.http.get(f"/api/workspaces/{world.alice.workspace}/media/{media}")
    assert answer.status_code == 200, answer.text
    return answer.content


def files_on_disk(world: Connected) -> list[bytes]:
    return [path.read_bytes() for path in (world.twinline.home / "media").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("kind", "plain", "mime", "more"),
    [
        ("image", PNG, "image/png", {"caption": "Das Dach"}),
        ("audio", OGG, "audio/ogg", {"voice": True}),
        ("document", PDF, "application/pdf", {"filename": "plan.pdf"}),
    ],
)
def test_what_a_customer_sends_is_fetched_though_meta_falters_and_lies_sealed(
    world: Connected, kind: str, plain: bytes, mime: str, more: dict[str, Any]
) -> None:
    chat = Chat(world, f"sends{kind}")
    world.chaos("media_503", count=2)
    data = base64.b64encode(plain).decode()
    world.customer(chat.customer).send(type=kind, data=data, mime_type=mime, **more)
    file = arrived(world, chat, kind, "stored")
    assert (file["mime"], file["size"], file["voice"]) == (mime, len(plain), bool(more.get("voice")))
    assert file["filename"] == more.get("filename")
    assert content(world, file["id"]) == plain
    kept = files_on_disk(world)
    assert len(kept) >= 1
    assert not any(MARK in one for one in kept)


@pytest.mark.parametrize(
    ("kind", "name", "plain", "mime", "more"),
    [
        ("image", "roof.jpg", JPEG, "image/jpeg", {"text": "Das Dach"}),
        ("audio", "voice.ogg", OGG, "audio/ogg", {"voice": True}),
        ("document", "plan.pdf", PDF, "application/pdf", {}),
    ],
)
def test_what_a_colleague_sends_reaches_the_phone_byte_for_byte(
    world: Connected, kind: str, name: str, plain: bytes, mime: str, more: dict[str, Any]
) -> None:
    chat = Chat(world, f"gets{kind}")
    media = world.alice.upload(name, plain, mime)["id"]
    attempt = str(uuid4())
    answer = world.alice.send(chat.id, id=attempt, kind=kind, media_id=media, **more)
    assert answer.status_code == 202, answer.text
    chat.becomes(attempt, *AT_META)
    message = world.customer(chat.customer).messages()[-1]
    assert (message["type"], message["callback_data"]) == (kind, attempt)
    assert world.sandbox.get(world.bothends.url + message["media"]["url"]).content == plain
    assert message["media"]["voice"] is bool(more.get("voice"))


def test_a_file_is_lost_only_when_meta_no_longer_has_it_and_the_page_says_why(world: Connected) -> None:
    chat = Chat(world, "loses")
    world.chaos("media_503")
    world.customer(chat.customer).send(type="image", data=base64.b64encode(PNG).decode(), mime_type="image/png")
    arrived(world, chat, "image", "waiting")
    world.turn(6 * 86_400)
    assert arrived(world, chat, "image", "waiting")["reason"] is None
    world.turn(86_400 + 3_700)
    assert arrived(world, chat, "image", "lost")["reason"] == "expired_at_meta"


class Meta:
    """A Graph that hands over other bytes than it announced, until it is mended."""

    def __init__(self) -> None:
        self.content = b"not what was sent"

    def media_address(self, *_: object) -> Any:
        from twinline.graph.client import MediaAddress

        return MediaAddress("https://meta.example/file", "image/png", None, None)

    def download(self, *_: object) -> tuple[bytes, str]:
        return self.content, hashlib.sha256(self.content).hexdigest()


def hears_of_an_image(ear: Ear) -> None:
    digest = base64.b64encode(hashlib.sha256(PNG).digest()).decode()
    image = {"id": "777888999", "mime_type": "image/png", "sha256": digest}
    ear.hears(body(ear.here, {**item("wamid.image"), "type": "image", "image": image}))
    recorder().step()


def fetch_when_due(ear: Ear, graph: Any) -> tuple[str, timedelta]:
    """One try at the moment it is due: the job's state and how long the next one waits."""
    from twinline.engine.media import fetch
    from twinline.workspaces.transaction import directory

    due: datetime = ear.one("select due_at from config.fetch_job")
    with directory() as tx:
        job = fetch.claim(tx, due)
    assert job is not None
    fetch.fetch(graph, job, "a token", ear.here.phone_number_id, due)
    return ear.one("select state from config.fetch_job"), ear.one("select due_at from config.fetch_job") - due


def test_bytes_with_another_digest_are_never_kept_but_asked_for_again(ear: Ear) -> None:
    hears_of_an_image(ear)
    meta = Meta()
    waits = [fetch_when_due(ear, meta) for _ in range(4)]
    assert waits == [("waiting", timedelta(seconds=2**n)) for n in range(1, 5)]
    assert ear.one("select last_error from config.fetch_job") == "digest"
    assert ear.one("select count(*) from config.file where sha256 <> ''") == 1  # the cast's own
    meta.content = PNG
    assert fetch_when_due(ear, meta)[0] == "stored"
    assert ear.one("select count(*) from config.file where sha256 = %s", hashlib.sha256(PNG).hexdigest()) == 1
    assert ear.one("select count(*) from config.fetch") == 0


def test_the_waits_grow_to_an_hour_and_the_last_try_comes_before_the_seven_days_end(ear: Ear) -> None:
    hears_of_an_image(ear)
    meta, waits = Meta(), list[timedelta]()
    state = "waiting"
    begun: datetime = ear.one("select due_at from config.fetch_job")
    while state == "waiting":
        state, wait = fetch_when_due(ear, meta)
        waits.append(wait)
    assert waits[:-1] == sorted(waits[:-1])
    assert max(waits[:-1]) == timedelta(hours=1)
    tried: datetime = ear.one("select due_at from config.fetch_job")
    assert timedelta(days=7) - timedelta(hours=2) < tried - begun < timedelta(days=7, hours=1)
    assert state == "lost"
    assert ear.one("select reason from views.media where reason is not null") == "digest"


def test_no_plain_byte_of_a_file_is_on_the_disk(ear: Ear) -> None:
    hears_of_an_image(ear)
    meta = Meta()
    meta.content = PNG
    assert fetch_when_due(ear, meta)[0] == "stored"
    found = [path for path in ear.database.installation.media_dir.rglob("*") if path.is_file()]
    assert len(found) == 2
    for path in found:
        assert MARK not in path.read_bytes()
