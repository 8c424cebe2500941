"""Write ui/src/lib/api/openapi.json from the server's code, or check that it is current.

usage: python tools/api.py [--check]     (its types are checked by the page's own step)
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent / "ui" / "src" / "lib" / "api" / "openapi.json"


def main() -> int:
    done = subprocess.run([sys.executable, "-m", "twinline", "openapi"], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}")
    if "--check" not in sys.argv:
        KEPT.write_text(done.stdout)
        npm = [sys.executable, str(Path(__file__).with_name("page.py")), "npm"]
        subprocess.run([*npm, "run", "api"], check=True)
    elif not KEPT.exists() or KEPT.read_text() != done.stdout:
        print(f"{KEPT.name} is not what the server says: `python tools/api.py` writes it and its types anew.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
