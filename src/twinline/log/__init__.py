"""Append-only truth: what was said, by Meta or by us, sealed and in order."""
