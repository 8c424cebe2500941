"""Tickets for the live stream: made for a signed-in member, and void within a second of a sign-out."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from twinline.workspaces.transaction import Tx, notify

LIFETIME = timedelta(hours=12)
CLOSED_CHANNEL = "twinline_closed"


def digest(secret: str) -> bytes:
    """What is stored of a token or a session key: 32 bytes that open nothing."""
    return hashlib.sha256(secret.encode()).digest()


def issue(tx: Tx, *, user_id: UUID, workspace_id: UUID, session_key: str, now: datetime) -> str:
    """A new opaque token for the cookie; tickets that have expired are swept by the way."""
    token = secrets.token_urlsafe(32)
    tx.run("delete from config.live_ticket where expires_at < %s", (now,))
    tx.run(
        "insert into config.live_ticket (digest, user_id, workspace_id, session_digest, expires_at)"
        " values (%s, %s, %s, %s, %s)",
        (digest(token), user_id, workspace_id, digest(session_key), now + LIFETIME),
    )
    return token


def void_session(tx: Tx, session_key: str) -> None:
    """Close every stream that this session opened."""
    session = digest(session_key)
    tx.run("delete from config.live_ticket where session_digest = %s", (session,))
    _announce(tx, {"session": session.hex()})


def void_member(tx: Tx, user_id: UUID, workspace_id: UUID | None = None) -> None:
    """Close every stream of a person, in one workspace or in all."""
    tx.run(
        "delete from config.live_ticket where user_id = %s and workspace_id = coalesce(%s, workspace_id)",
        (user_id, workspace_id),
    )
    _announce(tx, {"user": str(user_id), "workspace": str(workspace_id) if workspace_id else None})


def _announce(tx: Tx, closed: dict[str, str | None]) -> None:
    payload = orjson.dumps(closed).decode()
    tx.after_commit(lambda: notify(CLOSED_CHANNEL, payload))
