"""Media: upload, the node with its five-minute address, download, delete (Meta: Media)."""

from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bothends.graph.door import Call, bearer, graph, known_token, refusal
from bothends.meta.errors import GraphError, bad, missing, no_such_node
from bothends.play import media_store
from bothends.sandbox import Sandbox
from bothends.world import Media

Json = dict[str, Any]
DOCUMENT_LIMIT = 100 * 1024**2


async def upload(call: Call) -> Json:
    number = call.number()
    async with call.request.form(max_files=1, max_part_size=media_store.LARGEST) as form:
        if form.get("messaging_product") != "whatsapp":
            raise GraphError(100, message="(#100) The parameter messaging_product is required.")
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise missing("file")
        declared = form.get("type")
        mime_type = _type_of(declared if isinstance(declared, str) else None, file)
        data = await file.read()
        _check_size(mime_type, len(data))
        media = media_store.store(call.sandbox, data, mime_type, number.id, media_store.UPLOAD_DAYS, file.filename)
    return {"id": media.id}


def _type_of(declared: str | None, file: UploadFile) -> str:
    named = declared if declared and "/" in declared else file.content_type
    return media_store.guessed_type(file.filename, named).partition(";")[0].strip().lower()


def _check_size(mime_type: str, size: int) -> None:
    """Types and sizes of Meta's table; whatever is no picture, sound or film is a document."""
    if size == 0:
        raise bad("file: the file is empty.")
    family = mime_type.partition("/")[0]
    for types, limit in media_store.KINDS.values():
        if mime_type in types:
            if size > limit:
                raise bad(f"file: {mime_type} has at most {limit} bytes, given {size}.")
            return
    if family in ("audio", "video", "image"):
        raise GraphError(100, message=f"(#100) Param file must be a file with one of the supported types: {mime_type}")
    if size > DOCUMENT_LIMIT:
        raise bad(f"file: a document has at most {DOCUMENT_LIMIT} bytes.")


def _media(call: Call) -> Media:
    if call.sandbox.chaos.strikes("media_503"):
        raise GraphError(131016, http=503)
    media = call.sandbox.world.media.get(call.node)
    asked = call.request.query_params.get("phone_number_id")
    gone = media is None or media.expires_at <= call.sandbox.clock.now()
    if media is None or gone or (asked and media.number_id not in ("", asked)):
        raise no_such_node(call.node, call.request.method.lower())
    return media


def node(call: Call) -> Json:
    """The media node: a fresh address that lives five minutes; `sha256` in hex."""
    media = _media(call)
    base = str(call.request.base_url).rstrip("/")
    return {
        "messaging_product": "whatsapp",
        "url": media_store.signed_url(call.sandbox, media, base),
        "mime_type": media.mime_type,
        "sha256": media.sha256.hex(),
        "file_size": len(media.data),
        "id": media.id,
    }


def delete(call: Call) -> Json:
    # Phones that already have the bytes keep showing them; only Meta's id is gone.
    _media(call).expires_at = 0
    return {"success": True}


async def download(request: Request) -> Response:
    """The bytes, for a good token and an address not older than five minutes; 404 asks for a new address."""
    sandbox: Sandbox = request.app.state.sandbox
    query = request.query_params
    media = sandbox.world.media.get(query.get("mid", ""))
    if sandbox.chaos.strikes("media_503"):
        return Response("temporarily unavailable", 503)
    try:
        known_token(sandbox, bearer(request))
    except GraphError as error:
        return refusal(sandbox, error)
    fresh = media_store.url_is_good(sandbox, query.get("mid", ""), query.get("ext", ""), query.get("hash", ""))
    if media is None or not fresh or media.expires_at <= sandbox.clock.now():
        return Response("Not found", 404)
    return Response(media.data, media_type=media.mime_type, headers={"X-Content-Type-Options": "nosniff"})


def routes() -> list[BaseRoute]:
    return [
        *graph("POST", "/{node:digits}/media", upload),
        Route("/whatsapp_business/attachments/", download),
    ]
