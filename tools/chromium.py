"""See to it that the browser tests have a browser: Debian's Chromium, with fonts for every script."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ["chromium", "fonts-noto-core", "fonts-noto-color-emoji"]
CHROMIUM = Path("/usr/bin/chromium")


def main() -> None:
    if CHROMIUM.exists():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
    elif os.environ.get("CI") == "true":
        sys.exit(f"The browser tests need Chromium: apt-get install {' '.join(PACKAGES)}, then ./run again.")
    else:
        print("No Chromium here: the browser tests are skipped. To run them: apt-get install chromium.")


def _install() -> None:
    print("Installing Chromium for the browser tests.", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(["apt-get", *command], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{done.stderr.strip()}\nChromium could not be installed: see above, then say ./run again.")


if __name__ == "__main__":
    main()
