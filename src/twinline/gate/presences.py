"""Who has which conversation open, as other processes said it. No I/O; nothing of it is kept anywhere."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from twinline.gate.streams import Ticket, event

# Nobody is believed for longer, whatever a notice says.
SECONDS_AT_MOST: Final = 45.0


@dataclass(frozen=True, slots=True)
class Attending:
    """One window of one person; `until` on the loop's clock."""

    user: UUID
    name: str
    doing: str
    session: bytes
    until: float


@dataclass(frozen=True, slots=True)
class Room:
    """A conversation of a workspace, and who is in it."""

    workspace: UUID
    conversation: str
    people: tuple[Attending, ...] = ()

    @property
    def users(self) -> set[UUID]:
        return {one.user for one in self.people}

    def event_for(self, me: UUID) -> bytes:
        """Everybody else once; who writes in one of two windows writes."""
        shown: dict[UUID, dict[str, object]] = {}
        for one in self.people:
            if one.user != me and (one.user not in shown or one.doing == "writing"):
                shown[one.user] = {"id": str(one.user), "name": one.name, "doing": one.doing}
        return event("presence", {"conversation": self.conversation, "people": list(shown.values())})

    def looks_like(self, other: "Room") -> bool:
        return {(one.user, one.doing) for one in self.people} == {(one.user, one.doing) for one in other.people}


@dataclass(slots=True)
class Presences:
    """Every change gives the room as it was and as it is, for those who were or are in it."""

    _rooms: dict[tuple[UUID, str], Room] = field(default_factory=dict)

    def hear(self, notice: str, now: float) -> list[tuple[Room, Room]]:
        """A notice of twinline_presence. Raises ValueError, KeyError or TypeError for none.

        {"w": workspace, "c": conversation, "p": [[user, name, doing, hex digest of the session, seconds left]]}
        """
        said = json.loads(notice)
        people = tuple(
            Attending(UUID(user), str(name), str(doing), bytes.fromhex(session), now + min(left, SECONDS_AT_MOST))
            for user, name, doing, session, left in said["p"]
        )
        return self._becomes([Room(UUID(said["w"]), str(UUID(said["c"])), people)])

    def expire(self, now: float) -> list[tuple[Room, Room]]:
        return self._keep(lambda _, one: one.until > now)

    def end(self, ended: Callable[[Ticket], bool]) -> list[tuple[Room, Room]]:
        """Those whose tickets end are gone at once."""
        return self._keep(lambda room, one: not ended(Ticket(b"", one.user, room.workspace, one.session)))

    def _keep(self, keeps: Callable[[Room, Attending], bool]) -> list[tuple[Room, Room]]:
        rooms = list(self._rooms.values())
        return self._becomes(
            Room(room.workspace, room.conversation, tuple(one for one in room.people if keeps(room, one)))
            for room in rooms
        )

    def _becomes(self, rooms: Iterable[Room]) -> list[tuple[Room, Room]]:
        changed = []
        for room in rooms:
            key = (room.workspace, room.conversation)
            before = self._rooms.pop(key, Room(*key))
            if room.people:
                self._rooms[key] = room
            if not room.looks_like(before):
                changed.append((before, room))
        return changed
