"""`twinline addapp`: a Meta app, whose secret signs the webhooks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from twinline.features.onboarding import actions
from twinline.web.management.administration import Administration, now, secrets_from_stdin


class Command(Administration):
    help = "Keep a Meta app's secret and verify token; a new secret makes the old one the previous one."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--app-id", required=True)
        parser.add_argument("--name", default="Meta app")
        parser.add_argument("--config-id", default="", help="the configuration of Embedded Signup; kept when left out")
        parser.add_argument(
            "--secrets-stdin", action="store_true", required=True, help="two lines: app secret, verify token"
        )

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        secret, verify_token = secrets_from_stdin("app secret", "verify token")
        named = {name: options[name] for name in ("app_id", "name", "config_id")}
        app = actions.App(**named, secret=secret, verify_token=verify_token)
        changed = actions.add_app(app, now=now())
        return {"app": app.app_id, "changed": changed, "webhook": f"/hooks/meta/{app.app_id}"}
