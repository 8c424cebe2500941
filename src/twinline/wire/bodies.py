"""Bytes to JSON values that can be written down again: what orjson and PostgreSQL would refuse is made harmless here.

NUL and lone surrogates in texts become U+FFFD; in a body that needs the slow way, numbers beyond 64 bits stay as
their digits in a text; whatever is nested deeper than `DEEPEST` becomes the text of itself, so that one absurd item
does not cost its neighbours.
"""

import json
import math
import re
from typing import Any, NoReturn

import orjson

DEEPEST = 100
# Writing fails at 254 levels; a fact adds a few around the item.
_ROOM = 8
_FEW = 120
_BOM = b"\xef\xbb\xbf"
# Possessive, so that a text that never ends is read once and not once for every quote in it.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CLOSES = {"[": "]", "{": "}"}


class NotJSON(ValueError):
    """The body is not JSON in UTF-8; the message is a sentence for a person."""


def decode(body: bytes) -> Any:
    body = body.removeprefix(_BOM)
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _patiently(body)
    if body.count(b"[") + body.count(b"{") > _FEW and not _can_be_written(value):
        return _patiently(body)
    # Looking for one byte first is much faster, and most bodies have no backslash.
    return storable(value) if b"\\" in body and b"\\u0000" in body else value


def storable(value: Any) -> Any:
    """The same value without NUL and lone surrogates in any text or key."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {storable(key): storable(inner) for key, inner in value.items()}
    return [storable(inner) for inner in value] if isinstance(value, list) else value


def _can_be_written(value: Any) -> bool:
    for _ in range(_ROOM):
        value = [value]
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return True


def _patiently(body: bytes) -> Any:
    try:
        text = body.decode()
        value = json.loads(_cut(text), parse_int=_whole, parse_float=_decimal, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise NotJSON(f"The body is not UTF-8 (byte {error.start}).") from None
    except json.JSONDecodeError as error:
        raise NotJSON(f"The body is not JSON: {error.msg} (line {error.lineno}, column {error.colno}).") from None
    return storable(value)


def _cut(text: str) -> str:
    """Spans deeper than DEEPEST, each as a JSON text of itself.

    Brackets that do not match are left for the parser to refuse.
    """
    pieces: list[str] = []
    expected: list[str] = []
    done = start = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in _CLOSES:
            expected.append(_CLOSES[mark])
            if len(expected) == DEEPEST + 1:
                start = token.start()
        elif mark in ("]", "}"):
            if not expected or expected.pop() != mark:
                raise NotJSON(f"The body is not JSON: {mark} closes nothing (character {token.start()}).")
            if len(expected) == DEEPEST:
                pieces += text[done:start], json.dumps(text[start : token.end()])
                done = token.end()
    if expected:
        raise NotJSON(f"The body is not JSON: it ends where {expected[-1]} is missing.")
    return "".join(pieces) + text[done:]


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= 18 else digits


def _decimal(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


def _refuse(constant: str) -> NoReturn:
    raise NotJSON(f"The body is not JSON: {constant} is no JSON number.")
