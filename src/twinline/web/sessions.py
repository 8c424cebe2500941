"""When and from where a session was last in use, for the list of one's own sessions."""

from __future__ import annotations

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

EVERY_SECONDS = 300


class SeenNowAndThen(UserSessionsMiddleware):  # type: ignore[misc]  # allauth has no types
    """Notes it at most every five minutes, for a page asks many times a minute."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and caches["process"].add(f"seen:{key}", "yes", EVERY_SECONDS):
            noted: HttpResponse = super().__call__(request)
            return noted
        answer: HttpResponse = self.get_response(request)
        return answer
