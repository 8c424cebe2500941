"""The one way out: nothing private is reached, however its address is written; an operator's exact origins are."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpcore
import httpx
import pytest

from twinline.graph import guard

TIMEOUT = httpx.Timeout(5.0)

HOSTS = [
    # IPv4 as a browser, a C library and a tired person write it
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "017700000001",
    "0x7f.1", "127.0.0.1.", "127.127.127.127", "0.0.0.0", "0", "0x0", "00000000", "0.0.0.1",
    "10.0.0.1", "10.255.255.255", "167772161", "0xa000001", "012.0.0.1", "10.1",
    "172.16.0.1", "172.31.255.255", "2886729729", "0xac.0x10.0.1", "192.168.0.1", "192.168.1", "3232235521",
    "0xc0a80001", "169.254.169.254", "169.254.43518", "2852039166", "0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe",
    "0251.0376.0251.0376",
    "100.64.0.1", "100.127.255.254", "100.100.100.200", "192.0.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1",
    "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    # IPv6, and IPv4 inside it
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[::7f00:1]", "[::10.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b::10.0.0.1]", "[64:ff9b:1::127.0.0.1]",
    "[2002:7f00:1::]", "[2002:a9fe:a9fe::]", "[2002:a00:1::1]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25lo]", "[fe80::1%251]", "[fec0::1]", "[ff02::1]",
    "[ff0e::1]", "[2001:db8::1]", "[100::1]", "[::1%25lo]", "[5f00::1]",
    # names
    "localhost", "LOCALHOST", "localhost.", "LocalHost.localdomain.", "ip6-localhost",
]  # fmt: skip


def refused(url: str, *allowed: str) -> str:
    with guard.client(allowed, TIMEOUT) as client, pytest.raises((httpx.TransportError, httpx.InvalidURL)) as fault:
        client.get(url)
    return str(fault.value)


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whatever the guard lets through is noted here instead of being called."""
    through: list[str] = []

    def connect(_self: object, host: str, port: int, *_args: object, **_more: object) -> httpcore.NetworkStream:
        through.append(f"{host}:{port}")
        raise httpcore.ConnectError("connected, if this were no test")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return through


def resolves(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """A resolver that answers these addresses, one list at each question; the questions are returned."""
    asked: list[str] = []
    left = list(answers)

    def getaddrinfo(host: str, port: int, *_args: object, **_more: object) -> list[object]:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(guard.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_there_are_at_least_eighty_ways_to_write_a_private_address_here() -> None:
    assert len(set(HOSTS)) >= 80


@pytest.mark.parametrize("host", HOSTS)
def test_no_private_address_is_reached(host: str, no_way_out: list[str]) -> None:
    refused(f"https://{host}/")
    assert no_way_out == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00:ec2::254", "::ffff:192.168.0.1", "fe80::1%eth0",
        "64:ff9b::7f00:1", "0.0.0.0",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["metadata.google.internal", "127.0.0.1.nip.example", "intranet", "bücher.example"])
def test_no_name_leads_to_a_private_address(
    name: str, address: str, no_way_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves(monkeypatch, [address])
    assert "private" in refused(f"https://{name}/")
    assert no_way_out == []


@pytest.mark.parametrize("found", [["93.184.216.34", "10.0.0.1"], ["::1", "93.184.216.34"], []])
def test_a_name_with_one_private_address_is_private(
    found: list[str], no_way_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves(monkeypatch, found)
    refused("https://half.example/")
    assert no_way_out == []


def test_a_name_that_changes_between_the_check_and_the_call_is_asked_once(
    no_way_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = resolves(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    refused("https://rebinding.example/")
    assert asked == ["rebinding.example"]
    assert no_way_out == ["93.184.216.34:443"]


def test_the_open_internet_is_reached_at_the_address_that_was_checked(
    no_way_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolves(monkeypatch, ["2606:2800:220:1:248:1893:25c8:1946", "93.184.216.34"])
    refused("https://graph.example:8443/")
    assert no_way_out == ["93.184.216.34:8443"]


def test_a_name_that_does_not_resolve_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(guard.socket, "getaddrinfo", fail)
    assert "does not resolve" in refused("https://nowhere.example/")


ALLOWED = "http://127.0.0.1:8900"


@pytest.mark.parametrize(
    ("url", "through"),
    [
        ("http://127.0.0.1:8900/x", ["127.0.0.1:8900"]),
        ("https://127.0.0.1:8900/x", ["127.0.0.1:8900"]),
        ("http://127.0.0.1:8901/x", []),
        ("http://127.0.0.1/x", []),
        ("https://127.0.0.1/x", []),
        ("https://127.0.0.2:8900/x", []),
        ("https://127.1:8900/x", []),
        ("https://localhost:8900/x", []),
        ("https://127.0.0.1:8900@10.0.0.1:8900/x", []),
        ("https://10.0.0.1:8900#@127.0.0.1:8900/", []),
        ("https://user:secret@127.0.0.1:8900/", ["127.0.0.1:8900"]),
        ("https://[::ffff:127.0.0.1]:8900/", []),
    ],
)
def test_an_allowed_origin_is_exactly_that(url: str, through: list[str], no_way_out: list[str]) -> None:
    refused(url, ALLOWED)
    assert no_way_out == through


@pytest.mark.parametrize(
    ("origin", "endpoint"),
    [
        ("http://Bothends.Example:8900", ("bothends.example", 8900)),
        ("http://bothends.example", ("bothends.example", 80)),
        ("https://bothends.example", ("bothends.example", 443)),
        ("nonsense", ("", 443)),
    ],
)
def test_an_origin_is_a_host_and_a_port(origin: str, endpoint: tuple[str, int]) -> None:
    assert guard.endpoint_of(origin) == endpoint


@pytest.mark.parametrize("scheme", ["http", "ftp", "file", "gopher", "unix", "data", "ws", "dict", "ldap", "jar"])
def test_only_https_leaves(scheme: str, no_way_out: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    resolves(monkeypatch, ["93.184.216.34"])
    refused(f"{scheme}://graph.example/x", ALLOWED)
    assert no_way_out == []


def test_a_unix_socket_is_no_way_out() -> None:
    with pytest.raises(guard.AddressRefused):
        guard._GuardedBackend(frozenset()).connect_unix_socket("/run/postgresql")


class Redirecting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:1/canary")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def redirecting() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Redirecting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_redirects_are_not_followed_and_proxies_of_the_environment_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with redirecting() as url, guard.client([url], TIMEOUT) as client:
        assert client.get(f"{url}/start").status_code == 302
