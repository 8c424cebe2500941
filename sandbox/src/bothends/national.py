"""National habits of writing one and the same mobile number.

Brazil's ninth digit, Mexico's 1, Argentina's 9: WhatsApp registers one form, people type the other, and the
answer to a send names the registered one (`contacts[].wa_id` differs from `input`).
"""

import re

_OLD_BRAZIL_AREAS = frozenset(range(11, 20)) | {21, 22, 24, 27, 28}


def digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def registered(phone: str) -> str:
    """The form WhatsApp uses as `wa_id` for a number typed in either form."""
    number = digits(phone)
    if re.fullmatch(r"55\d{2}9\d{8}", number) and int(number[2:4]) not in _OLD_BRAZIL_AREAS:
        return number[:4] + number[5:]
    if re.fullmatch(r"52[2-9]\d{9}", number):
        return "521" + number[2:]
    if re.fullmatch(r"54[1-8]\d{9}", number):
        return "549" + number[2:]
    return number


def variants(wa_id: str) -> set[str]:
    """Every form under which people may write to this `wa_id`, itself included."""
    forms = {wa_id}
    if re.fullmatch(r"55\d{2}\d{8}", wa_id):
        forms.add(wa_id[:4] + "9" + wa_id[4:])
    if re.fullmatch(r"55\d{2}9\d{8}", wa_id):
        forms.add(wa_id[:4] + wa_id[5:])
    if re.fullmatch(r"521\d{10}", wa_id):
        forms.add("52" + wa_id[3:])
    if re.fullmatch(r"549\d{10}", wa_id):
        forms.add("54" + wa_id[3:])
    return forms


_COUNTRIES = (
    ("41", "CH"),
    ("49", "DE"),
    ("43", "AT"),
    ("33", "FR"),
    ("39", "IT"),
    ("44", "GB"),
    ("34", "ES"),
    ("55", "BR"),
    ("52", "MX"),
    ("54", "AR"),
    ("31", "NL"),
    ("423", "LI"),
    ("1", "US"),
)


def country(wa_id: str) -> str:
    """ISO country for the prefix of a user id; unknown prefixes are shown as US."""
    known = [iso for prefix, iso in _COUNTRIES if wa_id.startswith(prefix)]
    return known[0] if known else "US"


def formatted(phone: str) -> str:
    """As `display_phone_number` on a node: "+41 44 555 01 01" (Meta formats by country; we space by twos)."""
    number = digits(phone)
    code = next((prefix for prefix, _ in _COUNTRIES if number.startswith(prefix)), number[:2])
    rest = number[len(code) :]
    head, tail = (rest[:2], rest[2:]) if len(rest) % 2 == 1 else (rest[:3], rest[3:])
    groups = [tail[:3]] + [tail[i : i + 2] for i in range(3, len(tail), 2)]
    return " ".join(part for part in [f"+{code}", head, *groups] if part)
