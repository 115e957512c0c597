"""Files that go with a ticket's reply: how many, how large, and what they may be called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from jumpzone.i18n import T_, Text
from jumpzone.model.text import safe_text

__all__ = [
    "LARGEST",
    "LARGEST_TOTAL",
    "MOST",
    "TYPES",
    "clean_name",
    "problem_of",
    "read_attachments",
    "sniff",
]

MOST: Final = 10
"""How many files a reply may have."""
LARGEST: Final = 10 * 1024 * 1024
"""Bytes of one file."""
LARGEST_TOTAL: Final = 25 * 1024 * 1024
"""Bytes of all files of a reply."""

_LONGEST_NAME: Final = 100
"""Characters; every file system takes as many, even of two bytes each."""
_LONGEST_ENDING: Final = 12
_NOT_IN_NAMES: Final = re.compile(r"[^\w .+@()\[\]-]+")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever stands behind the dot."""

_MAGIC: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
_TEXT: Final = "text/plain"
_UNKNOWN: Final = "application/octet-stream"
TYPES: Final = frozenset({*(type_ for _start, type_ in _MAGIC), _TEXT, _UNKNOWN})


def clean_name(name: str) -> str:
    """Return a file's name without folders and without anything that a terminal or a file system could act on.

    It is a name to show and to propose, never a path; it is never empty and never begins with a dot.
    """
    last = re.split(r"[/\\]", name)[-1]
    text = _NOT_IN_NAMES.sub("-", safe_text(last).replace("�", "-").replace("⏎", "-"))
    text = re.sub(r"-{2,}", "-", text).strip(" .-")
    ending = PurePosixPath(text).suffix
    if len(text) > _LONGEST_NAME:
        ending = ending if len(ending) <= _LONGEST_ENDING else ""
        text = text[: _LONGEST_NAME - len(ending)].rstrip(" .-") + ending
    if not text or _DEVICES.fullmatch(text):
        return f"file-{text}" if text else "file"
    return text


def sniff(data: bytes) -> str:
    """Return what a file seems to be, by its first bytes; for showing only, nothing is opened by it."""
    for start, type_ in _MAGIC:
        if data.startswith(start):
            return type_
    head = data[:4096]
    if b"\0" in head:
        return _UNKNOWN
    try:
        # A sign of several bytes may be cut in two at the end.
        head[:4093].decode() if len(data) > 4093 else head.decode()
    except UnicodeDecodeError as problem:
        if len(data) <= 4093 or problem.start < 4089:
            return _UNKNOWN
    return _TEXT


def problem_of(sizes: Iterable[int]) -> tuple[str, Text] | None:
    """Return why files of these sizes can't go with one reply, as a code and words, or None."""
    given = list(sizes)
    if len(given) > MOST:
        return "too-many-files", T_("At most {most} files go with a reply.", most=MOST)
    if any(size > LARGEST for size in given):
        return "file-too-large", T_("A file can have {limit} MB at most.", limit=LARGEST // 1024**2)
    if sum(given) > LARGEST_TOTAL:
        return "files-too-large", T_(
            "All files together can have {limit} MB at most.", limit=LARGEST_TOTAL // 1024**2
        )
    return None


def read_attachments(given: object) -> tuple[dict[str, Any], ...]:
    """Return what a reply keeps of its files: ``name``, ``size``, ``sha256`` and ``type`` of each.

    Raises:
        ValueError: They don't have the right form.
    """
    if not isinstance(given, list | tuple):
        raise ValueError("a list is expected")
    return tuple(_read(each) for each in given)


def _read(given: object) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise ValueError("a mapping is expected")
    name, size, hash_, type_ = (given.get(key) for key in ("name", "size", "sha256", "type"))
    if not isinstance(name, str) or not isinstance(hash_, str) or not _HASH.fullmatch(hash_):
        raise ValueError("a name and a hash are expected")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ValueError("a size is expected")
    return {
        "name": clean_name(name),
        "size": size,
        "sha256": hash_,
        "type": type_ if type_ in TYPES else _UNKNOWN,
    }
