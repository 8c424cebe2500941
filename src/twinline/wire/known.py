"""Reading an item by its shape, and naming what in it the shape does not know."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import orjson
from pydantic import ConfigDict, TypeAdapter, ValidationError

S = TypeVar("S")


class Reader(Generic[S]):
    """Reads items of one shape.

    Most items have nothing unknown, and a validator that forbids unknown keys says so for nothing; only an item that
    it refuses is looked at twice.
    """

    def __init__(self, shape: type[S]) -> None:
        # pydantic takes a configuration from outside only for what is no typed dictionary itself.
        either: Any = shape | None
        strict = TypeAdapter(either, config=ConfigDict(extra="forbid", coerce_numbers_to_str=True))
        lenient = TypeAdapter(either, config=ConfigDict(extra="ignore", coerce_numbers_to_str=True))
        self._fits = strict.validator.validate_python
        self._trim = lenient.validator.validate_python

    def __call__(self, item: Mapping[str, Any], unknown: set[str], prefix: str = "") -> S:
        """The item, with what does not fit left out. Paths of keys left out are added to `unknown`."""
        try:
            fitting: S = self._fits(item)
        except ValidationError as error:
            return self._patiently(item, unknown, prefix, error)
        return fitting

    def _patiently(self, item: Mapping[str, Any], unknown: set[str], prefix: str, error: ValidationError) -> S:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        places = [problem["loc"] for problem in problems]
        unknown.update(prefix + ".".join(part for part in place if isinstance(part, str)) for place in places)
        trimmed: S = self._trim(_without(item, places))
        return trimmed


def _without(item: Mapping[str, Any], places: list[tuple[int | str, ...]]) -> dict[str, Any]:
    copy: dict[str, Any] = orjson.loads(orjson.dumps(item))
    # From the back, so that taking an element out of a list does not move the others that go.
    for place in sorted(places, reverse=True):
        holder: Any = copy
        for part in place[:-1]:
            holder = holder[part]
        del holder[place[-1]]
    return copy
