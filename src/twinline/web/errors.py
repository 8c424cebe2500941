"""Every failure as one shape: {code, sentence, action}. No answer carries a traceback, no log line content."""

from __future__ import annotations

import logging
import secrets
import traceback
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from twinline.workspaces.refused import Action, Forbidden, NotFound, Refused

log = logging.getLogger("twinline.web")

STATUS_OF_CODE = {"too_large": 413, "invalid": 422, "wrong_type": 415, "range": 416, "slow_down": 429}


def problem(status: int, code: str, sentence: str, action: Action, **more: Any) -> JsonResponse:
    return JsonResponse({"code": code, "sentence": sentence, "action": action, **more}, status=status)


def handle_errors(api: NinjaAPI) -> None:
    """Give the API an answer for everything that can be raised."""
    api.exception_handler(Refused)(refused)
    api.exception_handler(AuthenticationError)(signed_out)
    api.exception_handler(ValidationError)(invalid)
    api.exception_handler(HttpError)(http_error)
    api.exception_handler(Http404)(no_such_route)
    api.exception_handler(RequestDataTooBig)(too_big)
    api.exception_handler(OperationalError)(no_database)
    api.exception_handler(Exception)(unexpected)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(status_of(error), error.code, error.sentence, error.action)


def status_of(error: Refused) -> int:
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Forbidden):
        return 403
    return STATUS_OF_CODE.get(error.code, 409)


def signed_out(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(401, "signed_out", "Sign in first.", "fix")


def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names the fields, never their values."""
    fields = [str(item["loc"][-1]) for item in error.errors]
    named = ", ".join(sorted({field for field in fields if field})) or "the request"
    return problem(422, "invalid", f"Please correct: {named}.", "fix", fields=fields)


def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:
        return csrf_failed(request)
    return problem(error.status_code, "invalid", "This request cannot be read.", "fix")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem(403, "csrf", "This page is out of date. Load it again.", "retry")


def no_such_route(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    return problem(404, "not_found", "There is nothing at this address.", "stop")


def too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(413, "too_large", "This request is too large.", "fix")


def no_database(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("database unavailable: %s", type(error).__name__)
    answer = problem(503, "unavailable", "The database does not answer. Try again in a moment.", "retry")
    answer.headers["Retry-After"] = "2"
    return answer


def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """The log gets the places in the code, not the message, which may quote what a customer wrote."""
    reference = secrets.token_hex(6)
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    route = getattr(request.resolver_match, "route", request.path)
    log.error(
        "reference=%s %s %s %s at %s", reference, request.method, route, type(error).__name__, " < ".join(places[::-1])
    )
    sentence = f"Something went wrong here. Please tell your administrator this reference: {reference}."
    return problem(500, "internal", sentence, "tell_a_person", reference=reference)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(400, "invalid", "This request cannot be read.", "fix")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(403, "forbidden", "This is not allowed here.", "stop")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's last resort, outside the API."""
    reference = secrets.token_hex(6)
    log.error("reference=%s %s %s", reference, request.method, request.path)
    return problem(500, "internal", f"Something went wrong here. Reference: {reference}.", "tell_a_person")
