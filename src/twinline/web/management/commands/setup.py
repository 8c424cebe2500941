"""`twinline setup`: a workspace and its owner."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from twinline.features.onboarding import actions, rules
from twinline.web.management.administration import Administration, now, secrets_from_stdin


class Command(Administration):
    help = "Make a workspace and its owner's account, unless they are there."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="NAME")
        parser.add_argument("--owner-email", required=True)
        parser.add_argument("--owner-name")
        parser.add_argument("--language", default="en", choices=["en", "de", "fr", "it"])
        parser.add_argument("--time-zone", default="Europe/Zurich")
        parser.add_argument("--password-stdin", action="store_true", required=True)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        (password,) = secrets_from_stdin("password")
        owner = actions.Account(
            email=options["owner_email"],
            name=options["owner_name"] or options["owner_email"].split("@")[0],
            password=password,
            language=options["language"],
        )
        workspace, user = actions.set_up_workspace(
            options["workspace"], owner, time_zone=options["time_zone"], now=now()
        )
        return {"workspace": workspace, "slug": rules.slug_of(options["workspace"]), "user": user}
