"""The corners of a body that no sample of Meta's reaches, and that a branch is there for."""

from datetime import UTC, datetime

import orjson
import pytest

from twinline.wire.bodies import NotJSON, decode
from twinline.wire.facts import MessageReceived, Unrecognised
from twinline.wire.reading import moment, name
from twinline.wire.webhooks import canonical_json, facts_of_raw, identity, parse

METADATA = {"display_phone_number": "41445550101", "phone_number_id": "100200300400500"}


def body(field, **value):
    change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": METADATA, **value}}
    return orjson.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})


def text(sender, wamid):
    return {"from": sender, "id": wamid, "timestamp": "1760000000", "type": "text", "text": {"body": "Hoi"}}


@pytest.mark.parametrize("chunk", [5, "chunk", None, []])
def test_a_chunk_of_history_that_is_no_object_is_kept(chunk):
    (fact,) = parse(body("history", history=[chunk]))
    assert isinstance(fact, Unrecognised)
    assert fact.raw["item"] == chunk


def test_of_several_contacts_each_item_gets_its_own():
    contacts = [
        {"wa_id": "41790000001", "profile": {"name": "Ines"}},
        {"wa_id": "41790000002", "profile": {"name": "Jan"}},
    ]
    messages = [text("41790000002", "wamid.2"), text("41790000001", "wamid.1"), 7]
    second, first, odd = parse(body("messages", contacts=contacts, messages=messages))
    assert isinstance(first, MessageReceived)
    assert (first.contact.profile_name, second.contact.profile_name) == ("Ines", "Jan")
    assert "strays" not in second.raw
    assert odd.raw["item"] == 7


def test_a_reader_that_breaks_costs_its_own_item_only(monkeypatch):
    def broken(_raw, _item):
        raise ArithmeticError

    monkeypatch.setitem(facts_of_raw.__globals__["_READERS"], "messages", broken)
    (fact,) = parse(body("messages", messages=[text("41790000001", "wamid.1")]))
    assert isinstance(fact, Unrecognised)
    assert fact.reason == "an item that could not be read: ArithmeticError"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [2]}, '{"a":[2],"b":1}'),
        ({"b": 2**80, "a": None}, '{"a": null, "b": 1208925819614629174706176}'),
    ],
)
def test_one_writing_for_every_value_also_for_numbers_beyond_64_bits(value, written):
    assert canonical_json(value) == written


def test_a_fact_without_a_message_id_is_known_by_its_raw_item():
    (fact,) = parse(body("a_field_of_tomorrow", thing={"b": 2, "a": 1}))
    assert identity(fact)[-1] == canonical_json([fact.raw.get("entry_time"), fact.raw.get("item")])


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("1760000000", datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)),
        (1760000000, datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)),
        *[(odd, None) for odd in ("", "soon", "-1", "1.5", "²", "123456789012", True, None, [], {})],
    ],
)
def test_a_moment_is_seconds_as_text_or_number_and_nothing_else(printed, meant):
    assert moment(printed) == meant


def test_brackets_that_close_what_was_never_open_are_refused():
    with pytest.raises(NotJSON, match="closes nothing"):
        decode(b"[" * 130 + b"}" * 130)


@pytest.mark.parametrize("depth", [121, 200, 246, 250, 253, 255])
def test_a_body_that_could_not_be_written_again_is_read_patiently(depth):
    value = decode(b'{"a":' + b"[" * depth + b"1" + b"]" * depth + b"}")
    assert orjson.dumps([[[value]]])


@pytest.mark.parametrize(
    ("printed", "meant"),
    [("BR.1", "BR.1"), (811200340045001, "811200340045001"), ("", None), (True, None), (1.5, None)],
)
def test_a_name_may_be_printed_as_a_number(printed, meant):
    assert name(printed) == meant


@pytest.mark.parametrize(
    ("sender", "user_id", "contacts", "called"),
    [
        ("41790000001", None, [5], None),
        ("41790000001", None, [{"user_id": "BR.1", "profile": {"name": "Ines"}}], None),
        ("41790000001", "BR.1", [{"user_id": "BR.1", "wa_id": "41790000009", "profile": {"name": "Ines"}}], "Ines"),
        (None, "BR.2", [{"user_id": "BR.1", "profile": {"name": "Ines"}}], None),
        (None, None, [{"wa_id": "41790000001", "profile": {"name": "Ines"}}], "Ines"),
    ],
)
def test_whose_contact_it_is(sender, user_id, contacts, called):
    said = text(sender, "wamid.1") | ({"from_user_id": user_id} if user_id else {})
    (fact,) = parse(body("messages", contacts=contacts, messages=[{k: v for k, v in said.items() if v is not None}]))
    assert fact.contact.profile_name == called


def test_a_number_without_a_limit_has_none():
    (fact,) = parse(body("phone_number_quality_update", event="ONBOARDING", display_phone_number="41445550101"))
    assert fact.max_daily_conversations is None
