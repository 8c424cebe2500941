"""Meta's end, as far as a hostile customer needs it: signed webhooks, and files that the worker fetches."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

APP, SECRET, NUMBER, WABA, PHONE = "1029384756", "hostile-app-secret", "100200300400500", "7770001", "41790000001"


class Meta:
    """`files`: media id → (MIME type as announced, bytes). `heard`: paths that a script would have asked for."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        self.heard: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        meta = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.partition("?")[0].rsplit("/", 1)[-1]
                if self.path.startswith("/ran") or name not in meta.files:
                    meta.heard.append(self.path)
                    self._answer(404, b"{}", "application/json")
                elif self.path.startswith("/careless/"):
                    self._answer(200, meta.files[name][1], "text/html")
                elif self.path.startswith("/file/"):
                    self._answer(200, meta.files[name][1], "application/octet-stream")
                else:
                    told = {"url": f"{meta.url}/file/{name}", "mime_type": meta.files[name][0]}
                    self._answer(200, json.dumps(told).encode(), "application/json")

            def _answer(self, status: int, body: bytes, mime: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", mime)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Quiet."""

        return Handler


def deliver(url: str, field: str, value: dict[str, Any]) -> None:
    """One signed webhook. Meta: webhooks, validating payloads."""
    told = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": PHONE, "phone_number_id": NUMBER},
        **value,
    }
    change = {
        "object": "whatsapp_business_account",
        "entry": [{"id": WABA, "changes": [{"field": field, "value": told}]}],
    }
    body = json.dumps(change).encode()
    signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    # The gate hears of a new app within moments.
    for _ in range(50):
        answer = httpx.post(f"{url}/hooks/meta/{APP}", content=body, headers=headers, timeout=20)
        if answer.status_code != 404:
            break
    assert answer.status_code == 200, answer.text
