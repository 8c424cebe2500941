"""Errors of the Graph API, and what each asks of us. Meta: Cloud API, error codes; Graph API, handling errors.

Meta asks to build on `code`, not on the HTTP status or the title. A code that is not in the table is judged by its
HTTP status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphError:
    """`code` None: the answer held no error in Meta's shape (a proxy's page, a cut connection)."""

    code: int | None
    http: int
    message: str = ""
    details: str | None = None
    fbtrace_id: str | None = None
    subcode: int | None = None
    is_transient: bool = False


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again with growing pauses. `tries`: at most so many in all; None: as long as the message lives."""

    sentence: str
    tries: int | None = None


@dataclass(frozen=True, slots=True)
class SlowDown:
    """A rate was exceeded: `scope` says whose. "pair" waits 4^n seconds, n = 0, 1, 2."""

    sentence: str
    scope: Literal["number", "pair", "account", "app"]


@dataclass(frozen=True, slots=True)
class Wait:
    """It may work later, when something has changed; not before `seconds` have passed."""

    sentence: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Stop:
    """This message will not go, however often it is tried. `instead`: what may go, such as a template."""

    sentence: str
    instead: Literal["template", "phone"] | None = None


@dataclass(frozen=True, slots=True)
class TellAPerson:
    """Nothing goes until somebody does something: reconnect, pay, confirm."""

    sentence: str


Decision = Retry | SlowDown | Wait | Stop | TellAPerson

_HOUR = 3600
_DAY = 24 * _HOUR
_FEW = 3

_DECISIONS: dict[int, Decision] = {
    0: TellAPerson("token_unusable"),
    1: Retry("unknown_request", _FEW),
    2: Retry("meta_down"),
    3: TellAPerson("capability_missing"),
    4: SlowDown("app_limit", "app"),
    10: TellAPerson("permission_denied"),
    33: TellAPerson("number_gone"),
    100: Stop("bad_parameter"),
    190: TellAPerson("token_expired"),
    368: Wait("blocked_for_policy", _HOUR),
    80007: SlowDown("account_limit", "account"),
    130403: Stop("recipient_blocked"),
    130429: SlowDown("throughput", "number"),
    130472: Stop("experiment"),
    130497: Stop("country_not_allowed"),
    131000: Retry("meta_unknown", _FEW),
    131005: TellAPerson("permission_denied"),
    131008: Stop("missing_parameter"),
    131009: Stop("bad_parameter"),
    131016: Retry("meta_down"),
    131021: Stop("sender_is_recipient"),
    131026: Stop("undeliverable"),
    131030: Stop("recipient_not_allowed"),
    131031: TellAPerson("account_locked"),
    131037: TellAPerson("display_name_needed"),
    131042: Wait("payment_problem", _HOUR),
    131044: Wait("business_not_eligible", _HOUR),
    131045: TellAPerson("registration_problem"),
    131047: Stop("window_closed", "template"),
    131048: Wait("spam_limit", _HOUR),
    131049: Wait("marketing_limit", _DAY),
    131050: Stop("marketing_stopped"),
    131051: Stop("unsupported_type"),
    131052: Stop("media_not_downloaded"),
    131053: Stop("media_not_uploaded"),
    131056: SlowDown("pair_limit", "pair"),
    131057: Retry("maintenance"),
    131059: Stop("bad_cursor"),
    131060: Stop("message_unavailable"),
    131062: Stop("user_id_not_supported", "phone"),
    131063: Stop("marketing_disabled"),
    131064: Wait("classification_limit", _DAY),
    132000: Stop("template_parameters"),
    132001: Stop("template_unknown"),
    132005: Stop("template_too_long"),
    132007: Stop("template_policy"),
    132012: Stop("template_parameters"),
    132015: Wait("template_paused", 3 * _HOUR),
    132016: Stop("template_disabled"),
    132018: Stop("template_invalid"),
    132068: Wait("flow_blocked", _HOUR),
    132069: Wait("flow_throttled", _HOUR),
    133000: Wait("deregistration_incomplete", 300),
    133004: Retry("meta_down"),
    133005: TellAPerson("pin_wrong"),
    133006: TellAPerson("number_not_verified"),
    133008: Wait("pin_tries", _HOUR),
    133009: Wait("pin_too_fast", 60),
    133010: TellAPerson("number_not_registered"),
    133015: Wait("number_just_deleted", 300),
    133016: Wait("register_limit", 72 * _HOUR),
    134011: TellAPerson("payment_terms"),
    134100: Stop("marketing_messages"),
    134101: Stop("marketing_messages"),
    134102: Stop("marketing_messages"),
    135000: Stop("generic"),
    137000: Wait("identity_changed", _HOUR),
    139100: Stop("block_failed"),
    147001: Stop("username"),
    147002: Stop("username"),
    147003: Stop("username"),
    147004: Stop("username"),
    147005: Stop("username"),
    200005: Stop("template_insights"),
    200006: Stop("template_insights"),
    200007: Stop("template_insights"),
    2593107: TellAPerson("sync_used"),
    2593108: TellAPerson("sync_too_late"),
    2593109: TellAPerson("history_refused"),
}
# Template creation, migration and maintenance: nothing that another try mends.
_MANAGEMENT = frozenset(
    {2388001, 2388012, 2388019, 2388040, 2388047, 2388072, 2388073, 2388091, 2388093}
    | {2388103, 2388293, 2388299, 2494100, 2593079, 2593085}
)


def decision_for(code: int | None, http: int) -> Decision:
    """`http` 0: no answer at all.

    That tells nothing of whether Meta took the message: it is for the caller to find out.
    """
    known = _DECISIONS.get(code) if code is not None else None
    if known is not None:
        return known
    if code is not None and 200 <= code <= 299:
        return TellAPerson("permission_denied")
    if code in _MANAGEMENT:
        return Stop("management")
    return _by_http(http)


def _by_http(http: int) -> Decision:
    if http == 429:
        return SlowDown("too_many", "number")
    if http in (401, 403):
        return TellAPerson("permission_denied")
    if 400 <= http < 500 and http != 408:
        return Stop("refused")
    return Retry("meta_unknown", _FEW)


def parse_error(http: int, body: bytes | str | Mapping[str, Any] | None) -> GraphError:
    """Whatever came back, as an error. Never raises; `error_data` may be an object or a plain text."""
    error = _error_object(body)
    if error is None:
        return GraphError(code=None, http=http, message=f"HTTP {http} without an error in Meta's shape")
    return GraphError(
        code=_number(error.get("code")),
        http=http,
        message=_words(error.get("message")) or "",
        details=_details(error.get("error_data")),
        fbtrace_id=_words(error.get("fbtrace_id")),
        subcode=_number(error.get("error_subcode")),
        is_transient=error.get("is_transient") is True,
    )


def _error_object(body: bytes | str | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if isinstance(body, bytes | str):
        try:
            body = orjson.loads(body)
        except orjson.JSONDecodeError:
            return None
    error = body.get("error") if isinstance(body, Mapping) else None
    return error if isinstance(error, Mapping) else None


def _details(data: Any) -> str | None:
    return _words(data.get("details")) if isinstance(data, Mapping) else _words(data)


def _words(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
