"""Webhook bodies at rest: sealed by the gate, opened by the recorder.

A body is sealed with AES-256-GCM under the key of the hour it was heard in; the key lies wrapped by the
installation's vault in `keys.hour`. What a piece belongs to (an app id for a whole body) and its hour are
authenticated with it, so a row moved to another app or hour does not open: it raises Unreadable, as does
one whose hour's key is gone.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from twinline.workspaces.secrets import Unreadable, Vault

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
KEPT_HOURS: Final = 48

INSERT_HOUR: Final = "insert into keys.hour (hour, wrapped) values (%s, %s) on conflict (hour) do nothing"
SELECT_HOUR: Final = "select wrapped from keys.hour where hour = %s"
SELECT_HOURS: Final = "select hour, wrapped from keys.hour where hour = any(%s)"

# One statement a group: the order of arrival is the order of ids, and microseconds keep it in heard_at.
# %b sends bytes as they are; as text each of them is escaped first, at ten times the cost.
INSERT_GROUP: Final = """
insert into views.intake (app_id, heard_at, hour, nonce, sealed, size)
select app_id, %b::timestamptz + (nth - 1) * interval '1 microsecond', %b::timestamptz,
       nonce, sealed, octet_length(sealed) - 16
from unnest(%b::text[], %b::bytea[], %b::bytea[]) with ordinality as body (app_id, nonce, sealed, nth)
order by nth
"""


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """One row of `views.intake`, in the order of its columns; `size` is that of the body in bytes."""

    id: int
    app_id: str
    heard_at: datetime
    hour: datetime
    nonce: bytes
    sealed: bytes
    size: int


def hour_of(at: datetime) -> datetime:
    """The hour, in UTC, whose key seals what was heard `at`."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class HourKeys:
    """The keys of the latest hours, unwrapped and ready to use."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._keys: dict[datetime, AESGCM] = {}

    def known(self, hour: datetime) -> AESGCM | None:
        return self._keys.get(hour)

    def fresh(self, hour: datetime) -> bytes:
        """A new key, wrapped. Afterwards `learn` what the table says: another gate may have been first."""
        return self._vault.seal(AESGCM.generate_key(256), _wrapping(hour))

    def learn(self, hour: datetime, wrapped: bytes) -> AESGCM:
        key = AESGCM(self._vault.open(wrapped, _wrapping(hour)))
        self._keys[hour] = key
        while len(self._keys) > KEPT_HOURS:
            del self._keys[next(iter(self._keys))]
        return key

    def __getitem__(self, hour: datetime) -> AESGCM:
        try:
            return self._keys[hour.astimezone(UTC)]
        except KeyError:
            raise Unreadable(f"no key for the hour {hour.isoformat()}") from None


def load_hours(cursor: psycopg.Cursor[Any], keys: HourKeys, hours: Iterable[datetime]) -> None:
    """Learn the keys of `hours` that are not known yet, in one query; an hour without a key stays unknown."""
    missing = [hour for hour in {hour.astimezone(UTC) for hour in hours} if keys.known(hour) is None]
    if missing:
        cursor.execute(SELECT_HOURS, (missing,))
        for hour, wrapped in cursor.fetchall():
            keys.learn(hour.astimezone(UTC), bytes(wrapped))


@lru_cache(maxsize=256)
def bound(context: str, hour: datetime) -> bytes:
    """What is authenticated with a piece: the thing it belongs to and its hour."""
    return f"{context}/{hour.astimezone(UTC).isoformat()}".encode()


def seal(key: AESGCM, context: str, hour: datetime, plain: bytes) -> tuple[bytes, bytes]:
    """(nonce, sealed); `context` is the app id of a whole body, or what else the piece belongs to."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce, key.encrypt(nonce, plain, bound(context, hour))


def open_piece(keys: HourKeys, context: str, hour: datetime, nonce: bytes, sealed: bytes) -> bytes:
    """The plain bytes of what `seal` made. Raises Unreadable."""
    try:
        return keys[hour].decrypt(bytes(nonce), bytes(sealed), bound(context, hour))
    except InvalidTag:
        raise Unreadable(f"a piece of {context} does not open under its hour's key") from None


def open_row(keys: HourKeys, row: IntakeRow) -> bytes:
    """The body of an intake row, as Meta sent it. Call `load_hours` for the rows first. Raises Unreadable."""
    return open_piece(keys, row.app_id, row.hour, row.nonce, row.sealed)


def _wrapping(hour: datetime) -> bytes:
    return f"keys.hour/{hour.astimezone(UTC).isoformat()}".encode()
