"""Media for the pages: upload before an act, and look at what a bubble shows."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bothends import views
from bothends.control.wire import PREFIX, refusal, sandbox_of
from bothends.play import media_store
from bothends.refused import Refused

# What a browser may show inside the page; anything else (HTML, SVG, …) comes as a download.
SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/", "application/pdf")


async def upload(request: Request) -> Response:
    sandbox = sandbox_of(request)
    async with request.form(max_files=1, max_part_size=media_store.LARGEST) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return refusal(Refused("no_file", "Send multipart form data with a part named 'file'."))
        data = await file.read()
        if len(data) > media_store.LARGEST:
            return refusal(Refused("too_large", "Media has 100 MB at most.", 413))
        mime_type = media_store.guessed_type(file.filename, file.content_type)
        media = media_store.store(sandbox, data, mime_type, "", media_store.WEBHOOK_DAYS, file.filename)
    return JSONResponse(views.media_view(media), 201)


async def show(request: Request) -> Response:
    media = sandbox_of(request).world.media.get(request.path_params["media"])
    if media is None:
        return refusal(Refused.missing("media", request.path_params["media"]))
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=3600",
    }
    if not media.mime_type.startswith(SHOWN):
        headers["Content-Disposition"] = "attachment"
    return _bytes(request, media.data, media.mime_type, headers)


def _bytes(request: Request, data: bytes, mime_type: str, headers: dict[str, str]) -> Response:
    """With ranges, since a browser seeks in audio and video by them."""
    headers["Accept-Ranges"] = "bytes"
    unit, _, wanted = request.headers.get("range", "").partition("=")
    first, _, last = wanted.partition("-")
    if unit == "bytes" and first.isdigit() and int(first) < len(data):
        end = min(int(last), len(data) - 1) if last.isdigit() else len(data) - 1
        headers["Content-Range"] = f"bytes {first}-{end}/{len(data)}"
        return Response(data[int(first) : end + 1], 206, headers, mime_type)
    return Response(data, 200, headers, mime_type)


def routes() -> list[BaseRoute]:
    return [
        Route(PREFIX + "/media", upload, methods=["POST"]),
        Route(PREFIX + "/media/{media}", show),
    ]
