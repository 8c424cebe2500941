"""The one clock. Decisions take its time as an argument; nothing else asks a machine what time it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from twinline.workspaces.refused import Refused
from twinline.workspaces.transaction import Tx

CHANNEL = "twinline_clock"


def now(tx: Tx) -> datetime:
    """The machine's time plus the offset, to the microsecond, in UTC."""
    row = tx.row('select clock_timestamp() + "offset" from config.clock')
    if row is None:
        raise RuntimeError("The clock's row is missing; run `twinline migrate`.")
    at: datetime = row[0]
    return at


def offset(tx: Tx) -> timedelta:
    row = tx.row('select "offset" from config.clock')
    return row[0] if row else timedelta()


def turn(tx: Tx, by: timedelta) -> datetime:
    """Move the clock forward for everybody; refused unless the operator declared it turnable."""
    if not settings.INSTALLATION.turnable_clock:
        raise Refused("clock_fixed", "This installation's clock cannot be turned.", "stop")
    if by < timedelta():
        raise Refused("clock_backwards", "The clock only turns forward.", "fix")
    tx.run('update config.clock set "offset" = "offset" + %s', (by,))
    tx.run("select pg_notify(%s, '')", (CHANNEL,))
    return now(tx)
