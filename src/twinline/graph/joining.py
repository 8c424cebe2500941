"""Meta's calls around Embedded Signup, in their order (Meta: Onboard Business app users; as a Tech Provider).

All of them may be repeated but two: a code is good once, and each sync is asked for once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from twinline.graph.client import Graph, OutcomeUnknown
from twinline.wire import joining, message_history

Sync = Literal["smb_app_state_sync", "history"]
MOST_PAGES = 50


def exchange(graph: Graph, app_id: str, secret: str, code: str) -> str:
    """A business token for a code, which lives for thirty seconds."""
    answer = graph.get(None, "oauth/access_token", {"client_id": app_id, "client_secret": secret, "code": code})
    if not answer.get("access_token"):
        raise OutcomeUnknown("an answer without a token")
    return str(answer["access_token"])


def inspect(graph: Graph, app_id: str, secret: str, token: str) -> joining.Inspected:
    return joining.inspected(graph.get(f"{app_id}|{secret}", "debug_token", {"input_token": token}))


def numbers(graph: Graph, token: str, waba_id: str) -> list[joining.Node]:
    return [node for page in _pages(graph, token, waba_id) for node in joining.nodes(page)]


def _pages(graph: Graph, token: str, waba_id: str) -> Iterator[Mapping[str, Any]]:
    cursor: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        page = graph.get(token, f"{waba_id}/phone_numbers", {"fields": joining.NODE_FIELDS, **cursor})
        yield page
        after = joining.after(page)
        if after is None:
            return
        cursor = {"after": after}


def measure(graph: Graph, token: str, phone_number_id: str) -> joining.Measured:
    """How Meta rates one number."""
    return joining.measured(graph.get(token, phone_number_id, {"fields": joining.VITAL_FIELDS}))


def past_statuses(graph: Graph, token: str, phone_number_id: str, since: datetime) -> Iterator[Mapping[str, Any]]:
    """Pages of `message_history`, the newest first, until one reaches back to `since`."""
    cursor: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        wanted = {"fields": message_history.FIELDS, "limit": "100", **cursor}
        page = graph.get(token, f"{phone_number_id}/message_history", wanted)
        yield page
        after, oldest = joining.after(page), message_history.oldest(page)
        if after is None or (oldest is not None and oldest < since):
            return
        cursor = {"after": after}


def subscribe(graph: Graph, token: str, waba_id: str) -> None:
    """The token's app hears this account from now on."""
    graph.post(token, f"{waba_id}/subscribed_apps", {})


def register(graph: Graph, token: str, phone_number_id: str, pin: str) -> None:
    """A number of the Cloud API alone; one that lives in the app is never registered."""
    graph.post(token, f"{phone_number_id}/register", {"messaging_product": "whatsapp", "pin": pin})


def ask(graph: Graph, token: str, phone_number_id: str, sync: Sync) -> str:
    """Meta's request id; accepted is not yet shared. Once per onboarding, within 24 hours of it."""
    body = {"messaging_product": "whatsapp", "sync_type": sync}
    return str(graph.post(token, f"{phone_number_id}/smb_app_data", body).get("request_id") or "")
