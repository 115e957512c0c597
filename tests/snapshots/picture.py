"""A picture of a screen as text that people can read in a diff: the characters, and below them their styles.

The styles stand line by line as runs: a letter and for how many cells it holds. A key at the end says what each
letter stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from string import ascii_letters
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App

__all__ = ["TextPicture", "picture"]

_ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse", "strike")
_SEEN = ("underline", "reverse", "strike")
"""What can be seen of a blank."""

_BLANKS = re.compile("( +)")


class TextPicture(SingleFileSnapshotExtension):
    """Keeps each picture as a text file of its own."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def picture(app: App[Any]) -> str:
    """What stands on an app's screen now."""
    strips = [list(strip) for strip in app.screen._compositor.render_strips()]
    letters: dict[str, str] = {}
    rows = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    styles = [_runs(strip, letters) for strip in strips]
    key = [f"{letter}  {words}" for words, letter in letters.items()]
    return "\n".join([*rows, "", "-- styles --", *styles, "", "-- key --", *key, ""])


def _runs(strip: Iterable[Segment], letters: dict[str, str]) -> str:
    cells = [
        (_words(segment.style, blank=part.isspace()), cell_len(part))
        for segment in strip
        # Of a blank nobody sees more than what is behind it.
        for part in _BLANKS.split(segment.text)
        if part
    ]
    runs = []
    for words, run in groupby(cells, key=lambda cell: cell[0]):
        if words not in letters:
            letters[words] = _letter(len(letters))
        runs.append(f"{letters[words]}{sum(length for _words, length in run)}")
    return " ".join(runs)


def _letter(number: int) -> str:
    more, here = divmod(number, len(ascii_letters))
    return ascii_letters[here] + "'" * more


def _words(style: Style | None, *, blank: bool) -> str:
    if style is None:
        return "plain"
    parts = [name for name in (_SEEN if blank else _ATTRIBUTES) if getattr(style, name)]
    front = None if blank and not parts else style.color
    for name, colour in (("", front), ("on ", style.bgcolor)):
        if colour is not None:
            parts.append(name + (colour.triplet.hex if colour.triplet is not None else colour.name))
    return " ".join(parts) or "plain"
