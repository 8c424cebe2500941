"""Meta's Graph API as the engine needs it: messages, read receipts, media up and down.

Outcomes are sorted by the one thing that matters for a send that cannot be repeated: did it reach Meta?
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from twinline.graph import guard
from twinline.wire.errors import GraphError, parse_error
from twinline.wire.sending import Accepted, mark_read, parse_answer

TIMEOUT = httpx.Timeout(30.0, connect=5.0, pool=5.0)
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
MEDIA_CAP = 101 * 1024 * 1024


class NotSubmitted(Exception):
    """The call never reached Meta: it may be repeated without risk."""


class OutcomeUnknown(Exception):
    """The call may have reached Meta and no answer came: never repeat it blindly."""


class GraphRefused(Exception):
    """Meta answered no; `error` says what to do."""

    def __init__(self, error: GraphError) -> None:
        super().__init__(f"Meta refused with code {error.code}")
        self.error = error


@dataclass(frozen=True, slots=True)
class MediaAddress:
    """Where a file can be fetched for five minutes. `sha256` is hexadecimal where Meta names it."""

    url: str
    mime: str
    sha256: str | None
    size: int | None


class Graph:
    """One client for all numbers; each call brings the number's token."""

    def __init__(
        self, url: str, version: str, allowed_origins: tuple[str, ...], timeout: httpx.Timeout = TIMEOUT
    ) -> None:
        self._root = f"{url}/{version}"
        self._http = guard.client(allowed_origins, timeout)

    def close(self) -> None:
        self._http.close()

    def send(self, token: str, phone_number_id: str, body: Mapping[str, Any]) -> Accepted:
        """Submit one message. Raises GraphRefused, NotSubmitted or OutcomeUnknown."""
        response = self._post(token, f"{phone_number_id}/messages", json=body)
        if response.status_code >= 500:
            # Meta may have accepted before it failed, whatever code the answer carries.
            raise OutcomeUnknown(f"HTTP {response.status_code}")
        if response.is_error:
            raise GraphRefused(parse_error(response.status_code, response.content))
        accepted = parse_answer(_json(response))
        if accepted is None:
            raise OutcomeUnknown("an answer without a wamid")
        return accepted

    def mark_read(self, token: str, phone_number_id: str, wamid: str, *, typing: bool) -> None:
        """Blue ticks for the customer, and the typing dots when asked. Raises as `send` does."""
        self._checked(self._post(token, f"{phone_number_id}/messages", json=mark_read(wamid, typing=typing)))

    def upload(self, token: str, phone_number_id: str, content: bytes, mime: str, filename: str) -> str:
        """Put a file at Meta: its id, good for 30 days."""
        files = {"file": (filename, content, mime)}
        data = {"messaging_product": "whatsapp", "type": mime}
        answer = _json(self._checked(self._post(token, f"{phone_number_id}/media", data=data, files=files)))
        if not isinstance(answer, Mapping) or not answer.get("id"):
            raise OutcomeUnknown("an answer without an id")
        return str(answer["id"])

    def media_address(self, token: str, media_id: str, phone_number_id: str) -> MediaAddress:
        """Ask for a fresh address of a file."""
        answer = _json(
            self._checked(
                self._call("GET", f"{self._root}/{media_id}", token, params={"phone_number_id": phone_number_id})
            )
        )
        if not isinstance(answer, Mapping) or not answer.get("url"):
            raise OutcomeUnknown("an answer without an address")
        size = str(answer.get("file_size", ""))
        return MediaAddress(
            url=str(answer["url"]),
            mime=str(answer.get("mime_type", "application/octet-stream")),
            sha256=answer.get("sha256"),
            size=int(size) if size.isdigit() else None,
        )

    def number_status(self, token: str, phone_number_id: str) -> str | None:
        """`status` of a phone number's node: an open set, of which CONNECTED sends. Meta: Phone numbers."""
        answer = self.get(token, phone_number_id, {"fields": "status"})
        return str(answer["status"]) if answer.get("status") else None

    def download(self, token: str, url: str) -> tuple[bytes, str]:
        """The bytes of a file and their SHA-256 in hexadecimal; over 101 MiB is refused."""
        digest, parts, size = hashlib.sha256(), [], 0
        try:
            with self._http.stream("GET", url, headers=_authorised(token)) as response:
                if response.status_code != httpx.codes.OK:
                    response.read()
                    raise GraphRefused(parse_error(response.status_code, response.content))
                for part in response.iter_bytes():
                    size += len(part)
                    if size > MEDIA_CAP:
                        raise NotSubmitted("The file is larger than Meta allows.")
                    digest.update(part)
                    parts.append(part)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotSubmitted(type(error).__name__) from error
        return b"".join(parts), digest.hexdigest()

    def get(self, token: str | None, path: str, params: Mapping[str, str]) -> Mapping[str, Any]:
        """A node or an edge below the version; without a token where the parameters are the key."""
        return self._object(self._call("GET", f"{self._root}/{path}", token, params=dict(params)))

    def get_versioned(self, token: str, path: str, params: Mapping[str, str]) -> tuple[Mapping[str, Any], str | None]:
        """As `get`, with the version that answered, which is not always the one that was asked. Meta: Versioning."""
        response = self._call("GET", f"{self._root}/{path}", token, params=dict(params))
        return self._object(response), response.headers.get("facebook-api-version")

    def fetch_text(self, url: str, params: Mapping[str, str], most: int) -> tuple[int, str]:
        """Status and the first `most` bytes of an address that is not Meta's; carries no token. Raises NotSubmitted."""
        try:
            with self._http.stream("GET", url, params=dict(params)) as response:
                text = next(response.iter_bytes(most), b"")[:most]
                return response.status_code, text.decode(errors="replace")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotSubmitted(type(error).__name__) from error

    def post(self, token: str, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._object(self._post(token, path, json=dict(body)))

    def _object(self, response: httpx.Response) -> Mapping[str, Any]:
        answer = _json(self._checked(response))
        if not isinstance(answer, Mapping):
            raise OutcomeUnknown("an answer that is no object")
        return answer

    def _post(self, token: str, path: str, **content: Any) -> httpx.Response:
        return self._call("POST", f"{self._root}/{path}", token, **content)

    def _call(self, method: str, url: str, token: str | None, **content: Any) -> httpx.Response:
        try:
            return self._http.request(method, url, headers=_authorised(token) if token else {}, **content)
        except NEVER_LEFT as error:
            raise NotSubmitted(type(error).__name__) from error
        except httpx.TransportError as error:
            raise OutcomeUnknown(type(error).__name__) from error

    @staticmethod
    def _checked(response: httpx.Response) -> httpx.Response:
        if not response.is_success:
            raise GraphRefused(parse_error(response.status_code, response.content))
        return response


def _authorised(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None
