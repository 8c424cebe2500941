"""Draw the demo's voice messages: hummed syllables, in Opus as phones record it. Needs `pip install soundfile` by hand.

usage: python demo/draw_voices.py  (writes demo/voices/*.ogg; the same seed draws the same voices)
"""

from __future__ import annotations

import math
from pathlib import Path
from random import Random

import soundfile  # type: ignore[import-not-found,unused-ignore]  # only whoever draws them anew needs it

FOLDER = Path(__file__).resolve().parent / "voices"
RATE = 16_000
VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410))
SPEAKERS = {"low": 112.0, "middle": 165.0, "high": 208.0}


def voice(pitch: float, chance: Random) -> list[float]:
    """Four to six seconds of syllables with pauses, between -1 and 1."""
    samples: list[float] = []
    while len(samples) < RATE * 4.5:
        for _ in range(chance.randrange(3, 7)):
            samples += _syllable(pitch * chance.uniform(0.88, 1.18), chance.choice(VOWELS), chance.uniform(0.13, 0.24))
        samples += [0.0] * int(RATE * chance.uniform(0.15, 0.35))
    return samples


def _syllable(pitch: float, formants: tuple[int, int, int], seconds: float) -> list[float]:
    harmonics = [(n, _loudness(n * pitch, formants)) for n in range(1, int(3500 / pitch))]
    total = sum(loud for _, loud in harmonics)
    length = int(RATE * seconds)
    return [_at(i / RATE, i / length, pitch, harmonics) / total * 0.7 for i in range(length)]


def _at(time: float, part: float, pitch: float, harmonics: list[tuple[int, float]]) -> float:
    glide = pitch * (1 + 0.04 * math.sin(math.pi * part))
    swell = math.pow(math.sin(math.pi * part), 0.6)
    return swell * sum(loud * math.sin(2 * math.pi * n * glide * time) for n, loud in harmonics)


def _loudness(frequency: float, formants: tuple[int, int, int]) -> float:
    weighted = zip(formants, (1, 0.5, 0.2), strict=True)
    return sum(weight / (1 + ((frequency - peak) / 90) ** 2) for peak, weight in weighted)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, pitch in SPEAKERS.items():
        samples = voice(pitch, Random(name))
        soundfile.write(FOLDER / f"{name}.ogg", samples, RATE, format="OGG", subtype="OPUS")


if __name__ == "__main__":
    main()
