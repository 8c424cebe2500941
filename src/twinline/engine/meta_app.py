"""An app as Meta sees it, asked live: for the wizard and for `twinline doctor`. Never loads Django."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from twinline.engine.app_findings import Finding, Handshake, Told, Trouble, Wanted, callback_of, findings, is_ours
from twinline.graph import apps, joining
from twinline.graph.client import Graph, GraphRefused, NotSubmitted, OutcomeUnknown
from twinline.wire.apps import NEEDED, USEFUL, Subscription
from twinline.wire.joining import Inspected
from twinline.workspaces.installation import Installation

T = TypeVar("T")
Client = Graph  # for those who may ask here and not know how


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An app with its secrets in the open; None where a sealed one does not open."""

    app_id: str
    config_id: str
    secret: str | None = field(repr=False)
    verify_token: str | None = field(repr=False)


@contextmanager
def quick_graph(here: Installation) -> Iterator[Graph]:
    graph = apps.quick(here.graph_url, here.graph_version, here.allowed_origins)
    try:
        yield graph
    finally:
        graph.close()


def check(graph: Graph, app: Opened, version: str, origin: str | None) -> list[Finding]:
    """What is well and what must be mended, step by step. Raises nothing: a silent Meta is a finding too."""
    wanted = Wanted(app_id=app.app_id, config_id=app.config_id, version=version, origin=origin)
    return list(findings(look(graph, app, wanted), wanted))


def look(graph: Graph, app: Opened, wanted: Wanted) -> Told:
    secret = app.secret
    if secret is None:
        return Told(trouble=Trouble("unreadable"))
    named = asked(lambda: apps.name(graph, app.app_id, secret))
    if isinstance(named, Trouble):
        return Told(trouble=named)
    name, version = named
    found = asked(lambda: apps.subscription(graph, app.app_id, secret))
    return Told(name=name, version=version, subscription=found, handshake=_shaken(graph, app, found, wanted))


def _shaken(graph: Graph, app: Opened, found: Subscription | Trouble | None, wanted: Wanted) -> Handshake | None:
    """Only our own address hears the verify token from us."""
    if not isinstance(found, Subscription) or not is_ours(found.url, wanted) or app.verify_token is None:
        return None
    return apps.shake_hands(graph, found.url, app.verify_token)


def key(graph: Graph, app_id: str, secret: str) -> str | Trouble:
    """The app's name at Meta, which proves that the secret is its own."""
    named = asked(lambda: apps.name(graph, app_id, secret))
    return named if isinstance(named, Trouble) else named[0]


def subscribe(graph: Graph, app: Opened, origin: str) -> Trouble | None:
    """Meta brings this app's webhooks here from now on: all that Twinline reads, and what was subscribed before."""
    secret, token = app.secret, app.verify_token
    if secret is None or token is None:
        return Trouble("unreadable")
    before = asked(lambda: apps.subscription(graph, app.app_id, secret))
    if isinstance(before, Trouble):
        return before
    fields = sorted({*NEEDED, *USEFUL, *(before.fields if before else ())})
    url = callback_of(origin, app.app_id)
    return asked(lambda: apps.subscribe(graph, app.app_id, secret, url, token, fields))


def token(graph: Graph, app_id: str, secret: str, given: str) -> Inspected | Trouble:
    """What Meta says of a number's token."""
    return asked(lambda: joining.inspect(graph, app_id, secret, given))


def asked(question: Callable[[], T]) -> T | Trouble:
    try:
        return question()
    except GraphRefused as refusal:
        return Trouble("refused", refusal.error)
    except NotSubmitted:
        return Trouble("unreachable")
    except OutcomeUnknown:
        return Trouble("silent")
