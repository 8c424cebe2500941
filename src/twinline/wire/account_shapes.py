"""Values of account, number and template webhooks as shapes. See `shapes` for how they are read."""

from typing_extensions import TypedDict


class AccountInfo(TypedDict, total=False):
    waba_id: str | None
    owner_business_id: str | None
    solution_id: str | None
    solution_partner_business_ids: list[str] | None
    partner_app_id: str | None


class Disconnection(TypedDict, total=False):
    reason: str | None
    initiated_by: str | None


class Ban(TypedDict, total=False):
    waba_ban_state: str | None
    waba_ban_date: str | None


class Violation(TypedDict, total=False):
    violation_type: str | None


class Restriction(TypedDict, total=False):
    restriction_type: str | None
    expiration: str | None
    remediation: str | None


class RateCountry(TypedDict, total=False):
    country_code: str | None
    start_time: str | None


class RateEligibility(TypedDict, total=False):
    start_time: str | None
    exception_countries: list[RateCountry] | None


class VolumeTier(TypedDict, total=False):
    tier_update_time: str | None
    pricing_category: str | None
    tier: str | None
    effective_month: str | None
    region: str | None


class Certification(TypedDict, total=False):
    client_business_id: str | None
    status: str | None
    rejection_reasons: list[str] | None


class AccountUpdate(TypedDict, total=False):
    event: str | None
    phone_number: str | None
    waba_info: AccountInfo | None
    disconnection_info: Disconnection | None
    ban_info: Ban | None
    violation_info: Violation | None
    restriction_info: list[Restriction] | None
    country: str | None
    auth_international_rate_eligibility: RateEligibility | None
    volume_tier_info: VolumeTier | None
    partner_client_certification_info: Certification | None


class Template(TypedDict, total=False):
    message_template_id: str | None
    message_template_name: str | None
    message_template_language: str | None


class TemplateDisabling(TypedDict, total=False):
    disable_date: str | None


class TemplateNote(TypedDict, total=False):
    title: str | None
    description: str | None


class TemplateRejection(TypedDict, total=False):
    reason: str | None
    recommendation: str | None


class TemplateStatus(Template, total=False):
    event: str | None
    reason: str | None
    message_template_category: str | None
    disable_info: TemplateDisabling | None
    other_info: TemplateNote | None
    rejection_info: TemplateRejection | None


class TemplateQuality(Template, total=False):
    previous_quality_score: str | None
    new_quality_score: str | None


class TemplateButton(TypedDict, total=False):
    message_template_button_type: str | None
    message_template_button_text: str | None
    message_template_button_url: str | None
    message_template_button_phone_number: str | None


class TemplateParts(Template, total=False):
    message_template_element: str | None
    message_template_title: str | None
    message_template_footer: str | None
    message_template_buttons: list[TemplateButton] | None


class TemplateCategory(Template, total=False):
    previous_category: str | None
    new_category: str | None
    correct_category: str | None
    category_update_timestamp: str | None


class NumberQuality(TypedDict, total=False):
    display_phone_number: str | None
    event: str | None
    current_limit: str | None
    old_limit: str | None
    max_daily_conversations_per_business: str | None


class NumberName(TypedDict, total=False):
    display_phone_number: str | None
    decision: str | None
    requested_verified_name: str | None
    rejection_reason: str | None


class Capability(TypedDict, total=False):
    max_daily_conversations_per_business: str | None
    max_daily_conversation_per_phone: str | None
    max_phone_numbers_per_business: str | None
    max_phone_numbers_per_waba: str | None


class Review(TypedDict, total=False):
    decision: str | None


class AlertInfo(TypedDict, total=False):
    alert_severity: str | None
    alert_status: str | None
    alert_type: str | None
    alert_description: str | None


class Alert(TypedDict, total=False):
    entity_type: str | None
    entity_id: str | None
    alert_info: AlertInfo | None


class Security(TypedDict, total=False):
    display_phone_number: str | None
    event: str | None
    requester: str | None


class Username(TypedDict, total=False):
    display_phone_number: str | None
    username: str | None
    status: str | None


class Solution(TypedDict, total=False):
    event: str | None
    solution_id: str | None
    solution_status: str | None
