"""The one way in: drop what is known, append the rest, fold it into the tables, announce it on commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from twinline.log import append, keys
from twinline.log.recorded import Recorded
from twinline.projections.apply import Touched, apply
from twinline.workspaces.transaction import Tx, notify

LIVE_CHANNEL = "twinline_live"
NAMED_AT_MOST = 40
CHANGED = """
    insert into views.change (workspace_id, position, conversation_id, message_id)
    select %s, %s, t.* from unnest(%b::uuid[], %b::uuid[]) as t
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call to `record` did; `position` is that of the last new fact, or the old one if none was new."""

    new: Sequence[Recorded]
    position: int
    touched: Touched


def record(tx: Tx, facts: Sequence[Recorded]) -> Outcome:
    """Record facts of the bound workspace, once per transaction.

    Locks in this order: known digests (sorted), stream heads (sorted), the tables, the counter. Raises
    SecondAppend when called twice in one transaction.
    """
    pending = append.begin(tx, facts)
    if not pending.new:
        return Outcome((), append.position(tx), Touched(set(), set()))
    heads = append.raise_heads(tx, pending)
    touched = apply(tx, keys.of_workspace(tx).ids, pending.new)
    position = append.finish(tx, pending, heads)
    _note_changes(tx, position, touched)
    payload = _payload(tx.workspace, position, touched)
    tx.after_commit(lambda: notify(LIVE_CHANNEL, payload))
    return Outcome(pending.new, position, touched)


def _note_changes(tx: Tx, position: int, touched: Touched) -> None:
    with_messages = {conversation for conversation, _ in touched.messages}
    pairs: list[tuple[UUID, UUID | None]] = [*touched.messages]
    pairs += [(conversation, None) for conversation in touched.conversations - with_messages]
    if pairs:
        tx.run(CHANGED, (tx.workspace, position, [c for c, _ in pairs], [m for _, m in pairs]))


def _payload(workspace: UUID, position: int, touched: Touched) -> str:
    few = len(touched.conversations) <= NAMED_AT_MOST
    named = sorted(str(conversation) for conversation in touched.conversations) if few else None
    return orjson.dumps({"w": str(workspace), "p": position, "c": named}).decode()
