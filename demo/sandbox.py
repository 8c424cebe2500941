"""The demo's hands at the other ends: customers' phones and agents' apps, through Bothends' control API."""

from __future__ import annotations

import base64
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx

from demo.cast import APP, NUMBERS, SPARE, SPARE_PAST, TOKEN, WABA, Customer, Number


class Sandbox:
    """A running Bothends. Raises httpx.HTTPStatusError with Bothends' own sentence."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=f"{url}/sandbox/api", timeout=30)

    def furnish(self, customers: list[Customer]) -> None:
        """The agency's app, account, numbers and customers in an otherwise empty world."""
        self.post("/reset", {"seed": 1, "world": "empty"})
        self.post("/apps", APP)
        self.post("/wabas", {**WABA, "apps": [APP["id"]]})
        self.post("/tokens", {"app_id": APP["id"], "token": TOKEN})
        for number in NUMBERS:
            wanted = {name: value for name, value in asdict(number).items() if name != "language"}
            self.post("/numbers", {**wanted, "waba_id": WABA["id"]})
        spare = {name: value for name, value in asdict(SPARE).items() if name not in ("language", "mode")}
        self.post("/numbers", {**spare, "connected": False})
        self.post(f"/numbers/{SPARE.id}/past", SPARE_PAST)
        for customer in customers:
            self.post("/customers", asdict(customer))

    def subscribe(self, callback: str, seconds: float = 20) -> None:
        """Meta's handshake with Twinline's gate, which hears of a new app within moments."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self._http.put(f"/apps/{APP['id']}/subscription", json={"callback_url": callback, "verify": True})
            if answer.is_success:
                return
            if time.monotonic() > deadline:
                answer.raise_for_status()
            time.sleep(0.1)

    def customer_says(self, customer: Customer, number: Number, **message: Any) -> Any:
        return self.post(f"/customers/{customer.id}/chats/{number.id}/messages", message)

    def agent_says(self, number: Number, customer: Customer, **message: Any) -> Any:
        return self.post(f"/numbers/{number.id}/chats/{customer.id}/messages", message)

    def customer_opens(self, customer: Customer, number: Number) -> None:
        self.post(f"/customers/{customer.id}/chats/{number.id}/open", {})
        self.post(f"/customers/{customer.id}/chats/{number.id}/close", {})

    def texts(self, customer: Customer, number: Number) -> list[str]:
        """Every text in a chat, as it is on the customer's phone, oldest first."""
        address = f"/customers/{customer.id}/chats/{number.id}"
        chat = self._http.get(address, params={"limit": 1000}).raise_for_status().json()
        return [one["content"]["body"] for one in chat["messages"] if one["type"] == "text"]

    def turn(self, seconds: float) -> None:
        self.post("/clock/turn", {"seconds": seconds})

    def run_clock(self) -> None:
        self._http.put("/clock", json={"mode": "running", "speed": 1}).raise_for_status()

    def now(self) -> float:
        return float(self._http.get("/clock").raise_for_status().json()["now"])

    def post(self, path: str, body: Any) -> Any:
        return self._http.post(path, json=body).raise_for_status().json()


def voice(name: str) -> dict[str, Any]:
    """A voice message that was drawn for the demo: "low", "middle" or "high"."""
    content = (Path(__file__).parent / "voices" / f"{name}.ogg").read_bytes()
    return {"data": base64.b64encode(content).decode(), "mime_type": "audio/ogg; codecs=opus", "voice": True}


def picture(content: bytes) -> dict[str, str]:
    """A picture as the control API takes it along with a message."""
    return {"data": base64.b64encode(content).decode(), "mime_type": "image/png"}
