"""`/healthz`: the gate runs. `/readyz`: the database, the writer and web do their part."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import psycopg

from twinline.gate.asgi import Answer, Send

PROBE_SECONDS: Final = 3.0
ALIVE = Answer(200, "alive\n")

Probe = Callable[[], Awaitable[bool]]


async def ready(send: Send, probes: Mapping[str, Probe]) -> None:
    """200 when every probe holds, 503 otherwise; the body says which do."""
    held = await asyncio.gather(*(_holds(probe) for probe in probes.values()))
    found = dict(zip(probes, held, strict=True))
    answer = Answer(200 if all(held) else 503, json.dumps(found) + "\n", kind="application/json")
    await answer(send)


async def _holds(probe: Probe) -> bool:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await probe()
    except (psycopg.Error, OSError, LookupError):
        return False
