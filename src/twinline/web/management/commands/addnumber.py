"""`twinline addnumber`: a WhatsApp number in a workspace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser

from twinline.features.onboarding import numbers
from twinline.web.management.administration import Administration, now, secrets_from_stdin, workspace_of


class Command(Administration):
    help = "Connect a number, or change what is known about it."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        for name in ("--phone-number-id", "--waba-id", "--app-id", "--display-phone", "--name"):
            parser.add_argument(name, required=True)
        parser.add_argument("--owner-name", default="", help="the person with the phone")
        parser.add_argument("--mode", default="coexistence", choices=["coexistence", "cloud_api"])
        parser.add_argument("--onboarded-at", help="ISO time with offset; now, if a new number leaves it out")
        parser.add_argument("--token-stdin", action="store_true", required=True)

    def act(self, options: dict[str, Any]) -> dict[str, Any]:
        (token,) = secrets_from_stdin("access token")
        workspace = workspace_of(options["workspace"])
        connection = numbers.Connection(
            phone_number_id=options["phone_number_id"],
            waba_id=options["waba_id"],
            app_id=options["app_id"],
            display_phone=options["display_phone"],
            name=options["name"],
            owner_name=options["owner_name"],
            mode=options["mode"],
            token=token,
            onboarded_at=_moment(options["onboarded_at"]),
        )
        number = numbers.add_number(workspace, connection, now=now())
        return {"workspace": workspace, "number": number, "phone_number_id": connection.phone_number_id}


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError("--onboarded-at must be a time like 2026-03-01T09:00:00+01:00.") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
