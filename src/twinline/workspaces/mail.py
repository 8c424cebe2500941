"""Where mail goes out, as the operator wrote it. Pure; never loads Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Mail:
    """A server that takes mail. `starttls`: encrypted after a word; `tls`: from the first byte."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    starttls: bool
    tls: bool
    sender: str


def parse_mail(url: str, sender: str) -> Mail | None:
    """smtp://user:password@host:587 or smtps://…; None where nothing is written. Raises ValueError with a sentence.

    A password and what is written leave encrypted, but to this machine itself.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError("TWINLINE_MAIL must look like smtp://user:password@mail.example.org:587 or smtps://….")
    if "@" not in sender or any(sign in sender for sign in "\r\n"):
        raise ValueError("TWINLINE_MAIL_FROM must be the address that mail comes from, such as twinline@example.org.")
    return Mail(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and parts.hostname not in LOOPBACK,
        tls=parts.scheme == "smtps",
        sender=sender,
    )
