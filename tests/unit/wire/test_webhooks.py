"""Each documented body becomes its facts. The fixtures are Meta's formats with values of our own."""

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from twinline.wire import account_facts as account
from twinline.wire import facts
from twinline.wire.webhooks import NotJSON, facts_of_raw, identity, parse

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.json"))
HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def told(name):
    return parse((FIXTURES / f"{name}.json").read_bytes())


def only(name):
    (fact,) = told(name)
    return fact


# Body, fact, and what it says beyond the fact's kind.
SAYS = [
    ("text", "MessageReceived", {"kind": "text", "text": "Hallo", "origin": "customer", "direction": "inbound"}),
    ("image_with_caption", "MessageReceived", {"kind": "image", "text": "Der Balkon", "part": ""}),
    ("video", "MessageReceived", {"kind": "video", "text": None}),
    ("voice_message", "MessageReceived", {"kind": "audio"}),
    ("voice_of_old_payloads", "MessageReceived", {"kind": "audio"}),
    ("document", "MessageReceived", {"kind": "document", "text": "Vertrag"}),
    ("sticker", "MessageReceived", {"kind": "sticker"}),
    ("location", "MessageReceived", {"text": "Kiosk Nord, Seestrasse 1, Zürich"}),
    (
        "contacts",
        "MessageReceived",
        {"text": "Max Frei", "cards": (facts.Card(name="Max Frei", phones=("+41 44 555 01 01",)),)},
    ),
    ("contacts_as_vcard", "MessageReceived", {"cards": (facts.Card(name="Max Frei", phones=("+41445550101",)),)}),
    ("button_reply", "MessageReceived", {"text": "Ja", "quoted_wamid": "wamid.OUT.1"}),
    ("list_reply", "MessageReceived", {"text": "Montag"}),
    ("flow_reply", "MessageReceived", {"text": "Sent"}),
    ("call_permission_reply", "MessageReceived", {"text": None}),
    ("template_button", "MessageReceived", {"text": "Keine Werbung"}),
    ("reaction", "ReactionChanged", {"target_wamid": "wamid.OUT.1", "emoji": "👍", "by": "customer"}),
    ("reaction_removed_without_emoji", "ReactionChanged", {"emoji": None}),
    ("reaction_removed_with_empty_emoji", "ReactionChanged", {"emoji": None}),
    ("order_with_numbers", "MessageReceived", {"text": "Zwei bitte", "unknown_keys": ()}),
    ("order_with_texts", "MessageReceived", {"text": "Zwei bitte", "unknown_keys": ()}),
    ("unsupported_131051", "MessageReceived", {"placeholder": True, "placeholder_reason": "131051"}),
    ("unsupported_131060", "MessageReceived", {"placeholder": True, "placeholder_reason": "131060"}),
    ("errors_item", "MessageReceived", {"placeholder": True, "placeholder_reason": "131051"}),
    (
        "type_we_do_not_know",
        "MessageReceived",
        {"kind": "hologram", "placeholder": True, "unknown_keys": ("hologram",)},
    ),
    (
        "edited",
        "MessageEdited",
        {"original_wamid": "wamid.IN.text", "text": "Hallo!", "kind": "text", "by": "customer"},
    ),
    ("revoked", "MessageRevoked", {"original_wamid": "wamid.IN.text", "by": "customer"}),
    ("forwarded", "MessageReceived", {"forwarded": True}),
    ("frequently_forwarded", "MessageReceived", {"forwarded": True}),
    ("about_a_product", "MessageReceived", {"quoted_wamid": "wamid.OUT.2", "unknown_keys": ()}),
    ("in_a_group", "MessageReceived", {"group_id": "G1"}),
    ("unknown_keys_in_a_text", "MessageReceived", {"text": "Hallo", "unknown_keys": ("from_planet", "text.mood")}),
    (
        "user_changed_number",
        "IdentityChanged",
        {"change": "user_changed_number", "new_phone": "4917600000001", "origin": None},
    ),
    ("user_changed_user_id", "IdentityChanged", {"new_user_id": "DE.99", "new_parent_user_id": "DE.ENT.9"}),
    ("customer_identity_changed", "IdentityChanged", {"identity_hash": "Zk9=", "acknowledged": True}),
    ("system_of_another_type", "SystemNoticed", {"kind": "something_new", "text": "Something"}),
    ("account_error", "ErrorReported", {"direction": None}),
    (
        "status_sent_with_pricing",
        "StatusChanged",
        {"status": "sent", "attempt": "0199-a", "direction": "outbound", "origin": None},
    ),
    ("status_in_a_group", "StatusChanged", {"group_id": "G1", "participant": "4915112345678"}),
    ("status_in_a_group_with_the_other_key", "StatusChanged", {"group_id": "G1", "participant": "4915112345678"}),
    ("echo_text", "MessageEchoed", {"text": "Ich rufe gleich zurück", "origin": "phone", "direction": "outbound"}),
    ("echo_image", "MessageEchoed", {"text": "Grundriss", "imported": False}),
    ("echo_audio", "MessageEchoed", {"kind": "audio"}),
    (
        "echo_edited",
        "MessageEdited",
        {"text": "Grundriss 2", "kind": "image", "by": "business", "origin": "phone", "quoted_wamid": "M0"},
    ),
    ("echo_revoked", "MessageRevoked", {"by": "business", "direction": "outbound"}),
    ("echo_reaction", "ReactionChanged", {"by": "business"}),
    ("history_late_media", "MessageReceived", {"wamid": "wamid.A2", "imported": True, "part": "media", "text": "Plan"}),
    ("history_late_media_of_the_business", "MessageEchoed", {"wamid": "wamid.A2", "imported": True, "part": "media"}),
    ("history_refused", "HistoryRefused", {"code": 2593109, "phone_number_id": "100200300400500"}),
    ("history_refused_without_envelope", "HistoryRefused", {"code": 2593109, "phone_number_id": "100200300400500"}),
    ("history_complete_chunk", "HistoryProgressed", {"phase": 2, "chunk_order": 3, "progress": 100}),
    ("account_partner_added", "AccountUpdated", {"event": "PARTNER_ADDED", "waba_id": "811200340045001"}),
    (
        "account_partner_removed_with_number",
        "NumberRemoved",
        {
            "reason": "USER_RE_REGISTERED",
            "initiated_by": "USER",
            "waba_id": "811200340045001",
            "display_phone_number": "49305550101",
        },
    ),
    (
        "account_partner_removed_with_account",
        "NumberRemoved",
        {"reason": "PRIMARY_INACTIVITY", "waba_id": "811200340045001"},
    ),
    ("account_partner_removed_without_reason", "NumberRemoved", {"reason": None}),
    ("account_offboarded", "NumberOffboarded", {"said_at": datetime.fromtimestamp(1760000400, UTC)}),
    ("account_reconnected", "NumberReconnected", {}),
    ("account_restricted", "AccountUpdated", {"event": "ACCOUNT_RESTRICTION", "unknown_keys": ()}),
    (
        "template_rejected",
        "TemplateStatusChanged",
        {"event": "REJECTED", "template_id": "123456789", "language": "en_US", "recommendation": "Add an example"},
    ),
    ("template_paused", "TemplateStatusChanged", {"event": "PAUSED", "title": "FIRST_PAUSE", "reason": None}),
    ("template_quality", "TemplateQualityChanged", {"previous": "GREEN", "current": "YELLOW"}),
    (
        "template_quality_under_the_wrong_field",
        "TemplateQualityChanged",
        {"previous": "GREEN", "current": "YELLOW", "unknown_keys": ()},
    ),
    ("template_components", "TemplateComponentsChanged", {"element": "Hallo {{1}}", "unknown_keys": ()}),
    (
        "template_category_announced",
        "TemplateCategoryChanged",
        {"correct": "MARKETING", "current": None, "takes_effect_at": datetime.fromtimestamp(1760086400, UTC)},
    ),
    ("template_category_changed", "TemplateCategoryChanged", {"previous": "UTILITY", "current": "MARKETING"}),
    (
        "number_quality",
        "NumberQualityChanged",
        {"event": "THROUGHPUT_UPGRADE", "max_daily_conversations": "TIER_UNLIMITED"},
    ),
    ("number_name", "NumberNameChanged", {"decision": "REJECTED", "display_phone_number": "49305550101"}),
    (
        "capability_as_text",
        "CapabilityChanged",
        {"max_daily_conversations": 2000, "max_phone_numbers_per_business": 25},
    ),
    ("capability_as_number", "CapabilityChanged", {"max_daily_conversations": 2000, "max_phone_numbers_per_waba": 25}),
    ("account_reviewed", "AccountReviewed", {"decision": "APPROVED"}),
    ("alert", "AlertRaised", {"entity_id": "123", "severity": "CRITICAL"}),
    ("security", "SecurityChanged", {"event": "PIN_CHANGED", "requester": "1"}),
    ("username_docs", "UsernameChanged", {"username": "kiosknord"}),
    ("username_with_s", "UsernameChanged", {"username": "kiosknord"}),
    ("partner_solution", "PartnerSolutionChanged", {"solution_id": "77", "status": "INITIATED"}),
    ("preference_stopped", "PreferenceChanged", {"category": "marketing_messages", "value": "stop"}),
    (
        "user_id_updated",
        "UserIdUpdated",
        {"previous": "DE.1", "current": "DE.20481230587711", "previous_parent": "DE.ENT.1"},
    ),
    ("calls_are_kept", "Unrecognised", {"field": "calls"}),
    ("field_we_do_not_know", "Unrecognised", {"field": "weather_update"}),
    ("number_sent_without_items", "Unrecognised", {"field": "messages"}),
]


