"""A phone's past as Meta delivers it: three phases cut into chunks, in an order drawn from a seed.

Meta: Webhooks, history reference; all values are invented.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.bodies import Target, change

DAY = 86_400
# How much of a past lies in the last day, in the ninety before and in what is older.
SHARES = (0.02, 0.58, 0.40)
DAYS = ((0, 1), (1, 90), (90, 180))
CHUNK = 2_000
SAID = (
    "Grüezi, ist die Wohnung an der Rosengasse noch frei? Wir kämen gern am Samstag vorbei, wenn es geht.",
    "Bonjour, le studio de la rue du Lac est-il encore libre ? Nous pourrions passer jeudi en fin de journée.",
    "Buongiorno, l'appartamento di via Stazione è ancora disponibile? Vorremmo vederlo la settimana prossima.",
    "Good morning, is the attic flat near the station still free? We could come by on Tuesday after six.",
    "Ja, gerne um zehn Uhr. Der Schlüssel liegt bei der Nachbarin im ersten Stock.",
    "Merci beaucoup, c'est noté.",
)


@dataclass(frozen=True, slots=True)
class Past:
    """So many messages in so many chats, said before `until` (seconds since 1970)."""

    target: Target
    messages: int
    chats: int
    until: int

    def bodies(self) -> Iterator[dict[str, Any]]:
        """Every chunk once, in the seed's order; each is worked out when its turn comes."""
        chunks = [(phase, first) for phase in range(3) for first in range(0, self._size(phase), CHUNK)]
        random.Random(1).shuffle(chunks)
        for nth, (phase, first) in enumerate(chunks, 1):
            yield self._chunk(phase, first, nth * 100 // len(chunks))

    def _size(self, phase: int) -> int:
        return round(self.messages * SHARES[phase]) if phase < 2 else self.messages - self._size(0) - self._size(1)

    def _chunk(self, phase: int, first: int, progress: int) -> dict[str, Any]:
        """Chat by chat, as the phone sends them."""
        size, each = self._size(phase), max(1, self._size(phase) // self.chats)
        threads: dict[int, list[dict[str, Any]]] = {}
        for place in range(first, min(first + CHUNK, size)):
            chat = (place // each) % self.chats
            threads.setdefault(chat, []).append(self._message(phase, place, chat, size))
        named = [
            {"id": phone(chat), "context": {"wa_id": phone(chat)}, "messages": messages}
            for chat, messages in threads.items()
        ]
        place_of_chunk = {"phase": phase, "chunk_order": first // CHUNK + 1, "progress": progress}
        return change(self.target, "history", {"history": [{"metadata": place_of_chunk, "threads": named}]})

    def _message(self, phase: int, place: int, chat: int, size: int) -> dict[str, Any]:
        low, high = DAYS[phase]
        told = self.until - high * DAY + (high - low) * DAY * place // size
        ours = place % 2
        by = {"from": self.target.display_phone, "to": phone(chat)} if ours else {"from": phone(chat)}
        known: dict[str, Any] = {**by, "id": self._wamid(phase, place), "timestamp": str(told)}
        if place % 7 == 3:
            known["context"] = {"from": phone(chat), "id": self._wamid(phase, place - 1)}
        said = {"history_context": {"status": "READ"}}
        if place % 20 == 5:
            return {**known, "type": "media_placeholder", **said}
        return {**known, "type": "text", "text": {"body": f"{SAID[place % len(SAID)]} Nr. {place}"}, **said}

    def _wamid(self, phase: int, place: int) -> str:
        return f"wamid.PAST{self.target.phone_number_id}P{phase}N{place:012d}=="


def phone(chat: int) -> str:
    return f"4179{6_000_000 + chat:07d}"
