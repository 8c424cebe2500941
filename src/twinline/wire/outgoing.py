"""What can be sent, as values. Meta: Cloud API, messages reference, by type."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FileKind = Literal["image", "video", "audio", "document", "sticker"]


class Refused(ValueError):
    """Meta would not take it.

    `part` is what is wrong, `limit` the limit that it breaks; both are for the sentence.
    """

    def __init__(self, reason: str, part: str, limit: int | None = None) -> None:
        super().__init__(f"{part}: {reason}" + (f" ({limit})" if limit is not None else ""))
        self.reason = reason
        self.part = part
        self.limit = limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    body: str
    preview_url: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An id of an uploaded file, or a link that Meta fetches; never both."""

    kind: FileKind
    id: str | None = None
    link: str | None = None
    caption: str | None = None
    filename: str | None = None
    voice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    latitude: float
    longitude: float
    name: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Contacts in Meta's shape: name.formatted_name is required, phones[] and the rest as Meta documents them."""

    contacts: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """An empty emoji takes the reaction back."""

    wamid: str
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every interactive message may have around its action. `header` is Meta's header object."""

    body: str
    header: Mapping[str, Any] | None = None
    footer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buttons:
    frame: Frame
    buttons: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    rows: tuple[Option, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Meta's list message; `button` is the label that opens it."""

    frame: Frame
    button: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A button with an address (cta_url)."""

    frame: Frame
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Asks for the customer's location or phone number."""

    body: str
    what: Literal["location", "phone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A WhatsApp Flow. `parameters` as Meta documents them, beside the version, the id and the label."""

    frame: Frame
    flow_id: str
    label: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWithLink:
    """A card of a carousel. `header` is Meta's header object, an image or a video."""

    header: Mapping[str, Any]
    label: str
    url: str
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carousel:
    body: str
    cards: tuple[CardWithLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`components` in Meta's shape, with named or positional parameters."""

    name: str
    language: str
    components: tuple[Mapping[str, Any], ...] = ()


Content = Text | File | Place | Cards | Reaction | Buttons | Menu | Link | Ask | Form | Carousel | Template
