"""Whatever Meta, or anyone, puts into a body: nothing raises and nothing is lost."""

from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twinline.wire.facts import MessageReceived, Unrecognised
from twinline.wire.webhooks import facts_of_raw, identity, parse

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.json"))
BODIES = [orjson.loads(path.read_bytes()) for path in FIXTURES]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from places(inner, (*path, key))


def changed(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


@st.composite
def mutations(draw):
    """A documented body in which up to three places hold anything at all, and new keys have come."""
    body = draw(st.sampled_from(BODIES))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(sorted(places(body), key=repr)))
        if draw(st.booleans()):
            body = changed(body, path, draw(ANYTHING))
        else:
            holder = body
            for key in path:
                holder = holder[key]
            if isinstance(holder, dict):
                body = changed(body, path, {**holder, draw(st.text(max_size=6)): draw(ANYTHING)})
    return body


def leaves(value, key=None):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    else:
        yield orjson.dumps(value)


def without_labels(body):
    """What says only "this is WhatsApp", which no fact repeats."""
    if isinstance(body, dict):
        return {key: without_labels(inner) for key, inner in body.items() if key not in ("object", "messaging_product")}
    return [without_labels(inner) for inner in body] if isinstance(body, list) else body


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutations())
def test_no_mutation_raises_or_loses_anything(body):
    found = parse(orjson.dumps(body))
    assert found
    kept = {leaf for fact in found for leaf in leaves(fact.raw)}
    assert set(leaves(without_labels(storable(body)))) <= kept
    for fact in found:
        assert facts_of_raw(orjson.loads(orjson.dumps(fact.raw))) == fact
        assert identity(fact) == identity(facts_of_raw(fact.raw))


def storable(body):
    return orjson.loads(orjson.dumps(body).replace(b"\\u0000", "\ufffd".encode()))


@settings(max_examples=100, deadline=None)
@given(ANYTHING)
def test_any_json_at_all_is_kept(body):
    (fact,) = parse(orjson.dumps(body))
    assert isinstance(fact, Unrecognised)
    assert fact.raw["item"] == storable(body)


def message(**odd):
    item = {
        "from": "4915112345678",
        "id": "wamid.X",
        "timestamp": "1760000100",
        "type": "text",
        "text": {"body": "Hallo"},
    }
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1"}, "messages": [{**item, **odd}]}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "2", "changes": [{"field": "messages", "value": value}]}],
    }


ODD = {
    "a text that is a list": ({"text": ["Hallo"]}, ("text",)),
    "a body that is an object": ({"text": {"body": {"a": 1}}}, ("text.body",)),
    "a time that is no time": ({"timestamp": "yesterday"}, ("timestamp",)),
    "a time that is a truth": ({"timestamp": True}, ("timestamp",)),
    "a time in another age": ({"timestamp": "9" * 30}, ("timestamp",)),
    "contacts with nothing in them": ({"contacts": [None, {"phones": [None, 3]}]}, ("contacts", "contacts.phones")),
    "a context that is a text": ({"context": "wamid.Y"}, ("context",)),
    "errors that are none": ({"errors": None}, ()),
    "coordinates beyond numbers": ({"location": {"latitude": "north"}}, ("location.latitude",)),
    "a sender that is a number": ({"from": 4915112345678}, ()),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_key_does_not_cost_the_message(name):
    odd, unknown = ODD[name]
    (fact,) = parse(orjson.dumps(message(**odd)))
    assert isinstance(fact, MessageReceived)
    assert (fact.wamid, fact.contact.phone, fact.unknown_keys) == ("wamid.X", "4915112345678", unknown)


@pytest.mark.parametrize("depth", [101, 250, 1000, 10_000, 100_000])
def test_deep_nesting_costs_only_what_is_deep(depth):
    text = orjson.dumps(message(abyss=1)).replace(b'"abyss":1', b'"abyss":' + b"[" * depth + b"]" * depth)
    (fact,) = parse(text)
    assert (fact.wamid, fact.text, fact.unknown_keys) == ("wamid.X", "Hallo", ("abyss",))
    assert orjson.loads(orjson.dumps([[fact.raw]]))
    (whole,) = parse(b'{"a":' * depth + b"1" + b"}" * depth)
    assert isinstance(whole, Unrecognised)
    assert orjson.dumps(whole.raw)


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (rb"a\ud83d", "a\ufffd"),
        (rb"\udc00b", "\ufffdb"),
        (rb"a\u0000b", "a\ufffdb"),
        (rb"\ud83d\udc4d", "👍"),
        (rb"\\u0000", r"\u0000"),
    ],
)
def test_texts_that_no_database_takes_are_made_harmless(escaped, text):
    (fact,) = parse(orjson.dumps(message()).replace(b"Hallo", escaped))
    assert fact.text == text
    assert orjson.dumps(fact.raw)


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"9" * 400, b"9" * 5000, b"123456789012345678901234567890"])
def test_numbers_beyond_64_bits_are_kept(number):
    (fact,) = parse(orjson.dumps(message(size=1)).replace(b'"size":1', b'"size":' + number))
    assert (fact.wamid, fact.unknown_keys) == ("wamid.X", ("size",))
    assert orjson.dumps(fact.raw)


