"""What could have been said on a phone before it was connected. Pure: the same seed, the same past."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bothends import national
from bothends.chance import Chance
from bothends.play.past_words import WORDS, Words
from bothends.world import Side

T = TypeVar("T")
DAY, LONGEST = 86400, 12
PRIVATE = "Privat "
# Every so many messages: predictable, so that a small past has some of each too.
EDITED, UNSUPPORTED, QUOTING = 23, 61, 9
UNREADABLE = (("poll_creation", 131051), ("media_placeholder", 131060), ("order", 131051))


@dataclass(frozen=True, slots=True)
class Wish:
    """`days` back from the end, `messages` over `chats`; `media_share` of them from 0 to 1."""

    seed: int
    chats: int
    messages: int
    days: int
    languages: tuple[str, ...]
    media_share: float


@dataclass(frozen=True, slots=True)
class Person:
    """`kept_as` is the name in the phone's contact book, None when the person is not in it."""

    name: str
    phone: str
    user_id: str
    language: str
    kept_as: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One message; `age` and `edited_age` are whole seconds before the end of the past.

    `media` is a number from which a file can be made; `quotes` counts back in the same chat.
    """

    person: int
    side: Side
    age: int
    kind: str
    wamid: str
    status: str
    text: str = ""
    edited: str | None = None
    edited_age: int = 0
    media: int = 0
    quotes: bool = False
    unsupported: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True)
class Imagined:
    people: tuple[Person, ...]
    lines: tuple[Line, ...]


def imagine(wish: Wish, phone: str) -> Imagined:
    """People and lines, oldest first. Two phones have different pasts from one seed."""
    digest = hashlib.sha256(f"past {wish.seed} {phone}".encode()).digest()
    draws = Chance(int.from_bytes(digest[:8]))
    people = tuple(_people(wish, draws))
    lines = list(_lines(wish, people, draws))
    lines.sort(key=lambda line: -line.age)
    return Imagined(people, tuple(lines))


def _one(options: Sequence[T], draws: Chance) -> T:
    return options[int(draws.fraction("one") * len(options))]


def _people(wish: Wish, draws: Chance) -> Iterator[Person]:
    taken: set[str] = set()
    for position in range(wish.chats):
        language = wish.languages[position % len(wish.languages)]
        words = WORDS[language]
        name = f"{_one(words.first_names, draws)} {_one(words.last_names, draws)}"
        while (phone := words.prefix + draws.digits(6, "phone")) in taken:
            continue
        taken.add(phone)
        user_id = f"{national.country(phone)}.{draws.digits(14, 'user id')}"
        yield Person(name, phone, user_id, language, _kept_as(position, name, words))


def _kept_as(position: int, name: str, words: Words) -> str | None:
    """Three of five are in the book, one of them under a name of the owner's own; some are private."""
    if position % 8 == 3:
        return PRIVATE + name
    return (name, f"{name.split(maxsplit=1)[0]} {words.tag}", name, None, None)[position % 5]


def _lines(wish: Wish, people: tuple[Person, ...], draws: Chance) -> Iterator[Line]:
    """Talks of a few messages: first one with each person, then with anybody, until there are enough."""
    made, talks = 0, 0
    while made < wish.messages:
        others = max(0, len(people) - talks - 1)
        count = max(1, min(int(draws.between(1, LONGEST + 1, "length")), wish.messages - made - others))
        person = talks if talks < len(people) else int(draws.fraction("who") * len(people))
        # Denser towards the end; the first talk is of the last day, so that no past ends long ago.
        reach = 0.0 if talks == 0 else draws.fraction("age") ** 2
        age = 5400 + int(reach * (wish.days * DAY - 7200))
        yield from _talk(wish, people[person], person, age, range(made, made + count), draws)
        made, talks = made + count, talks + 1


def _talk(wish: Wish, who: Person, person: int, age: int, numbers: range, draws: Chance) -> Iterator[Line]:
    for number in numbers:
        side: Side = "customer" if draws.fraction("side") < 0.55 else "business"
        wamid = draws.wamid(who.phone, inbound=side == "customer")
        yield _line(wish, Line(person, side, age, "text", wamid, _status(side, draws)), number, who.language, draws)
        age -= int(draws.between(20, 240, "pause"))


def _line(wish: Wish, bare: Line, number: int, language: str, draws: Chance) -> Line:
    words = WORDS[language]
    if number % UNSUPPORTED == UNSUPPORTED - 1 and bare.side == "customer":
        return replace(bare, kind="unsupported", unsupported=_one(UNREADABLE, draws))
    if draws.fraction("media") < wish.media_share:
        return _media(bare, words, draws)
    text = _one(words.asked if bare.side == "customer" else words.answered, draws)
    if number % EDITED == EDITED - 1:
        better = f"{text} {_one(words.corrections, draws)}"
        return replace(bare, text=text, edited=better, edited_age=bare.age - int(draws.between(5, 600, "edit")))
    return replace(bare, text=text, quotes=number % QUOTING == QUOTING - 1)


def _media(bare: Line, words: Words, draws: Chance) -> Line:
    kind = _one(("image", "image", "image", "document", "audio"), draws)
    media = int(draws.between(1, 200, "file"))
    if kind == "document":
        return replace(bare, kind=kind, media=media, text=words.filename)
    if kind == "audio":
        return replace(bare, kind=kind, media=media, status="played" if bare.status == "read" else bare.status)
    return replace(bare, kind=kind, media=media, text=_one((*words.captions, ""), draws))


def _status(side: Side, draws: Chance) -> str:
    drawn = draws.fraction("status")
    if side == "customer":
        return "read" if drawn < 0.95 else "delivered"
    steps = ((0.7, "read"), (0.9, "delivered"), (0.95, "sent"), (0.98, "failed"))
    return next((status for limit, status in steps if drawn < limit), "pending")
