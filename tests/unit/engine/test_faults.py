"""Whose fault an exception is: a lost database must not put a customer's words into quarantine."""

from __future__ import annotations

import psycopg
import pytest
from django.db import utils
from psycopg import errors

from twinline.engine.faults import is_of_data


def from_cause(wrapper: type[Exception], cause: Exception) -> Exception:
    error = wrapper("wrapped")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        errors.CharacterNotInRepertoire(), errors.UntranslatableCharacter(), errors.NumericValueOutOfRange(),
        errors.NotNullViolation(), errors.CheckViolation(), errors.CardinalityViolation(), errors.RaiseException(),
        errors.ProgramLimitExceeded(),
        psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"),
        from_cause(utils.DataError, errors.InvalidTextRepresentation()),
        KeyError("x"), ValueError("x"), RecursionError(),
    ],
)  # fmt: skip
def test_what_the_rows_cause_is_put_aside(error: Exception) -> None:
    assert is_of_data(error)


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("server closed the connection unexpectedly"), psycopg.InterfaceError(),
        errors.AdminShutdown(), errors.CannotConnectNow(), errors.DiskFull(), errors.DeadlockDetected(),
        errors.UndefinedTable(), errors.InsufficientPrivilege(), errors.ReadOnlySqlTransaction(),
        utils.OperationalError("connection is bad"), utils.InterfaceError("connection already closed"),
        from_cause(utils.OperationalError, psycopg.OperationalError("the connection is lost")),
        MemoryError(),
    ],
)  # fmt: skip
def test_what_the_database_causes_is_waited_out(error: Exception) -> None:
    assert not is_of_data(error)
