"""What may be sent as which kind of file. Meta: Cloud API, media reference, supported media types."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "video", "audio", "document", "sticker"]

_MB = 1024 * 1024
_KB = 1024


@dataclass(frozen=True, slots=True)
class TooLarge:
    kind: Kind
    limit: int


@dataclass(frozen=True, slots=True)
class WrongType:
    kind: Kind
    mime_type: str


LIMITS: dict[Kind, int] = {
    "image": 5 * _MB,
    "video": 16 * _MB,
    "audio": 16 * _MB,
    "document": 100 * _MB,
    "sticker": 500 * _KB,
}
STATIC_STICKER = 100 * _KB
INBOUND = 100 * _MB
MIME_TYPES: dict[Kind, frozenset[str]] = {
    "image": frozenset(("image/jpeg", "image/png")),
    "video": frozenset(("video/mp4", "video/3gpp")),
    "audio": frozenset(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")),
    "sticker": frozenset(("image/webp",)),
}
_KINDS: dict[str, Kind] = {mime: kind for kind, mimes in MIME_TYPES.items() for mime in mimes}


def plain(mime_type: str) -> str:
    """Without parameters: "audio/ogg; codecs=opus" is "audio/ogg"."""
    return mime_type.partition(";")[0].strip().lower()


def kind_for_mime(mime_type: str) -> Kind:
    """Anything that Meta shows in no other way goes as a document."""
    return _KINDS.get(plain(mime_type), "document")


def limit_for(kind: Kind, *, animated: bool = False) -> int:
    """Bytes."""
    return STATIC_STICKER if kind == "sticker" and not animated else LIMITS[kind]


def fault(kind: Kind, mime_type: str, size: int, *, animated: bool = False) -> TooLarge | WrongType | None:
    """Why a file of `size` bytes cannot be sent as this kind; None if it can.

    A document may be of any type.
    """
    if kind != "document" and plain(mime_type) not in MIME_TYPES[kind]:
        return WrongType(kind, plain(mime_type))
    limit = limit_for(kind, animated=animated)
    return TooLarge(kind, limit) if size > limit else None
