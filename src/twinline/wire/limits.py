"""What Meta refuses before it is sent. Meta: Cloud API, messages reference, by type; templates reference."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from .outgoing import (
    Ask,
    Buttons,
    Cards,
    Carousel,
    Content,
    File,
    Form,
    Frame,
    Link,
    Menu,
    Place,
    Reaction,
    Refused,
    Section,
    Template,
    Text,
)

TEXT = 4096
CAPTION = 1024
BODY = 1024
LIST_BODY = 4096
HEADER = FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
SECTIONS = 10
ROWS = 10
SECTION_TITLE = 24
ROW_ID = 200
ROW_TITLE = 24
ROW_DESCRIPTION = 72
CARDS = 10
CARD_BODY = 160
CARD_BREAKS = 2
WAMID = 128
TEMPLATE_NAME = 512
CALLBACK = 512
_TEMPLATE_NAME = re.compile(r"[a-z0-9_]+")


def check(content: Content) -> None:
    """Raises Refused for the first limit that the content breaks."""
    _CHECKS[type(content)](content)


def _words(words: str, part: str, limit: int) -> None:
    if not words.strip():
        raise Refused("empty", part)
    _length(words, part, limit)


def _length(words: str | None, part: str, limit: int) -> None:
    if words is not None and len(words) > limit:
        raise Refused("too long", part, limit)


def _count(things: Sequence[Any], part: str, limit: int, least: int = 1) -> None:
    if len(things) < least:
        raise Refused("too few", part, least)
    if len(things) > limit:
        raise Refused("too many", part, limit)


def _unique(ids: Sequence[str], part: str) -> None:
    if len(set(ids)) < len(ids):
        raise Refused("not unique", part)


def _text(content: Text) -> None:
    _words(content.body, "text", TEXT)


def _file(content: File) -> None:
    if bool(content.id) == bool(content.link):
        raise Refused("needs an id or a link, and not both", content.kind)
    if content.caption is not None and content.kind in ("audio", "sticker"):
        raise Refused("has no caption", content.kind)
    if content.filename is not None and content.kind != "document":
        raise Refused("has no filename", content.kind)
    if content.voice and content.kind != "audio":
        raise Refused("is no voice message", content.kind)
    _length(content.caption, "caption", CAPTION)


def _place(content: Place) -> None:
    # Written so that NaN, which no comparison holds for, is refused too.
    if not -90 <= content.latitude <= 90:
        raise Refused("out of range", "latitude", 90)
    if not -180 <= content.longitude <= 180:
        raise Refused("out of range", "longitude", 180)


def _cards(content: Cards) -> None:
    _count(content.contacts, "contacts", len(content.contacts))
    for card in content.contacts:
        name = card.get("name")
        if not isinstance(name, dict) or not name.get("formatted_name"):
            raise Refused("empty", "contacts.name.formatted_name")


def _reaction(content: Reaction) -> None:
    _words(content.wamid, "reaction.message_id", WAMID)


def _frame(frame: Frame, body: int = BODY) -> None:
    _words(frame.body, "body", body)
    _length(frame.footer, "footer", FOOTER)
    if frame.header is not None and frame.header.get("type") == "text":
        _words(str(frame.header.get("text", "")), "header", HEADER)


def _buttons(content: Buttons) -> None:
    _frame(content.frame)
    _count(content.buttons, "buttons", BUTTONS)
    for button in content.buttons:
        _words(button.id, "button.id", BUTTON_ID)
        _words(button.title, "button.title", BUTTON_TITLE)
    _unique([button.id for button in content.buttons], "button.id")


def _menu(content: Menu) -> None:
    _frame(content.frame, LIST_BODY)
    _words(content.button, "button", BUTTON_TITLE)
    _count(content.sections, "sections", SECTIONS)
    rows = [row for section in content.sections for row in section.rows]
    _count(rows, "rows", ROWS)
    for section in content.sections:
        _section(section, alone=len(content.sections) == 1)
    _unique([row.id for row in rows], "row.id")


def _section(section: Section, *, alone: bool) -> None:
    if not alone:
        _words(section.title or "", "section.title", SECTION_TITLE)
    _length(section.title, "section.title", SECTION_TITLE)
    _count(section.rows, "rows", ROWS)
    for row in section.rows:
        _words(row.id, "row.id", ROW_ID)
        _words(row.title, "row.title", ROW_TITLE)
        _length(row.description, "row.description", ROW_DESCRIPTION)


def _address(label: str, url: str) -> None:
    _words(label, "label", BUTTON_TITLE)
    if not url.startswith(("https://", "http://")):
        raise Refused("is no web address", "url")


def _link(content: Link) -> None:
    _frame(content.frame)
    _address(content.label, content.url)


def _ask(content: Ask) -> None:
    _words(content.body, "body", BODY)


def _form(content: Form) -> None:
    _frame(content.frame)
    _words(content.label, "label", BUTTON_TITLE)
    _words(content.flow_id, "flow_id", WAMID)


def _carousel(content: Carousel) -> None:
    _words(content.body, "body", BODY)
    _count(content.cards, "cards", CARDS, least=2)
    for card in content.cards:
        _length(card.body, "card.body", CARD_BODY)
        if card.body is not None and card.body.count("\n") > CARD_BREAKS:
            raise Refused("too many line breaks", "card.body", CARD_BREAKS)
        _address(card.label, card.url)


def _template(content: Template) -> None:
    _words(content.name, "template.name", TEMPLATE_NAME)
    if not _TEMPLATE_NAME.fullmatch(content.name):
        raise Refused("may have small letters, digits and _ only", "template.name")
    _words(content.language, "template.language", 20)


_CHECKS: dict[type, Callable[[Any], None]] = {
    Text: _text,
    File: _file,
    Place: _place,
    Cards: _cards,
    Reaction: _reaction,
    Buttons: _buttons,
    Menu: _menu,
    Link: _link,
    Ask: _ask,
    Form: _form,
    Carousel: _carousel,
    Template: _template,
}
