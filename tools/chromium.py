"""See to it that the browser tests have a browser: Debian's Chromium, with fonts for every script."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = ["chromium", "fonts-noto-core", "fonts-noto-color-emoji"]
CHROMIUM = "/usr/bin/chromium"


def main() -> None:
    if os.path.exists(CHROMIUM):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
    elif os.environ.get("CI") == "true":
        sys.exit(f"The browser tests need Chromium: apt-get install {' '.join(PACKAGES)}, then say ./run again.")
    else:
        print(f"No Chromium here, so the browser tests are skipped; to run them: apt-get install {PACKAGES[0]}.")


def _install() -> None:
    print("Installing Chromium for the browser tests.", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(["apt-get", *command], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{done.stderr.strip()}\nChromium could not be installed: see above, then say ./run again.")


if __name__ == "__main__":
    main()
