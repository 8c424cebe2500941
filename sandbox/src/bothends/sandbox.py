"""The sandbox as a whole: one world and everything that acts on it, composed here and nowhere else."""

import asyncio
from pathlib import Path
from typing import Any, Literal

from bothends import views
from bothends.book import Book
from bothends.chance import Chance
from bothends.chaos import Chaos
from bothends.clock import Clock
from bothends.events import Events
from bothends.rates import Rates
from bothends.seeds import empty_world, seeded_world
from bothends.settings import Settings
from bothends.webhooks.post import Post
from bothends.webhooks.queue import Queue
from bothends.world import Chat, Message

SENDS_KEPT = 20_000


class Sandbox:
    def __init__(self, seed: int = 1, *, clock: Clock | None = None, book: Path | None = None) -> None:
        self.clock = clock or Clock()
        self.book = Book(book)
        self.events = Events()
        self.queue = Queue(self.clock, self.events.announce)
        self.public_url = "http://127.0.0.1:8900"
        self._begin(seed, "seeded")

    def _begin(self, seed: int, world: Literal["seeded", "empty"]) -> None:
        self.seed = seed
        self.chance = Chance(seed)
        self.settings = Settings()
        self.chaos = Chaos(self.chance)
        self.rates = Rates()
        self.sends: list[dict[str, Any]] = []
        self.message_count = 0
        make = seeded_world if world == "seeded" else empty_world
        self.world = make(self.chance, self.clock.now())
        self.post = Post(self.clock, self.chaos, self.queue, lambda: self.world)

    def reset(self, seed: int | None = None, world: Literal["seeded", "empty"] = "seeded") -> None:
        """The beginning again; the clock stays where it is, since it never goes back."""
        self.clock.forget_timers()
        self.queue.forget()
        self.book.clear()
        self._begin(self.seed if seed is None else seed, world)
        self.events.announce("reset", {})

    def state(self) -> dict[str, Any]:
        world = self.world
        return {
            "seed": self.seed,
            "clock": self.clock.view(),
            "apps": [views.app_view(app) for app in world.apps.values()],
            "wabas": [views.waba_view(waba) for waba in world.wabas.values()],
            "numbers": [views.number_view(number) for number in world.numbers.values()],
            "customers": [views.customer_view(customer) for customer in world.customers.values()],
            "tokens": [views.token_view(token) for token in world.tokens.values()],
            "signups": [views.signup_view(signup) for signup in world.signups.values()],
            "templates": [views.template_view(template) for template in world.templates.values()],
            "settings": self.settings.view(),
            "chaos": self.chaos.view(),
            "webhooks": self.queue.counts(),
            "book": self.book.counts(),
            "event": self.events.last_id,
        }

    def next_seq(self) -> int:
        self.message_count += 1
        return self.message_count

    def announce_message(self, message: Message) -> None:
        """A reaction sent by API has a wamid and ticks of its own, but no bubble to show."""
        if message.type == "reaction":
            return
        chat = self.world.chat(message.number_id, message.customer_id)
        view = views.message_view(message, self.world)
        self.events.announce("message", {"message": view, "chat": views.chat_view(chat, self.world)})

    def announce_chat(self, chat: Chat) -> None:
        self.events.announce("chat", {"chat": views.chat_view(chat, self.world)})

    def announce_world(self, kind: str, view: dict[str, Any]) -> None:
        self.events.announce("world", {"kind": kind, "object": view})

    def note_send(self, line: dict[str, Any]) -> None:
        """Keeps what was asked by a Graph send and how it was answered."""
        line = {"n": len(self.sends) + 1, "at": self.clock.now(), **line}
        self.sends.append(line)
        if len(self.sends) > SENDS_KEPT:
            del self.sends[: SENDS_KEPT // 10]
        self.events.announce("send", line)

    async def settle(self, seconds: float) -> bool:
        """Waits (real time) until no webhook is queued or on its way; False when time is up."""
        deadline = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < deadline:
            if self.queue.is_idle() and not self.clock.has_due():
                return True
            await asyncio.sleep(0.01)
        return False

    async def close(self) -> None:
        await self.queue.close()
        self.book.close()
