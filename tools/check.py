"""Look for faults without running the project; every step runs even when an earlier one failed.

usage: python tools/check.py [STEP…]     (all steps, or those named)
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
PAGE = [PYTHON, "tools/page.py", "npm"]

# name: (the sentence, the folder without which there is nothing to check, the command)
STEPS = {
    "format": (
        "The source is formatted",
        "src",
        [str(BIN / "ruff"), "format", "--check", "--output-format", "concise", "."],
    ),
    "lint": (
        "ruff finds nothing",
        "src",
        [str(BIN / "ruff"), "check", "--quiet", "--output-format", "concise", "."],
    ),
    "types": ("mypy, strict", "src", [PYTHON, "tools/typing_check.py"]),
    "layers": ("Imports point toward wire", "src", [str(BIN / "lint-imports"), "--no-logo"]),
    "sizes": ("Functions and files are small", "src", [PYTHON, "tools/sizes.py"]),
    "migrations": (
        "Migrations are complete",
        "src/twinline/workspaces/migrations",
        [PYTHON, "-m", "twinline", "makemigrations", "--check", "--dry-run", "--verbosity", "1"],
    ),
    "api": (
        "The page's schema of the API is the server's",
        "ui/package.json",
        [PYTHON, "tools/api.py", "--check"],
    ),
    "page": (
        "The page: svelte-check with warnings as errors, its client, its four languages",
        "ui/package.json",
        [*PAGE, "run", "--silent", "check"],
    ),
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        print(f"There is no step {unknown[0]}; the steps are: {', '.join(STEPS)}.", file=sys.stderr)
        return 2
    failed = [name for name in names or STEPS if not _holds(name)]
    if failed:
        print(f"\nNot yet: {', '.join(failed)}. One alone: ./run check {failed[0]}")
    else:
        print("\nAll well.")
    return 1 if failed else 0


def _holds(name: str) -> bool:
    sentence, folder, command = STEPS[name]
    if not (ROOT / folder).exists():
        print(f"  –  {sentence}: {folder} is not there", flush=True)
        return os.environ.get("CI") != "true"
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    mark = "no" if done.returncode else "ok"
    print(f"  {mark} {sentence} ({time.monotonic() - begun:.1f} s)", flush=True)
    if done.returncode:
        print((done.stdout + done.stderr).strip(), flush=True)
    return done.returncode == 0


def _environment(home: str) -> dict[str, str]:
    """Settings load without a database; none of the steps opens a connection."""
    return {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "TWINLINE_HOME": home,
        "TWINLINE_SECRET": "0" * 64,
        "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/nowhere",
        "DJANGO_SETTINGS_MODULE": "twinline.web.settings",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
