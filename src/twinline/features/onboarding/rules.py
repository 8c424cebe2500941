"""What a workspace, a member and a number must look like. Pure."""

from __future__ import annotations

import re
import unicodedata

from twinline.workspaces.refused import Refused

DISPLAY_PHONE = re.compile(r"[0-9]{6,15}")
META_ID = re.compile(r"[0-9]{3,32}")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
SHORTEST_TOKEN = 8


def slug_of(name: str) -> str:
    """A name as part of an address: lower case, ASCII letters, digits and hyphens; raises Refused."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    if not slug:
        raise Refused("name_unusable", "A workspace's name needs at least one letter or digit.")
    return slug


def email_of(text: str) -> str:
    """An address as it is kept: trimmed and in lower case; raises Refused."""
    email = text.strip().lower()
    if not EMAIL.fullmatch(email):
        raise Refused("email_invalid", "This is not an e-mail address.")
    return email


def display_phone_of(text: str) -> str:
    """Digits with country code; raises Refused."""
    digits = re.sub(r"[^0-9]", "", text)
    if not DISPLAY_PHONE.fullmatch(digits):
        raise Refused("phone_invalid", "A phone number has 6 to 15 digits, with its country code.")
    return digits


def check_meta_id(noun: str, text: str) -> None:
    if not META_ID.fullmatch(text):
        raise Refused("meta_id_invalid", f"A {noun} is made of digits, as Meta shows it.")


def check_secret(noun: str, text: str) -> None:
    """A short secret is most often a paste that went wrong."""
    if len(text) < SHORTEST_TOKEN:
        raise Refused("secret_too_short", f"The {noun} is too short; paste it whole.")
