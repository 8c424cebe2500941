"""What the stand-in knows, and the changes a test makes to it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from .seeds import USER, WORKSPACES, Row, conversation, iso, last_of, message, numbers, uid, window
from .showcase import showcase

SHOWCASE = uid("conversation/0")


class State:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        self.position = 100
        self.signed_in = False
        self.streams: list[asyncio.Queue[str]] = []
        self.streams_ever = 0
        self.loop: asyncio.AbstractEventLoop | None = None
        self.changes: list[tuple[int, str, str]] = []
        self.violations: list[Any] = []
        self.faults: list[object] = []
        self.refuse_sends = False
        self.present: list[Row] = []
        self.user: Row = dict(USER)
        self.workspaces = [dict(one) for one in WORKSPACES]
        self.numbers = numbers()
        self.conversations: dict[str, Row] = {}
        self.messages: dict[str, list[Row]] = {}
        self.uploads: dict[str, tuple[str, bytes]] = {}
        for index in range(62):
            row, said = conversation(index, self.now)
            self.conversations[row["id"]], self.messages[row["id"]] = row, said
        self.messages[SHOWCASE] = showcase(SHOWCASE, self.now)
        self.conversations[SHOWCASE]["unread"] = 2
        self.conversations[SHOWCASE]["assigned_to"] = {"id": self.user["id"], "name": self.user["name"]}
        for identity in self.conversations:
            self.refresh(identity)

    def refresh(self, identity: str) -> None:
        said = sorted(self.messages[identity], key=lambda row: (row["said_at"], row["id"]))
        self.messages[identity] = said
        self.conversations[identity]["last"] = last_of(said)
        self.conversations[identity]["window"] = window(said, self.now)

    def changed(self, identity: str, message_id: str) -> None:
        self.refresh(identity)
        self.position += 1
        self.changes.append((self.position, identity, message_id))
        data = json.dumps({"position": self.position, "conversations": [identity]})
        for stream in self.streams:
            self.say(stream, f"id: {self.position}\nevent: changed\ndata: {data}\n\n")

    def say(self, stream: asyncio.Queue[str], text: str) -> None:
        # A test speaks from its own thread; a queue belongs to the server's loop.
        if self.loop:
            self.loop.call_soon_threadsafe(stream.put_nowait, text)

    def said(self, identity: str, key: str, **more: Any) -> Row:
        """A message arrives from outside, as a webhook would bring it."""
        row = message(identity, key, datetime.now(UTC), **more)
        self.messages[identity].append(row)
        if row["direction"] == "inbound":
            self.conversations[identity]["unread"] += 1
        self.changed(identity, row["id"])
        return row

    def find(self, message_id: str) -> tuple[str, Row] | None:
        for identity, said in self.messages.items():
            for row in said:
                if row["id"] == message_id:
                    return identity, row
        return None

    def compose(self, identity: str, body: Row) -> Row:
        found = self.find(body["id"])
        if found:
            return found[1]
        wanted = body.get("target") or body.get("quoted")
        target = self.find(wanted) if wanted else None
        if body["kind"] == "reaction" and target:
            return self.react(target, body.get("emoji") or "")
        author = {"id": self.user["id"], "name": self.user["name"]}
        media = []
        if body.get("media_id"):
            mime = self.uploads[body["media_id"]][0]
            media = [
                {
                    "id": body["media_id"],
                    "state": "stored",
                    "kind": body["kind"],
                    "mime": mime,
                    "filename": None,
                    "size": 1000,
                    "voice": bool(body.get("voice")),
                    "reason": None,
                }
            ]
        quoted = target and {"id": target[1]["id"], "preview": target[1]["text"], "direction": target[1]["direction"]}
        row = message(
            identity,
            body["id"],
            datetime.now(UTC),
            direction="outbound",
            origin="person",
            author=author,
            kind=body["kind"],
            text=body.get("text"),
            media=media,
            quoted=quoted,
            state="queued",
        )
        row["id"] = body["id"]
        self.messages[identity].append(row)
        self.changed(identity, row["id"])
        return row

    def react(self, target: tuple[str, Row], emoji: str) -> Row:
        identity, row = target
        others = [one for one in row["reactions"] if one["by"] != "business"]
        row["reactions"] = others + ([{"by": "business", "emoji": emoji}] if emoji else [])
        self.changed(identity, row["id"])
        return row

    def advance(self, message_id: str, state: str) -> None:
        found = self.find(message_id)
        if found:
            found[1]["state"] = state
            self.changed(found[0], message_id)

    def since(self, position: int) -> Row:
        rows = [change for change in self.changes if change[0] > position]
        ids = {identity for _, identity, _ in rows}
        touched = {message_id for _, _, message_id in rows}
        said = [row for identity in ids for row in self.messages[identity] if row["id"] in touched]
        return {
            "position": self.position,
            "reset": False,
            "numbers": False,
            "messages": said,
            "gone": [],
            "conversations": [self.conversations[identity] for identity in ids],
        }


__all__ = ["SHOWCASE", "State", "iso"]
