"""Time-ordered identifiers (RFC 9562, version 7), made here because PostgreSQL has them only from 18 on."""

import secrets
from datetime import datetime
from uuid import UUID

_RAND_A_BITS = 12
_RAND_B_BITS = 62


def uuid7(now: datetime) -> UUID:
    """A UUID of version 7 for the aware instant `now` (millisecond precision), random in all other bits."""
    milliseconds = int(now.timestamp() * 1000)
    value = (
        (milliseconds & (1 << 48) - 1) << 80
        | 0x7 << 76
        | secrets.randbits(_RAND_A_BITS) << 64
        | 0b10 << 62
        | secrets.randbits(_RAND_B_BITS)
    )
    return UUID(int=value)
