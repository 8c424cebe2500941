"""What a workspace, a member and a number must look like. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal

import phonenumbers

from twinline.engine.app_findings import KEY_CODES
from twinline.wire.errors import GraphError
from twinline.wire.joining import SCOPES, Inspected, Node
from twinline.workspaces.refused import Refused
from twinline.workspaces.rules import Right, Role, check_may

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


Step = Literal["begun", "exchanging", "authorised", "joined", "cancelled", "failed"]
PIN = re.compile(r"[0-9]{6}")


def check_step(step: Step, *wanted: Step) -> None:
    """Raises Refused where an attempt is not, or no longer, where it should be."""
    if step not in wanted:
        raise Refused("joining_elsewhere", f"This attempt is {step}: look at it again, or begin a new one.", "fix")


def account_of(inspected: Inspected, app_id: str, told: str | None) -> str:
    """The WhatsApp Business account that a fresh token was granted; raises Refused with what to mend.

    `told` is what the pop-up said; a token that names no account may see every one.
    """
    if not inspected.valid or inspected.app_id != app_id:
        raise Refused("token_foreign", "Meta's token is not one of this app: begin again.", "retry")
    if missing := [scope for scope in SCOPES if scope not in inspected.scopes]:
        names = " and ".join(missing)
        raise Refused("scopes_missing", f"The permission {names} was not granted: begin again and leave it ticked.")
    if told and inspected.wabas and told not in inspected.wabas:
        raise Refused("account_foreign", "The token does not belong to the account that was chosen: begin again.")
    account = told or next(iter(inspected.wabas), None)
    if account is None:
        raise Refused("account_missing", "Meta named no WhatsApp Business account: begin again and choose one.")
    return account


def candidates(nodes: Iterable[Node], mode: str, taken: Collection[str]) -> list[Node]:
    """The numbers of an account that can be connected in this mode; Meta may not say yet whether one is in the app."""
    other = mode != "coexistence"
    return [node for node in nodes if node.id not in taken and node.on_app is not other]


def check_pin(pin: str) -> None:
    if not PIN.fullmatch(pin):
        raise Refused("pin_invalid", "The PIN is six digits; keep it, Meta asks for it again.")


ClosedBy = Literal["release", "operator"]
# Meta launched coexistence without them; its page of April 2026 lets them in, which nobody here has seen work.
CLOSED_COUNTRIES = ("NG", "ZA")
CLOSED_ON = date(2026, 9, 11)


def closed_countries(said: tuple[str, ...] | None) -> tuple[tuple[str, ...], ClosedBy]:
    """Where coexistence is not to be tried, and who says so: the operator's word is the last."""
    return (CLOSED_COUNTRIES, "release") if said is None else (said, "operator")


def phone_of(text: str) -> tuple[str, str] | None:
    """Digits with country code, and the country (ISO 3166) of a number as a person types it; None when it is none."""
    try:
        parsed = phonenumbers.parse("+" + re.sub(r"[^0-9]", "", text).removeprefix("00"))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    country = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code or 0
    )
    return f"{parsed.country_code}{phonenumbers.national_significant_number(parsed)}", country


def check_may_say_opened(role: Role, *, own: bool) -> None:
    """Who has the phone may say so of their own, in any role. Raises Forbidden."""
    if not own:
        check_may(role, Right.SET_UP_NUMBERS)


CALLBACK_REFUSED = 2200


def app_refused(kind: str, error: GraphError | None) -> Refused:
    """Why an app was not kept or not subscribed, and what to mend."""
    if kind == "unreadable":
        return Refused("app_secret_unreadable", "The kept secret does not open any more: enter it again.")
    if kind == "unreachable":
        return Refused("meta_unreachable", "Meta could not be reached; nothing was done. Try again.", "retry")
    if error is None:
        return Refused("meta_silent", "Meta did not answer; nothing is certain. Check, then try again.", "retry")
    if error.code in KEY_CODES:
        return Refused("app_key_wrong", "Meta does not take this app id with this secret: copy both again.")
    if error.code == CALLBACK_REFUSED:
        return Refused("callback_refused", "Meta could not verify the webhook address: it must answer over https.")
    return Refused("meta_refused", f"Meta refused with code {error.code}: {error.message}", "tell_a_person")
