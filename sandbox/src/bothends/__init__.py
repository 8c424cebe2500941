"""Bothends: a sandbox for the WhatsApp Business Platform on one laptop. Not affiliated with Meta."""

__version__ = "0.1.0"
