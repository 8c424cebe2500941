"""Who may listen, as tables."""

import hashlib
import json
from uuid import UUID

import pytest

from twinline.gate.streams import Ticket
from twinline.gate.tickets import digest_in, ends, same_origin

ALICE, BOB = UUID(int=1), UUID(int=2)
HERE, THERE = UUID(int=3), UUID(int=4)


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@pytest.mark.parametrize(
    ("cookie", "found"),
    [
        (None, None),
        (b"", None),
        (b"sessionid=abc", None),
        (b"twinline_live=", None),
        (b"twinline_live=token", digest("token")),
        (b"sessionid=abc; twinline_live=token; x=y", digest("token")),
        (b'twinline_live="token"', digest("token")),
        (b"twinline_live=" + b"x" * 256, digest("x" * 256)),
        (b"twinline_live=" + b"x" * 257, None),
        (b"twinline_live\xff=token", None),
        (b"\x00\xff;;;=", None),
    ],
)
def test_the_ticket_is_known_by_its_digest(cookie, found):
    assert digest_in(cookie) == found


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({}, True),
        ({"origin": "http://here:8000"}, True),
        ({"origin": "https://here:8000"}, True),
        ({"origin": "http://HERE:8000"}, True),
        ({"origin": "http://here"}, False),
        ({"origin": "http://here:8000.evil.example"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "ftp://here:8000"}, False),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://here:8000", "sec-fetch-site": "cross-site"}, False),
    ],
)
def test_only_pages_of_this_host_listen(headers, same):
    sent = [(name.encode(), value.encode()) for name, value in {"host": "here:8000", **headers}.items()]
    assert same_origin({"headers": sent}) is same


def test_an_origin_given_twice_is_not_ours():
    headers = [(b"host", b"here"), (b"origin", b"http://here"), (b"origin", b"http://here")]
    assert not same_origin({"headers": headers})


@pytest.mark.parametrize(
    ("notice", "ended"),
    [
        ({"session": "aa"}, True),
        ({"session": "bb"}, False),
        ({"user": str(ALICE), "workspace": None}, True),
        ({"user": str(ALICE)}, True),
        ({"user": str(ALICE), "workspace": str(HERE)}, True),
        ({"user": str(ALICE), "workspace": str(THERE)}, False),
        ({"user": str(BOB), "workspace": str(HERE)}, False),
        ({"user": str(BOB), "workspace": None}, False),
    ],
)
def test_a_notice_ends_the_streams_it_names(notice, ended):
    assert ends(json.dumps(notice))(Ticket(b"digest", ALICE, HERE, b"\xaa")) is ended


@pytest.mark.parametrize("notice", ["", "{}", '{"session": "zz"}', '{"user": "nobody"}', "[]"])
def test_what_is_no_notice_is_said_to_be_none(notice):
    with pytest.raises((ValueError, KeyError, TypeError)):
        ends(notice)
