"""Everything the tour knows and does, whoever asks: one stage for all visitors of this demo."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from demo import cast
from demo.guide import watch
from demo.guide.member import Member
from demo.guide.pairs import LANGUAGES, Pair, is_guest, pairs
from demo.guide.plug import Plug
from demo.guide.tour import Tour
from demo.guide.trail import Origin, Place
from demo.sandbox import Sandbox

TURN_SECONDS = 25 * 3600
WRITERS = 8
CONVERSATIONS_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Ends:
    """The addresses of the programs that the tour frames."""

    twinline: str
    phones: str


class Stage:
    """Raises httpx.HTTPError where an end does not answer."""

    def __init__(self, ends: Ends, home: Path) -> None:
        self.ends = ends
        self.pairs = pairs()
        self.tours = {language: Tour() for language in LANGUAGES}
        self._home = home
        self._sandbox = Sandbox(ends.phones)
        self._member = self.member()
        self._lock = threading.RLock()
        self._busy = ""
        self._failed = ""
        self._plug: Plug | None = None
        self._conversations: dict[str, str] = {}
        self.told = (0, 0)
        self.ready = False

    def member(self) -> Member:
        return Member(self.ends.twinline, cast.OWNER["email"], cast.OWNER["password"])

    def begin(self) -> None:
        """Sign in, find the conversations of the tour, and listen at both ends."""
        self._member.sign_in()
        self._find_conversations()
        watch.Bothends(self.ends.phones, self._saw).start()
        watch.Twinline(self._member, self._saw, self._see_windows).start()
        self.ready = True

    def tell_progress(self, told: int, of: int) -> None:
        """How much of the past is told: how many conversations, of how many."""
        self.told = (told, of)

    # — what a visitor sees —

    def view(self, language: str) -> dict[str, Any]:
        with self._lock:
            pair = self.pairs[language]
            return {
                **self.tours[language].view(),
                "busy": self._busy,
                "failed": bool(self._failed),
                "plug": self._plug.view() if self._plug else None,
                "names": {"customer": pair.customer.name, "agent": pair.number.owner, "number": pair.number.name},
                "frames": self._frames(language, pair),
            }

    def _frames(self, language: str, pair: Pair) -> dict[str, str]:
        conversation = self._conversation_of(language)
        customer, number = pair.key
        return {
            "customer": f"{self.ends.phones}/phones/{customer}?chat={number}",
            "twinline": f"{self.ends.twinline}/{self._member.slug}/conversation/{conversation}",
            "agent": f"{self.ends.phones}/app/{number}?chat={customer}",
        }

    # — what a visitor does —

    def speak(self, language: str) -> None:
        """The page in the middle is in the visitor's language too."""
        self._member.speak(language)

    def go(self, language: str, step: str) -> None:
        with self._lock:
            self.tours[language].go(step)

    def begin_again(self, language: str) -> None:
        with self._lock:
            self.tours[language].begin_again()

    def act(self, language: str, step: str, text: str) -> None:
        """The step, done for a visitor who would rather look. Raises KeyError for a step without an act."""
        pair = self.pairs[language]
        acts: dict[str, Callable[[], object]] = {
            "customer": lambda: self._sandbox.customer_says(pair.customer, pair.number, type="text", text=text),
            "phone": lambda: self._sandbox.agent_says(pair.number, pair.customer, type="text", text=text),
            "page": lambda: self._member.send(self._conversation_of(language), text),
            "clock": lambda: self._in_background("clock", lambda: self._turn(language)),
            "plug": lambda: self._in_background("plug", lambda: self._pull(language)),
        }
        acts[step]()

    def _conversation_of(self, language: str) -> str:
        return next(conversation for conversation, to in self._conversations.items() if to == language)

    def _in_background(self, name: str, work: Callable[[], None]) -> None:
        """One long work at a time; a second press of the button changes nothing."""
        with self._lock:
            if self._busy:
                return
            self._busy, self._failed = name, ""
        threading.Thread(target=self._work, args=(work,), daemon=True).start()

    def _work(self, work: Callable[[], None]) -> None:
        failed = ""
        try:
            work()
        except (httpx.HTTPError, OSError, subprocess.CalledProcessError) as error:
            failed = type(error).__name__
        with self._lock:
            self._busy, self._failed = "", failed

    def _turn(self, language: str) -> None:
        """Both ends together, by what each offers for it."""
        command = [sys.executable, "-m", "twinline", "turnclock", "--seconds", str(TURN_SECONDS)]
        environment = {**os.environ, "TWINLINE_TURNABLE_CLOCK": "1"}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        self._sandbox.turn(TURN_SECONDS)
        self.tours[language].turned = True
        self._see_windows(self._member.conversations())
        # Somebody else writes, so that pages that lie still hear the time too.
        other = next(one for one in cast.customers() if not is_guest(one))
        self._sandbox.customer_says(other, cast.number_for(other), type="text", text="👋")

    def _pull(self, language: str) -> None:
        writers = [one for one in cast.customers() if not is_guest(one)][:WRITERS]
        plug = Plug(self._sandbox, self.member(), self._home, writers)
        plug.member.sign_in()
        with self._lock:
            self._plug = plug
        plug.pull()
        self.tours[language].pulled = plug.phase == "done"

    # — what the ends tell —

    def _saw(self, where: object, origin: Origin, text: str, place: Place, at: float) -> None:
        language = self._conversations.get(where) if isinstance(where, str) else self._language_of(where)
        if language is None:
            return
        with self._lock:
            self.tours[language].trails.see(origin, text, place, at)

    def _language_of(self, key: object) -> str | None:
        return next((language for language, pair in self.pairs.items() if pair.key == key), None)

    def _see_windows(self, conversations: list[Any]) -> None:
        with self._lock:
            for row in conversations:
                if (language := self._conversations.get(row["id"])) is not None:
                    self.tours[language].see_window(is_open=row["window"]["open"])

    def _find_conversations(self) -> None:
        """The past is still being read in: the tour's conversations are among the first."""
        deadline = time.monotonic() + CONVERSATIONS_SECONDS
        wanted = {(pair.customer.phone, pair.number.phone): language for language, pair in self.pairs.items()}
        while len(self._conversations) < len(wanted) and time.monotonic() < deadline:
            rows = self._member.conversations()
            named = {row["id"]: wanted.get((row["contact"]["phone"], row["number"]["display_phone"])) for row in rows}
            self._conversations = {row_id: language for row_id, language in named.items() if language}
            self._see_windows(rows)
            time.sleep(0.2)
        if len(self._conversations) < len(wanted):
            raise httpx.TimeoutException("The tour's conversations did not appear in Twinline.")
