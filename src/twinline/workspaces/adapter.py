"""What Twinline tells allauth: no strangers sign up, and a sign-out reaches the live stream too."""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from twinline.workspaces import tickets
from twinline.workspaces.models import User
from twinline.workspaces.transaction import Actor, directory


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

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


def display_name(user: User) -> str:
    return user.name


def _actor(user_id: UUID | None) -> Actor:
    return Actor("person", user_id) if user_id else Actor("system")
