"""mypy over every part that is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PARTS = ["src", "sandbox/src", "tools", "demo", "bench"]


def main() -> int:
    there = [part for part in PARTS if any(Path(part).rglob("*.py"))]
    return subprocess.run([sys.executable, "-m", "mypy", "--no-error-summary", *there], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
