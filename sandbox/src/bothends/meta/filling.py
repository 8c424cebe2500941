"""Filling a template with its parameters (Meta: Templates, components). Pure."""

import re
from typing import Any

from bothends.meta.errors import GraphError
from bothends.world import Template

Json = dict[str, Any]
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_UNUSABLE = {"PAUSED": 132015, "DISABLED": 132016}


def check_usable(template: Template | None, name: str, language: str) -> Template:
    if template is None:
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    if template.status in _UNUSABLE:
        raise GraphError(_UNUSABLE[template.status])
    if template.status != "APPROVED":
        raise GraphError(132001, f"template {name} in {language} is {template.status}")
    return template


def rendered(template: Template, components: list[Json]) -> Json:
    """`{header, body, footer, buttons[]}` as the phone shows it; 132000 when the parameters do not fit."""
    parts = {str(part.get("type", "")).lower(): part for part in components}
    header = template.header
    if template.header_format in (None, "TEXT") and header:
        header = _filled(header, parts.get("header", {}).get("parameters", []), "header")
    body = _filled(template.body, parts.get("body", {}).get("parameters", []), "body")
    if len(body) > 1024:
        raise GraphError(132005)
    media = next((p for p in parts.get("header", {}).get("parameters", []) if p.get("type") != "text"), None)
    buttons = [_button(index, button, components) for index, button in enumerate(template.buttons)]
    return {
        "header": header,
        "header_media": media,
        "body": body,
        "footer": template.footer,
        "buttons": buttons,
    }


def _filled(text: str, parameters: list[Json], where: str) -> str:
    places = list(dict.fromkeys(_PLACE.findall(text)))
    if len(places) != len(parameters):
        details = f"{where}: number of localizable_params ({len(parameters)}) does not match the expected number"
        raise GraphError(132000, f"{details} of params ({len(places)})")
    values = {str(p.get("parameter_name") or place): _value(p) for place, p in zip(places, parameters, strict=True)}
    if set(values) != set(places):
        raise GraphError(132000, f"{where}: parameters {sorted(values)} do not match {sorted(places)}")
    return _PLACE.sub(lambda match: values[match.group(1)], text)


def _value(parameter: Json) -> str:
    kind = parameter.get("type", "text")
    if kind == "text" and isinstance(parameter.get("text"), str):
        return str(parameter["text"])
    inner = parameter.get(kind)
    if kind in ("currency", "date_time") and isinstance(inner, dict) and inner.get("fallback_value"):
        return str(inner["fallback_value"])
    raise GraphError(132012, f"Parameter of type {kind} is not formatted as its type wants.")


def _button(index: int, button: Json, components: list[Json]) -> Json:
    given = [c for c in components if str(c.get("type", "")).lower() == "button" and str(c.get("index")) == str(index)]
    parameters = given[0].get("parameters", []) if given else []
    payload = next((p.get("payload") for p in parameters if p.get("type") == "payload"), None)
    return {**button, "payload": payload or button.get("text")}