def test_a_byte_order_mark_is_no_reason_to_refuse():
    assert parse(b"\xef\xbb\xbf" + orjson.dumps(message()))[0].wamid == "wamid.X"


def test_a_text_that_never_ends_is_refused_at_once():
    with pytest.raises(ValueError, match="not JSON"):
        parse(b'"' + b'\\"' * 500_000)


def test_unknown_keys_around_an_item_are_counted_and_kept():
    body = message()
    body["version"] = 3
    body["entry"][0]["shard"] = "a"
    change = body["entry"][0]["changes"][0]
    change["hint"] = True
    change["value"]["colour"] = None
    change["value"]["metadata"]["zone"] = "eu"
    (fact,) = parse(orjson.dumps(body))
    assert fact.unknown_keys == ("body.version", "change.hint", "entry.shard", "metadata.zone", "value.colour")


def test_an_unknown_list_beside_known_ones_is_a_fact_of_its_own():
    body = message()
    body["entry"][0]["changes"][0]["value"]["polls"] = [{"id": "p"}]
    found = parse(orjson.dumps(body))
    assert {type(fact) for fact in found} == {MessageReceived, Unrecognised}


def test_a_contact_of_nobody_is_kept_and_given_to_nobody():
    body = message()
    value = body["entry"][0]["changes"][0]["value"]
    value["contacts"] = [{"user_id": "DE.1"}, {"wa_id": "41", "profile": {"name": "Charlie"}}]
    (fact,) = parse(orjson.dumps(body))
    assert (fact.contact.user_id, fact.contact.profile_name) == (None, None)
    assert fact.raw["strays"] == value["contacts"]


def test_the_only_contact_is_not_the_customer_if_its_ids_say_otherwise():
    body = message(from_user_id="DE.1")
    body["entry"][0]["changes"][0]["value"]["contacts"] = [
        {"wa_id": "4915112345678", "user_id": "DE.2", "profile": {"name": "Charlie"}}
    ]
    (fact,) = parse(orjson.dumps(body))
    assert (fact.contact.user_id, fact.contact.profile_name) == ("DE.1", None)


def test_a_contact_in_the_other_national_form_is_the_customer():
    body = message(**{"from": "551187654321"})
    body["entry"][0]["changes"][0]["value"]["contacts"] = [{"wa_id": "5511987654321", "profile": {"name": "Bob"}}]
    (fact,) = parse(orjson.dumps(body))
    assert (fact.contact.phone, fact.contact.profile_name) == ("551187654321", "Bob")


@pytest.mark.parametrize("name", ["instagram", "page", 7])
def test_another_product_of_meta_is_not_whatsapp(name):
    body = message()
    body["object"] = name
    (fact,) = parse(orjson.dumps(body))
    assert isinstance(fact, Unrecognised)


@pytest.mark.parametrize("bare", ["change", "value"])
def test_samples_without_an_envelope_are_read(bare):
    change = message()["entry"][0]["changes"][0]
    (fact,) = parse(orjson.dumps(change if bare == "change" else change["value"]))
    assert fact.wamid == "wamid.X"


