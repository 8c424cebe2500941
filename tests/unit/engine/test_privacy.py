"""Who is private, and what becomes of what is said of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from twinline.engine import privacy
from twinline.engine.privacy import Entry
from twinline.log.facts import ConversationRead, Fact
from twinline.wire.facts import (
    Contact,
    ContactSynced,
    HistoryProgressed,
    IdentityChanged,
    MessageReceived,
    StatusChanged,
    Unrecognised,
    UserIdUpdated,
)

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
MUM, INES = "41795550101", "41791234567"


def base(**more: Any) -> dict[str, Any]:
    return {
        "field": "messages", "waba_id": "1", "phone_number_id": "2", "display_phone_number": "3",
        "unknown_keys": (), "raw": {}, "said_at": AT, **more,
    }  # fmt: skip


def message(phone: str | None = INES, **contact: Any) -> Fact:
    return MessageReceived(**base(contact=Contact(phone=phone, **contact), kind="text"))


def synced(phone: str, name: str | None = None, action: Any = "add", at: datetime | None = AT, **more: Any) -> Fact:
    return ContactSynced(**base(contact=Contact(phone=phone), action=action, full_name=name, said_at=at, **more))


def status(attempt: str | None) -> Fact:
    return StatusChanged(**base(contact=Contact(phone=INES), status="read", attempt=attempt))


PROGRESS = HistoryProgressed(**base(phase=0, chunk_order=1, progress=5))
UNKNOWN = Unrecognised(**base(reason="new", raw={"a": [{"from": f"+{MUM}"}], "n": 4, "t": ("Hallo", "US.1")}))
OURS = ConversationRead(conversation_id=None, by=None, up_to=AT, at=AT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact", "reviewing", "private", "expected"),
    [
        (message(), True, False, "hold"),
        (message(), True, True, "hold"),
        (message(), False, False, "record"),
        (message(), False, True, "drop"),
        (synced(INES), True, False, "hold"),
        (status("ours"), True, False, "record"),
        (status("ours"), True, True, "hold"),
        (status("ours"), False, True, "drop"),
        (status(None), True, False, "hold"),
        (UNKNOWN, True, False, "hold"),
        (UNKNOWN, False, True, "drop"),
        (PROGRESS, True, True, "record"),
        (OURS, True, True, "record"),
    ],
)
def test_what_becomes_of_a_fact(fact: Fact, reviewing: bool, private: bool, expected: str) -> None:
    assert privacy.disposition(fact, reviewing=reviewing, private=private) == expected


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (message(), {("phone", INES)}),
        (message(None, user_id="US.1", parent_user_id="US.0"), {("user", "US.1"), ("user", "US.0")}),
        (message("551187654321"), {("phone", "551187654321"), ("phone", "5511987654321")}),
        (
            IdentityChanged(**base(contact=Contact(phone=INES), change="user_changed_number", new_phone=MUM)),
            {("phone", INES), ("phone", MUM)},
        ),
        (
            UserIdUpdated(**base(contact=Contact(user_id="US.2"), previous="US.1", current="US.2")),
            {("user", "US.1"), ("user", "US.2")},
        ),
        (UNKNOWN, {("phone", MUM), ("user", f"+{MUM}"), ("user", "Hallo"), ("user", "US.1")}),
        (OURS, set()),
    ],
)
def test_everything_by_which_a_fact_knows_its_customer(fact: Fact, expected: set[Any]) -> None:
    assert privacy.names_of(fact) == expected


def test_a_contact_of_ours_is_known_by_its_phone_in_every_form_and_by_its_user_id() -> None:
    assert privacy.known_by("+52 1 55 1234 5678", "MX.1") == {
        ("phone", "5215512345678"),
        ("phone", "525512345678"),
        ("user", "MX.1"),
    }
    assert privacy.known_by(None, None) == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+41 79 555", "4179555"), ("0041 (79) 555*", "4179555"), ("+41 7", None), ("4179", "4179"),
        ("Mum 41795550", None), ("", None),
    ],
)  # fmt: skip
def test_a_prefix_has_its_country_code_and_is_not_a_whole_country(text: str, expected: str | None) -> None:
    assert privacy.prefix_of(text) == expected


def test_a_prefix_matches_phones_alone() -> None:
    assert privacy.matches({("phone", MUM)}, ["4179999", "4179555"])
    assert not privacy.matches({("phone", INES), ("user", "4179555")}, ["4179555"])


def test_a_pasted_list_is_read_as_people_write_numbers() -> None:
    assert privacy.phones_of("079 555 01 01\n+41 79 123 45 67; 0041795550102,, Mum", "41790000000") == (
        [MUM, INES, "41795550102"],
        ["Mum"],
    )
    assert privacy.phones_of("079 555 01 01", "") == ([], ["079 555 01 01"])


def test_the_list_shows_whom_the_phone_knows_and_who_wrote() -> None:
    facts = [
        synced(INES, "Ines"),
        synced(INES, "Ines old", at=AT - timedelta(days=1)),
        synced(MUM, "Mum", at=None),
        synced(MUM, "Mama"),
        synced("41790000001", "Gone"),
        synced("41790000001", action="remove", at=AT + timedelta(days=1)),
        synced("41790000002", first_name="Zoe"),
        synced("41790000003"),
        message(INES, profile_name="ines99"),
        message("41798880000", profile_name="Stranger"),
        message(None, user_id="US.1", username="nobody"),
        message(None),
        message("41790000001"),
        PROGRESS,
    ]
    marked = {("phone", MUM): True}
    assert privacy.entries(facts, marked) == [
        Entry("phone:41790000003", "", "41790000003", in_book=True, marked=False),
        Entry(f"phone:{INES}", "Ines", INES, in_book=True, marked=False),
        Entry(f"phone:{MUM}", "Mama", MUM, in_book=True, marked=True),
        Entry("phone:41790000002", "Zoe", "41790000002", in_book=True, marked=False),
        Entry("phone:41790000001", "", "41790000001", in_book=False, marked=False),
        Entry("user:US.1", "nobody", "", in_book=False, marked=False),
        Entry("phone:41798880000", "Stranger", "41798880000", in_book=False, marked=False),
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("phone:4179", ("phone", "4179")), ("user:US.1", ("user", "US.1")), ("phone:", None), ("user:", None),
        ("other:1", None), ("", None),
    ],
)  # fmt: skip
def test_a_key_names_one_person(key: str, expected: Any) -> None:
    assert privacy.name_of(key) == expected
    assert expected is None or privacy.key_of(expected) == key


def test_who_is_marked_is_private_by_every_name() -> None:
    phone, user, new, other = ("phone", MUM), ("user", "US.1"), ("user", "US.2"), ("phone", INES)
    together = [frozenset({user, new}), frozenset({phone, user}), frozenset({other}), frozenset()]
    assert privacy.spread([phone], together, []) == {phone, user, new}  # type: ignore[list-item, arg-type]
    assert privacy.spread([], together, ["4179555"]) == {phone, user, new}  # type: ignore[arg-type]


def test_the_last_hour_is_left_for_the_history() -> None:
    assert privacy.due_at(AT) == AT + timedelta(hours=23)
