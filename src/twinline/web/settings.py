"""Django's settings. Everything an operator decides comes from `Installation`."""

from __future__ import annotations

import os
from typing import Any, cast

from twinline.workspaces.installation import Installation, Role
from twinline.workspaces.secrets import derive

INSTALLATION = Installation.from_environment()
ROLE = cast("Role", os.environ.get("TWINLINE_ROLE", "web"))

SECRET_KEY = derive(INSTALLATION.secret, "django").hex()
DEBUG = False
ALLOWED_HOSTS = ["*"]  # gate owns the port and passes the Host on; links are never built from it
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("it", "Italiano")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "workspaces.User"
ROOT_URLCONF = "twinline.web.urls"
WSGI_APPLICATION = "twinline.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "twinline.workspaces",
    "twinline.log",
    "twinline.projections",
    "twinline.engine",
    "twinline.web",
]


def database(installation: Installation, role: Role) -> dict[str, Any]:
    """Django's database entry for one role."""
    user, password = installation.login(role)
    at = installation.address
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": at.host,
        "PORT": at.port,
        "NAME": at.database,
        "USER": user,
        "PASSWORD": password,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # A refused request must roll back whole, so `transaction` opens transactions, not the request.
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "options": "-c search_path=config,log,keys,views,public",
            "application_name": f"twinline-{role}",
        },
    }


DATABASES = {"default": database(INSTALLATION, ROLE)}
