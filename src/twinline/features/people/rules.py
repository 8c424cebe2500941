"""What an address must look like, and what calendars say. Pure."""

from __future__ import annotations

import re

from twinline.workspaces.refused import Refused

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def email_of(text: str) -> str:
    """An address as it is kept: trimmed and in lower case; raises Refused."""
    email = text.strip().lower()
    if not EMAIL.fullmatch(email):
        raise Refused("email_invalid", "This is not an e-mail address.")
    return email
