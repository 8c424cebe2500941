"""Twinline: one WhatsApp number, two ends."""

__version__ = "0.1.0"
