"""Reading an item with a model, and naming what in it the model does not know."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, get_args

import orjson
from pydantic import ValidationError

from .shapes import Shape

S = TypeVar("S", bound=Shape)
# Key → the keys below it, or None where everything below is one value.
Tree = Mapping[str, "Tree | None"]


def read(shape: type[S], item: Mapping[str, Any], prefix: str, unknown: set[str]) -> S:
    """The item as a model. Paths of keys that it does not know, or cannot read, are added to `unknown`."""
    collect(item, tree(shape), prefix, unknown)
    try:
        return shape.model_validate(item)
    except ValidationError as error:
        places = [problem["loc"] for problem in error.errors(include_url=False, include_input=False)]
        unknown.update(prefix + ".".join(part for part in place if isinstance(part, str)) for place in places)
        return shape.model_validate(_without(item, places))


def collect(item: Mapping[str, Any], known: Tree, prefix: str, unknown: set[str]) -> None:
    for key, value in item.items():
        if key not in known:
            unknown.add(prefix + key)
        elif (below := known[key]) is not None:
            _collect_below(value, below, f"{prefix}{key}.", unknown)


def _collect_below(value: Any, known: Tree, prefix: str, unknown: set[str]) -> None:
    if isinstance(value, dict):
        collect(value, known, prefix, unknown)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                collect(inner, known, prefix, unknown)


@cache
def tree(shape: type[Shape]) -> Tree:
    return {field.alias or name: _below(field.annotation) for name, field in shape.model_fields.items()}


def _below(annotation: Any) -> Tree | None:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return tree(annotation)
    return next((found for inner in get_args(annotation) if (found := _below(inner)) is not None), None)


def _without(item: Mapping[str, Any], places: list[tuple[int | str, ...]]) -> dict[str, Any]:
    copy: dict[str, Any] = orjson.loads(orjson.dumps(item))
    # From the back, so that taking an element out of a list does not move the others that go.
    for place in sorted(places, reverse=True):
        holder: Any = copy
        for part in place[:-1]:
            holder = holder[part]
        del holder[place[-1]]
    return copy
