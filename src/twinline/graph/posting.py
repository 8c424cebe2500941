"""One signed body to an address that people here chose, behind the guard.

What the receiver says is never read: its status is all that counts.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import httpx

from twinline.graph import guard

Fault = Literal["barred", "untrusted", "unreachable", "timeout", "broken"]
TIMEOUT = httpx.Timeout(10.0, connect=5.0, pool=5.0)


@dataclass(frozen=True, slots=True)
class Posted:
    """`status` None: no answer, and `fault` says why; barred: our own guard lets nothing there."""

    status: int | None
    fault: Fault | None
    took_ms: int


class Poster:
    """One client for all receivers; whoever opens it closes it."""

    def __init__(self, allowed_origins: tuple[str, ...]) -> None:
        self._http = guard.client(allowed_origins, TIMEOUT)

    def close(self) -> None:
        self._http.close()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """Raises nothing: a receiver that is not there is an outcome."""
        begun = time.monotonic()
        status, fault = self._try(url, body, headers)
        return Posted(status, fault, round((time.monotonic() - begun) * 1000))

    def _try(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, Fault | None]:
        try:
            with self._http.stream("POST", url, content=body, headers=dict(headers)) as response:
                return response.status_code, None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return None, fault_of(error)


def fault_of(error: BaseException) -> Fault:
    if guard.is_barred(error):
        return "barred"
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    if isinstance(error, httpx.ConnectError):
        return "untrusted" if _is_of_tls(error) else "unreachable"
    return "broken"


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
