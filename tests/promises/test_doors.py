"""Every route that changes something, asked by every role: it answers as the table of roles says, or leaves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.promises.cast import Cast, cast
from tests.promises.routes import Route, ask, ids_of, routes
from twinline.workspaces.rules import Right, Role, may

__all__ = ["cast"]

ROLES = {
    "alice": Role.OWNER,
    "erin": Role.ADMINISTRATOR,
    "sam": Role.SUPERVISOR,
    "bob": Role.AGENT,
    "dora": Role.AUDITOR,
}
# The right that each door asks for, by the end of its path below the workspace.
ASKS = {
    "live-ticket": Right.SEE_CONVERSATIONS,
    "conversations/{conversation}/read": Right.WRITE_TO_CUSTOMERS,
    "conversations/{conversation}/present": Right.WRITE_TO_CUSTOMERS,
    "conversations/{conversation}/messages": Right.WRITE_TO_CUSTOMERS,
    "conversations/{conversation}/typing": Right.WRITE_TO_CUSTOMERS,
    "conversations/{conversation}/assignee": Right.WRITE_TO_CUSTOMERS,
    "messages/{message}/retry": Right.WRITE_TO_CUSTOMERS,
    "messages/{message}/settle": Right.WRITE_TO_CUSTOMERS,
    "media": Right.WRITE_TO_CUSTOMERS,
    "settings": Right.MANAGE_SETTINGS,
    "people/{user}": Right.SET_UP_MEMBERS,
    "invitations": Right.SET_UP_MEMBERS,
    "invitations/{invitation}": Right.SET_UP_MEMBERS,
    "teams": Right.MANAGE_TEAMS,
    "teams/{team}": Right.MANAGE_TEAMS,
    "numbers/{number}": Right.SET_UP_NUMBERS,
    "calendars/{scope}": Right.MANAGE_SETTINGS,
    "joinings": Right.SET_UP_NUMBERS,
    "joinings/{joining}/answer": Right.SET_UP_NUMBERS,
    "joinings/{joining}/cancel": Right.SET_UP_NUMBERS,
    "joinings/{joining}/number": Right.SET_UP_NUMBERS,
    "meta-apps": Right.SET_UP_NUMBERS,
    "meta-apps/{app}": Right.SET_UP_NUMBERS,
    "meta-apps/{app}/check": Right.SET_UP_NUMBERS,
    "meta-apps/{app}/subscribe": Right.SET_UP_NUMBERS,
    "outgoing-webhooks": Right.MANAGE_SETTINGS,
    "outgoing-webhooks/{webhook}": Right.MANAGE_SETTINGS,
    "outgoing-webhooks/{webhook}/secret": Right.MANAGE_SETTINGS,
    "outgoing-webhooks/{webhook}/test": Right.MANAGE_SETTINGS,
    "outgoing-webhooks/{webhook}/deliveries/{delivery}/again": Right.MANAGE_SETTINGS,
    "numbers/{number}/past": Right.SET_UP_NUMBERS,
    "numbers/{number}/review": Right.SET_UP_NUMBERS,
    "seats": Right.SET_UP_NUMBERS,
    "seats/preview": Right.SET_UP_NUMBERS,
    "seats/import": Right.SET_UP_NUMBERS,
    "seats/{seat}": Right.SET_UP_NUMBERS,
    "seats/{seat}/here": Right.SET_UP_NUMBERS,
    "seats/{seat}/renew": Right.SET_UP_NUMBERS,
    "seats/{seat}/remind": Right.SET_UP_NUMBERS,
    "numbers/{number}/opened": Right.SET_UP_NUMBERS,
}
BELOW = "/api/workspaces/{workspace}/"
# What nobody may change by asking: everything but when sessions and rates were last used.
TABLES = (
    "log.entry", "config.workspace", "config.membership", "config.team", "config.team_member", "config.number",
    "config.number_team", "config.calendar", "config.invitation", "config.send_job", "config.signal_job",
    "config.live_ticket", "config.joining", "config.meta_app", "config.sync", "config.vital", "config.review",
    "config.seat", "config.seat_mail",
    "config.outgoing_webhook", "config.outgoing_delivery", "config.outgoing_job",
    "views.conversation", "views.message", "views.media",
)  # fmt: skip


def doors() -> list[Route]:
    """Removals last, so that what they remove is there for the others."""
    found = [route for route in routes() if route.changes and route.path.startswith(BELOW)]
    return sorted(found, key=lambda route: route.method == "delete")


def kept(cast: Cast) -> dict[str, Any]:
    with cast.database.connect() as owner:
        return {
            table: owner.execute(f"select md5(string_agg(t::text, ',' order by t::text)) from {table} as t").fetchone()
            for table in TABLES
        }


def test_every_door_that_changes_something_has_a_right(cast: Cast) -> None:
    assert {route.path.removeprefix(BELOW) for route in doors()} == set(ASKS)


@pytest.mark.parametrize("name", ROLES)
def test_a_door_opens_to_the_roles_of_the_table_and_to_no_other(cast: Cast, name: str) -> None:
    client, role, faults = cast.client(name), ROLES[name], []
    ids = ids_of(cast.here)
    if name == "sam":
        ids["user"] = cast.here.people["bob"]
    forbidden = [route for route in doors() if not may(role, ASKS[route.path.removeprefix(BELOW)])]
    before = kept(cast)
    for route in forbidden:
        status = ask(client, route, ids).status_code
        if status not in {403, 404}:
            faults.append((str(route), status))
    assert faults == []
    assert kept(cast) == before, "what was refused left something behind"
    assert bool(forbidden) is (role not in {Role.OWNER, Role.ADMINISTRATOR})
    answered = [(str(route), ask(client, route, ids).status_code) for route in doors() if route not in forbidden]
    assert [one for one in answered if one[1] in {401, 403, 500}] == []
    assert kept(cast) != before
