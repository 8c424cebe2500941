"""Django's settings. Everything an operator decides comes from `Installation`."""

from __future__ import annotations

import os
from pathlib import Path
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
            # The recorder's statements are few and wide: planning them again costs more than running them.
            "prepare_threshold": 3,
        },
    }


DATABASES = {"default": database(INSTALLATION, ROLE)}
# Rate limits are counted where every web process sees them.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

MIDDLEWARE = [
    "twinline.web.headers.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "twinline.web.sessions.SeenNowAndThen",
]

# gate alone sets this header; it removes what a client sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_NAME = "twinline_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Readable by the page, which sends it back as X-CSRFToken. `Secure` is added to every cookie behind https.
CSRF_COOKIE_NAME = "twinline_csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "twinline.web.errors.csrf_failed"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
    )
]
ACCOUNT_ADAPTER = "twinline.workspaces.adapter.AccountAdapter"
ACCOUNT_USER_DISPLAY = "twinline.workspaces.adapter.display_name"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "twinline.workspaces.adapter.SecondFactors"
MFA_TOTP_ISSUER = "Twinline"
# Browsers themselves allow passkeys over plain HTTP on this machine only; elsewhere the page is behind TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSTALLATION.host in {"127.0.0.1", "localhost", "::1"}
USERSESSIONS_TRACK_ACTIVITY = True
USERSESSIONS_ADAPTER = "twinline.workspaces.adapter.SessionsAdapter"
# Failures by account, codes apart from passwords, and by range of addresses; none of it ends an open session.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,10/15m/ip", "reauthenticate": "5/15m/user"}
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)

if INSTALLATION.mail is not None:
    EMAIL_HOST, EMAIL_PORT = INSTALLATION.mail.host, INSTALLATION.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = INSTALLATION.mail.user, INSTALLATION.mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = INSTALLATION.mail.starttls, INSTALLATION.mail.tls
    EMAIL_TIMEOUT = 20

# Files pass through memory only: what a customer may not see unsealed must not lie in a temporary folder either.
LARGEST_FILE = 100 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_FILE + 64 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

PAGE = Path(os.environ.get("TWINLINE_PAGE") or Path(__file__).parents[3] / "ui" / "build")
STATIC_URL = "/static/"
WHITENOISE_ROOT = PAGE if PAGE.is_dir() else None
WHITENOISE_INDEX_FILE = False
WHITENOISE_AUTOREFRESH = False
# Built files carry a hash of their content in their name.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/_app/immutable/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django would log a traceback with the values of a failed statement; errors.py logs without content.
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # httpx would log each address whole, and Meta takes an app's secret and a token to inspect in it.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
    },
}
