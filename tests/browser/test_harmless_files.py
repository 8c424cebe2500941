"""Files of customers are harmless: whatever they pretend to be, none runs and none reads anything of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

import httpx
import pytest
from playwright.sync_api import Browser, Error

from tests.browser.hostile.files import Hostile, files
from tests.browser.hostile.house import House, message, opened_house
from tests.browser.hostile.meta import Meta
from tests.fixtures.running import StartTwinline

pytestmark = pytest.mark.browser
SHOWN = {"image/jpeg", "image/png", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "video/mp4"}
CUSTOMER = "41791000001"


@pytest.fixture
def house(start_twinline: StartTwinline) -> Iterator[House]:
    at_meta = Meta()
    one = opened_house(start_twinline, at_meta, "Alice")
    yield one
    one.alice.http.close()
    at_meta.stop()


def sent(house: House, hostile: list[Hostile]) -> dict[str, Hostile]:
    """Each as a message of a customer, fetched by the worker: media id here → file."""
    for no, file in enumerate(hostile):
        house.meta.files[f"9000{no}"] = (file.mime, file.content)
        content = {"id": f"9000{no}", "mime_type": file.mime}
        if file.kind == "document":
            content |= {"filename": file.name}
        item = message(CUSTOMER, no, file.kind, content)
        house.hears("messages", {"contacts": [{"profile": {"name": "Ines"}, "wa_id": CUSTOMER}], "messages": [item]})
    conversation = house.eventually(house.alice.conversations)[0]["id"]
    page = house.eventually(lambda: stored(house, conversation, len(hostile)), 90)
    return {media: hostile[int(at)] for at, media in page.items()}


def stored(house: House, conversation: str, wanted: int) -> dict[int, str] | None:
    found: dict[int, str] = {}
    before: str | None = None
    while True:
        more = {"before": before} if before else {}
        page = house.alice.here(f"/conversations/{conversation}/messages", limit=100, **more)
        for one in page["items"]:
            for file in one["media"]:
                if file["state"] == "stored":
                    found[round(seconds(one["said_at"]))] = file["id"]
        before = page["next"]
        if before is None:
            break
    if len(found) < wanted:
        return None
    return dict(enumerate(found[at] for at in sorted(found)))


def seconds(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


def faults(answer: httpx.Response) -> list[str]:
    """What an answer with a stranger's bytes must say of itself, and does not."""
    said, disposition = answer.headers, answer.headers.get("content-disposition", "")
    name = unquote(disposition.rpartition("''")[2])
    inline = disposition.startswith("inline;")
    checks = {
        "status": answer.status_code == 200,
        "sandbox": said.get("content-security-policy") == "sandbox; default-src 'none'",
        "nosniff": said.get("x-content-type-options") == "nosniff",
        "isolated": said.get("cross-origin-resource-policy") == "same-origin",
        "type": said.get("content-type") in (SHOWN if inline else {"application/octet-stream"}),
        "disposition": inline or disposition.startswith("attachment;"),
        "name": bool(name) and len(name) <= 210 and not set(name) & set("/\\\r\n\u2028\u202e") and name[0] != ".",
        "no new header": "x-ours" not in said,
    }
    return [check for check, holds in checks.items() if not holds]


@pytest.mark.timeout(200)
def test_a_hundred_hostile_files_run_nowhere_and_read_nothing(browser: Browser, house: House) -> None:
    hostile = files(house.meta.url)
    assert len(hostile) >= 100
    media = sent(house, hostile)
    house.meta.heard.clear()
    base = f"/api/workspaces/{house.alice.workspace}/media"
    bad = {}
    for one, file in media.items():
        answer = house.alice.http.get(f"{base}/{one}")
        if found := faults(answer):
            bad[file.name, file.mime] = (found, dict(answer.headers))
        assert answer.content == file.content
    assert bad == {}
    context = browser.new_context()
    context.add_cookies(house.cookies())
    ran: list[str] = []
    context.expose_function("pwned", lambda: ran.append("ran"))
    asked: list[str] = []
    context.on("request", lambda one: asked.append(one.url) if one.url.endswith("/api/me") else None)
    page = context.new_page()
    for one in media:
        # A file that is only handed over starts a download, which ends the visit with an error.
        with suppress(Error):
            page.goto(f"{house.twinline.url}{base}/{one}", wait_until="load")
    page.wait_for_timeout(500)
    assert (ran, asked, house.meta.heard) == ([], [], [])
    # The beacon does hear: the same file from a server that takes its word runs at once.
    page.goto(f"{house.meta.url}/careless/90000")
    house.eventually(lambda: "/ran" in house.meta.heard)
    context.close()
