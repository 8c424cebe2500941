"""X-Hub-Signature-256 over the raw body. Meta: Webhooks, validating payloads."""

import hashlib
import hmac
import re
from collections.abc import Sequence

_FORM = re.compile(r"sha256=[0-9a-f]{64}", re.ASCII)


def sign(secret: bytes, body: bytes) -> str:
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def verify(header: str | bytes | None, body: bytes, secrets: Sequence[bytes]) -> bool:
    """True if one of the secrets (current, previous) signed exactly these bytes.

    No secret, or an empty one: False.
    """
    given = _text(header)
    if given is None or not _FORM.fullmatch(given):
        return False
    # Every secret is tried, whichever matches, so that the time does not tell which of them is current.
    matches = [hmac.compare_digest(sign(secret, body), given) for secret in secrets if secret]
    return any(matches)


def _text(header: str | bytes | None) -> str | None:
    if isinstance(header, bytes):
        return header.decode("latin-1")
    return header if isinstance(header, str) else None
