"""Switches that stay until changed. What strikes now and then is in `chaos`."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bothends.refused import Refused

_CHOICES: dict[str, tuple[Any, ...]] = {
    "window": ("async", "sync", "off"),
    "rate_http": (400, 429),
    "reaction_removal": ("absent", "empty"),
    "service_price": ("free", "charged"),
    "signup_order": ("event_first", "callback_first"),
    "signup_error_key": ("error_code", "error_id"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    window: str = "async"
    rates: bool = True
    rate_http: int = 400
    user_ids: bool = True
    media_url: bool = True
    fetch_links: bool = True
    contacts_on_failed: bool = False
    reaction_removal: str = "absent"
    service_price: str = "free"
    signup_order: str = "event_first"
    signup_error_key: str = "error_code"
    sent_ms: tuple[int, int] = (100, 300)
    delivered_ms: tuple[int, int] = (150, 600)
    read_ms: tuple[int, int] = (200, 800)

    def view(self) -> dict[str, Any]:
        return asdict(self)

    def changed(self, wanted: dict[str, Any]) -> "Settings":
        """A copy with these switches turned; refuses unknown names and impossible values."""
        return replace(self, **{name: self._checked(name, value) for name, value in wanted.items()})

    def _checked(self, name: str, value: Any) -> Any:
        if name not in {f.name for f in fields(self)}:
            raise Refused("no_such_setting", f"There is no setting {name!r}; GET /sandbox/api/settings lists them.")
        if name in _CHOICES:
            if value not in _CHOICES[name]:
                raise Refused("bad_setting", f"{name} is one of {', '.join(map(str, _CHOICES[name]))}.")
            return value
        if name.endswith("_ms"):
            return _range(name, value)
        if not isinstance(value, bool):
            raise Refused("bad_setting", f"{name} is true or false.")
        return value


def _range(name: str, value: Any) -> tuple[int, int]:
    ok = isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(v, int) and v >= 0 for v in value)
    if not ok or value[0] > value[1]:
        raise Refused("bad_setting", f"{name} is [low, high] in milliseconds.")
    return value[0], value[1]
