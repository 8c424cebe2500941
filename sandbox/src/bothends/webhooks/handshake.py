"""Verification of a callback: a GET with a challenge that must come back (Meta: Create a webhook)."""

import httpx

from bothends.chance import Chance


async def verify(url: str, verify_token: str, chance: Chance) -> bool:
    challenge = chance.digits(10, "challenge")
    params = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    try:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.get(url, params=params)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.status_code == 200 and answer.text.strip() == challenge
