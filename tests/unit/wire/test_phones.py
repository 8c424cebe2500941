"""National variants of one person's number are one; two people never become one."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinline.wire.phones import canonical, digits_of

ONE_PERSON = [
    # Brazil: the ninth digit, by area code; WhatsApp leaves it out from 31 on.
    ("551187654321", "5511987654321"),
    ("553187654321", "5531987654321"),
    ("558586543210", "5585986543210"),
    ("552169876543", "5521969876543"),
    # Mexico: the 1 of old mobiles.
    ("5215512345678", "525512345678"),
    ("5218112345678", "528112345678"),
    # Argentina: the 9 of mobiles, the domestic 15, areas of two, three and four digits.
    ("541123456789", "5491123456789"),
    ("54111523456789", "5491123456789"),
    ("5491115 2345-6789", "5491123456789"),
    ("542944123456", "5492944123456"),
    ("54294415123456", "5492944123456"),
    ("543514123456", "5493514123456"),
    # Writing.
    ("+49 151 1234-5678", "4915112345678"),
]
AS_THEY_ARE = {
    "a German mobile": "4915112345678",
    "a Brazilian fixed line": "551132345678",
    "a Brazilian trunk radio, valid with eight digits": "551171234567",
    "a Brazilian number of an area that does not exist": "550087654321",
    "a Brazilian number that is too short": "5511876543",
    "a Mexican number that is too short": "52155123456",
    "a Mexican number in its new form": "525512345678",
    "a Mexican number with a 1 that would not be valid without it": "5210012345678",
    "an Argentine number that is no number": "540000000000",
    "an Argentine number that is too long": "5411234567890123",
    "a long Argentine one without 15": "54112334567890",
    "one that is no number at all": "52",
    "fixed and mobile with different digits": "5491123456780",
    "nothing": "",
}


@pytest.mark.parametrize(("variant", "form"), ONE_PERSON)
def test_variants_of_one_person_have_one_form(variant, form):
    assert canonical(variant) == form
    assert canonical(form) == form


@pytest.mark.parametrize("name", AS_THEY_ARE)
def test_other_numbers_stay_as_they_are(name):
    assert canonical(AS_THEY_ARE[name]) == AS_THEY_ARE[name]


@given(st.text(alphabet="0123456789+ -()٣", max_size=20))
def test_the_form_of_a_form_is_itself(phone):
    assert canonical(canonical(phone)) == canonical(phone)


@given(st.sampled_from(["55", "52", "521", "54", "549"]), st.from_regex(r"[1-9][0-9]{7,12}", fullmatch=True))
def test_a_changed_number_is_a_valid_one_with_the_same_last_digits(country, national):
    phone = country + national
    form = canonical(phone)
    if form != phone:
        assert form[-6:] == phone[-6:]
        assert phonenumbers.is_valid_number(phonenumbers.parse("+" + form))


@given(st.lists(st.from_regex(r"5511[2-9][0-9]{7}|55119[2-9][0-9]{7}", fullmatch=True), min_size=2, unique=True))
def test_two_brazilians_are_one_only_by_the_ninth_digit(phones):
    for one in phones:
        for other in phones:
            if one != other and canonical(one) == canonical(other):
                assert {one[:4] + "9" + one[4:], other[:4] + "9" + other[4:]} & {one, other}


def test_only_plain_digits_are_digits():
    assert digits_of("٤٩ 12³") == "12"
