"""Ids that come from facts: keyed, so nobody without the index key can guess a phone number from one. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from uuid import UUID

REMEMBERED = 20_000


class Ids:
    """Derives every id of one workspace from its index key (32 bytes). The same evidence gives the same id."""

    __slots__ = ("_key", "_uuid")

    def __init__(self, index_key: bytes) -> None:
        self._key = index_key
        # One fact asks for the same ids several times, and a message's ticks ask for them again.
        self._uuid: Callable[..., UUID] = lru_cache(REMEMBERED)(self._derive)

    def node(self, kind: str, value: str) -> UUID:
        """A point of the identity graph: kind "user" or "phone" (canonical digits)."""
        return self._uuid("node", kind, value)

    def stream(self, number_id: UUID, node: UUID) -> UUID:
        return self._uuid("stream", number_id.hex, node.hex)

    def message(self, number_id: UUID, wamid: str) -> UUID:
        return self._uuid("message", number_id.hex, wamid)

    def conversation(self, number_id: UUID, person: UUID) -> UUID:
        return self._uuid("conversation", number_id.hex, person.hex)

    def media(self, message_id: UUID, meta_media_id: str) -> UUID:
        return self._uuid("media", message_id.hex, meta_media_id)

    def digest(self, parts: Sequence[str]) -> bytes:
        """32 bytes that two deliveries of one fact share."""
        return self._mac("seen", parts)

    def _derive(self, purpose: str, *parts: str) -> UUID:
        number = int.from_bytes(self._mac(purpose, parts)[:16], "big")
        number = (number & ~(0xF << 76)) | (0x8 << 76)
        return UUID(int=(number & ~(0x3 << 62)) | (0x2 << 62))

    def _mac(self, purpose: str, parts: Sequence[str]) -> bytes:
        # Lengths go in, so ("a", "bc") and ("ab", "c") differ.
        text = purpose + "".join([f"\x1f{len(part)}\x1f{part}" for part in parts])
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=32).digest()
