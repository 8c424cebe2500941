"""Interactive messages: buttons, lists, links, flows, carousels (Meta: Send messages, interactive). Pure."""

from collections.abc import Callable
from typing import Any

from bothends.meta.errors import bad
from bothends.meta.limits import at_most, few, mapping, needed, text_of

Json = dict[str, Any]
_NAMED = {
    "cta_url": "cta_url",
    "location_request_message": "send_location",
    "request_contact_info": "request_contact_info",
    "flow": "flow",
    "catalog_message": "catalog_message",
    "address_message": "address_message",
    "call_permission_request": "call_permission_request",
    "voice_call": "voice_call",
}
_BODILESS = ("product", "call_permission_request")


def check(value: Any) -> None:
    interactive = mapping("interactive", value)
    kind = text_of(interactive, "interactive", "type")
    known = kind in _NAMED or kind in ("button", "list", "carousel", "product", "product_list")
    if not known:
        raise bad(f"interactive['type'] {kind!r} is not known.")
    if kind not in _BODILESS:
        body = mapping("interactive['body']", interactive.get("body"))
        text_of(body, "interactive['body']", "text", 4096 if kind == "list" else 1024)
    _edges(interactive, kind)
    action = mapping("interactive['action']", interactive.get("action"))
    if kind in _NAMED and action.get("name") not in (None, _NAMED[kind]):
        raise bad(f"interactive['action']['name'] must be {_NAMED[kind]}.")
    if kind in _ACTIONS:
        _ACTIONS[kind](action)


def _edges(interactive: Json, kind: str) -> None:
    header = interactive.get("header")
    if header is not None:
        wanted = mapping("interactive['header']", header).get("type")
        if wanted not in ("text", "image", "video", "document"):
            raise bad("interactive['header']['type'] is text, image, video or document.")
        if kind in ("list", "product_list") and wanted != "text":
            raise bad(f"The header of a {kind} is a text.")
        if wanted == "text":
            text_of(header, "interactive['header']", "text", 60)
        else:
            mapping(f"interactive['header']['{wanted}']", header.get(wanted))
    if interactive.get("footer") is not None:
        text_of(mapping("interactive['footer']", interactive["footer"]), "interactive['footer']", "text", 60)


def _button(action: Json) -> None:
    buttons = few("interactive['action']['buttons']", action.get("buttons"), 1, 3)
    replies = [mapping("button['reply']", button.get("reply")) for button in buttons]
    for reply in replies:
        text_of(reply, "button['reply']", "title", 20)
        text_of(reply, "button['reply']", "id", 256)
    _distinct("Button ids", [reply["id"] for reply in replies])
    _distinct("Button titles", [reply["title"] for reply in replies])


def _list(action: Json) -> None:
    text_of(action, "interactive['action']", "button", 20)
    sections = few("interactive['action']['sections']", action.get("sections"), 1, 10)
    rows: list[Json] = []
    for section in sections:
        if len(sections) > 1:
            text_of(section, "section", "title", 24)
        at_most("section['title']", str(section.get("title") or ""), 24)
        rows += few("section['rows']", section.get("rows"), 1, 10)
    if len(rows) > 10:
        raise bad(f"Total row count exceeds the allowed count: 10, given {len(rows)}.")
    for row in rows:
        text_of(row, "row", "id", 200)
        text_of(row, "row", "title", 24)
        at_most("row['description']", str(row.get("description") or ""), 72)
    _distinct("Row ids", [row["id"] for row in rows])


def _cta_url(action: Json) -> None:
    parameters = mapping("interactive['action']['parameters']", action.get("parameters"))
    text_of(parameters, "parameters", "display_text", 20)
    if not text_of(parameters, "parameters", "url").startswith(("http://", "https://")):
        raise bad("parameters['url'] must be an http or https address.")


def _flow(action: Json) -> None:
    parameters = mapping("interactive['action']['parameters']", action.get("parameters"))
    text_of(parameters, "parameters", "flow_cta", 30)
    if bool(parameters.get("flow_id")) == bool(parameters.get("flow_name")):
        raise bad("Give either flow_id or flow_name.")


def _carousel(action: Json) -> None:
    for card in few("interactive['action']['cards']", action.get("cards"), 2, 10):
        body = card.get("body")
        if body is not None:
            text = text_of(mapping("card['body']", body), "card['body']", "text", 160)
            if text.count("\n") > 2:
                raise bad("card['body']['text'] has at most 2 line breaks.")
        needed(card, "card", "action")


def _product_list(action: Json) -> None:
    needed(action, "interactive['action']", "catalog_id")
    sections = few("interactive['action']['sections']", action.get("sections"), 1, 10)
    if sum(len(section.get("product_items", [])) for section in sections) > 30:
        raise bad("A product list has at most 30 items.")


def _distinct(what: str, values: list[str]) -> None:
    if len(set(values)) != len(values):
        raise bad(f"{what} must be different from each other.")


_ACTIONS: dict[str, Callable[[Json], None]] = {
    "button": _button,
    "list": _list,
    "cta_url": _cta_url,
    "flow": _flow,
    "carousel": _carousel,
    "product_list": _product_list,
}
