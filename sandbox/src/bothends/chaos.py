"""What goes wrong, when told to: rules that strike by chance (from the seed) or the next few times."""

from dataclasses import dataclass, field
from typing import Any

from bothends.chance import Chance
from bothends.refused import Refused

# rule → its parameters with their defaults
RULES: dict[str, dict[str, Any]] = {
    "duplicate": {"times": 1},
    "reorder": {"wait_ms": 1000},
    "drop_first": {},
    "drop": {},
    "delay": {"delay_ms": 1000},
    "batch": {"items": 10, "wait_ms": 200, "layout": "items"},
    "echo_before_answer": {},
    "echo_api_sends": {},
    "status_before_answer": {},
    "answer_lost": {},
    "error_after_accept": {"code": 131000},
    "reset_before_accept": {},
    "hang": {"seconds": 30},
    "slow": {"delay_ms": 500},
    "refuse": {"code": 131000, "http": None},
    "storm_130429": {},
    "token_expired": {},
    "fail_later": {"code": 131026},
    "media_503": {},
    "hide_phone_numbers": {},
    "unavailable_131060": {},
    "skip_delivered": {},
    "no_statuses": {},
}
_LAYOUTS = ("items", "changes", "entries")
_SCOPE = ("number", "customer", "field", "kind")


@dataclass(slots=True)
class Rule:
    id: int
    rule: str
    probability: float | None
    count: int | None
    scope: dict[str, str]
    params: dict[str, Any]
    struck: int = 0

    def view(self) -> dict[str, Any]:
        odds = {"probability": self.probability, "count": self.count}
        return {"id": self.id, "rule": self.rule, **odds, **self.scope, **self.params, "struck": self.struck}


@dataclass(slots=True)
class Chaos:
    chance: Chance
    rules: list[Rule] = field(default_factory=list)
    _last_id: int = 0

    def add(self, wanted: dict[str, Any]) -> Rule:
        name = str(wanted.get("rule"))
        if name not in RULES:
            raise Refused("no_such_rule", f"There is no rule {name!r}. Rules: {', '.join(RULES)}.")
        probability, count = _odds(wanted)
        params = {key: wanted.get(key, default) for key, default in RULES[name].items()}
        _check(name, params, set(wanted) - {"rule", "probability", "count", *_SCOPE, *params})
        self._last_id += 1
        scope = {key: str(wanted[key]) for key in _SCOPE if wanted.get(key)}
        rule = Rule(self._last_id, name, probability, count, scope, params)
        self.rules.append(rule)
        return rule

    def remove(self, rule_id: int) -> None:
        if all(rule.id != rule_id for rule in self.rules):
            raise Refused.missing("rule", str(rule_id))
        self.rules = [rule for rule in self.rules if rule.id != rule_id]

    def strikes(self, name: str, **where: str) -> Rule | None:
        """The first rule of this name that strikes here; counts it."""
        for rule in self.rules:
            if rule.rule == name and self._fits(rule, where) and self._drawn(rule):
                rule.struck += 1
                return rule
        return None

    def _fits(self, rule: Rule, where: dict[str, str]) -> bool:
        return all(where.get(key) == value for key, value in rule.scope.items())

    def _drawn(self, rule: Rule) -> bool:
        if rule.count is not None:
            return rule.struck < rule.count
        if rule.probability is None or rule.probability >= 1:
            return True
        return self.chance.fraction(f"chaos {rule.id}") < rule.probability

    def view(self) -> list[dict[str, Any]]:
        return [rule.view() for rule in self.rules]


def _odds(wanted: dict[str, Any]) -> tuple[float | None, int | None]:
    probability, count = wanted.get("probability"), wanted.get("count")
    if probability is not None and not (isinstance(probability, int | float) and 0 <= probability <= 1):
        raise Refused("bad_probability", "probability is a number from 0 to 1.")
    if count is not None and not (isinstance(count, int) and count > 0):
        raise Refused("bad_count", "count is a whole number above 0.")
    return probability, count


def _check(name: str, params: dict[str, Any], unknown: set[str]) -> None:
    if unknown:
        raise Refused("unknown_parameter", f"The rule {name} has no parameter {', '.join(sorted(unknown))}.")
    if name == "batch" and params["layout"] not in _LAYOUTS:
        raise Refused("bad_layout", f"layout is one of {', '.join(_LAYOUTS)}.")
    for key, value in params.items():
        if key not in ("layout", "http") and (not isinstance(value, int | float) or value < 0):
            raise Refused("bad_parameter", f"{key} is a number, 0 or more.")
