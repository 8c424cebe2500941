"""Meta's calls about an app, with the app's own token (Meta: Application; Application, subscriptions).

Only `subscribe` changes something, and it may be repeated.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Literal

import httpx

from twinline.graph.client import Graph, NotSubmitted
from twinline.graph.guard import is_barred
from twinline.wire import apps

Handshake = Literal["answered", "refused", "unreachable", "barred"]
SHORT = httpx.Timeout(5.0, connect=3.0, pool=3.0)


def quick(url: str, version: str, allowed_origins: tuple[str, ...]) -> Graph:
    """A client for questions that somebody waits for; whoever opens it closes it."""
    return Graph(url, version, allowed_origins, SHORT)


def name(graph: Graph, app_id: str, secret: str) -> tuple[str, str | None]:
    """The app's name at Meta, which proves its secret, and the version that answered."""
    answer, version = graph.get_versioned(f"{app_id}|{secret}", app_id, {"fields": "id,name"})
    return str(answer.get("name") or ""), version


def subscription(graph: Graph, app_id: str, secret: str) -> apps.Subscription | None:
    return apps.subscription(graph.get(f"{app_id}|{secret}", f"{app_id}/subscriptions", {}))


def subscribe(graph: Graph, app_id: str, secret: str, url: str, verify_token: str, fields: Iterable[str]) -> None:
    """Meta asks `url` for the handshake before it answers."""
    body = {"object": apps.OBJECT, "callback_url": url, "verify_token": verify_token, "fields": ",".join(fields)}
    graph.post(f"{app_id}|{secret}", f"{app_id}/subscriptions", body)


def shake_hands(graph: Graph, url: str, verify_token: str) -> Handshake:
    """Ask a callback as Meta would (Meta: Webhooks, getting started). `barred`: our own guard lets nothing there."""
    challenge = f"{secrets.randbelow(10**10):010}"
    asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    try:
        status, text = graph.fetch_text(url, asked, 1024)
    except NotSubmitted as fault:
        return "barred" if is_barred(fault) else "unreachable"
    return "answered" if status == httpx.codes.OK and text.strip() == challenge else "refused"
