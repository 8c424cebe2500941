"""Pictures and sounds drawn by arithmetic, so that no file of anybody's is needed."""

from __future__ import annotations

import io
import math
import struct
import wave
import zlib


def picture(width: int = 640, height: int = 480) -> bytes:
    """A PNG: a lake under an evening sky."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(colour(x / width, y / height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def colour(x: float, y: float) -> tuple[int, int, int]:
    ridge = 0.52 + 0.09 * math.sin(x * 7) + 0.04 * math.sin(x * 23)
    if y < ridge - 0.12:
        return int(246 - 90 * y), int(206 - 60 * y), int(170 + 90 * y)
    if y < 0.62:
        return 62, 88, 110
    shine = int(26 * math.sin(60 * y + 9 * x) ** 2)
    return 66 + shine, 118 + shine, 142 + shine


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def sound(seconds: float = 7.0, rate: int = 8000) -> bytes:
    """A WAV: a tone that swells and falls like speech."""
    frames = bytearray()
    for index in range(int(seconds * rate)):
        at = index / rate
        level = 9000 * abs(math.sin(2.2 * at)) * abs(math.sin(0.7 * at))
        frames += struct.pack("<h", int(level * math.sin(2 * math.pi * (180 + 40 * math.sin(3 * at)) * at)))
    target = io.BytesIO()
    with wave.open(target, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(bytes(frames))
    return target.getvalue()
