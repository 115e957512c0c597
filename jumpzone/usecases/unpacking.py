"""Reading an archive that anybody may have made: nothing in it is believed before it is checked.

No name in it is ever used as a path. Sizes and counts are limited before anything is read, by what the zip file
declares, and reading stops where the declared size ends.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from jumpzone.errors import Refused
from jumpzone.i18n import T_
from jumpzone.model.archive import (
    DATA,
    FORMAT,
    MANIFEST,
    NAMES,
    README,
    SMALL,
    SPARSEST,
    TYPES,
    read_json,
    read_record,
    refused,
)
from jumpzone.model.ids import is_id
from jumpzone.model.records import Record
from jumpzone.model.text import safe_text

__all__ = ["LARGEST", "LARGEST_ENTRY", "LONGEST_LINE", "MOST", "Unpacked"]

LARGEST: Final = 4 * 1024**3
"""Bytes of an archive, and of everything in it; an account with so much has files elsewhere."""
LARGEST_ENTRY: Final = 1024**3
"""Bytes of one file in it."""
LONGEST_LINE: Final = 16 * 1024 * 1024
"""Bytes of one record."""
MOST: Final = 500_000
"""Files in an archive."""

_LARGEST_MANIFEST: Final = 128 * 1024 * 1024
_LARGEST_DIRECTORY: Final = 128 * 1024 * 1024
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = 20
_CHUNK: Final = 1024 * 1024
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_PATHLIKE: Final = re.compile(r"^[/\\]|^[A-Za-z]:|\\|(?:^|/)\.{1,2}(?:/|$)|[\x00-\x1f\x7f]|/$")
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    OverflowError,
    UnicodeDecodeError,
)
"""What the zip library raises for a file that is none, or a damaged one."""


def _no_zip() -> Refused:
    return refused(
        "not-an-archive",
        T_("This is not an archive of jumpzone, or it is damaged."),
        T_("Make it again with “jumpzone export”."),
    )


class Unpacked:
    """An archive that is open for reading, with its structure checked. A context manager.

    Attributes:
        account: The id of the account that it is of.
        number: That account's number.
        counts: How many records of each type it says to hold.
        fingerprint: The SHA-256 of its manifest, which knows the hash of everything else.
        size: Bytes of everything in it.
        done: Bytes that were read of it so far.
    """

    def __init__(self, path: Path) -> None:
        """Open an archive and look at its structure, its limits and its manifest; contents are not read yet.

        Raises:
            Refused: It can't be read, is no archive, is hostile, or is not one for bringing in; the code says what.
        """
        try:
            self._file: IO[bytes] = path.open("rb")
        except (OSError, ValueError) as problem:
            reason = safe_text(getattr(problem, "strerror", None) or str(problem))
            raise refused("cannot-read", T_("The file can't be read: {reason}", reason=reason)) from problem
        try:
            _check_end(self._file)
            self._zip = zipfile.ZipFile(self._file)
            self._entries = _checked_entries(self._zip)
            self._read_manifest()
        except _DAMAGED as problem:
            self._file.close()
            raise _no_zip() from problem
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        """Return itself; leaving closes the file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    # -- the manifest ----------------------------------------------------------------------------------

    def _read_manifest(self) -> None:
        if MANIFEST not in self._entries:
            raise _no_zip()
        content = self._read(MANIFEST, _LARGEST_MANIFEST)
        self.fingerprint = hashlib.sha256(content).hexdigest()
        try:
            found = read_json(content.decode())
            version = found["format"]
            if isinstance(version, bool) or not isinstance(version, int):
                raise TypeError(version)
        except (ValueError, KeyError, TypeError) as problem:
            raise _bad_manifest() from problem
        if version > FORMAT:
            raise refused(
                "archive-newer",
                T_("This archive was made by a newer version of the program."),
                T_("Update jumpzone to bring it in."),
            )
        if version < FORMAT:
            raise refused(
                "archive-older",
                T_("This archive is of a form that could not be brought in yet."),
                T_("Make it again with this version's “jumpzone export”."),
            )
        try:
            self._take_manifest(found)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise _bad_manifest() from problem
        self._compare_names()

    def _take_manifest(self, found: dict[str, Any]) -> None:
        self.account, self.number = found["account"]["id"], found["account"]["number"]
        self.counts: dict[str, int] = {}
        if not is_id(str(self.account)) or not isinstance(self.number, str):
            raise ValueError("account")
        for type_, count in found["records"].items():
            if type_ not in TYPES or isinstance(count, bool) or not isinstance(count, int):
                raise ValueError(type_)
            self.counts[type_] = count
        self._hashes: dict[str, tuple[str, int]] = {}
        for name, told in found["files"].items():
            if not _HASH.fullmatch(told["sha256"]) or isinstance(told["size"], bool):
                raise ValueError(name)
            self._hashes[name] = told["sha256"], int(told["size"])
        if found["complete"] is not True:
            raise refused(
                "archive-partial",
                T_("This archive was made by somebody who may not see everything of the account."),
                T_("It is for looking at. Ask an owner of the account to export it."),
            )

    def _compare_names(self) -> None:
        there = self._entries.keys() - {MANIFEST}
        wanted = {README, *(DATA.format(type_) for type_ in self.counts)}
        unlisted = sorted(there - self._hashes.keys())
        if unlisted:
            raise refused("archive-unknown", T_("A file does not belong there: {name}", name=unlisted[0]))
        missing = sorted((self._hashes.keys() | wanted) - there)
        if missing:
            raise refused("archive-missing", T_("A file is missing: {name}", name=safe_text(missing[0])))
        if {name for name in there if name.startswith("data/")} - wanted:
            raise _bad_manifest()
        for name in there:
            if self._entries[name].file_size != self._hashes[name][1]:
                raise _altered(name)
        self.done = 0
        self.size = sum(each.file_size for each in self._entries.values())

    # -- contents --------------------------------------------------------------------------------------

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in one of its folders, sorted."""
        return sorted(name for name in self._entries if name.startswith(f"{folder}/"))

    def derived(self) -> list[str]:
        """Return the names of the files that are made of others: they are checked and not looked at."""
        return sorted(self._entries.keys() - {MANIFEST, *self._own()})

    def _own(self) -> Iterator[str]:
        for folder in ("data", "attachments", "audit"):
            yield from self.names(folder)

    def content(self, name: str) -> bytes:
        """Return a file, once its hash has been checked.

        Raises:
            Refused: ``archive-altered`` or ``not-an-archive``.
        """
        try:
            content = self._read(name, LARGEST_ENTRY)
        except _DAMAGED as problem:
            raise _no_zip() from problem
        if hashlib.sha256(content).hexdigest() != self._hashes[name][0]:
            raise _altered(name)
        self.done += len(content)
        return content

    def check(self, name: str) -> None:
        """Check the hash of a file that is not looked at any further.

        Raises:
            Refused: ``archive-altered`` or ``not-an-archive``.
        """
        for _chunk in self._chunks(name):
            pass

    def records(self, type_: str) -> Iterator[Record]:
        """Read the records of a type one by one; the file's hash is known to be right when the last one came.

        Raises:
            Refused: ``archive-record`` with the line that can't be used, ``archive-altered``, ``not-an-archive``.
        """
        if type_ not in self.counts:
            return
        name, count, last = DATA.format(type_), 0, ""
        for number, line in enumerate(_records(self._lines(name), name), 2):
            try:
                record = read_record(type_, line.decode(), self.account)
                if record.id <= last:
                    raise ValueError("not sorted by id, or twice the same")
            except (ValueError, TypeError) as problem:
                raise _bad_line(name, number, str(problem)) from problem
            last, count = record.id, count + 1
            yield record
        if count != self.counts[type_]:
            raise _bad_manifest()

    def _lines(self, name: str) -> Iterator[bytes]:
        rest = b""
        for chunk in self._chunks(name):
            *lines, rest = (rest + chunk).split(b"\n")
            if max(map(len, (*lines, rest))) > LONGEST_LINE:
                raise refused("archive-too-large", T_("A record in {name} is too large.", name=name))
            yield from lines
        if rest:
            raise _bad_line(name, 0, "the last line has no end")

    def _chunks(self, name: str) -> Iterator[bytes]:
        sha256 = hashlib.sha256()
        try:
            with self._zip.open(self._entries[name]) as entry:
                while chunk := entry.read(_CHUNK):
                    sha256.update(chunk)
                    self.done += len(chunk)
                    yield chunk
        except _DAMAGED as problem:
            raise _no_zip() from problem
        if sha256.hexdigest() != self._hashes[name][0]:
            raise _altered(name)

    def _read(self, name: str, limit: int) -> bytes:
        if self._entries[name].file_size > limit:
            raise _too_large()
        with self._zip.open(self._entries[name]) as entry:
            return entry.read(limit + 1)


def _records(lines: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Return the records' own texts out of the lines of a JSON list: one a line, a comma behind all but the last."""
    first = next(lines, None)
    if first == b"[]":
        over = next(lines, None)
        if over is not None:
            raise _bad_line(name, 2, "something stands behind the end")
        return
    if first != b"[":
        raise _bad_line(name, 1, "a list is expected, a record a line")
    before: bytes | None = None
    ended = False
    for number, line in enumerate(lines, 2):
        if ended:
            raise _bad_line(name, number, "something stands behind the end")
        if line == b"]":
            if before is None or before.endswith(b","):
                raise _bad_line(name, number, "a record is expected")
            ended = True
            yield before
        else:
            if before is not None:
                if not before.endswith(b","):
                    raise _bad_line(name, number, "a comma is expected")
                yield before[:-1]
            before = line
    if not ended:
        raise _bad_line(name, 0, "the list has no end")


