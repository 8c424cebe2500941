"""One form for one person's phone, so that national variants do not split a conversation.

Only digits remain. A Brazilian mobile number gets its ninth digit, a Mexican one loses the old 1 after 52, an
Argentine one gets the 9 of mobiles and loses a domestic 15. A variant is changed only if the outcome is a valid
number by `phonenumbers` and, for Brazil, the number was not valid as it stood (eight-digit fixed lines and the
former trunk radio numbers are other people). A number that is not valid in any form stays as its digits.
In Argentina fixed and mobile lines share one space of ten digits, so 54 and 549 with the same ten are one line.
"""

import re
from functools import lru_cache

import phonenumbers

_NOT_DIGIT = re.compile(r"[^0-9]+")


def canonical(phone: str) -> str:
    """Digits; idempotent. A key to compare people by, not an address: send to the form that Meta returned."""
    digits = digits_of(phone)
    if digits.startswith(("55", "52", "54")):
        return _one_form(digits)
    return digits


def digits_of(phone: str) -> str:
    if phone.isascii() and phone.isdigit():
        return phone
    return _NOT_DIGIT.sub("", phone)


@lru_cache(maxsize=16384)
def _one_form(digits: str) -> str:
    country, national = digits[:2], digits[2:]
    if country == "55":
        return _brazil(digits, national)
    if country == "52":
        return _mexico(digits, national)
    return _argentina(digits, national)


def _brazil(digits: str, national: str) -> str:
    if len(national) != 10 or national[2] not in "6789" or _valid(digits):
        return digits
    return _if_valid("55" + national[:2] + "9" + national[2:], digits)


def _mexico(digits: str, national: str) -> str:
    if len(national) != 11 or national[0] != "1":
        return digits
    return _if_valid("52" + national[1:], digits)


def _argentina(digits: str, national: str) -> str:
    if len(national) == 10:
        return _if_valid("549" + national, digits)
    without_nine = national[1:] if len(national) == 13 and national[0] == "9" else national
    if len(without_nine) != 12:
        return digits
    # Area codes have two to four digits; the domestic 15 stands right after them.
    forms = ["549" + without_nine[:n] + without_nine[n + 2 :] for n in (2, 3, 4) if without_nine[n : n + 2] == "15"]
    valid = [form for form in forms if _valid(form)]
    return valid[0] if len(valid) == 1 else digits


def _if_valid(form: str, otherwise: str) -> str:
    return form if _valid(form) else otherwise


def _valid(digits: str) -> bool:
    number = phonenumbers.parse("+" + digits)
    # The parser forgives national prefixes; what it gives back must be what was asked for.
    return f"{number.country_code}{number.national_number}" == digits and phonenumbers.is_valid_number(number)
