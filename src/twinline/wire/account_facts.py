"""What Meta told us about numbers, accounts and templates.

Ids are strings whichever way Meta printed them.
"""

from dataclasses import dataclass
from datetime import datetime

from .facts import Fact, Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOffboarded(Fact):
    """The app moved to another device; sends fail until it reconnects.

    Meta: account_update, ACCOUNT_OFFBOARDED.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReconnected(Fact):
    """Meta: account_update, ACCOUNT_RECONNECTED."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRemoved(Fact):
    """PARTNER_REMOVED in both of its shapes. `reason` and `initiated_by` (USER, SYSTEM) may be missing."""

    reason: str | None = None
    initiated_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUpdated(Fact):
    """Any other account_update. `details` is everything beside `event`, as Meta sent it."""

    event: str
    details: Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFact(Fact):
    """`language` is written en_US, never en-US."""

    template_id: str | None
    name: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateStatusChanged(TemplateFact):
    event: str
    reason: str | None = None
    category: str | None = None
    title: str | None = None
    description: str | None = None
    recommendation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateQualityChanged(TemplateFact):
    """GREEN, YELLOW, RED or UNKNOWN."""

    previous: str | None = None
    current: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateComponentsChanged(TemplateFact):
    element: str | None = None
    title: str | None = None
    footer: str | None = None
    buttons: tuple[Raw, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCategoryChanged(TemplateFact):
    """`correct` alone: announced, it happens within 24 hours. `current`: it happened."""

    previous: str | None = None
    current: str | None = None
    correct: str | None = None
    takes_effect_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQualityChanged(Fact):
    event: str | None
    current_limit: str | None = None
    old_limit: str | None = None
    max_daily_conversations: int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberNameChanged(Fact):
    decision: str | None
    requested_name: str | None = None
    rejection_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityChanged(Fact):
    """Limits as numbers, also where Meta printed TIER_2K; a text only where it is no number (TIER_UNLIMITED)."""

    max_daily_conversations: int | str | None = None
    max_phone_numbers_per_business: int | None = None
    max_phone_numbers_per_waba: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReviewed(Fact):
    decision: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised(Fact):
    entity_type: str | None
    entity_id: str | None
    severity: str | None = None
    status: str | None = None
    alert: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityChanged(Fact):
    event: str | None
    requester: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsernameChanged(Fact):
    """The business's own username. Meta prints the field business_username_update and …_updates."""

    username: str | None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSolutionChanged(Fact):
    event: str | None
    solution_id: str | None = None
    status: str | None = None
