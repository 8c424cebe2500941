"""Which headers pass between a client and web. Pure."""

from collections.abc import Iterable
from typing import Final

Header = tuple[bytes, bytes]

# RFC 9110 §7.6.1, with what older proxies still send.
HOP_BY_HOP: Final = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer "
    b"transfer-encoding upgrade http2-settings".split()
)
# Only the gate says who the client is; `expect` was answered by the gate itself.
CLAIMS: Final = frozenset([b"forwarded", b"x-real-ip", b"expect"])
CLAIM_PREFIX: Final = b"x-forwarded-"


def ambiguity(headers: Iterable[Header]) -> str | None:
    """Why a request could mean two things to two servers, or None. Such a request is refused."""
    names = [name for name, _ in headers]
    if b"transfer-encoding" in names and b"content-length" in names:
        return "Content-Length and Transfer-Encoding exclude each other."
    for single in (b"host", b"content-length", b"transfer-encoding"):
        if names.count(single) > 1:
            return f"The header {single.decode()} may stand only once."
    return None


def to_web(headers: Iterable[Header], client: str, scheme: str) -> list[Header]:
    """A client's headers as web gets them: Host kept, hop-by-hop headers and claims replaced."""
    known = list(headers)
    dropped = HOP_BY_HOP | CLAIMS | _listed_in_connection(known)
    passed = [(name, value) for name, value in known if _passes(name, dropped)]
    if any(name == b"transfer-encoding" for name, _ in known):
        passed.append((b"transfer-encoding", b"chunked"))
    return [
        *passed,
        (b"x-forwarded-for", client.encode("latin-1", "replace")),
        (b"x-forwarded-proto", scheme.encode("ascii")),
        (b"connection", b"close"),
    ]


def from_web(headers: Iterable[Header]) -> list[Header]:
    """Web's headers as the client gets them; `date` and `server` are the gate's own affair."""
    known = [(name.lower(), value) for name, value in headers]
    dropped = HOP_BY_HOP | {b"date", b"server"} | _listed_in_connection(known)
    return [(name, value) for name, value in known if name not in dropped]


def _passes(name: bytes, dropped: Iterable[bytes]) -> bool:
    # WSGI cannot tell X_Forwarded_For from X-Forwarded-For.
    return name not in dropped and not name.startswith(CLAIM_PREFIX) and b"_" not in name


def _listed_in_connection(headers: Iterable[Header]) -> frozenset[bytes]:
    listed = [value for name, value in headers if name == b"connection"]
    names = {token.strip().lower() for value in listed for token in value.split(b",")}
    # A client must not be able to have these removed by naming them.
    return frozenset(names - {b"host", b"content-length", b"cookie", b"origin", b"authorization", b""})
