"""Lost statuses as Meta's OpenAPI file prints them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from twinline.wire.facts import Contact, Fact, StatusChanged, Unrecognised
from twinline.wire.message_history import entries, oldest, raw_of
from twinline.wire.webhooks import facts_of_raw, identity, parse

WAMID = "wamid.HBgLMTY0NzM3Nzc3NzUVAgARGBI5QTNEQTA2RjdGMEY4RTRGAA=="
SENT = {"id": "2345678901234567", "delivery_status": "SENT", "timestamp": 1640995200}
READ = {"id": "4567890123456789", "delivery_status": "READ", "timestamp": 1640995320}
PRINTED = {"data": [{"id": "1234567890123456", "message_id": WAMID, "events": {"data": [SENT, READ]}}]}
TO = Contact(phone="16473777775")


def found(event: dict[str, Any], to: Contact = TO) -> Fact:
    return facts_of_raw(raw_of("100200300400500", to, WAMID, event))


def test_a_page_names_each_message_with_its_events() -> None:
    assert entries(PRINTED) == [(WAMID, [SENT, READ])]
    assert oldest(PRINTED) == datetime.fromtimestamp(1640995200, UTC)


@pytest.mark.parametrize(
    "odd",
    [None, [], {"data": 5}, {"data": [7, {"id": "1"}]}, {"data": [{"message_id": WAMID, "events": {"data": [7]}}]}],
)
def test_an_odd_page_has_no_events(odd: Any) -> None:
    assert [event for _, events in entries(odd) for event in events] == []
    assert oldest(odd) is None


@pytest.mark.parametrize(
    ("told", "status"), [("SENT", "sent"), ("DELIVERED", "delivered"), ("READ", "read"), ("FAILED", "failed")]
)
def test_an_event_is_the_status_that_was_lost(told: str, status: str) -> None:
    fact = found({**SENT, "delivery_status": told})
    assert isinstance(fact, StatusChanged)
    assert (fact.wamid, fact.status, fact.contact.phone) == (WAMID, status, "16473777775")
    assert fact.said_at == datetime.fromtimestamp(1640995200, UTC)


def test_it_is_the_same_fact_as_the_webhook_that_comes_after_all() -> None:
    (late,) = parse(
        b'{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages",'
        b'"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881",'
        b'"phone_number_id":"100200300400500"},"statuses":[{"id":"' + WAMID.encode() + b'","status":"sent",'
        b'"timestamp":"1640995200","recipient_id":"16473777775"}]}}]}]}'
    )
    assert identity(found(SENT)) == identity(late)


@pytest.mark.parametrize("odd", [{"delivery_status": "DELETED"}, {}, {"delivery_status": "SENT", "message_id": 7}])
def test_what_is_no_status_is_kept_as_it_is(odd: dict[str, Any]) -> None:
    fact = found(odd, Contact(user_id="CH.100"))
    assert isinstance(fact, Unrecognised)
    assert fact.raw["item"]["message_id"] == odd.get("message_id", WAMID)
