"""Outgoing webhooks: what happens here is told to the receivers that a workspace chose. Standard Webhooks."""
