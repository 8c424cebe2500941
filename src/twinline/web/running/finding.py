"""What `twinline doctor` says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """`bad` must be mended before Twinline works; `note` is worth knowing."""

    kind: Literal["good", "note", "bad"]
    sentence: str
