"""Alerts as mail, in each language, from the words beside this file. Pure. The page has its own catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from twinline.engine.vitality import Ailment

Language = Literal["en", "de", "fr", "it"]
Topic = Ailment | Literal["webhook_gone", "webhook_failing"]


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


# By language and topic: what is the case, and what to do.
WORDS: Mapping[Language, Mapping[Topic, tuple[str, str]]] = {
    language: {kind: (what, next_step) for kind, (what, next_step) in words.items()}
    for language, words in json.loads(files("twinline.engine").joinpath("alert_words.json").read_text("utf-8")).items()
}


def letter(language: Language, kind: Topic, subject: str, workspace: str, link: str | None) -> Letter:
    """A mail to one person. Names are shown on one line, whatever they are made of."""
    what, next_step = WORDS[language][kind]
    name = " ".join(subject.split())
    place = " ".join(workspace.split())
    return Letter(f"{name}: {what}", "\n\n".join([f"{name} ({place}): {what}.", next_step, *([link] if link else [])]))
