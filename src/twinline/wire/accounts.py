"""Values about numbers, accounts and templates into facts.

Meta: account_update, template and phone number webhook references.
"""

from collections.abc import Callable, Mapping
from typing import Any

from . import account_facts as about
from . import account_shapes as shapes
from .facts import Fact, Raw, Unrecognised
from .known import Reader
from .reading import moment, phone, scope

_READ_QUALITY = Reader(shapes.TemplateQuality)
_TIERS = {"TIER_50": 50, "TIER_250": 250, "TIER_1K": 1000, "TIER_2K": 2000, "TIER_10K": 10_000, "TIER_100K": 100_000}


def account_fact(raw: Raw, value: Mapping[str, Any]) -> Fact:
    reader = _READERS.get(raw["field"])
    if reader is None:
        return Unrecognised(**_scope(raw, set()), reason=f"a field that is not used here: {raw['field']}")
    read, make = reader
    unknown: set[str] = set()
    return make(raw, value, read(value, unknown), unknown)


def _scope(raw: Raw, unknown: set[str], display: str | None = None) -> dict[str, Any]:
    common = scope(raw, unknown, moment(raw.get("entry_time")))
    common["display_phone_number"] = phone(display) or common["display_phone_number"]
    return common


def _account(raw: Raw, value: Mapping[str, Any], update: shapes.AccountUpdate, unknown: set[str]) -> Fact:
    common = _scope(raw, unknown, update.get("phone_number"))
    # The PARTNER_* events come under the partner's portfolio; the account is inside.
    if account := (update.get("waba_info") or {}).get("waba_id"):
        common["waba_id"] = account
    event = (update.get("event") or "").upper()
    if event == "ACCOUNT_OFFBOARDED":
        return about.NumberOffboarded(**common)
    if event == "ACCOUNT_RECONNECTED":
        return about.NumberReconnected(**common)
    if event == "PARTNER_REMOVED":
        cause = update.get("disconnection_info") or {}
        return about.NumberRemoved(**common, reason=cause.get("reason"), initiated_by=cause.get("initiated_by"))
    if not event:
        return Unrecognised(**common, reason="an account_update without an event")
    details = {key: inner for key, inner in value.items() if key != "event"}
    return about.AccountUpdated(**common, event=event, details=details)


def _template(update: shapes.Template) -> dict[str, Any]:
    language = update.get("message_template_language")
    return {
        "template_id": update.get("message_template_id"),
        "name": update.get("message_template_name"),
        "language": language.replace("-", "_") if language else None,
    }


def _template_status(raw: Raw, value: Mapping[str, Any], update: shapes.TemplateStatus, unknown: set[str]) -> Fact:
    # Meta's own sample of a quality update has this field's name on it.
    if "new_quality_score" in value and "event" not in value:
        unknown = set()
        return _template_quality(raw, value, _READ_QUALITY(value, unknown), unknown)
    common = _scope(raw, unknown)
    event = update.get("event")
    if not event:
        return Unrecognised(**common, reason="a template's status without an event")
    other, rejection = update.get("other_info") or {}, update.get("rejection_info") or {}
    return about.TemplateStatusChanged(
        **common,
        **_template(update),
        event=event,
        reason=update.get("reason") or rejection.get("reason"),
        category=update.get("message_template_category"),
        title=other.get("title"),
        description=other.get("description"),
        recommendation=rejection.get("recommendation"),
    )


def _template_quality(raw: Raw, _: Mapping[str, Any], update: shapes.TemplateQuality, unknown: set[str]) -> Fact:
    return about.TemplateQualityChanged(
        **_scope(raw, unknown),
        **_template(update),
        previous=update.get("previous_quality_score"),
        current=update.get("new_quality_score"),
    )


def _template_parts(raw: Raw, value: Mapping[str, Any], update: shapes.TemplateParts, unknown: set[str]) -> Fact:
    return about.TemplateComponentsChanged(
        **_scope(raw, unknown),
        **_template(update),
        element=update.get("message_template_element"),
        title=update.get("message_template_title"),
        footer=update.get("message_template_footer"),
        buttons=tuple(update.get("message_template_buttons") or ()),
    )


def _template_category(raw: Raw, _: Mapping[str, Any], update: shapes.TemplateCategory, unknown: set[str]) -> Fact:
    return about.TemplateCategoryChanged(
        **_scope(raw, unknown),
        **_template(update),
        previous=update.get("previous_category"),
        current=update.get("new_category"),
        correct=update.get("correct_category"),
        takes_effect_at=moment(update.get("category_update_timestamp")),
    )


