"""The one way out: HTTP that refuses private addresses, but for exact origins in the operator's settings.

A name is resolved once and the connection goes to the address that was checked, so that a name cannot point
elsewhere between the check and the call. Redirects are never followed, and the environment's proxies never used.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

DEFAULT_PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Special by RFC 6890, though older versions of Python call most of it global; a cloud's metadata lie there.
SPECIAL = ipaddress.ip_network("192.0.0.0/24")
# All that was ever given out of IPv6 (IANA: IPv6 global unicast); what lies outside reaches nobody's server.
UNICAST = ipaddress.ip_network("2000::/3")
# Shorter than servers keep an idle connection: one that they close as we write leaves an outcome unknown.
KEEPALIVE_SECONDS = 5.0
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(httpcore.ConnectError):
    """The address is private or special and not among the operator's allowed origins."""


def client(allowed_origins: Iterable[str], timeout: httpx.Timeout, connections: int = 100) -> httpx.Client:
    """An httpx client behind the guard."""
    return httpx.Client(
        transport=GuardedTransport(allowed_origins, connections),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )


def is_public(text: str) -> bool:
    """Whether an address belongs to the open internet; embedded IPv4 addresses count as what they reach."""
    address = _unwrapped(ipaddress.ip_address(text.split("%", 1)[0]))
    if isinstance(address, ipaddress.IPv6Address) and (address.is_site_local or address not in UNICAST):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address in SPECIAL)


def endpoint_of(origin: str) -> tuple[str, int]:
    """Host and port of an origin such as http://127.0.0.1:8900."""
    parts = urlsplit(origin)
    return (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(parts.scheme, 443)


def _unwrapped(address: IPAddress) -> IPAddress:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if inner is None and address in NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def is_allowed(url: httpx.URL, allowed: frozenset[tuple[str, int]]) -> bool:
    """Secrets travel in headers: without TLS only to where the operator said so."""
    if url.scheme == "https":
        return True
    return url.scheme == "http" and (url.host.lower(), url.port or DEFAULT_PORTS["http"]) in allowed


def is_barred(fault: BaseException | None) -> bool:
    """Whether a call failed because the guard lets nothing there."""
    while fault is not None:
        if isinstance(fault, (AddressRefused, httpx.UnsupportedProtocol)):
            return True
        fault = fault.__cause__
    return False


class _GuardedBackend(httpcore.SyncBackend):
    def __init__(self, allowed: frozenset[tuple[str, int]]) -> None:
        self._allowed = allowed

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        if (host.lower(), port) in self._allowed:
            return super().connect_tcp(host, port, *args, **kwargs)
        return super().connect_tcp(_checked_address(host, port), port, *args, **kwargs)

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise AddressRefused("Unix sockets are not reachable from here.")


def _checked_address(host: str, port: int) -> str:
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise httpcore.ConnectError(f"The name {host} does not resolve.") from error
    if not found or not all(is_public(address) for address in found):
        raise AddressRefused(f"The address of {host} is private; an operator can allow its exact origin.")
    return min(found, key=lambda address: (":" in address, address))


class GuardedTransport(httpx.HTTPTransport):
    """httpx's own transport over a pool whose connector checks every address."""

    def __init__(self, allowed_origins: Iterable[str], connections: int) -> None:
        super().__init__(trust_env=False)
        self._allowed = frozenset(endpoint_of(origin) for origin in allowed_origins)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=_GuardedBackend(self._allowed),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not is_allowed(request.url, self._allowed):
            raise httpx.UnsupportedProtocol("Only https leaves here, but for origins that the operator allowed.")
        return super().handle_request(request)
