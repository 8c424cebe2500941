"""The page's document: every address leads to it, under a policy that lets only its own script run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promises.cast import Cast, cast

__all__ = ["cast"]

SCRIPT = b'\n\t\tconsole.log("start");\n\t'
DOCUMENT = (
    b'<!doctype html><html><head><script src="/_app/a.js"></script></head><script>' + SCRIPT + b"</script></html>"
)


@pytest.fixture
def built(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    from django.conf import settings

    from twinline.web import page

    folder = tmp_path / "build"
    (folder / "_app" / "immutable").mkdir(parents=True)
    (folder / "index.html").write_bytes(DOCUMENT)
    (folder / "_app" / "immutable" / "a.js").write_text("export {};")
    monkeypatch.setattr(settings, "PAGE", folder)
    monkeypatch.setattr(settings, "WHITENOISE_ROOT", folder)
    for remembered in (page.policy, page.signup_policy, page._document):
        remembered.cache_clear()
    yield folder
    for remembered in (page.policy, page.signup_policy, page._document):
        remembered.cache_clear()


@pytest.mark.parametrize("address", ["/", "/conversation", "/conversation/x/y", "/index.html"])
def test_every_address_of_a_page_leads_to_the_one_document(cast: Cast, built: Path, address: str) -> None:
    answer = cast.stranger().get(address)
    assert answer.status_code == 200
    assert b"".join(answer) == DOCUMENT
    digest = base64.b64encode(hashlib.sha256(SCRIPT).digest()).decode()
    policy = answer["Content-Security-Policy"]
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "microphone=(self)" in answer["Permissions-Policy"]


def test_one_document_alone_hears_metas_window_and_runs_its_script(cast: Cast, built: Path) -> None:
    inside = cast.stranger().get("/casanova/whatsapp")
    policy = inside["Content-Security-Policy"]
    assert inside["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert " https://connect.facebook.net;" in policy
    assert "frame-src https://connect.facebook.net https://www.facebook.com " in policy
    assert "unsafe" not in policy.replace("'unsafe-hashes'", "")
    for beside in (
        "/casanova/whatsapp/x",
        "/casanova/whatsapps",
        "/whatsapp",
        "/a/b/whatsapp",
        "/casanova/conversation",
    ):
        outside = cast.stranger().get(beside)
        assert "facebook" not in outside["Content-Security-Policy"]
        assert outside["Cross-Origin-Opener-Policy"] == "same-origin"


def test_only_who_is_named_may_frame_the_page(cast: Cast, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from django.conf import settings

    named = replace(settings.INSTALLATION, framed_by=("http://127.0.0.1:8080",))
    monkeypatch.setattr(settings, "INSTALLATION", named)
    policy = cast.stranger().get("/")["Content-Security-Policy"]
    assert "frame-ancestors http://127.0.0.1:8080;" in policy


def test_the_document_is_asked_for_anew_and_its_files_are_kept(cast: Cast, built: Path) -> None:
    assert cast.stranger().get("/")["Cache-Control"] == "no-cache"
    script = cast.stranger().get("/_app/immutable/a.js")
    assert b"".join(script) == b"export {};"
    assert "immutable" in script["Cache-Control"]
    assert script["Content-Type"].startswith("text/javascript")


def test_a_file_that_is_not_there_is_not_the_page(cast: Cast, built: Path) -> None:
    for address in ("/_app/immutable/old.js", "/api/nothing", "/hooks/meta/1", "/_allauth/app/v1/config"):
        assert cast.stranger().get(address).status_code == 404, address


def test_the_page_hands_out_the_token_that_changes_need(cast: Cast, built: Path) -> None:
    nobody = cast.stranger()
    nobody.get("/")
    assert nobody.cookies["twinline_csrf"]["samesite"] == "Strict"


def test_without_a_build_the_page_says_what_to_run(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    from twinline.web import page

    monkeypatch.setattr(settings, "PAGE", tmp_path / "nothing")
    page._document.cache_clear()
    answer = cast.stranger().get("/")
    page._document.cache_clear()
    assert answer.status_code == 503
    assert b"./run" in answer.content
