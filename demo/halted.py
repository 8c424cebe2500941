"""Why the demo ends by itself."""

from __future__ import annotations


class Halted(Exception):
    """The demo cannot begin or go on; the text says what to do."""
