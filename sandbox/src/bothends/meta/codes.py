"""Meta's error codes for WhatsApp, with the HTTP status and title of each (Meta: Cloud API error codes)."""

from dataclasses import dataclass
from typing import Any

HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


@dataclass(frozen=True, slots=True)
class Code:
    http: int
    title: str
    details: str


CODES: dict[int, Code] = {
    0: Code(401, "AuthException", "We were unable to authenticate the app user."),
    1: Code(400, "API Unknown", "Invalid request or possible server error."),
    2: Code(503, "API Service", "Temporary due to downtime or due to being overloaded."),
    3: Code(500, "API Method", "Capability or permissions issue."),
    4: Code(400, "API Too Many Calls", "The app has reached its API call rate limit."),
    10: Code(403, "Permission Denied", "Permission is either not granted or has been removed."),
    33: Code(400, "Parameter value is not valid", "The business phone number has been deleted."),
    100: Code(400, "Invalid parameter", "The request included one or more unsupported or misspelled parameters."),
    190: Code(401, "Access token has expired", "Your access token has expired."),
    200: Code(403, "Permission missing", "The token lacks a permission for this call."),
    368: Code(
        403,
        "Temporarily blocked for policies violations",
        "The account is restricted for a policy violation.",
    ),
    80007: Code(400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."),
    130429: Code(400, "Rate limit hit", "Cloud API message throughput has been reached."),
    130472: Code(400, "User's number is part of an experiment", "Message was not sent as part of an experiment."),
    130497: Code(403, "Business account is restricted from messaging users in this country", "Country not allowed."),
    131000: Code(500, "Something went wrong", "Message failed to send due to an unknown error."),
    131005: Code(403, "Access denied", "Permission is either not granted or has been removed."),
    131008: Code(400, "Required parameter is missing", "The request is missing a required parameter."),
    131009: Code(400, "Parameter value is not valid", "One or more parameter values are invalid."),
    131016: Code(500, "Service unavailable", "A service is temporarily unavailable."),
    131021: Code(400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    131026: Code(400, "Message undeliverable", "Unable to deliver message."),
    131030: Code(400, "Recipient phone number not in allowed list", "Add the recipient to the list and try again."),
    131031: Code(403, "Account has been locked", "The account is restricted or disabled."),
    131037: Code(400, "Display name approval needed", "The number needs display name approval before it can send."),
    131042: Code(400, "Business eligibility payment issue", "There is an error related to your payment method."),
    131045: Code(500, "Incorrect certificate", "Message failed due to a phone number registration error."),
    131047: Code(400, "Re-engagement message", "More than 24 hours have passed since the recipient last replied."),
    131048: Code(400, "Spam rate limit hit", "Message failed to send because of restrictions on this phone number."),
    131049: Code(400, "Meta chose not to deliver", "Not delivered to maintain healthy ecosystem engagement."),
    131050: Code(400, "User has stopped marketing messages", "The user stopped marketing messages of this business."),
    131051: Code(400, "Unsupported message type", "Message type is not currently supported."),
    131052: Code(400, "Media download error", "Unable to download the media sent by the user."),
    131053: Code(400, "Media upload error", "Unable to upload the media used in the message."),
    131056: Code(400, "Pair rate limit hit", "Too many messages from this phone number to the same recipient."),
    131057: Code(500, "Account in maintenance mode", "The business account is in maintenance mode."),
    131060: Code(400, "This message is currently unavailable", "Open the WhatsApp Business app to see the message."),
    131062: Code(400, "User id not supported for this message", "Send this message to a phone number."),
    132000: Code(400, "Template parameter count mismatch", "The number of parameters does not match the template."),
    132001: Code(404, "Template does not exist", "The template does not exist in this language or is not approved."),
    132005: Code(400, "Template hydrated text too long", "The filled text is too long."),
    132007: Code(400, "Template format character policy violated", "The content violates a WhatsApp policy."),
    132012: Code(400, "Template parameter format mismatch", "The parameters are formatted incorrectly."),
    132015: Code(400, "Template is paused", "The template is paused due to low quality."),
    132016: Code(400, "Template is disabled", "The template was paused too often and is disabled for good."),
    133004: Code(503, "Server temporarily unavailable", "The server is temporarily unavailable."),
    133006: Code(400, "Phone number re-verification needed", "The number needs to be verified before registering."),
    133010: Code(400, "Phone number not registered", "The phone number is not registered on the platform."),
    133016: Code(400, "Account register deregister rate limit exceeded", "Too many attempts for this number."),
    135000: Code(400, "Generic user error", "Message failed because of an unknown error with the request."),
    2593107: Code(400, "Synchronization request limit exceeded", "This sync was already requested."),
    2593108: Code(400, "Synchronization request made outside of allowed time window", "24 hours have passed."),
}


def code(number: int) -> Code:
    return CODES.get(number, Code(400, "Error", "An error of the sandbox."))


def status_error(number: int, details: str | None = None) -> dict[str, Any]:
    """An entry of `statuses[].errors[]` (Meta: messages webhook, status)."""
    known = code(number)
    return {
        "code": number,
        "title": known.title,
        "message": known.title,
        "error_data": {"details": details or known.details},
        "href": HREF,
    }