@pytest.mark.parametrize(("name", "kind", "said"), SAYS, ids=[row[0] for row in SAYS])
def test_a_body_says_what_meta_documents(name, kind, said):
    fact = only(name)
    assert type(fact).__name__ == kind
    assert {key: getattr(fact, key) for key in said} == said


@pytest.mark.parametrize("name", NAMES)
def test_a_fact_can_be_made_again_from_its_raw_item(name):
    for fact in told(name):
        assert facts_of_raw(fact.raw) == fact
        assert facts_of_raw(orjson.loads(orjson.dumps(fact.raw))) == fact


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_of_one_body_are_different_facts(name):
    identities = [identity(fact) for fact in told(name)]
    assert len(set(identities)) == len(identities)
    assert identities == [identity(fact) for fact in told(name)]


def test_every_kind_of_fact_has_a_fixture():
    seen = {type(fact) for name in NAMES for fact in told(name)}
    kinds = {kind for module in (facts, account) for kind in vars(module).values() if isinstance(kind, type)}
    abstract = {facts.Fact, facts.CustomerFact, facts.MessageFact, facts.SidedFact, account.TemplateFact}
    assert {kind for kind in kinds if issubclass(kind, facts.Fact)} - abstract == seen


def test_three_entries_of_two_changes_of_two_items_are_twelve_facts_in_order():
    expected = [f"wamid.{entry}{change}{item}" for entry in (1, 2, 3) for change in (1, 2) for item in (1, 2)]
    assert [fact.wamid for fact in told("batch_3_2_2")] == expected


