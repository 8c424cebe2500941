"""What Meta's answers about an app mean for whoever set it up. Pure: codes and parameters, no words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from twinline.wire.apps import NEEDED, USEFUL, Subscription
from twinline.wire.errors import GraphError

Step = Literal["key", "version", "configuration", "callback", "fields", "verification"]
Kind = Literal["good", "note", "bad", "unknown"]
Handshake = Literal["answered", "refused", "unreachable", "barred"]
# Of the app's own token: its application, its secret or its signature does not fit (Meta: Facebook Login errors).
KEY_CODES = (1, 101, 102, 190)
PATH_UNKNOWN = 2500


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a question has no answer. `unreadable`: our own sealed secret does not open."""

    kind: Literal["refused", "unreachable", "silent", "unreadable"]
    error: GraphError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What Meta and the callback said of an app. `handshake` None: not tried."""

    trouble: Trouble | None = None
    name: str = ""
    version: str | None = None
    subscription: Subscription | Trouble | None = None
    handshake: Handshake | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the app is set up here. `origin` None: nobody said under which address Meta finds this Twinline."""

    app_id: str
    config_id: str
    version: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """`good` holds, `note` is worth knowing, `bad` must be mended, `unknown` waits for a step before it."""

    step: Step
    kind: Kind
    code: str
    about: Mapping[str, str] = field(default_factory=dict)


def callback_of(origin: str, app_id: str) -> str:
    """Where the gate takes the webhooks of an app."""
    return f"{origin}/hooks/meta/{app_id}"


def is_ours(url: str, wanted: Wanted) -> bool:
    """Without an origin only the path can be compared."""
    if wanted.origin is not None:
        return url == callback_of(wanted.origin, wanted.app_id)
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" == callback_of("", wanted.app_id) + "?"


def findings(told: Told, wanted: Wanted) -> Iterator[Finding]:
    """All steps in their order; one whose predecessor failed is unknown, not bad."""
    yield _key(told)
    yield _version(told, wanted)
    yield _configuration(wanted)
    yield _callback(told, wanted)
    yield _fields(told)
    yield _verification(told)


def is_reachable(url: str) -> bool:
    """Whether Meta could come: with TLS, and not to an address of this machine or its network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or host.endswith(("localhost", ".local", ".internal")):
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host


def _key(told: Told) -> Finding:
    trouble = told.trouble
    if trouble is None:
        return Finding("key", "good", "key_good", {"name": told.name})
    if trouble.error is None:
        codes = {"unreachable": "app_unreachable", "silent": "app_silent", "unreadable": "secret_unreadable"}
        return Finding("key", "bad", codes.get(trouble.kind, "app_silent"))
    if trouble.error.code == PATH_UNKNOWN:
        return _unknown("key")
    if trouble.error.code in KEY_CODES:
        return Finding("key", "bad", "key_wrong")
    return Finding("key", "bad", "app_refused", _reason(trouble.error))


def _version(told: Told, wanted: Wanted) -> Finding:
    about = {"version": wanted.version}
    if told.trouble is not None:
        unheard = told.trouble.error is not None and told.trouble.error.code == PATH_UNKNOWN
        return Finding("version", "bad", "version_unknown", about) if unheard else _unknown("version")
    if told.version is None:
        return Finding("version", "note", "version_untold", about)
    if told.version != wanted.version:
        return Finding("version", "bad", "version_over", {**about, "answered": told.version})
    return Finding("version", "good", "version_good", about)


def _configuration(wanted: Wanted) -> Finding:
    if not wanted.config_id:
        return Finding("configuration", "bad", "configuration_missing")
    return Finding("configuration", "good", "configuration_good", {"config_id": wanted.config_id})


def _callback(told: Told, wanted: Wanted) -> Finding:
    found = told.subscription
    if told.trouble is not None:
        return _unknown("callback")
    if isinstance(found, Trouble):
        return Finding("callback", "bad", "subscription_untold", _reason(found.error))
    about = {"wanted": callback_of(wanted.origin or "https://…", wanted.app_id)}
    if found is None:
        return Finding("callback", "bad", "callback_missing", about)
    about["url"] = found.url
    if not is_ours(found.url, wanted):
        return Finding("callback", "bad", "callback_elsewhere", about)
    if not found.active:
        return Finding("callback", "bad", "callback_inactive", about)
    if not is_reachable(found.url):
        return Finding("callback", "note", "callback_private", about)
    return Finding("callback", "good", "callback_good", about)


def _fields(told: Told) -> Finding:
    found = told.subscription
    if not isinstance(found, Subscription):
        return _unknown("fields")
    needed, useful = (sorted(set(names) - found.fields) for names in (NEEDED, USEFUL))
    if needed:
        return Finding("fields", "bad", "fields_missing", {"fields": ", ".join(needed + useful)})
    if useful:
        return Finding("fields", "note", "fields_useful", {"fields": ", ".join(useful)})
    return Finding("fields", "good", "fields_good", {"count": str(len(NEEDED) + len(USEFUL))})


def _verification(told: Told) -> Finding:
    found = told.subscription
    if told.handshake is None or not isinstance(found, Subscription):
        return _unknown("verification")
    kinds: dict[Handshake, Kind] = {"answered": "good", "barred": "note", "refused": "bad", "unreachable": "bad"}
    return Finding("verification", kinds[told.handshake], f"handshake_{told.handshake}", {"url": found.url})


def _unknown(step: Step) -> Finding:
    return Finding(step, "unknown", "unchecked")


def _reason(error: GraphError | None) -> dict[str, str]:
    return {"code": str(error.code) if error is not None and error.code is not None else "-"}
