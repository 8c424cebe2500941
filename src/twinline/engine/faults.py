"""Whose fault an exception is: the data's, which another try does not mend, or the database's, which is waited out."""

from __future__ import annotations

import psycopg
from django.db import Error as DjangoError

# PostgreSQL's error classes that the rows themselves can cause: cardinality, data, integrity, limits, raise.
DATA_CLASSES = frozenset({"21", "22", "23", "54", "P0"})


def is_of_data(error: Exception) -> bool:
    """Whether the same rows would fail again. A missing table, a lost connection or a full disk is not of the data."""
    cause = error.__cause__ if isinstance(error, DjangoError) and error.__cause__ else error
    if isinstance(cause, psycopg.DataError):
        return True  # also what psycopg itself refuses to send, which has no class
    if isinstance(cause, psycopg.Error):
        return (cause.sqlstate or "")[:2] in DATA_CLASSES
    return not isinstance(cause, DjangoError | MemoryError)
