"""PostgreSQL refuses to run as root, so as root it gets another user, and folders that user can enter."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

# Folders that every user may enter, for when the project lies below one that only root may enter.
OPEN_GROUND = Path("/var/tmp")  # noqa: S108 - survives a restart, which /tmp need not; ownership is checked


class Unsuitable(Exception):
    """This machine cannot run the embedded PostgreSQL; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user PostgreSQL runs as when we are root."""

    name: str
    uid: int
    gid: int


def account() -> Account | None:
    """None where we are not root: then PostgreSQL runs as we do."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Unsuitable(
        "PostgreSQL refuses to run as root and this machine has no user 'postgres' or 'nobody': "
        "start Twinline as an ordinary user, or set DATABASE_URL."
    )


def data_folder(home: Path, user: Account | None) -> Path:
    """Below TWINLINE_HOME, or on open ground where the user could not get there. Made, owned and private."""
    if user is None or _enterable(home / "postgres" / "data", user):
        folder = home / "postgres"
    else:
        folder = OPEN_GROUND / f"twinline-{hashlib.sha256(str(home).encode()).hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if user:
        _refuse_strangers(folder, {0, user.uid})
        os.chown(folder, user.uid, user.gid)
        folder.chmod(0o700)
    return folder


def binaries(package: Path, version: str, user: Account | None) -> Path:
    """The folder of `postgres` and its neighbours, copied to open ground where the user could not enter."""
    installed = package / "pginstall"
    if user is None or _enterable(installed / "bin" / "postgres", user):
        return installed / "bin"
    copy = OPEN_GROUND / f"twinline-postgresql-{version}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(installed, draft, symlinks=True)
        draft.chmod(0o755)
        draft.rename(copy)
    _refuse_strangers(copy, {0})
    return copy / "bin"


def _enterable(path: Path, user: Account) -> bool:
    """Whether the user can get to the path: every folder above it that exists lets that user through."""
    return all(_lets_through(folder.stat(), user) for folder in path.parents if folder.exists())


def _lets_through(folder: os.stat_result, user: Account) -> bool:
    if folder.st_uid == user.uid:
        return bool(folder.st_mode & stat.S_IXUSR)
    if folder.st_gid == user.gid:
        return bool(folder.st_mode & stat.S_IXGRP)
    return bool(folder.st_mode & stat.S_IXOTH)


def _refuse_strangers(folder: Path, owners: set[int]) -> None:
    """On open ground anybody could have made a folder of that name first."""
    if folder.is_symlink() or folder.stat().st_uid not in owners:
        raise Unsuitable(f"{folder} belongs to somebody else: remove it, or set DATABASE_URL.")
