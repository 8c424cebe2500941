"""What an entry of the log says about a number, in words that the page knows. Pure; content never passes here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from twinline.log import facts as ours
from twinline.wire import account_facts as about
from twinline.wire import facts as said

Event = Literal[
    "added", "changed", "connected_again", "token_renewed", "offboarded", "reconnected", "removed", "sync", "history",
    "history_declined", "quality", "limit", "throughput", "token_refused", "token_good", "token_expiry", "callback",
    "opened", "alert_raised", "alert_closed", "flag", "name", "security", "review", "account", "notice",
]  # fmt: skip
COMPLETE = 100


@dataclass(frozen=True, slots=True)
class Happening:
    """`word`: a reason, a kind or an event, as Meta or the log names it. `by`: the member who did it."""

    event: Event
    word: str | None = None
    before: str | None = None
    after: str | None = None
    code: int | None = None
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """The number that is asked about, as Meta names it."""

    number_id: UUID
    phone_number_id: str
    display_phone: str
    waba_id: str


def is_of(fact: ours.Fact, number_id: UUID | None, whose: Whose) -> bool:
    """Whether an entry speaks of this number: of it alone, or of its whole account."""
    if number_id is not None or isinstance(fact, ours.OurFact):
        return number_id == whose.number_id
    if fact.waba_id != whose.waba_id:
        return False
    return fact.phone_number_id in (None, whose.phone_number_id) and fact.display_phone_number in (
        None,
        whose.display_phone,
    )


def happenings(fact: ours.Fact) -> list[Happening]:
    """Nothing for an entry that says nothing worth a line."""
    reader = _READERS.get(type(fact))
    return list(reader(fact)) if reader else []


def at_of(fact: ours.Fact, heard_at: datetime) -> datetime:
    return fact.said_at or heard_at


def _added(fact: ours.NumberAdded) -> Iterator[Happening]:
    yield Happening("added", word=fact.mode, by=fact.by)


def _changed(fact: ours.ConfigurationChanged) -> Iterator[Happening]:
    before, after = fact.before or {}, fact.after or {}
    match fact.what:
        case "number":
            yield from _number(before, after, fact.by)
        case "sync":
            yield Happening("sync", word=after["kind"], after=after["state"], code=after.get("code"), by=fact.by)
        case "phone":
            yield Happening("opened", by=fact.by)
        case "alert":
            yield Happening("alert_raised" if after["state"] == "raised" else "alert_closed", word=after["kind"])
        case "vital":
            yield from _rated(before, after)


def _number(before: Mapping[str, Any], after: Mapping[str, Any], by: UUID | None) -> Iterator[Happening]:
    state = after.get("state")
    if state != before.get("state"):
        # Found by asking Meta, where it had named the account alone; without a member who did it.
        events: dict[str, Event] = {"connected": "connected_again" if by else "reconnected", "offboarded": "offboarded"}
        yield Happening(events.get(str(state), "removed"), by=by)
    if after.get("token") == "renewed":
        yield Happening("token_renewed", by=by)
    others = [name for name in after if name not in ("state", "token", "onboarded_at")]
    if any(after[name] != before.get(name) for name in others):
        yield Happening("changed", by=by)


def _rated(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Happening]:
    events: dict[str, Event] = {
        "quality": "quality", "limit_tier": "limit", "throughput": "throughput", "token_expires_at": "token_expiry",
        "callback": "callback",
    }  # fmt: skip
    for name, new in after.items():
        if name == "token_valid":
            yield Happening("token_good" if new else "token_refused")
        else:
            yield Happening(events[name], before=before.get(name), after=new)


def _history(fact: said.HistoryProgressed) -> Iterator[Happening]:
    if fact.progress == COMPLETE:
        yield Happening("history")


def _flag(fact: about.NumberQualityChanged) -> Iterator[Happening]:
    limit = fact.max_daily_conversations or fact.current_limit
    yield Happening("flag", word=fact.event, before=fact.old_limit, after=str(limit) if limit else None)


def _capability(fact: about.CapabilityChanged) -> Iterator[Happening]:
    if fact.max_daily_conversations is not None:
        yield Happening("limit", after=str(fact.max_daily_conversations))


_READERS: Mapping[type, Callable[[Any], Iterator[Happening]]] = {
    ours.NumberAdded: _added,
    ours.ConfigurationChanged: _changed,
    said.HistoryProgressed: _history,
    said.HistoryRefused: lambda fact: iter([Happening("history_declined", code=fact.code)]),
    about.NumberOffboarded: lambda _: iter([Happening("offboarded")]),
    about.NumberReconnected: lambda _: iter([Happening("reconnected")]),
    about.NumberRemoved: lambda fact: iter([Happening("removed", word=fact.reason, after=fact.initiated_by)]),
    about.NumberQualityChanged: _flag,
    about.CapabilityChanged: _capability,
    about.NumberNameChanged: lambda fact: iter([Happening("name", word=fact.decision)]),
    about.SecurityChanged: lambda fact: iter([Happening("security", word=fact.event)]),
    about.AccountReviewed: lambda fact: iter([Happening("review", word=fact.decision)]),
    about.AccountUpdated: lambda fact: iter([Happening("account", word=fact.event)]),
    about.AlertRaised: lambda fact: iter([Happening("notice", word=fact.alert, after=fact.severity)]),
}
KINDS = tuple(kind.__name__ for kind in _READERS)
