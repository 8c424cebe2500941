"""Which headers pass, as tables."""

import pytest

from twinline.gate.headers import ambiguity, from_web, to_web

OURS = [(b"x-forwarded-for", b"192.0.2.7"), (b"x-forwarded-proto", b"http"), (b"connection", b"close")]


@pytest.mark.parametrize(
    ("sent", "passed"),
    [
        ([(b"host", b"twinline.example")], [(b"host", b"twinline.example")]),
        ([(b"cookie", b"a=1"), (b"cookie", b"b=2")], [(b"cookie", b"a=1"), (b"cookie", b"b=2")]),
        ([(b"content-length", b"3")], [(b"content-length", b"3")]),
        ([(b"transfer-encoding", b"chunked")], [(b"transfer-encoding", b"chunked")]),
        ([(b"transfer-encoding", b"gzip, chunked")], [(b"transfer-encoding", b"chunked")]),
        ([(b"connection", b"keep-alive, x-secret"), (b"x-secret", b"1")], []),
        ([(b"connection", b"host"), (b"host", b"here")], [(b"host", b"here")]),
        ([(b"connection", b"Cookie"), (b"cookie", b"a=1")], [(b"cookie", b"a=1")]),
        ([(b"upgrade", b"websocket"), (b"te", b"trailers"), (b"trailer", b"x"), (b"keep-alive", b"5")], []),
        ([(b"expect", b"100-continue")], []),
        ([(b"x-forwarded-for", b"1.2.3.4"), (b"x-forwarded-proto", b"https")], []),
        ([(b"x-forwarded-host", b"evil"), (b"x-forwarded-anything", b"evil")], []),
        ([(b"forwarded", b"for=1.2.3.4"), (b"x-real-ip", b"1.2.3.4")], []),
        ([(b"x_forwarded_for", b"1.2.3.4"), (b"x-forwarded_for", b"1.2.3.4")], []),
    ],
)
def test_a_clients_headers_as_web_gets_them(sent, passed):
    assert to_web(sent, "192.0.2.7", "http") == [*passed, *OURS]


@pytest.mark.parametrize(
    ("sent", "passed"),
    [
        ([(b"Content-Type", b"text/html")], [(b"content-type", b"text/html")]),
        ([(b"Set-Cookie", b"a=1"), (b"Set-Cookie", b"b=2")], [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]),
        ([(b"Content-Length", b"3")], [(b"content-length", b"3")]),
        ([(b"Transfer-Encoding", b"chunked"), (b"Connection", b"close")], []),
        ([(b"Server", b"gunicorn"), (b"Date", b"today")], []),
        ([(b"Connection", b"x-hop"), (b"X-Hop", b"1")], []),
        ([(b"Content-Encoding", b"gzip")], [(b"content-encoding", b"gzip")]),
    ],
)
def test_webs_headers_as_the_client_gets_them(sent, passed):
    assert from_web(sent) == passed


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ([], False),
        ([(b"host", b"here"), (b"content-length", b"1")], False),
        ([(b"transfer-encoding", b"chunked")], False),
        ([(b"transfer-encoding", b"chunked"), (b"content-length", b"1")], True),
        ([(b"host", b"here"), (b"host", b"there")], True),
        ([(b"content-length", b"1"), (b"content-length", b"1")], True),
        ([(b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"identity")], True),
    ],
)
def test_a_request_that_could_mean_two_things_is_refused(headers, refused):
    assert (ambiguity(headers) is not None) is refused
