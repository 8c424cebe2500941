"""Bodies at rest: they open where they were sealed, and nowhere else."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinline.log.intake import KEPT_HOURS, HourKeys, IntakeRow, hour_of, open_piece, open_row, seal
from twinline.workspaces.secrets import Unreadable, Vault

HOUR = datetime(2026, 11, 22, 14, tzinfo=UTC)
VAULT = Vault(b"a secret of thirty-two bytes....")


def keys_with(*hours: datetime) -> HourKeys:
    keys = HourKeys(VAULT)
    for hour in hours:
        keys.learn(hour, keys.fresh(hour))
    return keys


@given(st.binary(max_size=2000), st.text("0123456789", min_size=1))
def test_what_was_sealed_opens_again(body, app_id):
    keys = keys_with(HOUR)
    nonce, sealed = seal(keys[HOUR], app_id, HOUR, body)
    row = IntakeRow(1, app_id, HOUR + timedelta(minutes=5), HOUR, nonce, sealed, len(body))
    assert open_row(keys, row) == body
    assert len(sealed) == len(body) + 16


def test_two_sealings_of_one_body_differ():
    key = keys_with(HOUR)[HOUR]
    assert seal(key, "1", HOUR, b"body") != seal(key, "1", HOUR, b"body")


def test_a_piece_moved_to_another_place_does_not_open():
    later = HOUR + timedelta(hours=1)
    keys = keys_with(HOUR, later)
    nonce, sealed = seal(keys[HOUR], "1", HOUR, b"body")
    for context, hour, changed in (("2", HOUR, sealed), ("1", later, sealed), ("1", HOUR, sealed[:-1] + b"\0")):
        with pytest.raises(Unreadable):
            open_piece(keys, context, hour, nonce, changed)


def test_without_the_key_of_its_hour_nothing_opens():
    nonce, sealed = seal(keys_with(HOUR)[HOUR], "1", HOUR, b"body")
    for keys in (keys_with(), keys_with(HOUR)):
        with pytest.raises(Unreadable):
            open_piece(keys, "1", HOUR, nonce, sealed)


def test_a_wrapped_key_belongs_to_its_hour_and_to_its_installation():
    wrapped = HourKeys(VAULT).fresh(HOUR)
    with pytest.raises(Unreadable):
        HourKeys(VAULT).learn(HOUR + timedelta(hours=1), wrapped)
    with pytest.raises(Unreadable):
        HourKeys(Vault(b"another secret, also thirty-two.")).learn(HOUR, wrapped)


def test_only_the_keys_of_recent_hours_are_held():
    hours = [HOUR + timedelta(hours=n) for n in range(KEPT_HOURS + 1)]
    keys = keys_with(*hours)
    assert keys.known(hours[0]) is None
    assert keys.known(hours[1]) is not None


@pytest.mark.parametrize(
    ("at", "hour"),
    [
        (HOUR, HOUR),
        (HOUR + timedelta(minutes=59, seconds=59, microseconds=999_999), HOUR),
        (datetime(2026, 11, 22, 15, 30, tzinfo=timezone(timedelta(hours=1))), HOUR),
        (datetime(2026, 11, 22, 19, 45, tzinfo=timezone(timedelta(hours=5, minutes=30))), HOUR),
    ],
)
def test_hours_are_those_of_utc(at, hour):
    assert hour_of(at) == hour
