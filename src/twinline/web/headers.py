"""What every answer says about itself to the browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from twinline.web import page

Answer = Callable[[HttpRequest], HttpResponseBase]

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# The one document that opens Meta's window: it must hear it, and load Meta's script.
SIGNUP = re.compile(r"/[a-z0-9-]+/whatsapp/?")


def headers(answer: Answer) -> Answer:
    """Middleware: an answer keeps what it set itself, for example the sandbox of a file."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if SIGNUP.fullmatch(request.path):
            response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
            response.headers.setdefault("Content-Security-Policy", page.signup_policy())
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", page.policy())
        if request.path.startswith(("/api/", "/_allauth/")):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

    return answered
