"""What new messages add to a conversation."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from twinline.projections.growth import grow
from twinline.projections.rows import Head, Message

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NUMBER, PERSON, HOME = UUID(int=1), UUID(int=2), UUID(int=3)


def message(direction, origin, minute, *, imported=False):
    head = Head(40, b"tie", "text", direction, origin, None, AT + minute * MINUTE, None, None, None, None)
    return Message(NUMBER, head=head, heard_at=AT + (minute + 1) * MINUTE, imported=imported)


@pytest.mark.parametrize(
    ("messages", "last", "asked", "outbound", "phone"),
    [
        ([("inbound", "customer", 1)], 1, 1, None, None),
        ([("inbound", "customer", 2), ("inbound", "customer", 1)], 2, 2, None, None),
        ([("outbound", "phone", 1)], 1, None, 1, 1),
        ([("outbound", "person", 3), ("outbound", "phone", 2)], 3, None, 3, 2),
        ([("inbound", "system", 1), ("inbound", "customer", 0)], 1, 0, None, None),
    ],
)
def test_the_latest_of_each_side_counts(messages, last, asked, outbound, phone):
    grown = {}
    for n, (direction, origin, minute) in enumerate(messages):
        grow(grown, HOME, (NUMBER, PERSON), UUID(int=10 + n), message(direction, origin, minute))
    row = grown[HOME]
    assert row.last[0] == AT + last * MINUTE
    said = [None if minute is None else AT + minute * MINUTE for minute in (asked, outbound, phone)]
    assert [row.asked_at, row.outbound_at, row.phone_answered_at] == said


def test_what_is_imported_opens_no_window_and_answers_nobody():
    grown = {}
    grow(grown, HOME, (NUMBER, PERSON), UUID(int=10), message("inbound", "customer", 1, imported=True))
    grow(grown, HOME, (NUMBER, PERSON), UUID(int=11), message("outbound", "phone", 2, imported=True))
    assert (grown[HOME].asked_at, grown[HOME].phone_answered_at) == (None, None)
    assert grown[HOME].outbound_at == AT + 2 * MINUTE
    assert (grown[HOME].past, grown[HOME].remembered) == (True, True)


def test_what_has_something_live_is_not_past_alone():
    grown = {}
    grow(grown, HOME, (NUMBER, PERSON), UUID(int=10), message("inbound", "customer", 9, imported=True))
    grow(grown, HOME, (NUMBER, PERSON), UUID(int=11), message("outbound", "phone", 2))
    assert (grown[HOME].past, grown[HOME].remembered) == (False, True)


def test_of_two_in_one_second_the_one_heard_later_is_the_last():
    grown = {}
    first, second = message("inbound", "customer", 1), message("inbound", "customer", 1)
    second.heard_at += MINUTE
    grow(grown, HOME, (NUMBER, PERSON), UUID(int=99), first)
    grow(grown, HOME, (NUMBER, PERSON), UUID(int=10), second)
    assert grown[HOME].last[2] == UUID(int=10)


def test_a_message_without_a_head_adds_nothing():
    grown = {}
    grow(grown, HOME, (NUMBER, PERSON), UUID(int=10), Message(NUMBER))
    assert grown[HOME].last is None
