"""A member's hands on Twinline: what a browser does, over its own API."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx

SESSION, TOKEN = "twinline_session", "twinline_csrf"


class Member:
    """A member of one workspace, who signs in anew when the session has ended. Threads may share one.

    Raises httpx.HTTPError; nothing else is tried again here.
    """

    def __init__(self, url: str, email: str, password: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=10)
        self._account = {"email": email, "password": password}
        self._signing_in = threading.Lock()
        self.workspace = ""
        self.slug = ""

    def sign_in(self) -> dict[str, str]:
        """The cookies of a new session."""
        self._http.cookies.clear()
        self._http.get("/").raise_for_status()
        login = "/_allauth/browser/v1/auth/login"
        self._http.post(login, json=self._account, headers=self._guard()).raise_for_status()
        here = self._http.get("/api/me").raise_for_status().json()["workspaces"][0]
        self.workspace, self.slug = here["id"], here["slug"]
        return {name: self._http.cookies.get(name, "") or "" for name in (SESSION, TOKEN)}

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", path, params=query).json()

    def here(self, path: str, **query: Any) -> Any:
        return self.get(f"/api/workspaces/{self.workspace}{path}", **query)

    def speak(self, language: str) -> None:
        """Twinline's page in the visitor's language."""
        self._ask("PATCH", "/api/me", json={"language": language})

    def send(self, conversation: str, text: str, name: str | None = None) -> None:
        """`name` is the message's id from here: a request that is repeated with it sends once."""
        body = {"id": name or str(uuid4()), "kind": "text", "text": text}
        self._post(f"/api/workspaces/{self.workspace}/conversations/{conversation}/messages", body)

    def conversations(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.here("/conversations", tab="all", limit=100, **cursor)
            rows += page["items"]
            if not page["next"]:
                return rows
            cursor = {"before": page["next"]}

    def notices(self) -> Iterator[None]:
        """Whenever something changed, and every few seconds; ends when the connection does."""
        self._post(f"/api/workspaces/{self.workspace}/live-ticket", {})
        with self._http.stream("GET", "/live", timeout=httpx.Timeout(10, read=20)) as stream:
            stream.raise_for_status()
            for line in stream.iter_lines():
                if not line:
                    yield

    def _post(self, path: str, body: Any) -> None:
        self._ask("POST", path, json=body)

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        session = self._http.cookies.get(SESSION)
        answer = self._http.request(method, path, headers=self._guard(), **more)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._sign_in_after(session)
            answer = self._http.request(method, path, headers=self._guard(), **more)
        return answer.raise_for_status()

    def _sign_in_after(self, session: str | None) -> None:
        """Once, however many threads were refused at the same time."""
        with self._signing_in:
            if self._http.cookies.get(SESSION) == session:
                self.sign_in()

    def _guard(self) -> dict[str, str]:
        return {"X-CSRFToken": self._http.cookies.get(TOKEN, "") or ""}
