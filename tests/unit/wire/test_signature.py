"""A body counts only with the exact signature of one of the app's secrets."""

import hashlib
import hmac

import pytest

from twinline.wire.signature import sign, verify

SECRET, PREVIOUS, BODY = b"current secret", b"previous secret", b'{"object":"whatsapp_business_account"}'
HEX = hmac.new(SECRET, BODY, hashlib.sha256).hexdigest()
GOOD = "sha256=" + HEX


def test_a_signature_is_the_hmac_of_the_raw_bytes():
    # RFC 4231, test case 2.
    assert sign(b"Jefe", b"what do ya want for nothing?") == (
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


@pytest.mark.parametrize("header", [GOOD, GOOD.encode()])
@pytest.mark.parametrize("secrets", [[SECRET], [SECRET, PREVIOUS], [PREVIOUS, SECRET], [b"", SECRET]])
def test_the_current_and_the_previous_secret_are_good(header, secrets):
    assert verify(header, BODY, secrets)


WRONG_HEADERS = {
    "missing": None,
    "empty": "",
    "empty bytes": b"",
    "a number": 7,
    "a list": [GOOD],
    "no prefix": HEX,
    "prefix alone": "sha256=",
    "prefix without equals": "sha256" + HEX,
    "sha1": "sha1=" + hmac.new(SECRET, BODY, hashlib.sha1).hexdigest(),
    "sha1 with our digest": "sha1=" + HEX,
    "sha512": "sha512=" + hmac.new(SECRET, BODY, hashlib.sha512).hexdigest(),
    "upper-case prefix": "SHA256=" + HEX,
    "upper-case digits": "sha256=" + HEX.upper(),
    "one digit short": GOOD[:-1],
    "one digit long": GOOD + "0",
    "half": GOOD[:39],
    "twice": GOOD + GOOD,
    "two in a list": f"{GOOD},{GOOD}",
    "space before": " " + GOOD,
    "space after": GOOD + " ",
    "space inside": "sha256= " + HEX,
    "tab after": GOOD + "\t",
    "newline after": GOOD + "\n",
    "carriage return after": GOOD + "\r\n",
    "NUL after": GOOD + "\x00",
    "NUL instead of a digit": GOOD[:-1] + "\x00",
    "quoted": f'"{GOOD}"',
    "not hexadecimal": "sha256=" + "g" * 64,
    "zeros": "sha256=" + "0" * 64,
    "first digit changed": "sha256=" + ("0" if HEX[0] != "0" else "1") + HEX[1:],
    "last digit changed": GOOD[:-1] + ("0" if HEX[-1] != "0" else "1"),
    "reversed": "sha256=" + HEX[::-1],
    "full-width digits": "sha256=" + "\uff11" * 64,
    "Arabic digits": "sha256=" + "\u0661" * 64,
    "bytes that are not ASCII": b"sha256=" + b"\xff" * 64,
    "base64": "sha256=" + "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
    "of a plain hash": "sha256=" + hashlib.sha256(BODY).hexdigest(),
    "of secret and body joined": "sha256=" + hashlib.sha256(SECRET + BODY).hexdigest(),
    "of the empty secret": "sha256=" + hmac.new(b"", BODY, hashlib.sha256).hexdigest(),
    "of another secret": sign(b"another", BODY),
    "of the empty body": sign(SECRET, b""),
    "of the body and a newline": sign(SECRET, BODY + b"\n"),
    "of the body serialised again": sign(SECRET, BODY.replace(b":", b": ")),
    "of the secret in upper case": sign(SECRET.upper(), BODY),
    "of body and secret swapped": sign(BODY, SECRET),
}


@pytest.mark.parametrize("name", WRONG_HEADERS)
def test_no_other_header_is_good(name):
    assert not verify(WRONG_HEADERS[name], BODY, [SECRET, PREVIOUS])


@pytest.mark.parametrize("secrets", [[], [b""], [b"", b""], [b"another"], [PREVIOUS]])
def test_without_its_secret_nothing_is_good(secrets):
    assert not verify(GOOD, BODY, secrets)


def test_an_empty_secret_never_signs():
    assert not verify(sign(b"", BODY), BODY, [b""])


@pytest.mark.parametrize("body", [b"", BODY[:-1], BODY + b" ", BODY.upper(), b"\xef\xbb\xbf" + BODY])
def test_another_body_is_not_covered(body):
    assert not verify(GOOD, body, [SECRET])


def test_there_are_forty_ways_to_be_wrong():
    assert len(WRONG_HEADERS) >= 40
