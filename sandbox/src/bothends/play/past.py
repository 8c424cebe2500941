"""Gives a phone a past: people who wrote before it was connected, with a contact book that knows some of them."""

from dataclasses import dataclass
from typing import Any

from bothends import national
from bothends.play import history, media_store, past_media
from bothends.play.imagined import Imagined, Line, Person, Wish, imagine
from bothends.play.past_words import WORDS
from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import BookEntry, Customer, Media, Message, Number

Json = dict[str, Any]
DEFAULTS: Json = {"seed": 1, "chats": 20, "messages": 400, "days": 180, "media_share": 0.1}
LIMITS = {"chats": (1, 5000), "messages": (1, 200_000), "days": (1, 180)}
FILES = {"image": "image/png", "document": "application/pdf", "audio": "audio/ogg; codecs=opus"}


def wish(body: Json) -> Wish:
    """Checks what is wanted; refuses with the limits."""
    wanted = {**DEFAULTS, "languages": list(WORDS), **body}
    unknown = set(wanted) - {*DEFAULTS, "languages"}
    if unknown:
        raise Refused("unknown_parameter", f"A past has no parameter {', '.join(sorted(unknown))}.")
    for name, (low, high) in {"seed": (0, 2**63), **LIMITS}.items():
        value = wanted[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Refused(f"bad_{name}", f"{name} is a whole number from {low} to {high}.")
    if wanted["messages"] < wanted["chats"]:
        raise Refused("bad_messages", "Give at least as many messages as chats.")
    languages, share = wanted["languages"], wanted["media_share"]
    if not isinstance(languages, list) or not languages or set(languages) - set(WORDS):
        raise Refused("bad_languages", f"languages is a list of {', '.join(WORDS)}.")
    if not isinstance(share, int | float) or isinstance(share, bool) or not 0 <= share <= 1:
        raise Refused("bad_media_share", "media_share is a number from 0 to 1.")
    return Wish(wanted["seed"], wanted["chats"], wanted["messages"], wanted["days"], tuple(languages), float(share))


def give(sandbox: Sandbox, number: Number, wanted: Wish) -> Json:
    """Lays the past before the onboarding; before now, when the phone is not connected yet; answers what it holds."""
    if not number.has_app:
        raise Refused.conflict("no_app", "This number is on the Cloud API only: there is no phone with a past.")
    made = imagine(wanted, number.phone)
    if any(person.phone in sandbox.world.by_phone for person in made.people):
        raise Refused.conflict("past_exists", "This phone has the past of this seed already; take another seed.")
    end = int(min(number.onboarded_at, sandbox.clock.now()) if number.connected else sandbox.clock.now())
    customers = [_meet(sandbox, number, person, end) for person in made.people]
    laid = _Laid(sandbox, number, end, customers, {})
    for line in made.lines:
        laid.lay(line)
    sandbox.events.announce("reset", {})
    return _summary(made, customers)


def _meet(sandbox: Sandbox, number: Number, person: Person, end: int) -> Customer:
    customer = Customer(f"c{person.phone}", person.name, person.phone, person.user_id, language=person.language)
    sandbox.world.add_customer(customer, national.variants(person.phone))
    if person.kept_as is not None:
        number.contacts[person.phone] = BookEntry(person.kept_as, person.kept_as.split()[0], float(end))
    return customer


@dataclass(slots=True)
class _Laid:
    sandbox: Sandbox
    number: Number
    end: int
    customers: list[Customer]
    newest: dict[int, str]

    def lay(self, line: Line) -> None:
        at, customer = float(self.end - line.age), self.customers[line.person]
        media = self._media(line)
        content = self._content(line, media)
        message = Message(
            seq=self.sandbox.next_seq(),
            wamid=line.wamid,
            number_id=self.number.id,
            customer_id=customer.id,
            side=line.side,
            origin="customer" if line.side == "customer" else "app",
            type=line.kind,
            content=content,
            at=at,
            quote=self.newest.get(line.person) if line.quotes else None,
            status=line.status,
            media_id=media.id if media else None,
        )
        if line.edited is not None:
            message.versions = [{"content": content, "at": at}]
            message.content, message.edited_at = {"body": line.edited}, float(self.end - line.edited_age)
        self.sandbox.world.add_message(message)
        self.newest[line.person] = line.wamid

    def _media(self, line: Line) -> Media | None:
        if line.kind not in FILES:
            return None
        makers = {"image": past_media.picture, "document": past_media.page, "audio": past_media.voice}
        data, name = makers[line.kind](line.media), line.text if line.kind == "document" else None
        return media_store.store(self.sandbox, data, FILES[line.kind], self.number.id, media_store.WEBHOOK_DAYS, name)

    def _content(self, line: Line, media: Media | None) -> Json:
        if media is not None:
            more: Json = {
                "image": {"caption": line.text},
                "document": {"filename": line.text},
                "audio": {"voice": True},
            }
            return media_store.webhook_object(self.sandbox, media, more[line.kind])
        if line.kind == "unsupported":
            kind, code = line.unsupported
            return {"type": kind, "code": code}
        return {"body": line.text}


def _summary(made: Imagined, customers: list[Customer]) -> Json:
    """Totals as the history of this past must have them, if the phone is connected at its end."""
    lines = made.lines
    files = [line for line in lines if line.kind in FILES]
    ages = [line.age for line in lines] + [line.edited_age for line in lines if line.edited is not None]
    phases = [history.phase_of(age) for age in ages]
    return {
        "chats": len(customers),
        "messages": len(lines),
        "edits": sum(line.edited is not None for line in lines),
        "unsupported": sum(line.kind == "unsupported" for line in lines),
        "media": len(files),
        "late_media": sum(line.age <= history.MEDIA_DAYS * history.DAY for line in files),
        "by_phase": [phases.count(phase) for phase in range(len(history.PHASE_DAYS))],
        "contacts": sum(person.kept_as is not None for person in made.people),
        "customers": [customer.id for customer in customers],
    }
