"""Signed webhooks as Meta shapes them, made before the load so that signing costs the load nothing.

Meta: Webhooks, messages reference (text, status) and coexistence (smb_message_echoes); all values are invented.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SAID = "Grüezi, ist die Wohnung an der Rosengasse noch frei? Wir kämen gern am Samstag vorbei. Nr. {n}"


@dataclass(frozen=True, slots=True)
class Target:
    """Whose webhooks: the app that signs them and the number they are for."""

    app_id: str
    secret: bytes
    phone_number_id: str
    waba_id: str
    display_phone: str


def text(target: Target, n: int, said_at: int | None = None) -> dict[str, Any]:
    """One customer's text, as delivered live: one item in a body. 5,000 customers write in turn."""
    phone = f"4179{5_000_000 + n % 5_000:07d}"
    message = {
        "from": phone,
        "id": wamid(target, n),
        "timestamp": str(said_at or int(time.time())),
        "text": {"body": SAID.format(n=n)},
        "type": "text",
    }
    contact = {"profile": {"name": f"Kundin {n % 5_000}"}, "wa_id": phone}
    return change(target, "messages", {"contacts": [contact], "messages": [message]})


def echo(target: Target, n: int, said_at: int | None = None) -> dict[str, Any]:
    """The number's owner answers on the phone."""
    message = {
        "from": target.display_phone,
        "to": f"4179{5_000_000 + n % 5_000:07d}",
        "id": wamid(target, n),
        "timestamp": str(said_at or int(time.time())),
        "text": {"body": f"Ja, gerne um zehn Uhr. Nr. {n}"},
        "type": "text",
    }
    return change(target, "smb_message_echoes", {"message_echoes": [message]})


def status(target: Target, n: int, of: int, name: str, said_at: int | None = None) -> dict[str, Any]:
    """A tick for the message number `of`."""
    one = {
        "id": wamid(target, of),
        "status": name,
        "timestamp": str(said_at or int(time.time())),
        "recipient_id": f"4179{5_000_000 + n % 5_000:07d}",
    }
    return change(target, "messages", {"statuses": [one]})


def change(target: Target, field: str, value: dict[str, Any]) -> dict[str, Any]:
    metadata = {"display_phone_number": target.display_phone, "phone_number_id": target.phone_number_id}
    whole = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": target.waba_id, "changes": [{"value": whole, "field": field}]}],
    }


def wamid(target: Target, n: int) -> str:
    return f"wamid.BENCH{target.phone_number_id}N{n:012d}=="


def encoded(webhook: dict[str, Any]) -> bytes:
    """Meta escapes what is not ASCII."""
    return json.dumps(webhook, separators=(",", ":")).encode()


def request(target: Target, body: bytes) -> bytes:
    """A whole HTTP/1.1 request with its signature."""
    signature = hmac.new(target.secret, body, hashlib.sha256).hexdigest()
    head = (
        f"POST /hooks/meta/{target.app_id} HTTP/1.1\r\nhost: localhost\r\nuser-agent: facebookexternalua\r\n"
        f"content-type: application/json\r\nx-hub-signature-256: sha256={signature}\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def texts(target: Target, count: int, start: int = 0) -> Iterator[bytes]:
    """Requests of that many different texts."""
    for n in range(start, start + count):
        yield request(target, encoded(text(target, n)))
