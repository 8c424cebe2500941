"""Verification of a callback: a GET with a challenge that must come back (Meta: Create a webhook)."""

import ssl
from functools import cache

import httpx

from bothends.chance import Chance


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates of the system takes tens of milliseconds: once is enough."""
    return ssl.create_default_context()


async def verify(url: str, verify_token: str, chance: Chance) -> bool:
    challenge = chance.digits(10, "challenge")
    params = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False, verify=_trusted()) as client:
            answer = await client.get(url, params=params)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.status_code == 200 and answer.text.strip() == challenge
