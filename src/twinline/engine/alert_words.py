"""Alerts as mail, in each language, from the words beside this file. Pure. The page has its own catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from twinline.engine.vitality import Ailment

Language = Literal["en", "de", "fr", "it"]
Topic = Ailment | Literal["owner_remind", "owner_urgent", "webhook_gone", "webhook_failing"]


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


# By language and topic: what is the case, and what to do.
_KEPT = json.loads(files("twinline.engine").joinpath("alert_words.json").read_text("utf-8"))
WORDS: Mapping[Language, Mapping[Topic, tuple[str, str]]] = {
    language: {kind: (what, next_step) for kind, (what, next_step) in words.items() if kind != "hand_on"}
    for language, words in _KEPT.items()
}


def hand_on(language: Language, owner: str) -> str:
    """The person with the phone has no account, so that somebody must tell them."""
    named, unnamed = _KEPT[language]["hand_on"]
    return str(named).format(name=" ".join(owner.split())) if owner.strip() else str(unnamed)


def letter(
    language: Language, kind: Topic, subject: str, workspace: str, link: str | None, hint: str | None = None
) -> Letter:
    """A mail to one person. Names are shown on one line, whatever they are made of."""
    what, next_step = WORDS[language][kind]
    name = " ".join(subject.split())
    place = " ".join(workspace.split())
    return Letter(
        f"{name}: {what}",
        "\n\n".join([f"{name} ({place}): {what}.", next_step, *(part for part in (hint, link) if part)]),
    )
