"""What the signup window tells its opener, besides the code (Meta: Embedded Signup, Implementation and Errors)."""

from typing import Any

Json = dict[str, Any]
_OTHER_ASSETS = ("ad_account_ids", "page_ids", "dataset_ids", "catalog_ids", "instagram_account_ids")


def connected_app(waba_id: str) -> Json:
    """A number of the Business app: Meta promises the WABA's id and nothing else."""
    return _event("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", {"waba_id": waba_id})


def new_number(number_id: str, waba_id: str, business_id: str) -> Json:
    assets: Json = {"phone_number_id": number_id, "waba_id": waba_id, "business_id": business_id}
    return _event("FINISH", {**assets, **{name: [] for name in _OTHER_ASSETS}})


def abandoned(step: str) -> Json:
    return _event("CANCEL", {"current_step": step})


def reported(message: str, code: str, *, key: str, session_id: str, at: float) -> Json:
    """The person reported an error. `key` is `error_code` or `error_id`: Meta's pages disagree."""
    told = {"error_message": message, key: code, "session_id": session_id, "timestamp": str(int(at))}
    return _event("CANCEL", told)


def _event(event: str, data: Json) -> Json:
    return {"data": data, "type": "WA_EMBEDDED_SIGNUP", "event": event, "version": 3}
