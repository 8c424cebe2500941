"""What Twinline tells allauth: no strangers sign up, and a sign-out reaches the live stream too."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from twinline.workspaces import tickets
from twinline.workspaces.models import User
from twinline.workspaces.secrets import Vault
from twinline.workspaces.transaction import Actor, directory

SECOND_FACTOR = b"second factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The first address of the sender's range, /24 or /56: guesses are counted by it, and no whole one is kept."""
        return range_of(super().get_client_ip(request))

    def logout(self, request: HttpRequest) -> None:
        session_key, user_id = request.session.session_key, request.user.pk
        super().logout(request)
        if session_key:
            with directory(_actor(user_id)) as tx:
                tickets.void_session(tx, session_key)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password ends every other session, so it ends every live stream."""
        super().set_password(user, password)
        with directory(_actor(user.pk)) as tx:
            tickets.void_member(tx, user.pk)

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """No mail leaves before the operator has set up a mail server."""


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth has no types
    def end_sessions(self, sessions: Iterable[Any]) -> None:
        """A session that somebody ends from elsewhere loses its live streams within the second."""
        for session in sessions:
            session.end()
            with directory(_actor(session.user_id)) as tx:
                tickets.void_session(tx, session.session_key)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keys of authenticator apps and recovery codes lie sealed, so that a copy of the database signs nobody in."""

    def encrypt(self, text: str) -> str:
        return b64encode(_vault().seal(text.encode(), SECOND_FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().open(b64decode(encrypted_text), SECOND_FACTOR).decode()


def range_of(address: str) -> str:
    known = ip_address(address)
    return str(ip_network((known, 24 if known.version == 4 else 56), strict=False).network_address)


def display_name(user: User) -> str:
    return user.name


def _vault() -> Vault:
    return Vault(settings.INSTALLATION.secret)


def _actor(user_id: UUID | None) -> Actor:
    return Actor("person", user_id) if user_id else Actor("system")
