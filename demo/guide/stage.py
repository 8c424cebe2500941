"""Everything the tour knows and does, whoever asks: one stage for all visitors of this demo."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import httpx

from demo import cast
from demo.guide import watch
from demo.guide.member import Member
from demo.guide.pairs import LANGUAGES, Pair, is_guest, pairs, writers
from demo.guide.plug import Plug
from demo.guide.tour import Closed, Tour
from demo.guide.trail import Origin, Place
from demo.halted import Halted
from demo.sandbox import Sandbox

TURN_SECONDS = 25 * 3600
BEGIN_SECONDS = 60.0
CLOSE_SECONDS = 15.0
LOOK_SECONDS = 0.2


# What is done before the tour opens, in this order: programs start, the agency moves in, its past is told.
Doing = Literal["ends", "people", "past"]


@dataclass(frozen=True, slots=True)
class Ends:
    """The addresses of the programs that the tour frames."""

    twinline: str
    phones: str


class Stage:
    """Raises httpx.HTTPError where an end does not answer. `run` is another one in each demo."""

    def __init__(self, ends: Ends, home: Path) -> None:
        self.ends = ends
        self.run = uuid4().hex
        self.pairs = pairs()
        self.tours = {language: Tour() for language in LANGUAGES}
        self._home = home
        self._sandbox = Sandbox(ends.phones)
        self._member = self.member()
        self._lock = threading.RLock()
        self._views = itertools.count()
        self._busy = ""
        self._failed = ""
        self._plug: Plug | None = None
        self._conversations: dict[str, str] = {}
        self._ids: dict[tuple[str, str], str] = {}
        self.doing: Doing = "ends"
        self.told = (0, 0)
        self.ready = False

    def member(self) -> Member:
        return Member(self.ends.twinline, cast.OWNER["email"], cast.OWNER["password"])

    def begin(self, seconds: float = BEGIN_SECONDS) -> None:
        """Sign in, find the conversations of the tour, and listen at both ends. Raises Halted."""
        deadline, trouble = time.monotonic() + seconds, ""
        while True:
            try:
                if self._found():
                    break
            except httpx.HTTPError as error:
                trouble = f" ({str(error).splitlines()[0]})"
            if time.monotonic() > deadline:
                raise Halted(_late(seconds, trouble))
            time.sleep(LOOK_SECONDS)
        watch.Bothends(self.ends.phones, self._saw).start()
        watch.Twinline(self._member, self._saw, self._see_windows).start()
        self.ready = True

    def tell_progress(self, told: int, of: int) -> None:
        """How much of the past is told: how many conversations, of how many."""
        self.told = (told, of)

    # — what a visitor sees —

    def view(self, language: str) -> dict[str, Any]:
        """`nth` grows: an answer may overtake the stream, and what was seen earlier is not shown later."""
        with self._lock:
            pair = self._shown(language)
            return {
                **self.tours[language].view(),
                "nth": next(self._views),
                "run": self.run,
                "busy": self._busy,
                "failed": bool(self._failed),
                "plug": self._plug.view() if self._plug else None,
                "names": {"customer": pair.customer.name, "agent": pair.number.owner, "number": pair.number.name},
                "frames": self._frames(language, pair),
            }

    def _shown(self, language: str) -> Pair:
        """While the plug is pulled, one of those who write meanwhile, for the visitor's own conversation lies still."""
        if self.tours[language].step != "plug" or self._plug is None:
            return self.pairs[language]
        writer = next(one for one in self._plug.people if one.language == language)
        return Pair(writer, cast.number_for(writer))

    def _frames(self, language: str, pair: Pair) -> dict[str, str]:
        conversation = self._ids[pair.customer.phone, pair.number.phone]
        customer, number = pair.key
        return {
            "customer": f"{self.ends.phones}/phones/{customer}?chat={number}&lang={language}",
            "twinline": f"{self.ends.twinline}/{self._member.slug}/conversation/{conversation}",
            "agent": f"{self.ends.phones}/app/{number}?chat={customer}&lang={language}",
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
            if not self._busy:
                self._plug = None

    def act(self, language: str, step: str, text: str) -> None:
        """The step, done for a visitor who would rather look.

        Raises KeyError for a step without an act, Closed where the customer must write first.
        """
        pair = self.pairs[language]
        acts: dict[str, Callable[[], object]] = {
            "customer": lambda: self._sandbox.customer_says(pair.customer, pair.number, type="text", text=text),
            "phone": lambda: self._sandbox.agent_says(pair.number, pair.customer, type="text", text=text),
            "page": lambda: self._answer(language, text),
            "clock": lambda: self._in_background("clock", language, self._turn),
            "plug": lambda: self._in_background("plug", language, self._pull),
        }
        acts[step]()

    def _answer(self, language: str, text: str) -> None:
        if not self.tours[language].window_open:
            raise Closed
        self._member.send(self._conversation_of(language), text)

    def _conversation_of(self, language: str) -> str:
        return next(conversation for conversation, to in self._conversations.items() if to == language)

    def _in_background(self, name: str, language: str, work: Callable[[str], None]) -> None:
        """One long work at a time; a second press of the button changes nothing."""
        with self._lock:
            if self._busy:
                return
            if name == "clock":
                self.tours[language].turn()
            self._busy, self._failed = name, ""
        threading.Thread(target=self._work, args=(work, language), daemon=True).start()

    def _work(self, work: Callable[[str], None], language: str) -> None:
        failed = ""
        try:
            work(language)
        except (httpx.HTTPError, OSError, subprocess.CalledProcessError) as error:
            failed = type(error).__name__
        with self._lock:
            self._busy, self._failed = "", failed

    def _turn(self, language: str) -> None:
        """Both ends together, by what each offers for it; over when the window was seen to close."""
        self._sandbox.turn(TURN_SECONDS)
        command = [sys.executable, "-m", "twinline", "turnclock", "--seconds", str(TURN_SECONDS)]
        environment = {**os.environ, "TWINLINE_TURNABLE_CLOCK": "1"}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        # Somebody else writes, so that pages that lie still hear the time too.
        other = next(one for one in cast.customers() if not is_guest(one))
        self._sandbox.customer_says(other, cast.number_for(other), type="text", text="👋")
        deadline = time.monotonic() + CLOSE_SECONDS
        while not self.tours[language].closed:
            if time.monotonic() > deadline:
                raise TimeoutError("The window did not close.")
            self._see_windows(self._member.conversations())
            time.sleep(0.1)

    def _pull(self, language: str) -> None:
        plug = Plug(self._sandbox, self.member(), self._home, writers())
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

    def _found(self) -> bool:
        """Whether the conversations of the tour are there with all that was said in the past."""
        if not self._member.workspace:
            self._member.sign_in()
        wanted = {(pair.customer.phone, pair.number.phone): language for language, pair in self.pairs.items()}
        rows = self._member.conversations()
        self._ids = {(row["contact"]["phone"], row["number"]["display_phone"]): row["id"] for row in rows}
        self._conversations = {self._ids[ends]: language for ends, language in wanted.items() if ends in self._ids}
        self._see_windows(rows)
        return len(self._ids) == len(cast.customers()) and all(map(self._is_told, self._conversations))

    def _is_told(self, conversation: str) -> bool:
        pair = self.pairs[self._conversations[conversation]]
        shown = {one["text"] for one in self._member.here(f"/conversations/{conversation}/messages")["items"]}
        return shown.issuperset(self._sandbox.texts(pair.customer, pair.number))


def _late(seconds: float, trouble: str) -> str:
    return (
        f"Twinline did not show the tour's conversations within {seconds:.0f} s{trouble}: stop what else keeps this "
        "machine busy and start the demo again; `./run doctor` may know more."
    )
