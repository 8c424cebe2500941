"""Every route of the API, from its own schema, with a request that would succeed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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


def example(route: Route) -> dict[str, Any]:
    """A body that the route takes."""
    if route.path == "/api/me":
        return {"language": "fr"}
    if route.path.endswith("/assignee"):
        return {"member": None}
    if route.path.endswith("/present"):
        return {"doing": "looking"}
    if route.path.endswith("/messages"):
        return {"id": str(uuid4()), "kind": "text", "text": "Hello"}
    if route.path.endswith("/retry"):
        return {"id": str(uuid4())}
    if route.path.endswith("/settle"):
        return {"outcome": "sent"}
    return {}
