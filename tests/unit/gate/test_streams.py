"""What a slow browser still hears, and who hears what."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinline.gate.streams import (
    CONVERSATIONS_CAP,
    STREAMS_PER_TICKET,
    Pending,
    Stream,
    Streams,
    Ticket,
    changed,
    event,
    hello,
)

HERE, THERE = UUID(int=1), UUID(int=2)
ALICE = Ticket(b"alice", UUID(int=10), HERE, b"session")
BOB = Ticket(b"bob", UUID(int=11), THERE, b"other session")


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ([], (None, set())),
        ([(3, ["a"])], (3, {"a"})),
        ([(3, ["a"]), (4, ["b"])], (4, {"a", "b"})),
        ([(4, ["b"]), (3, ["a"])], (4, {"a", "b"})),
        ([(3, ["a"]), (4, None)], (4, None)),
        ([(3, None), (4, ["a"])], (4, None)),
        ([(3, [])], (3, set())),
        ([(1, [str(n) for n in range(CONVERSATIONS_CAP)])], (1, {str(n) for n in range(CONVERSATIONS_CAP)})),
        ([(1, [str(n) for n in range(CONVERSATIONS_CAP + 1)])], (1, None)),
    ],
)
def test_changes_collapse_into_one(told, heard):
    pending = Pending()
    for position, conversations in told:
        pending.add(position, conversations)
    assert (pending.position, pending.conversations) == heard


def test_what_was_taken_is_not_told_again():
    pending = Pending()
    pending.add(3, ["a"])
    assert pending.taken() == Pending(3, {"a"})
    assert pending == Pending()


@given(st.lists(st.tuples(st.integers(1, 1000), st.none() | st.lists(st.sampled_from("abcdef")))), st.data())
def test_however_slowly_it_is_read_nothing_is_missed(told, data):
    pending, heard, everything = Pending(), set(), False
    for position, conversations in told:
        pending.add(position, conversations)
        if data.draw(st.booleans()):
            taken = pending.taken()
            heard |= taken.conversations or set()
            everything |= taken.conversations is None
    rest = pending.taken()
    heard |= rest.conversations or set()
    everything |= rest.conversations is None
    assert everything or heard == {one for _, conversations in told for one in conversations or ()}


@pytest.mark.parametrize(
    ("made", "sent"),
    [
        (hello(7), b'id: 7\nevent: hello\ndata: {"position":7}\n\n'),
        (changed(8, ["b"]), b'id: 8\nevent: changed\ndata: {"position":8,"conversations":["b"]}\n\n'),
        (changed(8, None), b'id: 8\nevent: changed\ndata: {"position":8,"conversations":null}\n\n'),
        (Pending(9, {"b", "a"}).event(), changed(9, ["a", "b"])),
        (Pending(9, None).event(), changed(9, None)),
        (event("closed", {}), b"event: closed\ndata: {}\n\n"),
    ],
)
def test_events_are_written_as_the_page_reads_them(made, sent):
    assert made == sent


def test_a_workspace_hears_only_its_own_changes():
    streams, alice, bob = Streams(), Stream(ALICE), Stream(BOB)
    streams.add(alice)
    streams.add(bob)
    streams.tell(HERE, 5, ["a"])
    assert alice.pending.position == 5
    assert bob.pending.position is None
    assert set(streams) == {alice, bob}
    assert streams.workspaces() == [HERE, THERE]


def test_a_stream_that_left_hears_nothing():
    streams, alice = Streams(), Stream(ALICE)
    streams.add(alice)
    streams.remove(alice)
    streams.tell(HERE, 5, ["a"])
    assert alice.pending.position is None
    assert streams.workspaces() == []


def test_a_ticket_opens_only_so_many_streams():
    streams = Streams()
    for _ in range(STREAMS_PER_TICKET):
        assert streams.admits(ALICE)
        streams.add(Stream(ALICE))
    assert not streams.admits(ALICE)
    assert streams.admits(BOB)


def test_closing_and_ending_wake_the_stream():
    closed, ended = Stream(ALICE), Stream(ALICE)
    closed.close()
    ended.end()
    assert (closed.closed, closed.ended, closed.some.is_set()) == (True, False, True)
    assert (ended.closed, ended.ended, ended.some.is_set()) == (False, True, True)
