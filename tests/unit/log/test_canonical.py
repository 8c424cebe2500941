"""The bytes of an entry are fixed for ever: these vectors were written out by hand from the layout."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

from twinline.log.append import seal
from twinline.log.canonical import Header, leaf, microseconds

WORKSPACE = UUID("00000000-0000-4000-8000-000000000001")
STREAM = UUID("11111111-1111-8111-8111-111111111111")
KEY_ID = UUID("22222222-2222-4222-8222-222222222222")
NONCE = bytes(range(12))
HEARD_AT = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)

HEADER = bytes.fromhex(
    "7477696e6c696e652e6c6f672e656e7472792e76310a"  # twinline.log.entry.v1 LF
    "00000000000040008000000000000001"  # workspace
    "11111111111181118111111111111111"  # stream
    "0000000000000007"  # stream number
    "000f"  # length of the kind
    "4d6573736167655265636569766564"  # MessageReceived
    "000660da1f099840"  # heard_at, microseconds since 1970
    "22222222222242228222222222222222"  # key id
)


def header() -> Header:
    return Header(WORKSPACE, STREAM, 7, "MessageReceived", HEARD_AT, KEY_ID)


def test_the_header_is_byte_for_byte_what_the_layout_says() -> None:
    assert header().bytes() == HEADER


def test_the_leaf_is_the_hash_of_a_zero_byte_and_the_envelope() -> None:
    envelope = HEADER + NONCE + b"\x00\x00\x00\x05" + b"sealed"[:5]
    assert leaf(HEADER, NONCE, b"seale") == sha256(b"\x00" + envelope).digest()


def test_the_golden_entry_keeps_its_ciphertext_and_leaf() -> None:
    sealed = seal(header(), bytes(32), b"a short message", NONCE)
    assert sealed.ciphertext.hex() == "e9eb403a6f8ffbd9af1d21969c64bbc7fd5ca29765f8f097411deb3058c373"
    assert sealed.leaf.hex() == "32fecd8ebd7fdc3dbc45c2eeef0e5767edf5a4babecb00afad0f6fbc8ee32470"


def test_the_same_moment_in_another_zone_has_the_same_bytes() -> None:
    zurich = HEARD_AT.astimezone(timezone(timedelta(hours=1)))
    assert microseconds(zurich) == microseconds(HEARD_AT) == 1_795_339_800_123_456


def test_a_moment_before_1970_is_negative() -> None:
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)) == -1
