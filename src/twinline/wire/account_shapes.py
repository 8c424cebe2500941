"""Values of account, number and template webhooks as models. See `shapes` for how they are read."""

from .shapes import Shape


class AccountInfo(Shape):
    waba_id: str | None = None
    owner_business_id: str | None = None
    solution_id: str | None = None
    solution_partner_business_ids: list[str] = []
    partner_app_id: str | None = None


class Disconnection(Shape):
    reason: str | None = None
    initiated_by: str | None = None


class Ban(Shape):
    waba_ban_state: str | None = None
    waba_ban_date: str | None = None


class Violation(Shape):
    violation_type: str | None = None


class Restriction(Shape):
    restriction_type: str | None = None
    expiration: str | None = None
    remediation: str | None = None


class RateCountry(Shape):
    country_code: str | None = None
    start_time: str | None = None


class RateEligibility(Shape):
    start_time: str | None = None
    exception_countries: list[RateCountry] = []


class VolumeTier(Shape):
    tier_update_time: str | None = None
    pricing_category: str | None = None
    tier: str | None = None
    effective_month: str | None = None
    region: str | None = None


class Certification(Shape):
    client_business_id: str | None = None
    status: str | None = None
    rejection_reasons: list[str] = []


class AccountUpdate(Shape):
    event: str | None = None
    phone_number: str | None = None
    waba_info: AccountInfo | None = None
    disconnection_info: Disconnection | None = None
    ban_info: Ban | None = None
    violation_info: Violation | None = None
    restriction_info: list[Restriction] = []
    country: str | None = None
    auth_international_rate_eligibility: RateEligibility | None = None
    volume_tier_info: VolumeTier | None = None
    partner_client_certification_info: Certification | None = None


class Template(Shape):
    message_template_id: str | None = None
    message_template_name: str | None = None
    message_template_language: str | None = None


class TemplateDisabling(Shape):
    disable_date: str | None = None


class TemplateNote(Shape):
    title: str | None = None
    description: str | None = None


class TemplateRejection(Shape):
    reason: str | None = None
    recommendation: str | None = None


class TemplateStatus(Template):
    event: str | None = None
    reason: str | None = None
    message_template_category: str | None = None
    disable_info: TemplateDisabling | None = None
    other_info: TemplateNote | None = None
    rejection_info: TemplateRejection | None = None


class TemplateQuality(Template):
    previous_quality_score: str | None = None
    new_quality_score: str | None = None


class TemplateButton(Shape):
    message_template_button_type: str | None = None
    message_template_button_text: str | None = None
    message_template_button_url: str | None = None
    message_template_button_phone_number: str | None = None


class TemplateParts(Template):
    message_template_element: str | None = None
    message_template_title: str | None = None
    message_template_footer: str | None = None
    message_template_buttons: list[TemplateButton] = []


class TemplateCategory(Template):
    previous_category: str | None = None
    new_category: str | None = None
    correct_category: str | None = None
    category_update_timestamp: str | None = None


class NumberQuality(Shape):
    display_phone_number: str | None = None
    event: str | None = None
    current_limit: str | None = None
    old_limit: str | None = None
    max_daily_conversations_per_business: str | None = None


class NumberName(Shape):
    display_phone_number: str | None = None
    decision: str | None = None
    requested_verified_name: str | None = None
    rejection_reason: str | None = None


class Capability(Shape):
    max_daily_conversations_per_business: str | None = None
    max_daily_conversation_per_phone: str | None = None
    max_phone_numbers_per_business: str | None = None
    max_phone_numbers_per_waba: str | None = None


class Review(Shape):
    decision: str | None = None


class AlertInfo(Shape):
    alert_severity: str | None = None
    alert_status: str | None = None
    alert_type: str | None = None
    alert_description: str | None = None


class Alert(Shape):
    entity_type: str | None = None
    entity_id: str | None = None
    alert_info: AlertInfo | None = None


class Security(Shape):
    display_phone_number: str | None = None
    event: str | None = None
    requester: str | None = None


class Username(Shape):
    display_phone_number: str | None = None
    username: str | None = None
    status: str | None = None


class Solution(Shape):
    event: str | None = None
    solution_id: str | None = None
    solution_status: str | None = None
