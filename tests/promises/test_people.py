"""People: who comes in, who does what, and who sees which number. Through the API, as the page does."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.promises.cast import Cast, cast, post

__all__ = ["cast"]

# What each role's door says: the request, and the roles that it lets in.
DOORS = [
    (("get", "/settings", None), {"alice", "erin"}),
    (("patch", "/settings", {"name": "Other"}), {"alice", "erin"}),
    (("get", "/people", None), {"alice", "erin", "sam", "bob", "dora"}),
    (("post", "/invitations", {"email": "x@example.org", "role": "agent"}), {"alice", "erin"}),
    (("post", "/teams", {"name": "Sales"}), {"alice", "erin"}),
    (("get", "/teams", None), {"alice", "erin", "sam", "bob", "dora"}),
    (("get", "/calendars/workspace", None), {"alice", "erin", "sam", "bob", "dora"}),
    (
        ("put", "/calendars/workspace", {"inherits": False, "time_zone": "Europe/Zurich", "weekly": {}}),
        {"alice", "erin"},
    ),
]


def send(client: Any, method: str, path: str, body: object) -> Any:
    if method == "get":
        return client.get(path)
    return getattr(client, method)(path, body if body is not None else {}, content_type="application/json")


@pytest.mark.parametrize(("door", "let_in"), DOORS, ids=[f"{method} {path}" for (method, path, _), _ in DOORS])
def test_each_roles_forbidden_doors(cast: Cast, door: tuple[str, str, Any], let_in: set[str]) -> None:
    method, path, body = door
    for name in ("alice", "erin", "sam", "bob", "dora"):
        wanted = {**body, "email": f"{name}-{uuid4().hex}@example.org"} if body and "email" in body else body
        wanted = {**wanted, "name": f"{name} {uuid4().hex}"} if wanted and path == "/teams" else wanted
        status = send(cast.client(name), method, f"/api/workspaces/{cast.here.workspace}{path}", wanted).status_code
        assert (status < 300) is (name in let_in), (name, status)
        assert status in {200, 201, 204} or status == 403


def test_rights_are_told_with_the_role(cast: Cast) -> None:
    me = cast.client("dora").get("/api/me").json()
    assert me["workspaces"][0]["rights"] == ["see conversations", "see conversations of all numbers"]


def test_an_invitation_works_once_for_a_new_account(cast: Cast) -> None:
    nobody = cast.stranger()
    address = f"/api/invitations/{cast.here.token}"
    assert nobody.get(address).json()["role"] == "agent"
    accepted = post(nobody, f"{address}/accept", {"name": "Eve", "password": "a long word for a new account"})
    assert accepted.status_code == 204, accepted.content
    assert nobody.get("/api/me").json()["user"]["name"] == "Eve"
    assert nobody.get(f"/api/workspaces/{cast.here.workspace}/people").status_code == 200
    again = post(cast.stranger(), f"{address}/accept", {"name": "Eve", "password": "a long word for a new account"})
    assert again.status_code == 404


def test_an_invitation_for_somebody_who_became_a_member_meanwhile_says_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made in the moment in which the one before it was accepted, so that it found no member yet."""
    from twinline.features.people import invitations

    monkeypatch.setattr(invitations, "IS_MEMBER", "select true where %s::uuid is null and %s = ''")
    invitation = {"email": "bob@example.org", "role": "agent"}
    made = post(cast.client("alice"), f"/api/workspaces/{cast.here.workspace}/invitations", invitation)
    monkeypatch.undo()
    refused = post(cast.client("bob"), f"/api{made.json()['link']}/accept".replace("tation/", "tations/"), {})
    assert (refused.status_code, refused.json()["code"]) == (409, "already_member")


def test_two_links_that_are_taken_at_once_make_one_account(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second found no account yet when it looked."""
    from twinline.features.people import invitations
    from twinline.workspaces.models import User

    monkeypatch.setattr(invitations, "FIND", invitations.FIND.replace("exists (", "not exists ("))
    address = f"/api/invitations/{cast.here.token}"
    User.objects.create(id=uuid4(), email=cast.stranger().get(address).json()["email"], name="Eve")
    refused = post(cast.stranger(), f"{address}/accept", {"name": "Eve", "password": "a long word for a new account"})
    assert (refused.status_code, refused.json()["code"]) == (409, "sign_in_first")


def test_an_invitation_is_not_taken_by_somebody_else(cast: Cast) -> None:
    refused = post(cast.client("charlie"), f"/api/invitations/{cast.here.token}/accept", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "sign_in_first")


def test_the_last_owner_stays(cast: Cast) -> None:
    alice, people = cast.client("alice"), f"/api/workspaces/{cast.here.workspace}/people"
    for refused in (
        send(alice, "patch", f"{people}/{cast.here.people['alice']}", {"role": "agent"}),
        alice.delete(f"{people}/{cast.here.people['alice']}"),
    ):
        assert refused.json()["code"] == "last_owner"


def test_an_administrator_makes_no_owner_and_unmakes_none(cast: Cast) -> None:
    erin, people = cast.client("erin"), f"/api/workspaces/{cast.here.workspace}/people"
    assert send(erin, "patch", f"{people}/{cast.here.people['bob']}", {"role": "owner"}).status_code == 403
    assert erin.delete(f"{people}/{cast.here.people['alice']}").status_code == 403


def test_a_number_that_is_kept_to_a_team_is_unknown_to_others(cast: Cast) -> None:
    base = f"/api/workspaces/{cast.here.workspace}"
    alice, bob = cast.client("alice"), cast.client("bob")
    kept = send(
        alice, "patch", f"{base}/numbers/{cast.here.number}", {"visibility": "teams", "teams": [str(cast.here.team)]}
    )
    assert kept.json()["teams"] == [str(cast.here.team)]
    assert bob.get(f"{base}/numbers").json() == []
    assert bob.get(f"{base}/conversations").json()["items"] == []
    assert bob.get(f"{base}/conversations/{cast.here.conversation}").status_code == 404
    assert len(cast.client("dora").get(f"{base}/conversations").json()["items"]) == 1
    send(alice, "patch", f"{base}/people/{cast.here.people['bob']}", {"teams": [str(cast.here.team)]})
    assert len(bob.get(f"{base}/conversations").json()["items"]) == 1


def test_addresses_are_for_those_who_manage_people(cast: Cast) -> None:
    people = f"/api/workspaces/{cast.here.workspace}/people"
    assert {one["email"] for one in cast.client("bob").get(people).json()["members"]} == {None}
    assert "alice@example.org" in {one["email"] for one in cast.client("erin").get(people).json()["members"]}


def test_a_calendar_knows_its_cantons_holidays_and_a_number_inherits(cast: Cast) -> None:
    base, alice = f"/api/workspaces/{cast.here.workspace}/calendars", cast.client("alice")
    wanted = {"inherits": False, "time_zone": "Europe/Zurich", "canton": "TI", "weekly": {"mon": [["08:00", "12:00"]]}}
    kept = send(alice, "put", f"{base}/workspace", wanted).json()
    assert kept["weekly"]["mon"] == [["08:00", "12:00"]]
    inherited = alice.get(f"{base}/number/{cast.here.number}").json()
    assert inherited["inherits"] is True
    assert inherited["holidays"] == kept["holidays"] != []
    overlapping = {**wanted, "weekly": {"mon": [["08:00", "12:00"], ["11:00", "13:00"]]}}
    assert send(alice, "put", f"{base}/workspace", overlapping).json()["code"] == "hours_overlap"
    assert alice.get(f"{base}/workspace").json() == kept
