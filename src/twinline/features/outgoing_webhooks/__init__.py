"""Outgoing webhooks: who is told over HTTP, and what became of each delivery."""