# Checks before anything is read


def _check_end(file: IO[bytes]) -> None:
    """Look at the end of the zip file, before the library reads the whole of its directory into memory."""
    size = file.seek(0, io.SEEK_END)
    if size > LARGEST:
        raise _too_large()
    if size < _END.size:
        raise _no_zip()
    file.seek(size - _END.size)
    signature, _disk, _start, _here, count, directory, _at, comment = _END.unpack(file.read(_END.size))
    if signature != b"PK\x05\x06" or comment:
        raise _no_zip()
    file.seek(max(0, size - _END.size - _LOCATOR))
    if file.read(4) == b"PK\x06\x07":
        # The larger form: what counts then is said in a record right before its locator.
        at = size - _END.size - _LOCATOR - _END_64.size
        if at < 0:
            raise _no_zip()
        file.seek(at)
        found = _END_64.unpack(file.read(_END_64.size))
        if found[0] != b"PK\x06\x06":
            raise _no_zip()
        count, directory = found[7], found[8]
    if count > MOST:
        raise refused("archive-too-many", T_("There are too many files in this archive."))
    if directory > _LARGEST_DIRECTORY:
        raise _too_large()
    file.seek(0)


def _checked_entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries: dict[str, zipfile.ZipInfo] = {}
    if len(archive.infolist()) > MOST:
        raise refused("archive-too-many", T_("There are too many files in this archive."))
    for info in archive.infolist():
        _check_entry(info)
        if info.filename in entries:
            raise refused("archive-duplicate", T_("Two files have the same name: {name}", name=info.filename))
        entries[info.filename] = info
    if sum(each.file_size for each in entries.values()) > LARGEST:
        raise _too_large()
    _check_places(archive, entries)
    return entries


