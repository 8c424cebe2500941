"""Small real files for a phone's past: a picture, a page, a voice message. Pure: a number in, bytes out."""

import struct
import zlib
from functools import lru_cache

WIDTH, HEIGHT = 96, 72
# An Opus packet of 20 ms of silence (RFC 6716, 3.1: one CELT frame at full band).
SILENCE = b"\xf8\xff\xfe"


@lru_cache(maxsize=256)
def picture(tint: int) -> bytes:
    """A PNG that fades from one colour, taken from the number, to white."""
    colour = (40 + tint * 53 % 160, 40 + tint * 97 % 160, 40 + tint * 151 % 160)
    rows = bytearray()
    for y in range(HEIGHT):
        pixel = bytes(c + (255 - c) * y // HEIGHT for c in colour)
        rows += b"\x00" + pixel * WIDTH
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_part(name, data) for name, data in parts)


def _png_part(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@lru_cache(maxsize=256)
def page(mark: int) -> bytes:
    """A PDF of one page that shows the number."""
    words = f"BT /F1 18 Tf 60 760 Td (Contract no. {mark}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    body, places = bytearray(b"%PDF-1.4\n"), []
    for position, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (position, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return bytes(body) + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


@lru_cache(maxsize=64)
def voice(seconds: int) -> bytes:
    """Silence as Ogg Opus (RFC 7845), up to five seconds: as many packets as one page has room for."""
    packets = max(1, min(seconds, 5)) * 50
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 8) + b"bothends" + struct.pack("<I", 0)
    pages = ((2, 0, (head,)), (0, 0, (tags,)), (4, packets * 960, (SILENCE,) * packets))
    return b"".join(_ogg_page(kind, at, number, inside) for number, (kind, at, inside) in enumerate(pages))


def _ogg_page(kind: int, granule: int, number: int, packets: tuple[bytes, ...]) -> bytes:
    sizes = bytes(len(packet) for packet in packets)
    head = b"OggS" + struct.pack("<BBqIII", 0, kind, granule, 1, number, 0) + bytes([len(sizes)]) + sizes
    whole = head + b"".join(packets)
    return whole[:22] + struct.pack("<I", _ogg_crc(whole)) + whole[26:]


def _ogg_crc(data: bytes) -> int:
    """The CRC-32 of Ogg: unreflected, begun at 0 and not inverted at the end, so not zlib's."""
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc
