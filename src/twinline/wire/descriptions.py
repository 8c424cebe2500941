"""Contents as JSON in Meta's shapes: {"type": …, <type>: …}. Meta: Cloud API, messages reference, by type."""

from collections.abc import Callable, Mapping
from typing import Any

from .outgoing import (
    Ask,
    Buttons,
    Cards,
    CardWithLink,
    Carousel,
    Content,
    File,
    Form,
    Frame,
    Link,
    Menu,
    Option,
    Place,
    Reaction,
    Section,
    Template,
    Text,
)

Json = dict[str, Any]


def describe(content: Content) -> Json:
    """All of a request but whom it is for."""
    return _DESCRIBERS[type(content)](content)


def _text(content: Text) -> Json:
    return {"type": "text", "text": {"preview_url": content.preview_url, "body": content.body}}


def _file(content: File) -> Json:
    about = {"id": content.id, "link": content.link, "caption": content.caption, "filename": content.filename}
    file: Json = {key: value for key, value in about.items() if value is not None}
    if content.voice:
        file["voice"] = True
    return {"type": content.kind, content.kind: file}


def _place(content: Place) -> Json:
    # Meta's sending samples print the coordinates as texts.
    place = {
        "latitude": str(content.latitude),
        "longitude": str(content.longitude),
        "name": content.name,
        "address": content.address,
    }
    return {"type": "location", "location": {key: value for key, value in place.items() if value is not None}}


def _cards(content: Cards) -> Json:
    return {"type": "contacts", "contacts": [dict(card) for card in content.contacts]}


def _reaction(content: Reaction) -> Json:
    return {"type": "reaction", "reaction": {"message_id": content.wamid, "emoji": content.emoji}}


def _interactive(kind: str, frame: Frame, action: Mapping[str, Any]) -> Json:
    inside: Json = {"type": kind}
    if frame.header is not None:
        inside["header"] = dict(frame.header)
    inside["body"] = {"text": frame.body}
    if frame.footer is not None:
        inside["footer"] = {"text": frame.footer}
    return {"type": "interactive", "interactive": {**inside, "action": dict(action)}}


def _buttons(content: Buttons) -> Json:
    replies = [{"type": "reply", "reply": {"id": one.id, "title": one.title}} for one in content.buttons]
    return _interactive("button", content.frame, {"buttons": replies})


def _menu(content: Menu) -> Json:
    sections = [_section(section) for section in content.sections]
    return _interactive("list", content.frame, {"button": content.button, "sections": sections})


def _section(section: Section) -> Json:
    rows = [_row(row) for row in section.rows]
    return {"rows": rows} if section.title is None else {"title": section.title, "rows": rows}


def _row(row: Option) -> Json:
    plain = {"id": row.id, "title": row.title}
    return plain if row.description is None else {**plain, "description": row.description}


def _link_action(label: str, url: str) -> Json:
    return {"name": "cta_url", "parameters": {"display_text": label, "url": url}}


def _link(content: Link) -> Json:
    return _interactive("cta_url", content.frame, _link_action(content.label, content.url))


def _ask(content: Ask) -> Json:
    if content.what == "location":
        return _interactive("location_request_message", Frame(body=content.body), {"name": "send_location"})
    return _interactive("request_contact_info", Frame(body=content.body), {"name": "request_contact_info"})


def _form(content: Form) -> Json:
    parameters = {"flow_message_version": "3", "flow_id": content.flow_id, "flow_cta": content.label}
    return _interactive("flow", content.frame, {"name": "flow", "parameters": {**parameters, **content.parameters}})


def _carousel(content: Carousel) -> Json:
    cards = [_card(place, card) for place, card in enumerate(content.cards)]
    return _interactive("carousel", Frame(body=content.body), {"cards": cards})


def _card(place: int, card: CardWithLink) -> Json:
    inside: Json = {"card_index": place, "type": "cta_url", "header": dict(card.header)}
    if card.body is not None:
        inside["body"] = {"text": card.body}
    return {**inside, "action": _link_action(card.label, card.url)}


def _template(content: Template) -> Json:
    template: Json = {"name": content.name, "language": {"code": content.language}}
    if content.components:
        template["components"] = [dict(component) for component in content.components]
    return {"type": "template", "template": template}


_DESCRIBERS: dict[type, Callable[[Any], Json]] = {
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
