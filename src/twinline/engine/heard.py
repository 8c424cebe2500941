"""What the engine does about facts as they are recorded, in the recorder's own transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from twinline.engine import lifecycle, syncs, vitals
from twinline.engine.media import fetch
from twinline.log.recorded import Recorded
from twinline.wire.facts import MessageReceived
from twinline.workspaces.transaction import Tx

COUNT = """
    insert into config.pace_heard as known (number_id, second, heard)
    select number_id, second, heard from unnest(%b::uuid[], %b::bigint[], %b::integer[]) as t (number_id, second, heard)
    order by number_id, second
    on conflict (number_id, second) do update set heard = known.heard + excluded.heard
"""


def heard(tx: Tx, new: Sequence[Recorded], now: datetime) -> None:
    """Count customers' live messages against their number's pace, line up their files, and turn numbers."""
    counts = Counter(
        (recorded.number_id, int(recorded.heard_at.timestamp()))
        for recorded in new
        if recorded.number_id and isinstance(recorded.fact, MessageReceived) and not recorded.fact.imported
    )
    if counts:
        tx.run(COUNT, ([k[0] for k in counts], [k[1] for k in counts], list(counts.values())))
    fetch.queue(tx, new, now)
    lifecycle.follow(tx, new, now)
    syncs.follow(tx, new)
    vitals.follow(tx, new, now)
