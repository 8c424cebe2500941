"""The HTTP API: the features' routers under one roof, behind one sign-in."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.security import SessionAuth

from twinline.features.conversation.api import router as conversation
from twinline.features.onboarding.health_api import router as health
from twinline.features.onboarding.joining_api import router as joining
from twinline.features.onboarding.meta_apps_api import router as meta_apps
from twinline.features.onboarding.review_api import router as review
from twinline.features.onboarding.seats_api import router as seats
from twinline.features.onboarding.signup_api import router as signup
from twinline.features.outgoing_webhooks.api import router as outgoing_webhooks
from twinline.features.people.api import router as people
from twinline.web.errors import handle_errors
from twinline.workspaces.api import router as workspaces


class SignedIn(SessionAuth):
    """The session's person. The CSRF check comes first and for free with the base class."""

    def authenticate(self, request: HttpRequest, key: str | None) -> object | None:
        return request.user if request.user.is_authenticated else None


def build() -> NinjaAPI:
    api = NinjaAPI(title="Twinline", version="1", auth=SignedIn(), docs_url=None, openapi_url=None)
    handle_errors(api)
    api.add_router("", workspaces)
    api.add_router("", conversation)
    api.add_router("", people)
    api.add_router("", joining)
    api.add_router("", review)
    api.add_router("", signup)
    api.add_router("", meta_apps)
    api.add_router("", health)
    api.add_router("", outgoing_webhooks)
    api.add_router("", seats)
    return api


api = build()
