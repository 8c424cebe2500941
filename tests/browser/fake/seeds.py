"""Numbers, conversations and messages as the API hands them over."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from .people import CUSTOMERS, LINES, NUMBERS

Row = dict[str, Any]
SPACE = uuid.UUID("7b1e3a52-0000-4000-8000-000000000000")


def uid(name: str) -> str:
    return str(uuid.uuid5(SPACE, name))


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


USER: Row = {"id": uid("bob"), "email": "bob@example.test", "name": "Bob Steiner", "language": "en"}
WORKS = ["see conversations", "write to customers"]
WORKSPACES: list[Row] = [
    {"id": uid("w1"), "name": "Seeblick Immobilien", "slug": "seeblick", "role": "agent", "rights": WORKS},
    {"id": uid("w2"), "name": "Twinline Demo", "slug": "demo", "role": "supervisor", "rights": WORKS},
]


def numbers() -> list[Row]:
    keys = ("name", "display_phone", "owner_name", "mode", "state")
    rows = [{"id": uid(row[1]), **dict(zip(keys, row, strict=True))} for row in NUMBERS]
    shown = {"visibility": "everyone", "teams": [], "read_receipts": "assigned"}
    return [row | shown | {"owner": {"name": row["owner_name"], "member": None}} for row in rows]


def message(conversation: str, key: str, at: datetime, **more: Any) -> Row:
    row: Row = {
        "id": uid(f"{conversation}/{key}"),
        "conversation_id": conversation,
        "direction": "inbound",
        "origin": "customer",
        "author": None,
        "presumed": None,
        "kind": "text",
        "text": None,
        "media": [],
        "location": None,
        "contacts": None,
        "options": None,
        "quoted": None,
        "said_at": iso(at),
        "state": None,
        "failure": None,
        "needs_decision": False,
        "sent_again": False,
        "edited": False,
        "versions": [],
        "revoked": False,
        "reactions": [],
        "imported": False,
        "placeholder": None,
    }
    return row | more


def ours(origin: str = "person", state: str = "read", **more: Any) -> Row:
    author = {"person": {"id": USER["id"], "name": USER["name"]}, "ai": {"id": uid("ai"), "name": "Mira"}}.get(origin)
    presumed = "Anna Keller" if origin == "phone" else None
    return {"direction": "outbound", "origin": origin, "author": author, "presumed": presumed, "state": state} | more


def media(key: str, kind: str, mime: str, state: str = "stored", **more: Any) -> list[Row]:
    row: Row = {
        "id": uid(f"media/{key}"),
        "state": state,
        "kind": kind,
        "mime": mime,
        "filename": None,
        "size": 248_000,
        "voice": False,
        "reason": None,
    }
    return [row | more]


def conversation(index: int, now: datetime) -> tuple[Row, list[Row]]:
    identity = uid(f"conversation/{index}")
    number = numbers()[index % 5]
    name: str | None = CUSTOMERS[index % len(CUSTOMERS)] if index < 58 else None
    said = simple(identity, index, number, now - timedelta(minutes=3 + index * index * 5))
    unread = [2, 0, 1, 0, 0, 4, 0][index % 7] if said[-1]["direction"] == "inbound" else 0
    row: Row = {
        "id": identity,
        "number": {key: number[key] for key in ("id", "name", "display_phone", "owner_name", "mode")},
        "contact": {
            "id": uid(f"contact/{index}"),
            "name": name,
            "phone": f"+41 79 555 {10 + index:02d} {index:02d}",
            "user_id": None,
            "username": None,
        },
        "last": None,
        "unread": unread,
        "window": window(said, now),
        "assigned_to": None,
    }
    return row, said


def simple(identity: str, index: int, number: Row, end: datetime) -> list[Row]:
    asks, answers = LINES[index % len(LINES)]
    reply = ours(
        "phone" if number["mode"] == "coexistence" and index % 2 else "person", ["delivered", "read", "sent"][index % 3]
    )
    if reply["presumed"]:
        reply["presumed"] = number["owner_name"]
    said = [message(identity, "1", end - timedelta(minutes=42), text=asks)]
    if index % 3 != 2:
        said.append(message(identity, "2", end - timedelta(minutes=20), text=answers, **reply))
    if index % 4 == 0:
        said.append(message(identity, "3", end, text="👍"))
    return said


def window(said: list[Row], now: datetime) -> Row:
    heard = [datetime.fromisoformat(row["said_at"]) for row in said if row["direction"] == "inbound"]
    if not heard:
        return {"open": False, "closes_at": None, "reason": "never_wrote"}
    closes = max(heard) + timedelta(hours=24)
    if closes <= now:
        return {"open": False, "closes_at": None, "reason": "expired"}
    return {"open": True, "closes_at": iso(closes), "reason": "open"}


def last_of(said: list[Row]) -> Row | None:
    if not said:
        return None
    row = said[-1]
    return {"message_id": row["id"], "preview": row["text"]} | {
        key: row[key] for key in ("kind", "direction", "origin", "said_at", "state")
    }
