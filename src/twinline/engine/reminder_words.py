"""Mail to invited people, in each language, and when it is due. Pure. The page has its own catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files

from twinline.engine.alert_words import Language, Letter

# By the number of the mail: the invitation, then after so long without progress; what a person asks for goes at once.
AFTER = (timedelta(0), timedelta(days=2), timedelta(days=5))
INVITATION = 0

# By language: the subject and the body of the invitation, then those of a reminder.
WORDS: Mapping[Language, list[str]] = json.loads(
    files("twinline.engine").joinpath("reminder_words.json").read_text("utf-8")
)


def due_at(nth: int, progressed_at: datetime) -> datetime:
    """When a mail may go that waits for progress."""
    return progressed_at + (AFTER[nth] if nth < len(AFTER) else timedelta(0))


def letter(language: Language, nth: int, name: str, workspace: str, link: str) -> Letter:
    """A mail to one person. Names are shown on one line, whatever they are made of."""
    subject, body = WORDS[language][:2] if nth == INVITATION else WORDS[language][2:]
    said = {"name": " ".join(name.split()), "workspace": " ".join(workspace.split())}
    return Letter(subject.format_map(said), f"{body.format_map(said)}\n\n{link}")
