"""Every answer of Meta's, sorted by the one thing that matters: did the message reach it?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from twinline.graph import client as module
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown

BODY = {"messaging_product": "whatsapp", "type": "text"}
TAKEN = {"messages": [{"id": "wamid.X"}], "contacts": [{"input": "41", "wa_id": "41"}]}
REFUSAL = {"error": {"code": 131047, "message": "Re-engagement message"}}

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def graph() -> Iterator[Graph]:
    one = Graph("https://graph.example", "v25.0", ())
    yield one
    one.close()


def answers(graph: Graph, answer: Answer) -> list[httpx.Request]:
    """Whatever is called is answered so; the requests are returned."""
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer(request)

    graph._http.close()
    graph._http = httpx.Client(transport=httpx.MockTransport(handle))
    return asked


def says(status: int, content: Any) -> Answer:
    if isinstance(content, bytes):
        return lambda _: httpx.Response(status, content=content)
    return lambda _: httpx.Response(status, json=content)


def fails(fault: Exception) -> Answer:
    def answer(_: httpx.Request) -> httpx.Response:
        raise fault

    return answer


def test_an_accepted_message_has_a_wamid_and_the_number_its_own_token(graph: Graph) -> None:
    asked = answers(graph, says(200, TAKEN))
    assert graph.send("the token", "100", BODY).wamid == "wamid.X"
    assert str(asked[0].url) == "https://graph.example/v25.0/100/messages"
    assert asked[0].headers["Authorization"] == "Bearer the token"
    assert json.loads(asked[0].content) == BODY


@pytest.mark.parametrize(("status", "content"), [(400, REFUSAL), (401, b"<html>"), (429, {}), (404, b"")])
def test_below_500_meta_said_no(graph: Graph, status: int, content: Any) -> None:
    answers(graph, says(status, content))
    with pytest.raises(GraphRefused) as no:
        graph.send("t", "100", BODY)
    assert no.value.error.http == status
    assert no.value.error.code == (131047 if content is REFUSAL else None)


@pytest.mark.parametrize(
    "answer",
    [
        says(500, REFUSAL), says(503, b""), says(502, b"<html>"),
        says(200, b""), says(200, b"no JSON"), says(200, {}), says(200, {"messages": []}), says(302, b""),
        fails(httpx.ReadTimeout("")), fails(httpx.WriteTimeout("")), fails(httpx.ReadError("")),
        fails(httpx.WriteError("")), fails(httpx.RemoteProtocolError("")),
    ],
)  # fmt: skip
def test_what_may_have_arrived_is_unknown(graph: Graph, answer: Answer) -> None:
    answers(graph, answer)
    with pytest.raises(OutcomeUnknown):
        graph.send("t", "100", BODY)


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError(""), httpx.ConnectTimeout(""), httpx.PoolTimeout(""), httpx.UnsupportedProtocol(""),
        httpx.LocalProtocolError(""),
    ],
)  # fmt: skip
def test_without_a_connection_nothing_left(graph: Graph, fault: Exception) -> None:
    answers(graph, fails(fault))
    with pytest.raises(NotSubmitted):
        graph.send("t", "100", BODY)


def test_read_receipts_say_what_was_read(graph: Graph) -> None:
    asked = answers(graph, says(200, {"success": True}))
    graph.mark_read("t", "100", "wamid.X", typing=True)
    assert json.loads(asked[0].content)["message_id"] == "wamid.X"
    answers(graph, says(500, b""))
    with pytest.raises(GraphRefused):
        graph.mark_read("t", "100", "wamid.X", typing=False)


def test_an_upload_gives_an_id_or_says_why_not(graph: Graph) -> None:
    asked = answers(graph, says(200, {"id": 4711}))
    assert graph.upload("t", "100", b"bytes", "image/png", "roof.png") == "4711"
    assert b'filename="roof.png"' in asked[0].content
    for answer in (says(200, {}), says(200, b""), says(200, [])):
        answers(graph, answer)
        with pytest.raises(OutcomeUnknown):
            graph.upload("t", "100", b"bytes", "image/png", "roof.png")


@pytest.mark.parametrize(("printed", "size"), [("61901", 61901), (61901, 61901), ("many", None), (None, None)])
def test_the_address_of_a_file_has_a_size_however_meta_prints_it(graph: Graph, printed: Any, size: int | None) -> None:
    answers(graph, says(200, {"url": "https://files.example/x", "mime_type": "image/png", "file_size": printed}))
    found = graph.media_address("t", "555", "100")
    assert (found.url, found.mime, found.size) == ("https://files.example/x", "image/png", size)


def test_an_answer_without_an_address_is_asked_for_again(graph: Graph) -> None:
    for answer in (says(200, {}), says(200, b"<html>")):
        answers(graph, answer)
        with pytest.raises(OutcomeUnknown):
            graph.media_address("t", "555", "100")


def test_a_file_comes_with_its_digest(graph: Graph) -> None:
    answers(graph, says(200, b"the bytes"))
    assert graph.download("t", "https://files.example/x") == (b"the bytes", hashlib.sha256(b"the bytes").hexdigest())


@pytest.mark.parametrize("status", [302, 204, 404, 503])
def test_what_is_no_file_is_not_taken_for_one(graph: Graph, status: int) -> None:
    answers(graph, says(status, b"not the file"))
    with pytest.raises(GraphRefused):
        graph.download("t", "https://files.example/x")


@pytest.mark.parametrize(
    "url", ["ftp://files.example/x", "http://10.0.0.1/x", "no address", "https://0177.1.1.1/x", "https://[::1"]
)
def test_an_address_that_nothing_may_be_fetched_from_is_refused(graph: Graph, url: str) -> None:
    with pytest.raises(NotSubmitted):
        graph.download("t", url)


def test_a_file_larger_than_meta_allows_is_cut_off(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEDIA_CAP", 8)
    answers(graph, says(200, b"123456789"))
    with pytest.raises(NotSubmitted):
        graph.download("t", "https://files.example/x")
