"""Media: ids that die 30 days after an upload, 7 days after a webhook; urls of 5 minutes (Meta: Media)."""

import base64
import hashlib
import hmac
import mimetypes
from typing import Any

from bothends.refused import Refused
from bothends.sandbox import Sandbox
from bothends.world import Media

UPLOAD_DAYS, WEBHOOK_DAYS, URL_SECONDS = 30, 7, 300
LARGEST = 100 * 1024 * 1024

KINDS: dict[str, tuple[tuple[str, ...], int]] = {
    "audio": (("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * 1024**2),
    "image": (("image/jpeg", "image/png"), 5 * 1024**2),
    "video": (("video/mp4", "video/3gpp"), 16 * 1024**2),
    "sticker": (("image/webp",), 500 * 1024),
}


def store(sandbox: Sandbox, data: bytes, mime_type: str, number_id: str, days: int, filename: str | None) -> Media:
    media = Media(
        id=sandbox.chance.digits(16, "media"),
        number_id=number_id,
        mime_type=mime_type,
        sha256=hashlib.sha256(data).digest(),
        data=data,
        filename=filename,
        expires_at=sandbox.clock.now() + days * 86400,
    )
    sandbox.world.media[media.id] = media
    return media


def for_webhook(sandbox: Sandbox, media: Media, number_id: str) -> Media:
    """The same bytes under an id of their own, as every media webhook has one."""
    return store(sandbox, media.data, media.mime_type, number_id, WEBHOOK_DAYS, media.filename)


def from_draft(sandbox: Sandbox, body: dict[str, Any], number_id: str) -> Media:
    """The media of an act on a phone: uploaded before (`media`), or inside the act (`data`, base64)."""
    if body.get("data"):
        mime_type = str(body.get("mime_type") or "application/octet-stream")
        return store(sandbox, _decoded(body["data"]), mime_type, number_id, WEBHOOK_DAYS, body.get("filename"))
    known = sandbox.world.media.get(str(body.get("media")))
    if known is None:
        raise Refused("no_media", "Upload first (POST /sandbox/api/media) and give its id as 'media', or send 'data'.")
    return for_webhook(sandbox, known, number_id)


def _decoded(data: Any) -> bytes:
    try:
        return base64.b64decode(str(data), validate=True)
    except ValueError:
        raise Refused("bad_data", "data is base64.") from None


def guessed_type(filename: str | None, declared: str | None) -> str:
    if declared and declared != "application/octet-stream":
        return declared
    return mimetypes.guess_type(filename or "")[0] or "application/octet-stream"


def signed_url(sandbox: Sandbox, media: Media, base: str) -> str:
    expires = int(sandbox.clock.now()) + URL_SECONDS
    mark = _mark(sandbox, media.id, expires)
    return f"{base}/whatsapp_business/attachments/?mid={media.id}&ext={expires}&hash={mark}"


def url_is_good(sandbox: Sandbox, media_id: str, expires: str, mark: str) -> bool:
    if not expires.isdigit() or int(expires) < sandbox.clock.now():
        return False
    return hmac.compare_digest(_mark(sandbox, media_id, int(expires)), mark)


def _mark(sandbox: Sandbox, media_id: str, expires: int) -> str:
    key = f"media url {sandbox.seed}".encode()
    return hmac.new(key, f"{media_id} {expires}".encode(), hashlib.sha256).hexdigest()[:24]


def webhook_object(sandbox: Sandbox, media: Media, more: dict[str, Any]) -> dict[str, Any]:
    """The object a media message carries: `sha256` in base64 here, in hex on the media node, as Meta does."""
    caption = {"caption": more["caption"]} if more.get("caption") else {}
    named = {"filename": more["filename"]} if more.get("filename") else {}
    flags: dict[str, Any] = {key: more[key] for key in ("voice", "animated") if key in more}
    url = {"url": signed_url(sandbox, media, sandbox.public_url)} if sandbox.settings.media_url else {}
    sha256 = base64.b64encode(media.sha256).decode()
    return {
        **caption,
        **named,
        "mime_type": media.mime_type,
        "sha256": sha256,
        "id": media.id,
        **url,
        **flags,
    }
