"""To which addresses an outgoing webhook may be pointed at all."""

from __future__ import annotations

import pytest

from twinline.features.outgoing_webhooks import rules
from twinline.workspaces.refused import Refused

ALLOWED = ("http://127.0.0.1:8900", "https://hooks.intranet")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hooks",
        "https://example.org:8443/hooks?team=1",
        "https://93.184.215.14/",
        "http://127.0.0.1:8900/hooks",
        "HTTPS://HOOKS.intranet/x",
    ],
)
def test_an_address_that_can_be_told(url: str) -> None:
    assert rules.url_of(f" {url}\n", ALLOWED) == url


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "webhook_url_invalid"),
        ("example.org/hooks", "webhook_url_invalid"),
        ("ftp://example.org/", "webhook_url_invalid"),
        ("file:///etc/passwd", "webhook_url_invalid"),
        ("https://", "webhook_url_invalid"),
        ("https://example.org:99999/", "webhook_url_invalid"),
        ("https://example.org:0/", "webhook_url_invalid"),
        ("https://[::1/", "webhook_url_invalid"),
        ("https://alice:secret@example.org/", "webhook_url_invalid"),
        ("https://:secret@example.org/", "webhook_url_invalid"),
        ("https://example.org/#part", "webhook_url_invalid"),
        ("https://example.org/a b", "webhook_url_invalid"),
        ("https://exämple.org/", "webhook_url_invalid"),
        ("https://example.org/" + "x" * 500, "webhook_url_invalid"),
        ("http://example.org/", "webhook_insecure"),
        ("http://127.0.0.1:8901/", "webhook_insecure"),
        ("https://127.0.0.1/", "webhook_private"),
        ("https://localhost/", "webhook_private"),
        ("https://2130706433/", "webhook_private"),
        ("https://[::1]/", "webhook_private"),
        ("https://169.254.169.254/latest", "webhook_private"),
        ("https://metadata.google.internal/", "webhook_private"),
    ],
)
def test_an_address_that_is_refused_and_why(url: str, code: str) -> None:
    with pytest.raises(Refused) as no:
        rules.url_of(url, ALLOWED)
    assert no.value.code == code
