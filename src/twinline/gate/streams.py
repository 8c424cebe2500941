"""What one browser still has to hear, and who hears what. No I/O."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

# Above this the browser is told that something changed, and asks what.
CONVERSATIONS_CAP: Final = 200
# A browser needs one. The rest is for tabs that cannot elect a leader, and for connections found dead late.
STREAMS_PER_TICKET: Final = 16


@dataclass(slots=True)
class Pending:
    """Changes that a slow reader has not taken yet, collapsed into a position and a set: never a queue."""

    position: int | None = None
    conversations: set[str] | None = field(default_factory=set)

    def add(self, position: int, conversations: Iterable[str] | None) -> None:
        self.position = position if self.position is None else max(self.position, position)
        if self.conversations is not None:
            self.conversations = None if conversations is None else self.conversations | set(conversations)
        if self.conversations is not None and len(self.conversations) > CONVERSATIONS_CAP:
            self.conversations = None

    def taken(self) -> "Pending":
        """What was pending, leaving nothing."""
        taken = Pending(self.position, self.conversations)
        self.position, self.conversations = None, set()
        return taken

    def event(self) -> bytes:
        """The event for a position that is known."""
        conversations = None if self.conversations is None else sorted(self.conversations)
        return changed(self.position or 0, conversations)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose stream it is."""

    digest: bytes
    user: UUID
    workspace: UUID
    session: bytes


@dataclass(slots=True, eq=False)
class Stream:
    """One open connection."""

    ticket: Ticket
    pending: Pending = field(default_factory=Pending)
    presences: dict[str, bytes] = field(default_factory=dict)
    some: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False
    ended: bool = False

    def tell(self, position: int, conversations: Iterable[str] | None) -> None:
        self.pending.add(position, conversations)
        self.some.set()

    def tell_presence(self, conversation: str, event: bytes) -> None:
        """Who is in a conversation now; what a slow reader has not taken yet is out of date."""
        self.presences[conversation] = event
        self.some.set()

    def take_presences(self) -> list[bytes]:
        taken, self.presences = list(self.presences.values()), {}
        return taken

    def close(self) -> None:
        """The person may no longer listen."""
        self.closed = True
        self.some.set()

    def end(self) -> None:
        """The connection ends; the browser may come again."""
        self.ended = True
        self.some.set()


class Streams:
    """All open streams of this gate."""

    def __init__(self) -> None:
        self._by_workspace: defaultdict[UUID, set[Stream]] = defaultdict(set)

    def __iter__(self) -> Iterator[Stream]:
        return iter([stream for streams in self._by_workspace.values() for stream in streams])

    def admits(self, ticket: Ticket) -> bool:
        streams = self._by_workspace.get(ticket.workspace, set())
        return sum(stream.ticket.digest == ticket.digest for stream in streams) < STREAMS_PER_TICKET

    def add(self, stream: Stream) -> None:
        self._by_workspace[stream.ticket.workspace].add(stream)

    def remove(self, stream: Stream) -> None:
        streams = self._by_workspace[stream.ticket.workspace]
        streams.discard(stream)
        if not streams:
            del self._by_workspace[stream.ticket.workspace]

    def workspaces(self) -> list[UUID]:
        return list(self._by_workspace)

    def tell(self, workspace: UUID, position: int, conversations: Iterable[str] | None) -> None:
        for stream in self._by_workspace.get(workspace, ()):
            stream.tell(position, conversations)

    def of_users(self, workspace: UUID, users: Collection[UUID]) -> list[Stream]:
        return [stream for stream in self._by_workspace.get(workspace, ()) if stream.ticket.user in users]


def event(name: str, data: dict[str, object], position: int | None = None) -> bytes:
    """One server-sent event; `position` becomes its id."""
    number = "" if position is None else f"id: {position}\n"
    return f"{number}event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def hello(position: int) -> bytes:
    return event("hello", {"position": position}, position)


def changed(position: int, conversations: list[str] | None) -> bytes:
    return event("changed", {"position": position, "conversations": conversations}, position)


CLOSED: Final = event("closed", {})
HEARTBEAT: Final = b": still here\n\n"
