"""Everything that looks random is drawn from the seed, one stream of draws per purpose.

Streams are separate so that a message sent in one chat does not change the ids of another: the same seed and
the same actions give the same bytes, whatever the tasks of the event loop do in between.
"""

import base64
import hashlib
from collections import Counter


class Chance:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._drawn: Counter[str] = Counter()

    def _bytes(self, purpose: str) -> bytes:
        self._drawn[purpose] += 1
        return hashlib.sha256(f"{self.seed}|{purpose}|{self._drawn[purpose]}".encode()).digest()

    def fraction(self, purpose: str) -> float:
        return int.from_bytes(self._bytes(purpose)[:7]) / 256**7

    def between(self, low: float, high: float, purpose: str) -> float:
        return low + (high - low) * self.fraction(purpose)

    def digits(self, count: int, purpose: str) -> str:
        return str(int.from_bytes(self._bytes(purpose)) % (9 * 10 ** (count - 1)) + 10 ** (count - 1))

    def hex(self, count: int, purpose: str) -> str:
        return self._bytes(purpose).hex()[:count]

    def token(self, purpose: str) -> str:
        letters = base64.b64encode(self._bytes(purpose)).decode()
        return "EAA" + "".join(c for c in letters if c.isalnum())

    def wamid(self, peer: str, *, inbound: bool) -> str:
        """Like Meta's: "wamid." and base64 of framed fields around the peer's digits and 20 hex digits."""
        name = peer.encode()
        tail = self.hex(20, f"wamid|{peer}|{inbound}").upper().encode()
        framed = b"\x1c\x18" + bytes([len(name)]) + name + b"\x15\x02\x00" + (b"\x12" if inbound else b"\x11")
        return "wamid." + base64.b64encode(framed + b"\x18\x14" + tail + b"\x00").decode()
