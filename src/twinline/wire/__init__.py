"""Meta's formats, pure: webhooks become facts, and what is to be sent becomes a request. No I/O, no clock."""
