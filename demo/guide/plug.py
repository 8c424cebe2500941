"""Pulling the plug: traffic both ways while one process after another is killed, and the count at the end."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from demo.cast import Customer, number_for
from demo.guide.count import Tally
from demo.guide.member import Member
from demo.sandbox import Sandbox

# Every process of Twinline, the database too; the gate twice, for it is the one that the world talks to.
VICTIMS = ("recorder", "recorder-2", "gate", "worker", "web", "postgres", "gate")
BETWEEN_SECONDS = 2.0
WRITES_BETWEEN_SECONDS = 0.12
TYPES_BETWEEN_SECONDS = 0.3
SENDS_BETWEEN_SECONDS = 0.8
LOOKS_BETWEEN_SECONDS = 0.7
BACK_SECONDS = 20.0
SETTLE_SECONDS = 60.0
NOTHING = Tally.of([], [])


@dataclass
class Kill:
    """`back_ms`: how long until another process stood in its place; None: not yet."""

    name: str
    back_ms: int | None = None


@dataclass
class Plug:
    """One pulling. `phase`: pulling, settling, done, or trouble."""

    sandbox: Sandbox
    member: Member
    home: Path
    people: list[Customer]
    phase: str = "pulling"
    kills: list[Kill] = field(default_factory=list)
    inbound: Tally = NOTHING
    outbound: Tally = NOTHING

    def __post_init__(self) -> None:
        self._run = uuid4().hex[:4]
        self._stop = threading.Event()
        self._written: list[str] = []
        self._typed: list[str] = []
        self._sent: list[str] = []

    def pull(self) -> None:
        """Everything, to the count; about half a minute."""
        try:
            conversations = self._conversations()
            works = (self._write, self._type, self._send, self._look)
            hands = [threading.Thread(target=work, args=(conversations,), daemon=True) for work in works]
            for hand in hands:
                hand.start()
            try:
                self._kill_all()
            finally:
                self._stop.set()
                for hand in hands:
                    hand.join()
            self._settle(conversations)
        except (OSError, httpx.HTTPError):
            self.phase = "trouble"

    def view(self) -> dict[str, Any]:
        over = self.phase == "done"
        both = (self.inbound, self.outbound)
        sent = len(self._written) + len(self._typed) + len(self._sent)
        arrived = sum(one.arrived for one in both)
        return {
            "phase": self.phase,
            "kills": [{"name": one.name, "back_ms": one.back_ms} for one in self.kills],
            "sent": sent,
            "written": len(self._written),
            "typed": len(self._typed),
            "answered": len(self._sent),
            "arrived": arrived,
            "lost": sum(one.missing for one in both) if over else None,
            "under_way": None if over else sent - arrived,
            "doubled": sum(one.doubled for one in both),
        }

    # — the traffic —

    def _write(self, _: list[str]) -> None:
        """Customers write, each in turn; a phone knows nothing of what happens at the other end."""
        while not self._stop.wait(WRITES_BETWEEN_SECONDS):
            customer, text = self._turn(self._written, "c")
            with suppress(httpx.HTTPError):
                self.sandbox.customer_says(customer, number_for(customer), type="text", text=text)
                self._written.append(text)

    def _type(self, _: list[str]) -> None:
        """Agents answer on their phones, of which Twinline hears the echoes."""
        while not self._stop.wait(TYPES_BETWEEN_SECONDS):
            customer, text = self._turn(self._typed, "p")
            with suppress(httpx.HTTPError):
                self.sandbox.agent_says(number_for(customer), customer, type="text", text=text)
                self._typed.append(text)

    def _turn(self, before: list[str], sign: str) -> tuple[Customer, str]:
        """Whose turn it is, and the words, which nobody says twice."""
        return self.people[len(before) % len(self.people)], f"⚡ {self._run}-{sign}{len(before) + 1}"

    def _send(self, conversations: list[str]) -> None:
        """A colleague answers on the page, and a page tries again under the same name until it was heard."""
        while not self._stop.wait(SENDS_BETWEEN_SECONDS):
            text, name = f"⚡ {self._run}-t{len(self._sent) + 1}", str(uuid4())
            to = conversations[len(self._sent) % len(conversations)]
            # Counted before it is heard: one that Twinline never took, or took without saying so, must not go missing.
            self._sent.append(text)
            self._send_until_heard(to, text, name)

    def _send_until_heard(self, conversation: str, text: str, name: str) -> None:
        deadline = time.monotonic() + BACK_SECONDS
        while time.monotonic() < deadline:
            try:
                self.member.send(conversation, text, name)
            except httpx.HTTPError:
                time.sleep(0.2)
            else:
                return

    # — the plug —

    def _kill_all(self) -> None:
        time.sleep(1)
        for name in VICTIMS:
            # A second recorder is only where there are two cores.
            if self._pid(name):
                kill = Kill(name)
                self.kills.append(kill)
                self._kill(kill)
                time.sleep(BETWEEN_SECONDS)

    def _kill(self, kill: Kill) -> None:
        before = self._pid(kill.name)
        began = time.monotonic()
        with suppress(ProcessLookupError):
            os.kill(before, signal.SIGKILL)
        while time.monotonic() - began < BACK_SECONDS:
            if self._pid(kill.name) not in {0, before}:
                kill.back_ms = round((time.monotonic() - began) * 1000)
                return
            time.sleep(0.02)

    def _pid(self, name: str) -> int:
        """As Twinline's supervisor wrote it down; these are children of the demo's own Twinline only."""
        try:
            return int((self.home / "run" / f"{name}.pid").read_text())
        except (OSError, ValueError):
            return 0

    # — the count —

    def _look(self, conversations: list[str]) -> None:
        while not self._stop.wait(LOOKS_BETWEEN_SECONDS):
            with suppress(httpx.HTTPError):
                self._count(conversations)

    def _settle(self, conversations: list[str]) -> None:
        """What is under way has a minute; what is missing then is lost."""
        self.phase = "settling"
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                self.sandbox.post("/webhooks/retry", {})
                self._count(conversations)
                if not self.inbound.missing and not self.outbound.missing:
                    break
            time.sleep(0.5)
        # A double would come late: one more look when everything is quiet.
        with suppress(httpx.HTTPError):
            self.sandbox.post("/settle", {"timeout": 5})
        self._count(conversations)
        self.phase = "done"

    def _count(self, conversations: list[str]) -> None:
        """What the phones said is counted on Twinline's page, what was sent from there on the customers' phones."""
        said, sent = [*self._written, *self._typed], [*self._sent]
        shown = [text for conversation in conversations for text in self._thread(conversation)]
        self.inbound = Tally.of(said, shown)
        self.outbound = Tally.of(sent, self._on_phones())

    def _thread(self, conversation: str) -> list[str]:
        texts: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.member.here(f"/conversations/{conversation}/messages", limit=100, **cursor)
            said = [one["text"] or "" for one in page["items"]]
            texts += said
            if not page["next"] or not any(self._run in text for text in said):
                return texts
            cursor = {"before": page["next"]}

    def _on_phones(self) -> list[str]:
        return [text for customer in self.people for text in self.sandbox.texts(customer, number_for(customer))]

    def _conversations(self) -> list[str]:
        phones = {customer.phone for customer in self.people}
        return [row["id"] for row in self.member.conversations() if row["contact"]["phone"] in phones]