@pytest.mark.parametrize(
    "raw", [{}, {"list": "messages"}, {"list": [], "item": {}}, {"list": "value", "item": {}, "field": None}]
)
def test_a_raw_item_from_elsewhere_never_raises(raw):
    assert isinstance(facts_of_raw(raw), Unrecognised)


INCOMPLETE = [
    ({"type": "reaction"}, "MessageReceived"),
    ({"type": "edit", "edit": {}}, "MessageReceived"),
    ({"type": "revoke", "revoke": None}, "MessageReceived"),
    ({"type": "image"}, "MessageReceived"),
    ({"type": "image", "image": {"caption": "c", "sha256": "?"}}, "MessageReceived"),
    ({"type": "image", "image": {"id": "1", "sha256": "?"}}, "MessageReceived"),
    ({"type": "image", "image": {"id": "1", "sha256": "AAAA"}}, "MessageReceived"),
    ({"type": "location"}, "MessageReceived"),
    ({"type": "location", "location": {"name": "Kiosk"}}, "MessageReceived"),
    ({"type": "interactive"}, "MessageReceived"),
    ({"type": "interactive", "interactive": {}}, "MessageReceived"),
    ({"type": "button"}, "MessageReceived"),
    ({"type": None}, "MessageReceived"),
    ({"id": None}, "Unrecognised"),
]


@pytest.mark.parametrize(("odd", "kind"), INCOMPLETE)
def test_a_message_without_its_content_is_still_a_message(odd, kind):
    (fact,) = parse(orjson.dumps(message(**odd)))
    assert type(fact).__name__ == kind


def remembered(metadata, thread, **item):
    history = [{"threads": [{**thread, "messages": [{"id": "wamid.H", "timestamp": "1", "type": "text", **item}]}]}]
    value = {"messaging_product": "whatsapp", "metadata": metadata, "history": history}
    (fact,) = parse(orjson.dumps({"field": "history", "value": value}))
    return fact.direction


OURS, THEIRS = {"display_phone_number": "49305550101"}, {"id": "4915112345678"}


@pytest.mark.parametrize(
    ("metadata", "thread", "item", "direction"),
    [
        (OURS, THEIRS, {"from": "49305550101", "history_context": {"from_me": False}}, "outbound"),
        (OURS, THEIRS, {"from": "4915112345678", "history_context": {"from_me": True}}, "inbound"),
        (OURS, {}, {"history_context": {"from_me": True}}, "outbound"),
        (OURS, {}, {}, "inbound"),
        (None, THEIRS, {"from": "4915112345678"}, "inbound"),
        (None, THEIRS, {"from": "49305550101"}, "outbound"),
        (None, {"context": {"wa_id": "4915112345678"}}, {"from": "49305550101"}, "outbound"),
        (None, {}, {"from": "49305550101"}, "inbound"),
    ],
)
def test_the_side_in_history_is_decided_by_from_first(metadata, thread, item, direction):
    assert remembered(metadata, thread, **item) == direction


@pytest.mark.parametrize(
    ("field", "name", "item"),
    [
        ("messages", "statuses", {"id": "w"}),
        ("smb_app_state_sync", "state_sync", {"action": "add"}),
        ("smb_app_state_sync", "state_sync", {"action": "burn", "contact": {}}),
        ("user_id_update", "user_id_update", {"wa_id": "49"}),
        ("user_preferences", "user_preferences", {"category": "marketing_messages"}),
        ("history", "history", {"metadata": None}),
        ("history", "history", {}),
        ("history", "history", {"threads": 7}),
        ("history", "history", {"threads": [7]}),
        ("history", "history", {"threads": [{"id": "49"}]}),
        ("history", "history", {"errors": []}),
    ],
)
def test_an_item_without_what_makes_it_is_kept(field, name, item):
    value = {"messaging_product": "whatsapp", name: [item]}
    (fact,) = parse(orjson.dumps({"field": field, "value": value}))
    assert isinstance(fact, Unrecognised)


@pytest.mark.parametrize("field", ["account_update", "message_template_status_update"])
def test_an_update_without_an_event_is_kept(field):
    (fact,) = parse(orjson.dumps({"field": field, "value": {"country": "CH"}}))
    assert isinstance(fact, Unrecognised)
