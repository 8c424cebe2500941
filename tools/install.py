"""Install what `./run` needs into .venv, with a line for each step. Standard library only.

usage: python3 tools/install.py STAMP    (STAMP is kept in .venv/installed when all went well)
       python3 tools/install.py --node   (Node's wheel, for a machine without Node)
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"


def main(stamp: str) -> None:
    if stamp == "--node":
        _install_lock(ROOT / "tools" / "node.lock")
        return
    with (ROOT / ".gitignore").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not _is_current(stamp):
            _install(stamp)


def _is_current(stamp: str) -> bool:
    kept = VENV / "installed"
    return kept.exists() and kept.read_text().strip() == stamp.strip()


def _install(stamp: str) -> None:
    begun = time.monotonic()
    _say("Installing Twinline's environment into .venv (once; some 90 packages).")
    if not _works(PYTHON):
        _make_venv()
    _install_lock(LOCK)
    _say("  Twinline and Bothends")
    _uv("pip", "install", "--no-deps", "--no-build-isolation", "-e", ".", "-e", "sandbox")
    (VENV / "installed").write_text(stamp)
    _say(f"  done in {time.monotonic() - begun:.0f} s")


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    return subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def _make_venv() -> None:
    _say("  a virtual environment")
    shutil.rmtree(VENV, ignore_errors=True)
    _run(
        [sys.executable, "-m", "venv", str(VENV)],
        "Python cannot make a virtual environment here: install its venv module "
        "(on Debian: apt-get install python3-venv), then say ./run again.",
    )


def _install_lock(lock: Path) -> None:
    """With uv, which is twenty times as fast; with pip where uv finds no way to the registry."""
    _say(f"  packages of {lock.name}")
    if not _has_uv():
        _pip_install(_only(lock, "uv"))
    finished = subprocess.run(
        [*_uv_command(), "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        _say("  (uv could not; pip takes a minute or two)")
        _pip_install(lock)


def _pip_install(lock: Path) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(
        [*command, "--require-hashes", "-r", str(lock)],
        "The packages could not be fetched: check the network and pip's settings, then say ./run again.",
    )


def _only(lock: Path, name: str) -> Path:
    """The lines of one package as a requirements file, hashes and all."""
    blocks = lock.read_text().replace("\\\n", "\0").splitlines()
    chosen = next(block for block in blocks if block.startswith(f"{name}=="))
    path = VENV / f"{name}.lock"
    path.write_text(chosen.replace("\0", "\\\n") + "\n")
    return path


def _has_uv() -> bool:
    return (VENV / "bin" / "uv").exists()


def _uv_command() -> list[str]:
    return [str(VENV / "bin" / "uv"), "--no-config"]


def _uv(*arguments: str) -> None:
    _run(
        [*_uv_command(), *arguments[:2], "--quiet", *arguments[2:]],
        "Twinline itself could not be installed into .venv: see above; `rm -r .venv` and ./run begin afresh.",
    )


def _environment() -> dict[str, str]:
    """Trust what the machine trusts, so that a company's own certificates work."""
    ours = {"VIRTUAL_ENV": str(VENV), "UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "1"}
    return {**os.environ, **ours}


def _run(command: list[str], what_to_do: str) -> None:
    finished = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    if finished.returncode:
        detail = "\n".join((finished.stderr or finished.stdout).strip().splitlines()[-12:])
        sys.exit(f"{detail}\n{what_to_do}")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
