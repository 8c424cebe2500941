"""Small checks that every message type needs. Pure."""

from typing import Any

from bothends.meta.errors import bad, missing

Json = dict[str, Any]


def mapping(name: str, value: Any) -> Json:
    if value is None:
        raise missing(name)
    if not isinstance(value, dict):
        raise bad(f"{name} must be an object.")
    return value


def needed(parent: Json, name: str, key: str) -> Any:
    if parent.get(key) in (None, ""):
        raise missing(f"{name}['{key}']")
    return parent[key]


def text_of(parent: Json, name: str, key: str, limit: int | None = None) -> str:
    value = needed(parent, name, key)
    if not isinstance(value, str):
        raise bad(f"{name}['{key}'] must be a text.")
    if limit is not None:
        at_most(f"{name}['{key}']", value, limit)
    return value


def at_most(name: str, value: str, limit: int) -> None:
    if len(value) > limit:
        raise bad(f"{name} must be at most {limit} characters long.")


def few(name: str, values: Any, low: int, high: int) -> list[Json]:
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise missing(name)
    if not low <= len(values) <= high:
        raise bad(f"{name} has {low} to {high} entries.")
    return values
