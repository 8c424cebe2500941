"""Reading a body: the cap, the budget, and clients that leave."""

import asyncio

import pytest

from twinline.gate.body import HEARD_OUT_BYTES, Budget, Full, Gone, TooLarge, announced, hear_out, read

GONE = {"type": "http.disconnect"}


def piece(body: bytes, *, more: bool = False):
    return {"type": "http.request", "body": body, "more_body": more}


def said(*messages):
    """A `receive` that hangs when it has nothing more to say."""
    waiting = list(messages)

    async def receive():
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    receive.waiting = waiting
    return receive


def of(receive, length=None, cap=10, budget=None):
    scope = {"headers": [] if length is None else [(b"content-length", b"%d" % length)]}
    reading = read(scope, receive, cap, budget or Budget(100))
    return asyncio.run(asyncio.wait_for(reading, 1))


@pytest.mark.parametrize(
    ("messages", "body"),
    [
        ([piece(b"")], b""),
        ([piece(b"ten bytes.")], b"ten bytes."),
        ([piece(b"ten ", more=True), piece(b"bytes.")], b"ten bytes."),
        ([piece(b"", more=True), piece(b"ten", more=True), piece(b"")], b"ten"),
    ],
)
def test_a_body_is_read_whole(messages, body):
    assert of(said(*messages)) == body


@pytest.mark.parametrize(
    ("messages", "length", "more"),
    [
        ([], 11, True),
        ([piece(b"eleven bytes")], None, False),
        ([piece(b"eleven bytes", more=True)], None, True),
        ([piece(b"eleven", more=True), piece(b" bytes")], None, False),
        ([piece(b"eleven", more=True), piece(b" bytes", more=True)], 3, True),
    ],
)
def test_over_the_cap_it_is_too_large(messages, length, more):
    with pytest.raises(TooLarge) as refused:
        of(said(*messages), length)
    assert refused.value.more is more


@pytest.mark.parametrize("messages", [[GONE], [piece(b"half", more=True), GONE]])
def test_a_client_that_leaves_is_gone(messages):
    with pytest.raises(Gone):
        of(said(*messages))


def test_bodies_in_pieces_share_a_budget_and_give_it_back():
    budget = Budget(5)
    with pytest.raises(Full):
        of(said(piece(b"abc", more=True), piece(b"def")), budget=budget)
    assert budget.free == 5
    assert of(said(piece(b"abc", more=True), piece(b"de")), budget=budget) == b"abcde"
    assert budget.free == 5


@pytest.mark.parametrize("messages", [[piece(b"x", more=True), piece(b"x")], [GONE], [piece(b"x", more=True), GONE]])
def test_a_refused_client_is_heard_out(messages):
    receive = said(*messages)
    asyncio.run(asyncio.wait_for(hear_out(receive), 1))
    assert receive.waiting == []


def test_but_not_for_ever():
    receive = said(*[piece(b"x" * 1024 * 1024, more=True)] * 100)
    asyncio.run(hear_out(receive))
    assert len(receive.waiting) == 100 - HEARD_OUT_BYTES // 1024 // 1024


@pytest.mark.parametrize(
    ("headers", "length"),
    [([], 0), ([(b"content-length", b"7")], 7), ([(b"content-length", b"7"), (b"content-length", b"7")], 0)],
)
def test_the_announced_length(headers, length):
    assert announced({"headers": headers}) == length
