"""Folders of demos that were killed: they are found by a lock that nobody holds any more, and deleted.

A demo's folder holds a locked file for as long as its program runs; the system lets go of the lock when the program
ends, however it ends. Where there are no such locks, nothing is ever deleted.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from typing import Final

__all__ = ["PREFIX", "clean_up", "occupy"]

PREFIX: Final = "jumpzone-demo-"
"""How the folders are called."""

_LOCK: Final = "running.lock"


def occupy(folder: Path) -> int | None:
    """Mark a folder as in use by this program; return what to close when it is not any more, or None.

    The file is locked before it takes its name: whoever cleans up never sees it unlocked while the demo runs.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    made = folder / f".{_LOCK}"
    descriptor = os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        made.rename(folder / _LOCK)
    except OSError:
        # A file system without locks: then nobody can tell, and nobody cleans up.
        os.close(descriptor)
        made.unlink(missing_ok=True)
        return None
    return descriptor


def clean_up() -> int:
    """Delete the folders of this user's demos whose program is gone; return how many."""
    if sys.platform == "win32":
        return 0
    try:
        with os.scandir(tempfile.gettempdir()) as found:
            folders = [Path(each.path) for each in found if each.name.startswith(PREFIX)]
    except OSError:
        return 0
    return sum(_deleted(each) for each in folders)


def _deleted(folder: Path) -> bool:
    """Delete a folder if it is one of ours and its lock is free."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        about = folder.lstat()
        # The temporary folder is everybody's: a link, or somebody else's folder, is left alone.
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o077:
            return False
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        # rmtree follows no links.
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    finally:
        os.close(descriptor)