def test_a_bad_item_costs_its_neighbours_nothing():
    found = told("bad_items_between_good_ones")
    good = [fact.wamid for fact in found if isinstance(fact, facts.MessageReceived)]
    bad = [fact.raw["item"] for fact in found if isinstance(fact, facts.Unrecognised)]
    assert good == ["wamid.111", "wamid.112", "wamid.211"]
    assert bad == [None, ["x"], {"type": "text"}, 7, {"statuses": {"a": 1}}, None, [1], "entry?"]


def test_a_customer_is_known_by_item_and_contact_together():
    assert only("text").contact == facts.Contact(
        phone="4915112345678", user_id="DE.20481230587711", username="inesroth", profile_name="Ines Roth"
    )
    assert only("username_user_without_phone").contact == facts.Contact(
        user_id="DE.20481230587711", parent_user_id="DE.ENT.99120034", username="inesroth"
    )


@pytest.mark.parametrize(
    "name", ["status_delivered", "status_read_with_older_parent_key", "status_played_with_oldest_parent_key"]
)
def test_the_parent_id_has_had_three_names(name):
    assert only(name).contact.parent_user_id == "DE.ENT.99120034"


def test_an_echo_never_brings_a_name():
    body = orjson.loads((FIXTURES / "echo_text.json").read_bytes())
    body["entry"][0]["changes"][0]["value"]["contacts"][0]["profile"]["name"] = "Somebody"
    (fact,) = parse(orjson.dumps(body))
    assert fact.contact == facts.Contact(phone="4915112345678", user_id="DE.20481230587711", username="inesroth")
    assert only("echo_to_a_username_user").contact == facts.Contact(user_id="DE.20481230587711", username="inesroth")


