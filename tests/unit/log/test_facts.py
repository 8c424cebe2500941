"""A fact that went into the log comes out of it the same."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest

from twinline.log.facts import (
    ConfigurationChanged,
    MessageComposed,
    OurFact,
    SendAccepted,
    SendAttempted,
    UnknownFact,
    dumps,
    identity_of,
    loads,
)
from twinline.log.ids import Ids
from twinline.log.recorded import NOBODY, Evidence, Recorded, evidence_of, stream_of, subject_of
from twinline.wire.webhooks import parse

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NUMBER = UUID("00000000-0000-7000-8000-000000000001")
WORKSPACE = UUID("00000000-0000-7000-8000-000000000002")
ATTEMPT = UUID("00000000-0000-7000-8000-000000000003")
IDS = Ids(b"k" * 32)

OURS = [
    MessageComposed(
        at=AT, number_id=NUMBER, phone="41790000001", attempt_id=ATTEMPT, conversation_id=ATTEMPT,
        origin="person", author=ATTEMPT, kind="text", text="Grüezi", body={"text": "Grüezi"},
    ),
    SendAttempted(at=AT, number_id=NUMBER, phone="41790000001", attempt_id=ATTEMPT, try_no=1),
    SendAccepted(at=AT, number_id=NUMBER, phone="41790000001", attempt_id=ATTEMPT, wamid="wamid.A"),
    ConfigurationChanged(at=AT, what="member", subject="bob", before=None, after={"role": "agent"}, by=ATTEMPT),
]  # fmt: skip

TEXT = {
    "object": "whatsapp_business_account",
    "entry": [{"id": "811200340045001", "changes": [{"field": "messages", "value": {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "49305550101", "phone_number_id": "100200300400500"},
        "contacts": [{"profile": {"name": "Ines Roth"}, "wa_id": "4915112345678", "user_id": "DE.20481230587711"}],
        "messages": [{"from": "4915112345678", "from_user_id": "DE.20481230587711", "id": "wamid.X",
                      "timestamp": "1760000100", "type": "text", "text": {"body": "Hallo"}}],
    }}]}],
}  # fmt: skip


@pytest.mark.parametrize("fact", OURS, ids=lambda fact: type(fact).__name__)
def test_our_fact_comes_back_the_same(fact: OurFact) -> None:
    assert loads(dumps(fact)) == fact


def test_metas_fact_comes_back_the_same() -> None:
    (fact,) = parse(orjson.dumps(TEXT))
    assert loads(dumps(fact)) == fact


def test_a_fact_of_a_newer_version_is_refused_by_name() -> None:
    with pytest.raises(UnknownFact, match="Teleported"):
        loads(b'{"v":1,"fact":"Teleported","data":{}}')
    with pytest.raises(UnknownFact, match="version 9"):
        loads(b'{"v":9,"fact":"SendAttempted","data":{}}')


def test_two_tries_of_one_attempt_are_two_facts() -> None:
    first = OURS[1]
    second = SendAttempted(at=AT, number_id=NUMBER, phone="41790000001", attempt_id=ATTEMPT, try_no=2)
    assert identity_of(first) != identity_of(second)
    assert identity_of(first) == identity_of(loads(dumps(first)))


def test_a_customers_fact_lies_in_the_customers_stream_under_the_customers_key() -> None:
    (fact,) = parse(orjson.dumps(TEXT))
    recorded = Recorded(fact, AT, NUMBER)
    node = IDS.node("user", "DE.20481230587711")
    assert evidence_of(fact) == Evidence("4915112345678", "DE.20481230587711")
    assert subject_of(recorded, IDS, WORKSPACE) == node
    assert stream_of(recorded, IDS, WORKSPACE) == IDS.stream(NUMBER, node)


def test_without_a_user_id_the_phone_is_the_subject() -> None:
    recorded = Recorded(OURS[1], AT, NUMBER)
    assert subject_of(recorded, IDS, WORKSPACE) == IDS.node("phone", "41790000001")


def test_a_setting_lies_in_the_workspaces_own_stream() -> None:
    recorded = Recorded(OURS[3], AT)
    assert evidence_of(OURS[3]) == NOBODY
    assert stream_of(recorded, IDS, WORKSPACE) == subject_of(recorded, IDS, WORKSPACE) == WORKSPACE


def test_a_fact_about_a_number_lies_in_the_numbers_stream() -> None:
    fact = ConfigurationChanged(at=AT, number_id=NUMBER, what="number", subject="x")
    assert stream_of(Recorded(fact, AT, NUMBER), IDS, WORKSPACE) == NUMBER


def test_a_fact_of_ours_was_said_when_it_happened() -> None:
    assert OURS[0].said_at == AT


def test_a_fact_about_an_account_is_about_nobody() -> None:
    fields = {"field": "account_update", "value": {"event": "DISABLED_UPDATE"}}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "8112", "time": 1, "changes": [fields]}]}
    (fact,) = parse(orjson.dumps(body))
    assert evidence_of(fact) is NOBODY
    assert identity_of(fact) == identity_of(parse(orjson.dumps(body))[0])
