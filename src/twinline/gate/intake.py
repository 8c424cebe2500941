"""Writing a group of webhook bodies down: one statement, one commit."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from twinline.gate.link import Connection, Link
from twinline.log.intake import INSERT_GROUP, INSERT_HOUR, SELECT_HOUR, HourKeys, hour_of, seal

Body = tuple[str, bytes]
# Longer than the patience of any client: what still runs then is stuck behind a lock or a dying disk.
STATEMENT_SECONDS: Final = 10


class Store(Protocol):
    """Where a writer puts its groups."""

    async def keep(self, group: Sequence[Body]) -> None:
        """Return only when all of the group is durable; raise otherwise."""

    def sever(self) -> None:
        """Make a running `keep` fail now."""


class Intake:
    """The table `views.intake`, written through one connection."""

    def __init__(self, dsn: str, keys: HourKeys, now: Callable[[], datetime]) -> None:
        self.link = Link(dsn, durable)
        self._keys = keys
        self._now = now

    async def keep(self, group: Sequence[Body]) -> None:
        """Return only when all of the group, (app id, body) each, is durable. Raises psycopg.Error."""
        connection = await self.link.open()
        heard_at = self._now()
        hour = hour_of(heard_at)
        key = self._keys.known(hour) or await self._hour_key(connection, hour)
        sealed = [seal(key, app_id, hour, body) for app_id, body in group]
        columns = ([app_id for app_id, _ in group], [one[0] for one in sealed], [one[1] for one in sealed])
        await connection.execute(INSERT_GROUP, (heard_at, hour, *columns), prepare=True)

    async def ready(self) -> bool:
        """True when a body could be kept now. Raises psycopg.Error."""
        connection = await self.link.open()
        hour = hour_of(self._now())
        return bool(self._keys.known(hour) or await self._hour_key(connection, hour))

    def sever(self) -> None:
        self.link.sever()

    async def _hour_key(self, connection: Connection, hour: datetime) -> AESGCM:
        """Several gates may meet a new hour at once: whose key was first counts for all."""
        await connection.execute(INSERT_HOUR, (hour, self._keys.fresh(hour)))
        found = await (await connection.execute(SELECT_HOUR, (hour,))).fetchone()
        if found is None:
            raise LookupError(f"The key of {hour.isoformat()} was removed while it was being made.")
        return self._keys.learn(hour, found[0])


async def durable(connection: Connection) -> None:
    """A database set to answer before its disk has the commit would make every 2xx a false one."""
    await connection.execute("set synchronous_commit = on")
    await connection.execute(f"set statement_timeout = '{STATEMENT_SECONDS}s'")
