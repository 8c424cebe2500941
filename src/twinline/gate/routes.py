"""Where a request goes. Pure: it looks at the raw path and nothing else."""

from enum import Enum
from typing import Final
from urllib.parse import unquote_to_bytes

HOOKS: Final = b"/hooks/meta/"
# Unquoting ends when nothing changes; a path still changing after this many rounds is an attack.
ROUNDS: Final = 8


class Place(Enum):
    HOOK = "hook"
    LIVE = "live"
    ALIVE = "healthz"
    READY = "readyz"
    WEB = "web"
    NOWHERE = "nowhere"


EXACT: Final = {b"/live": Place.LIVE, b"/healthz": Place.ALIVE, b"/readyz": Place.READY}
RESERVED: Final = frozenset({b"hooks", b"live", b"healthz", b"readyz"})


def place_of(raw_path: bytes) -> Place:
    """The place for a path as it was sent. One that merely resembles a door of the gate leads nowhere."""
    if raw_path.startswith(HOOKS):
        app_id = raw_path[len(HOOKS) :]
        return Place.HOOK if app_id.isalnum() and len(app_id) <= 64 else Place.NOWHERE
    if raw_path in EXACT:
        return EXACT[raw_path]
    if not raw_path.startswith(b"/") or _resembles_a_door(raw_path):
        return Place.NOWHERE
    return Place.WEB


def app_id_of(raw_path: bytes) -> str:
    """The app id of a path whose place is HOOK."""
    return raw_path[len(HOOKS) :].decode("ascii")


def _resembles_a_door(raw_path: bytes) -> bool:
    plain = _unquoted(raw_path)
    if plain is None:
        return True
    segments = [_bare(segment) for segment in plain.replace(b"\\", b"/").split(b"/")]
    literal = [segment for segment in segments if segment not in (b"", b".")]
    return bool({*literal[:1], *_resolved(literal)[:1]} & RESERVED)


def _unquoted(raw_path: bytes) -> bytes | None:
    path = raw_path
    for _ in range(ROUNDS):
        plain = unquote_to_bytes(path)
        if plain == path:
            return plain
        path = plain
    return None


def _bare(segment: bytes) -> bytes:
    """Some servers cut path parameters, case and trailing blanks; the gate assumes that all do."""
    return segment.split(b";")[0].split(b"\0")[0].strip().lower()


def _resolved(segments: list[bytes]) -> list[bytes]:
    kept: list[bytes] = []
    for segment in segments:
        if segment != b"..":
            kept.append(segment)
        elif kept:
            kept.pop()
    return kept
