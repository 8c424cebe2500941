"""`twinline provision`: an app, a workspace, its people and its numbers from one JSON document."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser

from twinline.features.onboarding import actions, numbers
from twinline.web.management.administration import Administration, now
from twinline.workspaces.rules import Role

SHAPE = (
    '{"app": {"app_id", "name", "secret", "verify_token", "config_id"}, "workspace": {"name", "time_zone", "owner": '
    '{"email", "name", "password", "language"}}, "members": [{"email", "name", "password", "language", "role"}], '
    '"numbers": [{"phone_number_id", "waba_id", "display_phone", "name", "owner_name", "mode", "token", '
    '"onboarded_at"}]}'
)


class Command(Administration):
    help = f"Set up everything at once from a JSON document on standard input; may be repeated. Shape: {SHAPE}"

    def arguments(self, parser: CommandParser) -> None:
        """None: secrets do not belong on a command line."""

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            wanted = json.load(sys.stdin)
            return _provision(wanted)
        except json.JSONDecodeError as error:
            raise CommandError(f"Standard input is not JSON (line {error.lineno}).") from error
        except (KeyError, TypeError) as error:
            raise CommandError(f"The document lacks or misspells {error}. Shape: {SHAPE}") from error


def _provision(wanted: dict[str, Any]) -> dict[str, Any]:
    at, app, place = now(), actions.App(**wanted["app"]), wanted["workspace"]
    actions.add_app(app, now=at)
    owner = actions.Account(**place["owner"])
    workspace, user = actions.set_up_workspace(
        place["name"], owner, time_zone=place.get("time_zone", "Europe/Zurich"), now=at
    )
    for member in wanted.get("members", []):
        account = {name: value for name, value in member.items() if name != "role"}
        actions.add_member(workspace, actions.Account(**account), Role(member["role"]), now=at, by=user)
    made = [
        numbers.add_number(workspace, numbers.Connection(**{**number, **_fixed(app, number)}), now=at)
        for number in wanted.get("numbers", [])
    ]
    return {"workspace": workspace, "user": user, "numbers": made, "webhook": f"/hooks/meta/{app.app_id}"}


def _fixed(app: actions.App, number: dict[str, Any]) -> dict[str, Any]:
    """What a number's part of the document leaves to its surroundings, and what JSON cannot say."""
    onboarded = number.get("onboarded_at")
    return {"app_id": app.app_id, "onboarded_at": datetime.fromisoformat(onboarded) if onboarded else None}
