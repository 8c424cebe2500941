"""Pictures that the demo draws itself: a plain house under a plain sky, in colours of its own each time."""

from __future__ import annotations

import struct
import zlib
from random import Random

WIDTH, HEIGHT = 480, 320
Colour = tuple[int, int, int]


def house(chance: Random) -> bytes:
    """A PNG of 480 × 320 pixels."""
    sky = (150 + chance.randrange(60), 190 + chance.randrange(40), 235)
    wall = (200 + chance.randrange(40), 180 + chance.randrange(50), 150 + chance.randrange(60))
    roof = (120 + chance.randrange(60), 60 + chance.randrange(30), 50 + chance.randrange(30))
    rows = (bytes(part for x in range(WIDTH) for part in _colour(x, y, sky, wall, roof)) for y in range(HEIGHT))
    return _png(b"".join(b"\x00" + row for row in rows))


def _colour(x: int, y: int, sky: Colour, wall: Colour, roof: Colour) -> Colour:
    if y > 260:
        return (104, 142, 84)
    if 140 <= x < 340 and y >= 150:
        window = (x - 160) % 60 < 32 and (y - 170) % 50 < 28
        return (236, 240, 220) if window else wall
    if 90 <= y < 150 and abs(x - 240) <= (y - 90) * 2:
        return roof
    return sky


def _png(pixels: bytes) -> bytes:
    """A PNG by its definition (ISO/IEC 15948): signature, header, one compressed stream, end."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
