"""The program's log, and what is kept of a bug.

The log is a private file of JSON lines. Neither it nor a bug report holds what people typed: of an exception they
keep its kind and the places it went through, not its message, not the values of variables.
"""

from __future__ import annotations

import json
import logging
import os
import traceback
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from jumpzone.i18n import gettext
from jumpzone.paths import Paths, private_folder
from jumpzone.settings import Settings

__all__ = ["bug_report", "configure", "describe"]

_LARGEST = 1_000_000  # bytes; then the log makes room, and one older file is kept


class _JsonLine(logging.Formatter):
    """One line of JSON for each event; control characters are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        event: dict[str, object] = {"at": moment, "level": record.levelname.lower(), "from": record.name}
        event["text"] = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            event["error"] = describe(record.exc_info[1])
        return json.dumps(event)


class _PrivateFile(logging.FileHandler):
    """Opens its file with the first event, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self._path = path

    def _open(self) -> TextIOWrapper:
        private_folder(self._path.parent)
        if self._path.exists() and self._path.stat().st_size > _LARGEST:
            self._path.replace(self._path.with_suffix(".old"))
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return open(descriptor, "a", encoding="utf-8")  # noqa: PTH123 - a descriptor, not a path


def configure(settings: Settings) -> None:
    """Send the program's log to its file, at the level of the settings. Calling it again moves it."""
    logger = logging.getLogger("jumpzone")
    for handler in [each for each in logger.handlers if isinstance(each, _PrivateFile)]:
        logger.removeHandler(handler)
        handler.close()
    handler = _PrivateFile(settings.paths.log_file)
    handler.setFormatter(_JsonLine())
    logger.addHandler(handler)
    logger.setLevel(settings.log_level.upper())
    # Nothing of it on the terminal that the zone is drawn on.
    logger.propagate = False


def describe(error: BaseException) -> list[str]:
    """An exception as its kind and the places it went through, innermost last; the same of what caused it."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    return lines


def bug_report(error: BaseException, paths: Paths | None = None, *, keep: bool = True) -> str:
    """Log a bug and put it into honest words.

    Args:
        error: The bug.
        paths: Where things lie; found from the environment when left out.
        keep: Write it down; a demo, which leaves nothing behind, does not.

    Returns:
        A short text with the log's path, or with the details themselves where nothing is or can be written.
    """
    kind = type(error).__name__
    path = (paths or Paths.find()).log_file
    logger = logging.getLogger("jumpzone")
    if not keep:
        return _in_full(kind, error)
    try:
        private_folder(path.parent)
        handler = _PrivateFile(path)
        handler.setFormatter(_JsonLine())
        handler.emit(
            logger.makeRecord("jumpzone.bug", logging.ERROR, "", 0, "bug", (), (type(error), error, None))
        )
        handler.close()
    except OSError:
        return _in_full(kind, error)
    return gettext(
        "This is a fault in jumpzone ({kind}), not in what you did.\nWhere it happened is written down in {path}",
        kind=kind,
        path=path,
    )


def _in_full(kind: str, error: BaseException) -> str:
    said = gettext("This is a fault in jumpzone ({kind}), not in what you did.", kind=kind)
    return "\n".join([said, *describe(error)])
