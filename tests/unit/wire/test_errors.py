"""Every code of Meta's table asks for one thing; what is not in the table is judged by its HTTP status."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinline.wire.errors import (
    GraphError,
    Retry,
    SlowDown,
    Stop,
    TellAPerson,
    Wait,
    decision_for,
    parse_error,
)

BY_CODE = [
    (Retry, [1, 2, 131000, 131016, 131057, 133004]),
    (SlowDown, [4, 80007, 130429, 131056]),
    (
        Wait,
        [
            368,
            131042,
            131044,
            131048,
            131049,
            131064,
            132015,
            132068,
            132069,
            133000,
            133008,
            133009,
            133015,
            133016,
            137000,
        ],
    ),
    (
        Stop,
        [100, 130403, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131047, 131050, 131051, 131052, 131053],
    ),
    (
        Stop,
        [
            131059,
            131060,
            131062,
            131063,
            132000,
            132001,
            132005,
            132007,
            132012,
            132016,
            132018,
            134100,
            134101,
            134102,
        ],
    ),
    (Stop, [135000, 139100, 147001, 147005, 200005, 200007, 2388001, 2388093, 2494100, 2593079, 2593085]),
    (TellAPerson, [0, 3, 10, 33, 190, 200, 250, 299, 131005, 131031, 131037, 131045, 133005, 133006, 133010, 134011]),
    (TellAPerson, [2593107, 2593108, 2593109]),
]
BY_HTTP = [
    (429, SlowDown),
    (401, TellAPerson),
    (403, TellAPerson),
    (400, Stop),
    (404, Stop),
    (408, Retry),
    (500, Retry),
    (503, Retry),
    (0, Retry),
    (302, Retry),
]


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in BY_CODE for code in codes])
@pytest.mark.parametrize("http", [400, 429, 500])
def test_a_known_code_decides_whatever_the_http_status(kind, code, http):
    assert isinstance(decision_for(code, http), kind)


@pytest.mark.parametrize("code", [None, 999999, 300, 199, -1])
@pytest.mark.parametrize(("http", "kind"), BY_HTTP)
def test_an_unknown_code_is_judged_by_http(code, http, kind):
    assert isinstance(decision_for(code, http), kind)


def test_the_rules_that_have_figures():
    assert decision_for(131056, 400) == SlowDown("pair_limit", "pair")
    assert decision_for(130429, 429) == SlowDown("throughput", "number")
    assert decision_for(131047, 400) == Stop("window_closed", "template")
    assert decision_for(131062, 400) == Stop("user_id_not_supported", "phone")
    assert decision_for(131049, 400) == Wait("marketing_limit", 86400)
    assert decision_for(133015, 400) == Wait("number_just_deleted", 300)
    assert decision_for(1, 400) == Retry("unknown_request", 3)


def test_an_error_in_metas_shape_is_read():
    body = b"""{"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047,
      "error_data":{"messaging_product":"whatsapp","details":"More than 24 hours"},"error_subcode":2494010,
      "is_transient":true,"fbtrace_id":"Abc"}}"""
    assert parse_error(400, body) == GraphError(
        code=131047,
        http=400,
        message="(#131047) Re-engagement message",
        details="More than 24 hours",
        fbtrace_id="Abc",
        subcode=2494010,
        is_transient=True,
    )


@pytest.mark.parametrize(("code", "read"), [("190", 190), (True, None), (1.5, None), ("x", None), ("9" * 30, None)])
def test_a_code_may_be_printed_as_text(code, read):
    assert parse_error(400, {"error": {"code": code}}).code == read


@pytest.mark.parametrize(
    ("data", "details"), [("plain", "plain"), ({"details": "inside"}, "inside"), ({}, None), (None, None), (3, None)]
)
def test_error_data_may_be_a_plain_text(data, details):
    assert parse_error(400, {"error": {"code": 100, "error_data": data}}).details == details


@pytest.mark.parametrize("body", [None, b"", "", b"<html>", b"\xff", b"[]", b"7", b'{"error":"x"}', {"error": []}, {}])
def test_an_answer_in_another_shape_is_an_error_without_a_code(body):
    error = parse_error(502, body)
    assert (error.code, error.http) == (None, 502)
    assert "502" in error.message


@given(
    st.binary() | st.text() | st.dictionaries(st.just("error"), st.dictionaries(st.text(), st.integers() | st.text()))
)
def test_nothing_raises(body):
    assert parse_error(400, body).http == 400
