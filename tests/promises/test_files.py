"""Files go in sealed and come out so that nothing in them runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.promises.cast import Cast, cast, post
from tests.promises.routes import JPEG

__all__ = ["cast"]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


def upload(cast: Cast, name: str, content: bytes, mime: str, who: str = "bob") -> Any:
    address = f"/api/workspaces/{cast.here.workspace}/media"
    return cast.client(who).post(address, {"file": SimpleUploadedFile(name, content, mime)})


def fetch(cast: Cast, media: object, **headers: str) -> Any:
    return cast.client("bob").get(f"/api/workspaces/{cast.here.workspace}/media/{media}", headers=headers)


def test_what_goes_in_comes_out(cast: Cast) -> None:
    said = upload(cast, "../flat.jpg", JPEG, "image/jpeg")
    assert said.status_code == 201
    file = said.json()
    assert (file["kind"], file["mime"], file["size"], file["filename"]) == (
        "image",
        "image/jpeg",
        len(JPEG),
        "flat.jpg",
    )
    answer = fetch(cast, file["id"])
    assert (answer.status_code, answer.content) == (200, JPEG)


def test_no_plain_byte_lies_on_the_disk(cast: Cast) -> None:
    upload(cast, "a.txt", cast.here.canary.encode(), "text/plain")
    folder: Path = cast.database.installation.media_dir
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 3
    assert all(cast.here.canary.encode() not in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("name", "content", "mime", "inline"),
    [
        ("a.jpg", JPEG, "image/jpeg", True),
        ("a.ogg", b"OggS voice", "audio/ogg; codecs=opus", True),
        ("a.svg", SVG, "image/svg+xml", False),
        ("a.html", HTML, "text/html", False),
        ("a.pdf", b"%PDF-1.7", "application/pdf", False),
        ("a.xml", HTML, "application/xhtml+xml", False),
    ],
)
def test_a_file_is_never_a_document_of_ours(cast: Cast, name: str, content: bytes, mime: str, inline: bool) -> None:
    answer = fetch(cast, upload(cast, name, content, mime).json()["id"])
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert answer["Content-Type"] == (mime.partition(";")[0] if inline else "application/octet-stream")


def test_a_picture_that_is_none_is_refused(cast: Cast) -> None:
    answer = upload(cast, "a.jpg", HTML, "image/jpeg")
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong_type")


def test_a_file_beyond_the_limit_is_refused_with_the_limit(cast: Cast) -> None:
    answer = upload(cast, "a.jpg", JPEG + bytes(5 * 1024 * 1024), "image/jpeg")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "5 MB" in answer.json()["sentence"]


def test_a_request_without_a_file_says_what_is_missing(cast: Cast) -> None:
    answer = cast.client("bob").post(f"/api/workspaces/{cast.here.workspace}/media", {})
    assert (answer.status_code, answer.json()["fields"]) == (422, ["file"])


def test_a_name_cannot_break_out_of_its_header(cast: Cast) -> None:
    file = upload(cast, 'a";\x0b filename=evil.html', b"x", "text/plain").json()
    told = fetch(cast, file["id"])["Content-Disposition"]
    assert told.startswith("attachment; filename*=UTF-8''")
    assert '"' not in told
    assert " filename=" not in told.removeprefix("attachment;")


def test_a_part_of_a_file_is_given_as_a_part(cast: Cast) -> None:
    file = upload(cast, "a.mp4", bytes(range(200)), "video/mp4").json()["id"]
    part = fetch(cast, file, Range="bytes=10-19")
    assert (part.status_code, part.content, part["Content-Range"]) == (206, bytes(range(10, 20)), "bytes 10-19/200")
    assert fetch(cast, file, Range="bytes=900-").status_code == 416
    assert fetch(cast, file)["Accept-Ranges"] == "bytes"


def test_looking_at_a_file_of_a_message_goes_on_record(cast: Cast) -> None:
    file = upload(cast, "a.jpg", JPEG, "image/jpeg").json()["id"]
    thread = f"/api/workspaces/{cast.here.workspace}/conversations/{cast.here.conversation}/messages"
    new = str(uuid4())
    sent = post(cast.client("bob"), thread, {"id": new, "kind": "image", "media_id": file, "text": "The flat"})
    (shown,) = sent.json()["media"]
    assert (shown["id"], shown["state"], shown["mime"], shown["size"]) == (file, "stored", "image/jpeg", len(JPEG))
    fetch(cast, file)
    with cast.database.connect() as owner:
        row = owner.execute("select reader, message_ids from log.access where purpose = 'media'").fetchone()
    assert row is not None
    assert row[0] == f"person:{cast.here.people['bob']}"
    assert [str(one) for one in row[1]] == [new]


def test_a_file_that_is_gone_from_the_disk_is_said_to_be_unreadable(cast: Cast) -> None:
    file = upload(cast, "a.txt", b"x", "text/plain").json()["id"]
    for path in cast.database.installation.media_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    answer = fetch(cast, file)
    assert (answer.status_code, answer.json()["code"]) == (409, "file_unreadable")
