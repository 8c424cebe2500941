"""Every route of the API, from its own schema, with a request that would succeed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.promises.cast import Place

if TYPE_CHECKING:
    from django.test import Client

MUTATING = ("post", "put", "patch", "delete")
JPEG = b"\xff\xd8\xff\xe0 a picture"


@dataclass(frozen=True)
class Route:
    """`path` as in the schema, with its parameters in braces."""

    method: str
    path: str
    operation: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def changes(self) -> bool:
        return self.method in MUTATING

    @property
    def ids(self) -> list[str]:
        return [one["name"] for one in self.operation.get("parameters", ()) if one["in"] == "path"]

    @property
    def name(self) -> str:
        return str(self.operation["operationId"]).rsplit("_", 1)[-1]


def routes() -> Iterator[Route]:
    from twinline.web.openapi import schema

    for path, operations in schema()["paths"].items():
        for method, operation in operations.items():
            yield Route(method, path, operation)


def ids_of(place: Place) -> dict[str, object]:
    return {
        "workspace": place.workspace,
        "conversation": place.conversation,
        "message": place.message,
        "media": place.media,
        "number": place.number,
        "user": place.people[place.second],
        "team": place.team,
        "invitation": place.invitation,
        "joining": place.joining,
        "app": place.app,
        "webhook": place.webhook,
        "delivery": place.delivery,
        "seat": place.seat,
        "token": place.token,
        "scope": f"number/{place.number}",
    }


def ask(client: Client, route: Route, ids: Mapping[str, object], body: Mapping[str, Any] | None = None) -> Any:
    """Make the request; `body` instead of the one that would succeed."""
    path = route.path.format_map(ids) + ("?since=0" if route.path.endswith("/changes") else "")
    if not route.changes:
        return getattr(client, route.method)(path)
    if "multipart/form-data" in route.operation.get("requestBody", {}).get("content", {}) and body is None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        return client.post(path, {"file": SimpleUploadedFile("a.jpg", JPEG, "image/jpeg")})
    sent = json.dumps(example(route) if body is None else body)
    return getattr(client, route.method)(path, sent, content_type="application/json")


WEEKLY = {"mon": [["08:00", "12:00"]]}
# The first whose part is in the path ("$" ends it) is the route's; bodies that must differ each time are made anew.
BODIES: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    ("/past$", lambda: {"kind": "contacts", "shown": "Meta gives this once."}),
    ("/settings$", lambda: {"language": "fr"}),
    ("/people/", lambda: {"role": "supervisor"}),
    ("/invitations$", lambda: {"email": f"{uuid4().hex}@example.org", "role": "agent"}),
    ("/accept$", lambda: {"name": "Eve", "password": "a long word for a new account"}),
    ("/teams", lambda: {"name": uuid4().hex}),
    ("/numbers/", lambda: {"visibility": "teams"}),
    ("/calendars/", lambda: {"inherits": False, "time_zone": "Europe/Zurich", "canton": "ZH", "weekly": WEEKLY}),
    ("/assignee$", lambda: {"member": None}),
    ("/present$", lambda: {"doing": "looking"}),
    ("/messages$", lambda: {"id": str(uuid4()), "kind": "text", "text": "Hello"}),
    ("/retry$", lambda: {"id": str(uuid4())}),
    ("/joinings$", lambda: {"mode": "coexistence", "app_id": "101"}),
    ("/meta-apps$", lambda: {"app_id": "303", "secret": "a-secret-of-meta"}),
    ("/meta-apps/{app}$", lambda: {"config_id": str(uuid4().int)[:16]}),
    ("/outgoing-webhooks$", lambda: {"url": f"https://{uuid4().hex}.invalid/hooks", "events": ["number.alert"]}),
    ("/outgoing-webhooks/{webhook}$", lambda: {"url": f"https://{uuid4().hex}.invalid/hooks"}),
    ("/answer$", lambda: {"nonce": "n", "code": "AQB"}),
    ("/cancel$", lambda: {"nonce": "n"}),
    ("/number$", lambda: {"phone_number_id": "100200300400500"}),
    ("/seats$", lambda: {"name": "Nora", "phone": f"+4479{uuid4().int % 10**8:08}", "language": "de"}),
    ("/preview$", lambda: {"text": "Nora;+41 79 555 00 11"}),
    ("/import$", lambda: {"text": f"Nora;+4479{uuid4().int % 10**8:08}"}),
    ("/answers$", lambda: {"app": "business", "provider": "no"}),
    ("/consent$", lambda: {"name": "Nora", "language": "de", "shown": "Was sich ändert"}),
    ("/said$", lambda: {"what": "later"}),
    ("/settle$", lambda: {"outcome": "sent"}),
]


def example(route: Route) -> dict[str, Any]:
    """A body that the route takes."""
    if route.path == "/api/me":
        return {"language": "fr"}
    return next((body() for part, body in BODIES if part in route.path + "$"), {})
