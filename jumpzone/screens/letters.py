"""Reading the folder where mail is kept that does not go out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final

__all__ = ["Inbox", "Letter", "newest", "stamp"]

SHOWN: Final = 50
"""So many letters are listed, the newest first."""

LARGEST: Final = 200_000
"""Bytes of one letter that are read."""

_CODE: Final = re.compile(r"^\s*(\d{4}) (\d{4})\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter for people: nothing in it is safe to show before it went through `data()`.

    Attributes:
        path: Its file.
        subject: Its subject.
        to: Whom it goes to.
        at: Its date, or None.
        text: Its plain text.
        code: The code in it, eight digits, or an empty text.
    """

    path: Path
    subject: str
    to: str
    at: datetime | None
    text: str
    code: str


def stamp(folder: Path) -> int:
    """Return a number that changes when a letter arrives; cheap enough to ask every second."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def newest(folder: Path) -> list[Letter]:
    """Read the newest letters, the newest first; one that can't be read is left out."""
    letters = []
    # Names begin with the date, so they sort by time.
    for path in sorted(folder.glob("[!.]*.eml"), reverse=True)[:SHOWN]:
        try:
            with path.open("rb") as file:
                letters.append(_read(path, file.read(LARGEST)))
        except OSError:
            continue
    return letters


class Inbox:
    """Tells what has arrived in a folder since it was looked at last."""

    def __init__(self, folder: Path) -> None:
        """Begin with what is there now: none of it is new."""
        self._folder = folder
        self._stamp = stamp(folder)
        self._known = {path.name for path in folder.glob("[!.]*.eml")}

    def changed(self) -> bool:
        """Tell whether something may have arrived; cheap."""
        before, self._stamp = self._stamp, stamp(self._folder)
        return self._stamp != before

    def fresh(self) -> list[Letter]:
        """Return what has arrived, the newest first."""
        found = [letter for letter in newest(self._folder) if letter.path.name not in self._known]
        self._known.update(letter.path.name for letter in found)
        return found


def _read(path: Path, raw: bytes) -> Letter:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    try:
        text = str(body.get_content()) if body is not None else ""
    except (LookupError, UnicodeError):
        text = ""
    date = message["Date"]
    found = _CODE.search(text)
    return Letter(
        path,
        str(message["Subject"] or ""),
        str(message["To"] or ""),
        getattr(date, "datetime", None),
        text,
        "".join(found.groups()) if found else "",
    )
