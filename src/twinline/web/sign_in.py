"""The part of allauth's browser API that is open: nobody signs up, and an address is changed by an owner only."""

from allauth.headless.account import views as account
from allauth.headless.base import views as base
from allauth.headless.constants import Client
from allauth.headless.mfa.urls import build_urlpatterns as second_factors
from allauth.headless.usersessions.urls import build_urlpatterns as sessions
from django.urls import URLPattern, URLResolver, path

sign_in: list[URLPattern | URLResolver] = [
    path("config", base.ConfigView.as_api_view(client=Client.BROWSER), name="config"),
    path("auth/session", account.SessionView.as_api_view(client=Client.BROWSER), name="session"),
    path("auth/login", account.LoginView.as_api_view(client=Client.BROWSER), name="login"),
    path("auth/reauthenticate", account.ReauthenticateView.as_api_view(client=Client.BROWSER), name="again"),
    path("account/password/change", account.ChangePasswordView.as_api_view(client=Client.BROWSER), name="password"),
    *second_factors(Client.BROWSER),
    *sessions(Client.BROWSER),
]
