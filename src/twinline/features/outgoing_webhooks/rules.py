"""What an outgoing webhook's address must look like. Pure; where its name leads is checked at every call."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from twinline.engine.app_findings import is_reachable
from twinline.workspaces.refused import Refused

MOST = 10
LONGEST = 500


def url_of(text: str, allowed_origins: Collection[str]) -> str:
    """An address to send to; http and private ones only at an origin that the operator allowed. Raises Refused."""
    url = text.strip()
    parts = _parts(url)
    if f"{parts.scheme}://{parts.netloc}".lower() in {origin.lower() for origin in allowed_origins}:
        return url
    if parts.scheme == "http":
        raise Refused("webhook_insecure", "The address must begin with https://: what is sent names your numbers.")
    if not is_reachable(url):
        raise Refused("webhook_private", "This address is private: only one on the open internet can be told.")
    return url


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise _invalid() from None
    if not sound or len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise _invalid()
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _invalid()
    return parts


def _invalid() -> Refused:
    return Refused(
        "webhook_url_invalid", "Enter a whole address such as https://example.org/hooks, without a name or password."
    )
