"""What Meta answers while a number is connected, as its pages print it and as running partners have seen it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from twinline.wire.joining import Inspected, Measured, Node, after, inspected, measured, node, nodes

BOTH = frozenset({"whatsapp_business_management", "whatsapp_business_messaging"})
PRINTED = {
    "data": {
        "app_id": "1029384756",
        "type": "SYSTEM_USER",
        "application": "Inbox",
        "data_access_expires_at": 0,
        "expires_at": 0,
        "is_valid": True,
        "issued_at": 1760000000,
        "scopes": ["whatsapp_business_management", "whatsapp_business_messaging"],
        "granular_scopes": [
            {"scope": "whatsapp_business_management", "target_ids": ["811200340045002", "811200340045001"]},
            {"scope": "whatsapp_business_messaging", "target_ids": ["811200340045003"]},
        ],
    }
}


def test_a_token_that_never_ends_names_its_accounts_the_newest_first() -> None:
    wabas = ("811200340045002", "811200340045001")
    assert inspected(PRINTED) == Inspected("1029384756", True, None, BOTH, wabas)


@pytest.mark.parametrize(
    ("changed", "field", "expected"),
    [
        ({"expires_at": 1765184000}, "expires_at", datetime.fromtimestamp(1765184000, UTC)),
        ({"expires_at": None}, "expires_at", None),
        ({"is_valid": False}, "valid", False),
        # A permission without targets is one for every account.
        ({"granular_scopes": [{"scope": "whatsapp_business_management"}]}, "wabas", ()),
        ({"granular_scopes": "none", "scopes": None}, "scopes", frozenset()),
    ],
)
def test_what_meta_leaves_out_or_says_otherwise(changed: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(inspected({"data": {**PRINTED["data"], **changed}}), field) == expected


@pytest.mark.parametrize("answer", [{"data": {"error": {"code": 190}, "is_valid": False, "scopes": []}}, {}, None, []])
def test_a_token_that_is_none_is_not_valid(answer: Any) -> None:
    assert inspected(answer) == Inspected("", False, None, frozenset(), ())


def test_numbers_of_an_account_and_what_meta_may_not_say() -> None:
    page = {
        "data": [
            {
                "id": "100200300400500",
                "display_phone_number": "+41 44 555 01 01",
                "verified_name": "Casa Nova",
                "status": "CONNECTED",
                "quality_rating": "GREEN",
                "is_on_biz_app": True,
            },
            {"id": "100200300400501"},
            {"verified_name": "without an id"},
            "nonsense",
        ],
        "paging": {"cursors": {"before": "QVFI", "after": "QVFJ"}},
    }
    assert nodes(page) == (
        Node("100200300400500", "41445550101", "Casa Nova", "CONNECTED", "GREEN", True),
        Node("100200300400501", "", "", None, None, None),
    )
    assert nodes(None) == ()
    assert node({}).id == ""


@pytest.mark.parametrize(
    ("paging", "expected"),
    [
        ({"cursors": {"after": "QVFJ"}, "next": "https://graph.example/next"}, "QVFJ"),
        ({"cursors": {"after": "QVFJ"}}, None),
        ({"next": "https://graph.example/next"}, None),
        (None, None),
    ],
)
def test_the_next_page_is_asked_for_only_where_there_is_one(paging: Any, expected: str | None) -> None:
    assert after({"data": [], "paging": paging}) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            {"quality_rating": "GREEN", "throughput": {"level": "STANDARD"}, "messaging_limit_tier": "TIER_1K",
             "whatsapp_business_manager_messaging_limit": "TIER_2K", "id": "1"},
            Measured("GREEN", "TIER_2K", "STANDARD"),
        ),
        # The tier of a number alone is what older answers have.
        ({"messaging_limit_tier": "TIER_1K", "id": "1"}, Measured(None, "TIER_1K", None)),
        ({"throughput": "odd", "quality_rating": ""}, Measured(None, None, None)),
        (None, Measured(None, None, None)),
        *(
            ({"webhook_configuration": addresses}, Measured(None, None, None, callback))
            for addresses, callback in (
                ({"application": "https://a.example/hooks"}, "https://a.example/hooks"),
                ({"application": "https://a.example", "whatsapp_business_account": "https://w.example"}, "https://w.example"),
                ({"phone_number": "https://p.example", "whatsapp_business_account": "https://w.example"}, "https://p.example"),
                ({"phone_number": "", "application": "https://a.example"}, "https://a.example"),
                ({}, None),
                ("odd", None),
            )
        ),
    ],
)  # fmt: skip
def test_a_number_is_rated_in_metas_words_and_not_where_there_are_none(answer: Any, expected: Measured) -> None:
    assert measured(answer) == expected
