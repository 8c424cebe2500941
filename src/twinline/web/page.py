"""The page: one built document for every address that is no file and no API, under a strict policy."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
# bits-ui and Svelte Flow set this one style attribute ("display: contents") from their own markup.
ATTRIBUTE_HASH = "sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo="
NOBODY = "'none'"
NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>Twinline</title><h1>The page is not built yet</h1>"
    "<p>Run <code>./run build</code> or <code>./run up</code>, then load this page again. "
    "The API and the webhooks work without it.</p>"
)


@require_safe
@ensure_csrf_cookie
def index(request: HttpRequest) -> HttpResponse:
    document = _document()
    if document is None:
        return HttpResponse(NOT_BUILT, status=503)
    return HttpResponse(document, headers={"Cache-Control": "no-cache"})


@cache
def policy() -> str:
    """The Content-Security-Policy, with the hashes of the inline scripts of the built document."""
    return _written(_directives())


@cache
def signup_policy() -> str:
    """That of the document in which Meta's SDK runs: its own origins besides, and scripts as that SDK writes them."""
    place = urlsplit(settings.INSTALLATION.signup_script)
    script = f"{place.scheme}://{place.netloc}"
    meta = " ".join((script, *settings.INSTALLATION.signup_origins))
    directives = _directives()
    del directives["require-trusted-types-for"], directives["trusted-types"]
    directives["script-src"] += f" {script}"
    directives["connect-src"] += f" {meta}"
    directives["img-src"] += f" {meta}"
    directives["frame-src"] = meta
    return _written(directives)


def _directives() -> dict[str, str]:
    hashes = "".join(f" '{name}'" for name in script_hashes(_document() or b""))
    return {
        "default-src": "'self'",
        "script-src": f"'self'{hashes}",
        "style-src": "'self'",
        "style-src-attr": f"'unsafe-hashes' '{ATTRIBUTE_HASH}'",
        "img-src": "'self' blob: data:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "font-src": "'self'",
        "worker-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(settings.INSTALLATION.framed_by) or NOBODY,
        "require-trusted-types-for": "'script'",
        "trusted-types": "svelte-trusted-html sveltekit-trusted-url",
    }


def _written(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def script_hashes(document: bytes) -> list[str]:
    """`sha256-…` of every inline script, in the order of the document."""
    return [
        "sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode()
        for script in INLINE_SCRIPT.findall(document)
    ]


@cache
def _document() -> bytes | None:
    built: Path = settings.PAGE / "index.html"
    return built.read_bytes() if built.is_file() else None
