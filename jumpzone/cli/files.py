"""Files that commands write: private, whole or not at all, never over another one unless told to."""

from __future__ import annotations

from pathlib import Path

from jumpzone.errors import Refused, StoreProblem
from jumpzone.i18n import T_
from jumpzone.paths import write_private

__all__ = ["cannot_write", "exists", "write_new"]


def exists(path: Path) -> Refused:
    """Return the error for a file that is there already."""
    return Refused(
        "file-exists",
        T_("There is a file {file} already.", file=path),
        hint=T_("Name another one, or give --force to replace it."),
    )


def cannot_write(path: Path) -> StoreProblem:
    """Return the error for a file that can't be written."""
    return StoreProblem(
        "cannot-write",
        T_("The file {path} can't be written.", path=str(path)),
        hint=T_("Choose another folder, or make room on the disk."),
    )


def write_new(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write a file that only its owner can read.

    Raises:
        Refused: ``file-exists``, without ``force``.
        StoreProblem: It can't be written.
    """
    try:
        if not force:
            # Takes the name at once: of two programs that want it, one is refused.
            path.open("xb").close()
        try:
            write_private(path, data)
        except BaseException:
            if not force:
                path.unlink(missing_ok=True)
            raise
    except FileExistsError as problem:
        raise exists(path) from problem
    except OSError as problem:
        raise cannot_write(path) from problem
