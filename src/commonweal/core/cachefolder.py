"""Where Commonweal keeps what it can make again: a folder of the user's that can be written.

The folder is ``$COMMONWEAL_CACHE``, else ``$XDG_CACHE_HOME/commonweal``, else
``~/.cache/commonweal``. Where that cannot be written (a read-only home, no home at all, a full
disk) a folder in the system's temporary place serves, private to the user.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_LOG = logging.getLogger("commonweal")


@cache
def cache_folder() -> Path | None:
    """The folder for compiled kernels and the like; None where nothing at all can be written.

    It exists and can be written when it is returned. When ``$COMMONWEAL_CACHE`` names a folder
    that cannot be used, a warning says where things are kept instead.
    """
    for folder in _preferred():
        if _writable(folder):
            return folder
    folder_instead = _temporary()
    if os.environ.get("COMMONWEAL_CACHE"):
        _LOG.warning(
            "COMMONWEAL_CACHE (%s) cannot be written; kernels are kept in %s instead",
            os.environ["COMMONWEAL_CACHE"],
            folder_instead or "memory",
        )
    return folder_instead


def _preferred() -> Iterator[Path]:
    if chosen := os.environ.get("COMMONWEAL_CACHE"):
        yield Path(chosen).absolute()
        return
    if (shared := os.environ.get("XDG_CACHE_HOME")) and Path(shared).is_absolute():
        yield Path(shared) / "commonweal"
        return
    try:
        yield Path.home() / ".cache" / "commonweal"
    except RuntimeError:  # neither HOME nor an entry in the list of users
        return


def _writable(folder: Path) -> bool:
    """Make the folder if need be, and write into it: permissions alone do not tell."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"\0" * 4096)
    except OSError:
        return False
    return True


def _temporary() -> Path | None:
    """A private folder in the temporary place, kept between processes where that is safe.

    Compiled code is loaded from it, so a folder that another user made or may write to is
    refused: then a fresh one serves, and goes when the process ends.
    """
    try:
        place = Path(tempfile.gettempdir())
    except OSError:
        return None
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    kept = place / f"commonweal-{user}"
    if _private(kept) and _writable(kept):
        return kept
    try:
        fresh = Path(tempfile.mkdtemp(prefix="commonweal-"))
    except OSError:
        return None
    atexit.register(shutil.rmtree, fresh, ignore_errors=True)
    return fresh


def _private(folder: Path) -> bool:
    """Whether the folder is a real one, this user's, and closed to others; made if absent."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):  # on Windows the temporary place is already the user's own
        return stat.S_ISDIR(found.st_mode)
    closed = not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and closed
