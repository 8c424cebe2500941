"""`twinline addmember`: an account in a workspace, in a role."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from twinline.features.onboarding import actions
from twinline.web.management.administration import Administration, now, secrets_from_stdin, workspace_of
from twinline.workspaces.rules import Role


class Command(Administration):
    help = "Make somebody a member, or change a member's role."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--email", required=True)
        parser.add_argument("--name")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--language", default="en", choices=["en", "de", "fr", "it"])
        parser.add_argument("--password-stdin", action="store_true", required=True)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        (password,) = secrets_from_stdin("password")
        account = actions.Account(
            email=options["email"],
            name=options["name"] or options["email"].split("@")[0],
            password=password,
            language=options["language"],
        )
        workspace = workspace_of(options["workspace"])
        user = actions.add_member(workspace, account, Role(options["role"]), now=now())
        return {"workspace": workspace, "user": user, "role": options["role"]}