@pytest.mark.parametrize("name", ["image_with_caption", "history_late_media", "video"])
def test_a_digest_is_hexadecimal_however_it_was_printed(name):
    assert only(name).media.sha256 == HEX


def test_media_say_what_they_are():
    assert only("voice_message").media.voice
    assert only("voice_of_old_payloads").media.voice
    assert only("sticker").media.animated
    assert only("document").media.filename == "vertrag.pdf"


def test_the_two_orders_differ_only_in_how_numbers_are_printed():
    numbers, texts = only("order_with_numbers"), only("order_with_texts")
    assert (numbers.kind, numbers.text) == (texts.kind, texts.text)


def test_errors_and_prices_come_along():
    failed = only("status_failed")
    assert [error.code for error in failed.errors] == [131047]
    assert failed.errors[0].details == "More than 24 hours"
    assert only("status_sent_with_pricing").pricing["category"] == "utility"
    assert only("from_an_ad").referral["ctwa_clid"] == "abc"


def test_history_knows_both_sides_by_from():
    progress, asked, answered = told("history_chunk")
    assert (progress.phase, progress.chunk_order, progress.progress) == (0, 1, 35)
    assert isinstance(asked, facts.MessageReceived)
    assert isinstance(answered, facts.MessageEchoed)
    assert (asked.status, answered.status) == ("read", "delivered")
    assert asked.imported
    assert (answered.placeholder, answered.placeholder_reason) == (True, "media_placeholder")
    assert (
        asked.contact
        == answered.contact
        == facts.Contact(phone="4915112345678", user_id="DE.20481230587711", username="inesroth")
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("history_business_message_without_to", facts.MessageEchoed),
        ("history_inbound_with_to", facts.MessageReceived),
    ],
)
def test_a_to_proves_nothing_in_history(name, kind):
    message = told(name)[1]
    assert isinstance(message, kind)
    assert message.contact.phone == "4915112345678"


def test_history_of_a_username_user_has_no_phone():
    _, asked, answered = told("history_of_a_username_user")
    assert isinstance(asked, facts.MessageReceived)
    assert isinstance(answered, facts.MessageEchoed)
    assert asked.contact == answered.contact == facts.Contact(user_id="DE.20481230587711", username="inesroth")


def test_history_holds_edits_revokes_and_errors():
    _, edited, revoked, broken = told("history_edit_revoke_and_errors")
    assert (edited.by, edited.imported, edited.text) == ("customer", True, "Habt ihr heute offen?")
    assert (revoked.by, revoked.imported) == ("business", True)
    assert broken.placeholder


def test_the_address_book_adds_and_removes():
    added, removed = told("contact_added_and_removed")
    assert (added.action, added.full_name, added.direction) == ("add", "Ines Roth", None)
    assert (removed.action, removed.full_name, removed.contact.phone) == ("remove", None, "4917698765432")


def test_a_live_copy_a_history_copy_and_late_media_are_facts_of_their_own():
    placeholder, media = told("history_chunk")[2], only("history_late_media_of_the_business")
    assert placeholder.wamid == media.wamid
    assert identity(placeholder) != identity(media)


def test_a_placeholder_and_what_comes_after_it_are_two_facts():
    body = (FIXTURES / "unsupported_131060.json").read_bytes()
    resolved = (FIXTURES / "text.json").read_bytes().replace(b"wamid.IN.text", b"wamid.IN.unsupported_131060")
    assert identity(parse(body)[0]) != identity(parse(resolved)[0])


def test_the_same_account_update_at_another_time_counts_again():
    body = (FIXTURES / "account_offboarded.json").read_bytes()
    later = body.replace(b"1760000400", b"1760000401")
    assert identity(parse(body)[0]) == identity(parse(body)[0]) != identity(parse(later)[0])


def test_each_status_of_a_message_is_a_fact_of_its_own():
    names = ["status_sent_with_pricing", "status_delivered", "status_failed", "status_in_a_group"]
    assert len({identity(only(name)) for name in names}) == len(names)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 10_000, b"[NaN]", b"\xff\xfe{}", b'"', b"{}}", b"[}", b"nope", b"-Infinity"]
)
def test_a_body_that_is_no_json_says_so(body):
    with pytest.raises(NotJSON, match="The body is not"):
        parse(body)