def _limit(printed: str | None) -> int | str | None:
    if printed is None:
        return None
    known = _TIERS.get(printed)
    return known if known is not None else _count(printed) if _count(printed) is not None else printed


def _count(printed: str | None) -> int | None:
    return int(printed) if printed and printed.isascii() and printed.isdigit() and len(printed) < 12 else None


def _number_quality(raw: Raw, _: Mapping[str, Any], update: shapes.NumberQuality, unknown: set[str]) -> Fact:
    return about.NumberQualityChanged(
        **_scope(raw, unknown, update.get("display_phone_number")),
        event=update.get("event"),
        current_limit=update.get("current_limit"),
        old_limit=update.get("old_limit"),
        max_daily_conversations=_limit(update.get("max_daily_conversations_per_business")),
    )


def _number_name(raw: Raw, _: Mapping[str, Any], update: shapes.NumberName, unknown: set[str]) -> Fact:
    return about.NumberNameChanged(
        **_scope(raw, unknown, update.get("display_phone_number")),
        decision=update.get("decision"),
        requested_name=update.get("requested_verified_name"),
        rejection_reason=update.get("rejection_reason"),
    )


def _capability(raw: Raw, _: Mapping[str, Any], update: shapes.Capability, unknown: set[str]) -> Fact:
    daily = update.get("max_daily_conversations_per_business") or update.get("max_daily_conversation_per_phone")
    return about.CapabilityChanged(
        **_scope(raw, unknown),
        max_daily_conversations=_limit(daily),
        max_phone_numbers_per_business=_count(update.get("max_phone_numbers_per_business")),
        max_phone_numbers_per_waba=_count(update.get("max_phone_numbers_per_waba")),
    )


def _review(raw: Raw, _: Mapping[str, Any], update: shapes.Review, unknown: set[str]) -> Fact:
    return about.AccountReviewed(**_scope(raw, unknown), decision=update.get("decision"))


def _alert(raw: Raw, _: Mapping[str, Any], update: shapes.Alert, unknown: set[str]) -> Fact:
    told = update.get("alert_info") or {}
    return about.AlertRaised(
        **_scope(raw, unknown),
        entity_type=update.get("entity_type"),
        entity_id=update.get("entity_id"),
        severity=told.get("alert_severity"),
        status=told.get("alert_status"),
        alert=told.get("alert_type"),
        description=told.get("alert_description"),
    )


def _security(raw: Raw, _: Mapping[str, Any], update: shapes.Security, unknown: set[str]) -> Fact:
    common = _scope(raw, unknown, update.get("display_phone_number"))
    return about.SecurityChanged(**common, event=update.get("event"), requester=update.get("requester"))


def _username(raw: Raw, _: Mapping[str, Any], update: shapes.Username, unknown: set[str]) -> Fact:
    common = _scope(raw, unknown, update.get("display_phone_number"))
    bare = (update.get("username") or "").removeprefix("@")
    return about.UsernameChanged(**common, username=bare or None, status=update.get("status"))


def _solution(raw: Raw, _: Mapping[str, Any], update: shapes.Solution, unknown: set[str]) -> Fact:
    return about.PartnerSolutionChanged(
        **_scope(raw, unknown),
        event=update.get("event"),
        solution_id=update.get("solution_id"),
        status=update.get("solution_status"),
    )


_READERS: dict[str, tuple[Reader[Any], Callable[[Raw, Mapping[str, Any], Any, set[str]], Fact]]] = {
    "account_update": (Reader(shapes.AccountUpdate), _account),
    "message_template_status_update": (Reader(shapes.TemplateStatus), _template_status),
    "message_template_quality_update": (_READ_QUALITY, _template_quality),
    "message_template_components_update": (Reader(shapes.TemplateParts), _template_parts),
    "template_category_update": (Reader(shapes.TemplateCategory), _template_category),
    "phone_number_quality_update": (Reader(shapes.NumberQuality), _number_quality),
    "phone_number_name_update": (Reader(shapes.NumberName), _number_name),
    "business_capability_update": (Reader(shapes.Capability), _capability),
    "account_review_update": (Reader(shapes.Review), _review),
    "account_alerts": (Reader(shapes.Alert), _alert),
    "security": (Reader(shapes.Security), _security),
    "business_username_update": (Reader(shapes.Username), _username),
    "business_username_updates": (Reader(shapes.Username), _username),
    "partner_solutions": (Reader(shapes.Solution), _solution),
}
