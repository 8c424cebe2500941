"""Every entry of the log that speaks of a number becomes lines of its story, without a word of a customer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from twinline.features.onboarding.happenings import Happening, Whose, at_of, happenings, is_of
from twinline.log.facts import ConfigurationChanged, ConversationRead, Fact, NumberAdded
from twinline.wire.webhooks import parse

NUMBER, OTHER = UUID(int=1), UUID(int=2)
ALICE = UUID(int=3)
AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
WHOSE = Whose(NUMBER, "100200300400500", "49305550101", "811200340045001")


def told(field: str, **value: Any) -> Fact:
    """Meta: Webhooks, account_update and the other fields about numbers and accounts."""
    entry = {"id": WHOSE.waba_id, "time": 1760000400, "changes": [{"field": field, "value": value}]}
    return parse(json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode())[0]


def changed(what: str, before: dict[str, Any] | None, after: dict[str, Any], by: UUID | None = None) -> Fact:
    return ConfigurationChanged(
        what=what, subject=str(NUMBER), number_id=NUMBER, before=before, after=after, by=by, at=AT
    )


META = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": WHOSE.phone_number_id}}
ADDED = NumberAdded(
    number_id=NUMBER, phone_number_id=WHOSE.phone_number_id, display_phone=WHOSE.display_phone, name="Sales",
    mode="coexistence", onboarded_at=AT, by=ALICE, at=AT,
)  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "lines"),
    [
        (ADDED, [Happening("added", word="coexistence", by=ALICE)]),
        (told("account_update", event="ACCOUNT_OFFBOARDED"), [Happening("offboarded")]),
        (told("account_update", event="ACCOUNT_RECONNECTED"), [Happening("reconnected")]),
        (told("account_update", event="PARTNER_REMOVED"), [Happening("removed")]),
        (told("account_update", event="PARTNER_REMOVED",
              disconnection_info={"reason": "PRIMARY_INACTIVITY", "initiated_by": "SYSTEM"}),
         [Happening("removed", word="PRIMARY_INACTIVITY", after="SYSTEM")]),
        (told("account_update", event="ACCOUNT_VIOLATION", violation_info={"violation_type": "SCAM"}),
         [Happening("account", word="ACCOUNT_VIOLATION")]),
        (told("phone_number_quality_update", event="FLAGGED", current_limit="TIER_1K", old_limit="TIER_10K"),
         [Happening("flag", word="FLAGGED", before="TIER_10K", after="TIER_1K")]),
        (told("phone_number_quality_update", event="ONBOARDING", max_daily_conversations_per_business="TIER_2K"),
         [Happening("flag", word="ONBOARDING", after="2000")]),
        (told("phone_number_quality_update", event="UNFLAGGED"), [Happening("flag", word="UNFLAGGED")]),
        (told("business_capability_update", max_daily_conversations_per_business=2000),
         [Happening("limit", after="2000")]),
        (told("business_capability_update", max_phone_numbers_per_waba=25), []),
        (told("phone_number_name_update", decision="REJECTED", requested_verified_name="Kiosk"),
         [Happening("name", word="REJECTED")]),
        (told("security", event="PIN_CHANGED"), [Happening("security", word="PIN_CHANGED")]),
        (told("account_review_update", decision="APPROVED"), [Happening("review", word="APPROVED")]),
        (told("account_alerts", alert_info={"alert_severity": "CRITICAL", "alert_type": "OBA_REJECTED"}),
         [Happening("notice", word="OBA_REJECTED", after="CRITICAL")]),
        (told("history", **META, history=[{"metadata": {"phase": 0, "chunk_order": 1, "progress": 35}}]), []),
        (told("history", **META, history=[{"metadata": {"phase": 2, "chunk_order": 9, "progress": 100}}]),
         [Happening("history")]),
        (told("history", **META, history=[{"errors": [{"code": 2593109, "title": "Off"}]}]),
         [Happening("history_declined", code=2593109)]),
        (changed("sync", None, {"kind": "history", "state": "wanted", "shown": "Once."}, ALICE),
         [Happening("sync", word="history", after="wanted", by=ALICE)]),
        (changed("sync", None, {"kind": "contacts", "state": "refused", "code": 2593108}),
         [Happening("sync", word="contacts", after="refused", code=2593108)]),
        (changed("phone", None, {"opened_at": "2026-05-01"}, ALICE), [Happening("opened", by=ALICE)]),
        (changed("alert", None, {"kind": "phone_remind", "since": "x", "state": "raised"}),
         [Happening("alert_raised", word="phone_remind")]),
        (changed("alert", None, {"kind": "phone_remind", "since": "x", "state": "closed"}),
         [Happening("alert_closed", word="phone_remind")]),
        (changed("vital", {"quality": "GREEN", "limit_tier": None}, {"quality": "RED", "limit_tier": "TIER_2K"}),
         [Happening("quality", before="GREEN", after="RED"), Happening("limit", after="TIER_2K")]),
        (changed("vital", {"throughput": "STANDARD"}, {"throughput": "HIGH"}),
         [Happening("throughput", before="STANDARD", after="HIGH")]),
        (changed("vital", {"token_valid": True}, {"token_valid": False}), [Happening("token_refused")]),
        (changed("vital", {"token_valid": False}, {"token_valid": True}), [Happening("token_good")]),
        (changed("vital", {"token_expires_at": None}, {"token_expires_at": "2026-06-01"}),
         [Happening("token_expiry", after="2026-06-01")]),
        (changed("number", {"state": "connected"}, {"state": "offboarded"}), [Happening("offboarded")]),
        (changed("number", {"state": "offboarded"}, {"state": "connected"}), [Happening("reconnected")]),
        (changed("number", {"state": "connected"}, {"state": "removed"}), [Happening("removed")]),
        (changed("number", {"state": "removed", "name": "A"}, {"state": "connected", "name": "A"}, ALICE),
         [Happening("connected_again", by=ALICE)]),
        (changed("number", {"state": "connected", "name": "A"}, {"state": "connected", "name": "B"}, ALICE),
         [Happening("changed", by=ALICE)]),
        (changed("number", {"state": "connected"}, {"state": "connected", "token": "renewed"}, ALICE),
         [Happening("token_renewed", by=ALICE)]),
        (changed("workspace", None, {"name": "x"}), []),
        (ConversationRead(conversation_id=OTHER, by=ALICE, up_to=AT, at=AT), []),
    ],
)  # fmt: skip
def test_an_entry_becomes_its_lines(fact: Fact, lines: list[Happening]) -> None:
    assert happenings(fact) == lines


REMOVED = told("account_update", event="PARTNER_REMOVED", phone_number="+49 30 5550101")


@pytest.mark.parametrize(
    ("fact", "number", "whose", "of"),
    [
        (told("account_update", event="ACCOUNT_OFFBOARDED"), None, WHOSE, True),
        (told("account_update", event="ACCOUNT_OFFBOARDED"), None, replace(WHOSE, waba_id="9"), False),
        (REMOVED, None, WHOSE, True),
        (REMOVED, None, replace(WHOSE, display_phone="49305550102"), False),
        (told("history", **META, history=[]), None, replace(WHOSE, phone_number_id="9"), False),
        (changed("sync", None, {}), NUMBER, WHOSE, True),
        (changed("sync", None, {}), OTHER, WHOSE, False),
        (changed("workspace", None, {}), None, WHOSE, False),
    ],
)
def test_an_entry_speaks_of_a_number_or_of_its_whole_account(
    fact: Fact, number: UUID | None, whose: Whose, of: bool
) -> None:
    assert is_of(fact, number, whose) is of


def test_a_line_has_metas_time_and_ours_where_meta_gave_none() -> None:
    assert at_of(REMOVED, AT) == datetime(2025, 10, 9, 9, 0, tzinfo=UTC)
    assert at_of(replace(REMOVED, said_at=None), AT) == AT  # type: ignore[arg-type]
