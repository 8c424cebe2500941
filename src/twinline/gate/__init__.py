"""The door: it owns the port. Webhooks come in, live events go out, everything else is passed on to web.

Raw ASGI; Django is never loaded here, so that a busy page cannot delay a webhook.
"""
