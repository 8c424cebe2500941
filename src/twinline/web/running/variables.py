"""Settings that are read by nobody, or that keep Meta away."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from twinline.engine.app_findings import is_reachable
from twinline.web.running.finding import Finding
from twinline.workspaces.installation import Installation

KNOWN = frozenset(
    (
        "TWINLINE_ALLOWED_ORIGINS",
        "TWINLINE_CLOSED_COUNTRIES",
        "TWINLINE_DEMO_HOME",
        "TWINLINE_FRAMED_BY",
        "TWINLINE_GRAPH_URL",
        "TWINLINE_GRAPH_VERSION",
        "TWINLINE_HOME",
        "TWINLINE_HOST",
        "TWINLINE_MAIL",
        "TWINLINE_MAIL_FROM",
        "TWINLINE_META_ORIGINS",
        "TWINLINE_META_SDK",
        "TWINLINE_ORIGIN",
        "TWINLINE_PAGE",
        "TWINLINE_PICTURES",
        "TWINLINE_PORT",
        "TWINLINE_PROFILE",
        "TWINLINE_PROXIES",
        "TWINLINE_RECORDERS",
        "TWINLINE_ROLE",
        "TWINLINE_SECRET",
        "TWINLINE_TOUR_PORT",
        "TWINLINE_TURNABLE_CLOCK",
        "TWINLINE_WEB_SOCKET",
        "TWINLINE_WEB_WORKERS",
    )
)


def examine(environment: Mapping[str, str], here: Installation) -> Iterator[Finding]:
    for name in sorted(name for name in environment if name.startswith("TWINLINE_") and name not in KNOWN):
        yield _mistyped(name)
    yield from _origin(here)
    if here.graph_url.startswith("http:") and here.graph_url not in here.allowed_origins:
        cure = f"use https, or name {here.graph_url} in TWINLINE_ALLOWED_ORIGINS"
        yield Finding("bad", f"TWINLINE_GRAPH_URL has no TLS, so nothing is sent there: {cure}.")


def _mistyped(name: str) -> Finding:
    near = difflib.get_close_matches(name, KNOWN, 1, 0.8)
    if near:
        return Finding("bad", f"{name} is no setting, so nobody reads it: write {near[0]}.")
    return Finding("note", f"{name} is no setting of Twinline's: nobody reads it.")


def _origin(here: Installation) -> Iterator[Finding]:
    if here.origin is None:
        why = "`twinline doctor` then compares the whole address of the webhooks"
        yield Finding("note", f"TWINLINE_ORIGIN is not set: name the address of this Twinline, and {why}.")
    elif not is_reachable(here.origin):
        cure = "Meta needs https, a public name and a certificate of a public authority"
        yield Finding("note", f"Meta cannot reach {here.origin}, only programs on this machine or network do: {cure}.")
    else:
        yield Finding("good", f"Meta can reach {here.origin}, as far as its name tells.")
