"""The bytes of a log entry, fixed for ever: entries written today can be sealed into a tree later. Pure.

Layout of an envelope (big endian): `twinline.log.entry.v1` LF, workspace (16), stream (16), stream number (8),
kind (2-byte length, UTF-8), heard_at in microseconds since 1970 (8, signed), key id (16), nonce (12),
ciphertext (4-byte length, bytes). The leaf is SHA-256(0x00 ‖ envelope), as in RFC 6962.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

MAGIC = b"twinline.log.entry.v1\n"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in clear beside a ciphertext; it is authenticated with it."""

    workspace: UUID
    stream: UUID
    stream_no: int
    kind: str
    heard_at: datetime
    key_id: UUID

    def bytes(self) -> bytes:
        kind = self.kind.encode()
        return b"".join(
            (
                MAGIC,
                self.workspace.bytes,
                self.stream.bytes,
                self.stream_no.to_bytes(8, "big"),
                len(kind).to_bytes(2, "big"),
                kind,
                microseconds(self.heard_at).to_bytes(8, "big", signed=True),
                self.key_id.bytes,
            )
        )


def microseconds(at: datetime) -> int:
    """Whole microseconds since 1970, exact (floats would lose digits)."""
    return (at - EPOCH) // MICROSECOND


def leaf(header: bytes, nonce: bytes, ciphertext: bytes) -> bytes:
    """The 32-byte leaf hash of an entry; `header` is `Header.bytes()`."""
    return hashlib.sha256(b"\x00" + header + nonce + len(ciphertext).to_bytes(4, "big") + ciphertext).digest()