def _check_entry(info: zipfile.ZipInfo) -> None:
    name, shown = info.orig_filename, safe_text(info.orig_filename, limit=100)
    mode = info.external_attr >> 16
    if _PATHLIKE.search(name) or info.is_dir() or name != info.filename:
        raise refused("archive-path", T_("A name in it is a path: {name}", name=shown))
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise refused("archive-path", T_("This is not a plain file: {name}", name=shown))
    if not NAMES.fullmatch(name):
        raise refused("archive-unknown", T_("A file does not belong there: {name}", name=shown))
    if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refused(
            "archive-packing", T_("A file is packed in a way that is not used here: {name}", name=shown)
        )
    if info.file_size > LARGEST_ENTRY:
        raise _too_large()
    if info.file_size > SMALL and info.file_size > SPARSEST * info.compress_size:
        raise refused(
            "archive-bomb",
            T_("A file in it would grow beyond measure: {name}", name=shown),
        )


def _check_places(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> None:
    """See to it that no two entries lie on the same bytes, which is how small files become huge."""
    end = 0
    for info in sorted(entries.values(), key=lambda each: each.header_offset):
        if info.header_offset < end or info.compress_size < 0:
            raise refused("archive-bomb", T_("Files in it lie on top of each other."))
        end = info.header_offset + info.compress_size
    if end > archive.start_dir:
        raise _no_zip()


def _too_large() -> Refused:
    return refused("archive-too-large", T_("This archive is too large."))


def _altered(name: str) -> Refused:
    return refused(
        "archive-altered",
        T_("A file in it is not what it was when the archive was made: {name}", name=name),
        T_("Make it again with “jumpzone export”."),
    )


def _bad_manifest() -> Refused:
    return refused("archive-manifest", T_("What the archive says about itself does not fit."))


def _bad_line(name: str, line: int, why: str) -> Refused:
    reason = safe_text(why, limit=200)
    if not line:
        return refused("archive-record", T_("{name} can't be used: {why}", name=name, why=reason))
    return refused(
        "archive-record", T_("Line {line} of {name} can't be used: {why}", name=name, line=line, why=reason)
    )
