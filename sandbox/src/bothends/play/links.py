"""Media sent as a link: Meta fetches it after accepting, and the send fails later when it cannot."""

import asyncio

import httpx

from bothends.play import media_store, ticks
from bothends.sandbox import Sandbox
from bothends.world import Message

_under_way: set[asyncio.Task[None]] = set()


def fetch_later(sandbox: Sandbox, message: Message, link: str) -> None:
    task = asyncio.get_running_loop().create_task(_fetch(sandbox, message, link))
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)


async def _fetch(sandbox: Sandbox, message: Message, link: str) -> None:
    try:
        data, mime_type = await _got(link)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        ticks.fail(sandbox, message, 131053, f"Downloading media from weblink failed: {type(error).__name__}")
        return
    media = media_store.store(sandbox, data, mime_type, message.number_id, media_store.UPLOAD_DAYS, None)
    message.media_id = media.id
    ticks.set_off(sandbox, message)
    sandbox.announce_message(message)


async def _got(link: str) -> tuple[bytes, str]:
    async with (
        httpx.AsyncClient(timeout=5, follow_redirects=True, trust_env=False) as client,
        client.stream("GET", link) as answer,
    ):
        answer.raise_for_status()
        data = b""
        async for piece in answer.aiter_bytes():
            data += piece
            if len(data) > media_store.LARGEST:
                raise ValueError("larger than 100 MB")
    return data, answer.headers.get("content-type", "").partition(";")[0] or "application/octet-stream"
