"""The link of an invited person, worked out anew whenever it is shown: no table holds it. Pure.

A copy of the database opens no link, and yet the same link can be shown again and stand in a reminder.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from uuid import UUID

from twinline.workspaces.secrets import derive

PURPOSE = "seat/link"
MAC_BYTES = 16
TOKEN_BYTES = 48


def token_of(secret: bytes, workspace: UUID, seat: UUID, serial: int) -> str:
    """64 characters that fit an address: the workspace, the seat, and a proof over both and the serial."""
    return urlsafe_b64encode(workspace.bytes + seat.bytes + _proof(secret, workspace, seat, serial)).decode()


def named_by(token: str) -> tuple[UUID, UUID] | None:
    """Workspace and seat of which a token speaks, true or not; None for what is no token."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except (NotBase64, ValueError):
        return None
    return (UUID(bytes=raw[:16]), UUID(bytes=raw[16:32])) if len(raw) == TOKEN_BYTES else None


def proves(token: str, secret: bytes, workspace: UUID, seat: UUID, serial: int) -> bool:
    """Whether this is the link of now, and none that was replaced."""
    return hmac.compare_digest(token, token_of(secret, workspace, seat, serial))


def _proof(secret: bytes, workspace: UUID, seat: UUID, serial: int) -> bytes:
    said = workspace.bytes + seat.bytes + serial.to_bytes(8, "big")
    return hmac.digest(derive(secret, PURPOSE), said, hashlib.sha256)[:MAC_BYTES]
