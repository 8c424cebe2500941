"""No address gives a stranger a byte of another workspace, whichever of its ids is foreign."""

from __future__ import annotations

from itertools import product
from typing import Any
from uuid import uuid4

from tests.promises.cast import Cast, cast, post
from tests.promises.routes import Route, ask, ids_of, routes

__all__ = ["cast"]

# What answers without a session: signing in, what the sign-in page needs to know, readiness, and the page itself.
# The page itself is one document under every address that is nothing else; it knows nothing before a sign-in.
PAGE = {"/", "/conversation/x", "/admin/"}
ALLAUTH = "/_allauth/browser/v1"
OPEN = {f"{ALLAUTH}/config", f"{ALLAUTH}/auth/login", f"{ALLAUTH}/auth/webauthn/login", "/readyz", *PAGE}


def inside() -> list[Route]:
    """All but an invitation's own: whoever has its link may open it; the link is the key."""
    return [route for route in routes() if "token" not in route.ids]


def foreign_bytes(response: Any, cast: Cast) -> bool:
    """Whether anything that only the first workspace knows came along."""
    said = response.content + repr(dict(response.headers)).encode()
    return cast.here.canary.encode() in said


def test_a_stranger_gets_404_for_every_route_and_every_foreign_id(cast: Cast) -> None:
    charlie, faults, tried = cast.client("charlie"), [], 0
    own, foreign = ids_of(cast.elsewhere), ids_of(cast.here)
    for route in inside():
        for choice in product((own, foreign), repeat=len(route.ids)):
            if all(ids is own for ids in choice):
                continue
            ids = {name: ids[name] for name, ids in zip(route.ids, choice, strict=True)}
            response = ask(charlie, route, ids)
            tried += 1
            if response.status_code != 404 or foreign_bytes(response, cast):
                faults.append((str(route), ids, response.status_code))
    assert faults == []
    assert tried >= 25


def test_a_foreign_id_answers_as_one_that_nobody_has(cast: Cast) -> None:
    charlie = cast.client("charlie")
    own, foreign = ids_of(cast.elsewhere), ids_of(cast.here)
    for route in inside():
        for name in route.ids:
            seen = ask(charlie, route, {**own, name: foreign[name]})
            unseen = ask(charlie, route, {**own, name: uuid4()})
            assert (seen.status_code, seen.content) == (unseen.status_code, unseen.content), str(route)


def test_foreign_ids_in_bodies_and_filters_are_unknown_too(cast: Cast) -> None:
    charlie, there = cast.client("charlie"), cast.elsewhere
    base = f"/api/workspaces/{there.workspace}"
    send = f"{base}/conversations/{there.conversation}/messages"
    for extra in (
        {"kind": "image", "media_id": str(cast.here.media)},
        {"kind": "text", "text": "Hi", "quoted": str(cast.here.message)},
        {"kind": "reaction", "emoji": "👍", "target": str(cast.here.message)},
    ):
        response = post(charlie, send, {"id": str(uuid4()), **extra})
        assert response.status_code == 404, extra
        assert not foreign_bytes(response, cast)
    listed = charlie.get(f"{base}/conversations?number={cast.here.number}")
    assert listed.json()["items"] == []


def test_the_same_routes_answer_their_own_people(cast: Cast) -> None:
    """Otherwise the tests above would pass on an API that answers nobody."""
    alice = cast.client("alice")
    for route in inside():
        response = ask(alice, route, ids_of(cast.here))
        over = route.path.endswith(("/retry", "/settle", "/remind")) or "{joining}" in route.path
        # The number was onboarded a month ago: Meta gives no past any more.
        over = over or (route.path.endswith(("/past", "/review")) and route.changes)
        if route.path.endswith(("/meta-apps", "/subscribe")) and route.changes:
            # Meta is asked first, and nobody answers in its place here.
            assert response.json()["code"] == "meta_unreachable", (str(route), response.content)
            continue
        assert response.status_code in ({404, 409} if over else {200, 201, 202, 204}), (str(route), response.content)


def test_without_a_session_every_route_says_401(cast: Cast) -> None:
    nobody = cast.stranger()
    for route in inside():
        response = ask(nobody, route, ids_of(cast.here))
        assert response.status_code == 401, str(route)
        assert not foreign_bytes(response, cast)


def test_every_other_address_is_open_on_purpose_or_closed(cast: Cast) -> None:
    from django.urls import URLPattern, URLResolver, get_resolver

    def addresses(patterns: list[Any], prefix: str = "") -> list[str]:
        found = []
        for one in patterns:
            if isinstance(one, URLResolver):
                found += addresses(one.url_patterns, prefix + str(one.pattern))
            elif isinstance(one, URLPattern):
                found.append(prefix + str(one.pattern))
        return found

    nobody = cast.stranger()
    told = [f"/{one}" for one in addresses(get_resolver().url_patterns) if not one.startswith(("api/", "^"))]
    for address in {*told, "/conversation/x", "/", "/api/", "/api/docs", "/api/openapi.json", "/admin/", "/live"}:
        statuses = {getattr(nobody, method)(address).status_code for method in ("get", "post", "delete")}
        if address in PAGE:
            assert statuses <= {200, 405, 503}, (address, statuses)
        elif address not in OPEN:
            # 400: a request without a body, which allauth reads before it asks who sent it.
            assert statuses <= {400, 401, 404, 405}, (address, statuses)


def test_every_change_needs_the_token_against_forged_requests(cast: Cast) -> None:
    from django.test import Client

    from twinline.workspaces.models import User

    bob = Client(enforce_csrf_checks=True, raise_request_exception=False)
    bob.force_login(User.objects.get(email="bob@example.org"))
    for route in routes():
        if route.changes:
            response = ask(bob, route, ids_of(cast.here))
            assert (response.status_code, response.json()["code"]) == (403, "csrf"), str(route)


def test_a_member_who_left_is_a_stranger_at_once(cast: Cast) -> None:
    from tests.promises.cast import now
    from twinline.features.onboarding import actions

    bob = cast.client("bob")
    address = f"/api/workspaces/{cast.here.workspace}/conversations"
    assert bob.get(address).status_code == 200
    actions.remove_member(cast.here.workspace, cast.here.people["bob"], now=now())
    assert bob.get(address).status_code == 404
