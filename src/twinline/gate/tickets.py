"""Who may listen: the ticket in the cookie, the origin of the request, and the notices that end a stream."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from twinline.gate.asgi import Scope, header
from twinline.gate.link import Link
from twinline.gate.streams import Ticket

COOKIE: Final = "twinline_live"
TOKEN_CAP: Final = 256

# The membership stands in the join, so that leaving a workspace is enough to make its tickets worthless.
SELECT_TICKETS: Final = """
select ticket.digest, ticket.user_id, ticket.workspace_id, ticket.session_digest
from config.live_ticket as ticket
join config.membership using (user_id, workspace_id)
where ticket.digest = any(%s) and ticket.expires_at > %s
"""


class Tickets:
    """The table of tickets, by their digests."""

    def __init__(self, link: Link, now: Callable[[], datetime]) -> None:
        self._link = link
        self._now = now

    async def valid(self, digests: Iterable[bytes]) -> dict[bytes, Ticket]:
        """Those of the tickets that hold now. Raises psycopg.Error."""
        rows = await self._link.rows(SELECT_TICKETS, (list(set(digests)), self._now()))
        return {row[0]: Ticket(*row) for row in rows}


def digest_in(cookie: bytes | None) -> bytes | None:
    """sha256 of the token in a Cookie header, which is all that the database knows of it."""
    try:
        morsel = SimpleCookie((cookie or b"").decode("latin-1")).get(COOKIE)
    except CookieError:
        return None
    if morsel is None or not 0 < len(morsel.value) <= TOKEN_CAP:
        return None
    return hashlib.sha256(morsel.value.encode()).digest()


def same_origin(scope: Scope) -> bool:
    """Whether a page of this host asks. Browsers say so in Origin or Sec-Fetch-Site, or in neither."""
    names = {name for name, _ in scope["headers"]}
    origin, site, host = (header(scope, name) for name in (b"origin", b"sec-fetch-site", b"host"))
    if b"origin" in names and (origin is None or host is None or not _names(origin, host)):
        return False
    return b"sec-fetch-site" not in names or site in {b"same-origin", b"none"}


def ends(notice: str) -> Callable[[Ticket], bool]:
    """Which tickets a notice of twinline_closed ends. Raises ValueError or KeyError for no such notice.

    {"session": hex digest} or {"user": uuid, "workspace": uuid or null for all of them}
    """
    said = json.loads(notice)
    if "session" in said:
        session = bytes.fromhex(said["session"])
        return lambda ticket: ticket.session == session
    user = UUID(said["user"])
    workspace = UUID(said["workspace"]) if said.get("workspace") else None
    return lambda ticket: ticket.user == user and workspace in (None, ticket.workspace)


def _names(origin: bytes, host: bytes) -> bool:
    # A proxy in front may end TLS, so the scheme is not ours to compare; host and port are.
    parts = urlsplit(origin.decode("latin-1"))
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == host.decode("latin-1").lower()
