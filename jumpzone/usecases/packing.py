"""Writing an archive: a file that appears whole or not at all, its entries sorted, with no dates of their own."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, Final

from jumpzone.model.archive import SMALL, SPARSEST
from jumpzone.paths import private_folder

__all__ = ["Packer", "Tick", "WholeFile"]

Tick = Callable[[int, int], None]
"""Told how much of how much is done; may raise to stop, and then nothing is written."""

_IN_MEMORY: Final = 8 * 1024 * 1024
_CHUNK: Final = 1024 * 1024


class WholeFile:
    """A file that appears under its name when all of it is written, and not at all when something goes wrong."""

    def __init__(self, path: Path, replace: bool) -> None:
        """Take the name, and whether a file that has it may go."""
        self._path = path
        self._replace = replace
        self._temporary: Path | None = None
        self._file: IO[bytes] | None = None

    def __enter__(self) -> IO[bytes]:
        """Return a file to write to.

        Raises:
            FileExistsError: The name is taken, and may not be replaced.
            OSError: The file can't be made.
        """
        folder = private_folder(self._path.resolve().parent)
        if not self._replace:
            # Takes the name at once: of two programs that want it, one is refused.
            self._path.open("xb").close()
        try:
            descriptor, name = tempfile.mkstemp(prefix=f".{self._path.name[:40]}.", suffix=".new", dir=folder)
        except BaseException:
            self._give_back()
            raise
        self._temporary = Path(name)
        self._file = os.fdopen(descriptor, "w+b")
        return self._file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Give it its name, or leave nothing behind."""
        assert self._file is not None
        assert self._temporary is not None
        if kind is None:
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._temporary.replace(self._path.resolve())
        else:
            self._temporary.unlink(missing_ok=True)
            self._give_back()

    def _give_back(self) -> None:
        if not self._replace:
            self._path.unlink(missing_ok=True)


class Packer:
    """Puts entries into a zip file, in the order of their names, and knows their hashes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Take the zip file."""
        self._archive = archive
        self._last = ""
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, lines: Iterable[bytes]) -> None:
        """Add an entry, given in pieces.

        What shrinks beyond measure is stored as it is: readers refuse entries that grow as zip bombs do.
        """
        assert name > self._last, f"{name} comes after {self._last}"
        self._last = name
        sha256, size = hashlib.sha256(), 0
        deflate, deflated = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -15), 0
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spool:
            for line in lines:
                spool.write(line)
                sha256.update(line)
                size += len(line)
                deflated += len(deflate.compress(line))
            deflated += len(deflate.flush())
            info = _info(name)
            info.file_size = size
            if size > SMALL and size > SPARSEST * deflated:
                info.compress_type = zipfile.ZIP_STORED
            spool.seek(0)
            with self._archive.open(info, "w") as entry:
                while chunk := spool.read(_CHUNK):
                    entry.write(chunk)
        self.files[name] = {"sha256": sha256.hexdigest(), "size": size}


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = 0o600 << 16
    info.create_system = 3
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
