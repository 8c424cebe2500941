"""The gate's share of the clock port: the machine's time and the offset that a row holds."""

from datetime import UTC, datetime, timedelta

from twinline.gate.link import Link


def wall() -> datetime:
    """The machine's own time, for what must not turn with the clock: sessions and tickets."""
    return datetime.now(UTC)


class Clock:
    """Twinline's time, as of the latest `load`."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._offset = timedelta()

    def now(self) -> datetime:
        return wall() + self._offset

    async def load(self) -> None:
        """Read the offset anew. Raises psycopg.Error and keeps what was known."""
        rows = await self._link.rows('select "offset" from config.clock')
        self._offset = rows[0][0] if rows else timedelta()
