"""Those who listen for the tour come again: when nobody answers yet, after a refusal, after a session's end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from demo.guide import watch
from demo.guide.member import SESSION, Member
from demo.guide.pause import LONGEST_SECONDS, Pause

Answer = Callable[[httpx.Request], httpx.Response]


class Enough(Exception):
    """The test has seen what it wanted."""


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """What a listener waited, without waiting; it ends after eight of them."""
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 8:
            raise Enough

    monkeypatch.setattr("demo.guide.watch.time.sleep", sleep)
    return iter([waited])


def with_answers(one: Any, answer: Answer, base: str = "http://127.0.0.1") -> Any:
    one._http = httpx.Client(transport=httpx.MockTransport(answer), base_url=base)
    return one


def told(number: int, body: str, at: float) -> bytes:
    message = {
        "wamid": f"wamid.{number}",
        "origin": "customer",
        "type": "text",
        "at": at,
        "customer_id": "en0",
        "number_id": "1",
        "content": {"body": body},
    }
    return f"id: {number}\nevent: message\ndata: {json.dumps({'message': message})}\n\n".encode()


def test_a_pause_grows_to_its_longest_and_is_short_again_after_a_success() -> None:
    pause = Pause()
    waits = [pause.next() for _ in range(8)]
    assert waits == sorted(waits)
    assert waits[0] < waits[1] < waits[-1] == LONGEST_SECONDS
    pause.reset()
    assert pause.next() == waits[0]


def test_who_listens_to_the_phones_outlives_first_requests_that_fail(pauses: Iterator[list[float]]) -> None:
    waited, heard, asked = next(pauses), [], []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        if len(asked) == 1:
            raise httpx.ConnectError("nobody is there yet")
        if len(asked) == 2:
            return httpx.Response(503)
        if request.url.path == "/state":
            return httpx.Response(200, json={"event": 7, "clock": {"now": 50.0}})
        if request.url.params["after"] == "7":
            return httpx.Response(200, content=told(8, "old, told again for its ticks", 49) + told(9, "Hello", 51))
        return httpx.Response(503, content=told(10, "no event, but a refusal's page", 52))

    listener = with_answers(watch.Bothends("http://127.0.0.1", lambda *seen: heard.append(seen[2:4])), answer)
    with pytest.raises(Enough):
        listener.run()
    assert heard == [("Hello", "customer"), ("Hello", "agent")]
    assert asked[-1].params["after"] == "9"
    assert waited[:2] == [0.3, 0.6]
    assert waited[2:5] == [0.3, 0.6, 1.2]


class House:
    """A Twinline that forgets its sessions."""

    def __init__(self) -> None:
        self.sessions = 0
        self.valid = ""
        self.sent: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth/login"):
            self.sessions += 1
            self.valid = f"s{self.sessions}"
            return httpx.Response(200, headers={"Set-Cookie": f"{SESSION}={self.valid}; Path=/"})
        if request.url.path == "/":
            return httpx.Response(200)
        if f"{SESSION}={self.valid}" not in request.headers.get("cookie", ""):
            return httpx.Response(401)
        if request.url.path == "/api/me":
            return httpx.Response(200, json={"workspaces": [{"id": "w", "slug": "casa"}]})
        if request.method == "POST":
            self.sent.append(json.loads(request.content)["text"])
        return httpx.Response(200, json={"position": 3})


def test_a_member_whose_session_ended_signs_in_anew_and_does_what_was_asked_once() -> None:
    house = House()
    member: Member = with_answers(Member("http://127.0.0.1", "alice@example.com", "secret"), house)
    member.sign_in()
    house.valid = "ended"
    member.send("conversation", "Hello")
    assert (house.sessions, house.sent) == (2, ["Hello"])
    assert member.here("/conversations")["position"] == 3
    assert house.sessions == 2


def test_who_follows_twinline_recovers_from_an_ended_session(pauses: Iterator[list[float]]) -> None:
    next(pauses)
    house = House()
    changed: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/live-ticket") and len(changed) == 1 and house.sessions == 1:
            house.valid = "ended"
        got = (
            house(request) if not request.url.path.endswith("/live-ticket") or not house.valid.startswith("s") else None
        )
        if got is not None and got.status_code != 200:
            return got
        if request.url.path == "/live":
            return httpx.Response(200, content=b"data: 1\n\n")
        if request.url.path.endswith("/changes"):
            return httpx.Response(
                200, json={"position": 4, "now": "", "reset": False, "conversations": [{}], "messages": []}
            )
        return got or httpx.Response(200)

    member: Member = with_answers(Member("http://127.0.0.1", "alice@example.com", "secret"), answer)
    member.sign_in()
    listener = watch.Twinline(member, lambda *_: None, changed.append)
    with pytest.raises(Enough):
        listener.run()
    assert house.sessions == 2
    assert len(changed) == 8


def test_after_a_long_break_everything_is_read_again(pauses: Iterator[list[float]]) -> None:
    next(pauses)
    changed: list[Any] = []

    class Returned:
        def here(self, path: str, **_: Any) -> Any:
            return {"position": 9, "now": "", "reset": True, "conversations": [], "messages": []}

        def conversations(self) -> list[str]:
            return ["all"]

        def notices(self) -> Iterator[None]:
            yield

    with pytest.raises(Enough):
        watch.Twinline(Returned(), lambda *_: None, changed.append).run()  # type: ignore[arg-type]
    assert changed[0] == ["all"]
