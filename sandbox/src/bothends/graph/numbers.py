"""Phone numbers: the node, the list of a WABA, what coexistence refuses (Meta: Phone numbers)."""

from datetime import UTC, datetime
from typing import Any

from starlette.routing import BaseRoute

from bothends import national
from bothends.graph.door import Call, graph
from bothends.meta.errors import GraphError, bad
from bothends.webhooks.handshake import verify
from bothends.world import Callback, Number

Json = dict[str, Any]
DEFAULT = (
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "last_onboarded_time",
    "id",
)
# Fields that Meta knows and that have no value here: Graph leaves such fields out of its answer.
VALUELESS = frozenset(
    (
        "certificate",
        "conversational_automation",
        "country_code",
        "country_dial_code",
        "eligibility_for_api_business_global_search",
        "is_preverified_number",
        "messaging_limit_tier",
        "name_status",
        "new_certificate",
        "new_display_name",
        "new_name_status",
        "search_visibility",
        "username",
        "unified_cert_status",
    )
)


def _all_fields(call: Call, number: Number) -> Json:
    onboarded = datetime.fromtimestamp(number.onboarded_at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    return {
        "verified_name": number.name,
        "code_verification_status": "VERIFIED",
        "display_phone_number": national.formatted(number.phone),
        "quality_rating": number.quality_rating,
        "quality_score": {"score": number.quality_rating},
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "last_onboarded_time": onboarded,
        "status": "CONNECTED" if number.registered else "DISCONNECTED",
        "name_status": "APPROVED",
        "account_mode": "LIVE",
        "is_official_business_account": False,
        "is_pin_enabled": False,
        "is_on_biz_app": number.has_app,
        "webhook_configuration": _callbacks(call, number),
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "health_status": _health(number),
        "id": number.id,
    }


def _callbacks(call: Call, number: Number) -> Json:
    app = call.sandbox.world.apps.get(call.token.app_id)
    waba = call.sandbox.world.waba(number.waba_id).overrides.get(call.token.app_id)
    known = {
        "phone_number": number.override,
        "whatsapp_business_account": waba,
        "application": app.subscription if app else None,
    }
    return {name: callback.url for name, callback in known.items() if callback is not None}


def _health(number: Number) -> Json:
    able = "AVAILABLE" if number.registered else "BLOCKED"
    entities = [
        {"entity_type": "PHONE_NUMBER", "id": number.id, "can_send_message": able},
        {"entity_type": "WABA", "id": number.waba_id, "can_send_message": "AVAILABLE"},
    ]
    return {"can_send_message": able, "entities": entities}


def view(call: Call, number: Number) -> Json:
    """Meta's default keys, or those of `fields=`; the id always."""
    known = _all_fields(call, number)
    asked = call.request.query_params.get("fields")
    names = [name.partition("{")[0].partition(".")[0].strip() for name in asked.split(",")] if asked else DEFAULT
    unknown = [name for name in names if name not in known and name not in VALUELESS]
    if unknown:
        node_type = "WhatsAppBusinessPhoneNumber"
        text = f"(#100) Tried accessing nonexisting field ({unknown[0]}) on node type ({node_type})"
        raise GraphError(100, message=text)
    return {name: known[name] for name in dict.fromkeys([*names, "id"]) if name in known}


async def of_waba(call: Call) -> Json:
    waba = call.waba()
    known = call.sandbox.world.numbers.values()
    numbers = [number for number in known if number.waba_id == waba.id and number.on_graph]
    return page(call, [view(call, number) for number in numbers])


def page(call: Call, rows: list[Json], usual: int = 100, most: int = 5000) -> Json:
    """Meta's cursors; `limit` asks for other than the usual number of rows, up to the most."""
    query = call.request.query_params
    start = int(query["after"]) if query.get("after", "").isdigit() else 0
    limit = int(query["limit"]) if query.get("limit", "").isdigit() else usual
    shown = rows[start : start + min(limit, most)]
    paging: Json = {"cursors": {"before": str(start), "after": str(start + len(shown))}}
    if start + len(shown) < len(rows):
        url = call.request.url.include_query_params(after=start + len(shown)).remove_query_params("access_token")
        paging["next"] = str(url)
    return {"data": shown, "paging": paging} if shown else {"data": []}


async def configure(call: Call, number: Number) -> Json:
    """POST on the node: the number's own callback (Meta: Webhook overrides)."""
    wanted = (await call.body()).get("webhook_configuration")
    if not isinstance(wanted, dict):
        raise GraphError(100, message="(#100) The parameter webhook_configuration is required.")
    url = str(wanted.get("override_callback_uri") or "")
    if len(url) > 200:
        raise bad("override_callback_uri has at most 200 characters.")
    number.override = await verified(call, url, str(wanted.get("verify_token") or "")) if url else None
    return {"success": True}


async def verified(call: Call, url: str, verify_token: str) -> Callback:
    if not await verify(url, verify_token, call.sandbox.chance):
        text = "(#2200) Callback verification failed with the following errors: the challenge did not come back."
        raise GraphError(2200, http=400, message=text)
    return Callback(url, verify_token)


async def register(call: Call) -> Json:
    number, body = call.number(), await call.body()
    if number.has_app:
        text = "(#100) This endpoint is not available for numbers that are in use on the WhatsApp Business app."
        raise GraphError(100, message=text)
    if not str(body.get("pin", "")).isdigit() or len(str(body["pin"])) != 6:
        raise GraphError(100, message="(#100) Param pin must be a 6-digit number.")
    number.registered = True
    return {"success": True}


async def deregister(call: Call) -> Json:
    number = call.number()
    if number.has_app:
        text = "(#100) This endpoint is not available for API solution for SMB businesses."
        raise GraphError(100, message=text)
    number.registered = False
    return {"success": True}


async def profile(call: Call) -> Json:
    number = call.number()
    return {"data": [{"messaging_product": "whatsapp", "about": number.name, "vertical": "OTHER"}]}


def routes() -> list[BaseRoute]:
    return [
        *graph("GET", "/{node:digits}/phone_numbers", of_waba),
        *graph("POST", "/{node:digits}/register", register),
        *graph("POST", "/{node:digits}/deregister", deregister),
        *graph("GET", "/{node:digits}/whatsapp_business_profile", profile),
    ]
