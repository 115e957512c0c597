"""The one place where the command line prints.

Data comes as rows of plain values under the field names of `docs/records.md`. People get aligned columns, scripts get
`--json` or `--csv`. Nothing that stands in a record can act on the terminal: table cells and CSV go through
`safe_text`, and JSON writes whatever is invisible or turns the direction of writing as an escape.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, TextIO

from jumpzone.errors import ZoneError
from jumpzone.i18n import Text, gettext
from jumpzone.model.tabular import csv_cell, json_text, ordered
from jumpzone.model.text import safe_text

__all__ = ["Column", "Format", "Output", "Row", "csv_cell", "json_text"]

Format = Literal["table", "json", "csv"]
Row = Mapping[str, object]

_GAP = "  "
_NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, one field of a record.

    Attributes:
        name: The field's name in JSON and CSV, as in `docs/records.md`.
        title: Its title for people.
        show: Puts its value into words for people; without it, values are shown as they are.
        right: Whether it is aligned to the right, as numbers are.
    """

    name: str
    title: Text
    show: Callable[[object], str] | None = None
    right: bool = False

    def text(self, row: Row) -> str:
        """The cell for people."""
        value = row.get(self.name)
        return safe_text(self.show(value) if self.show else _plain(value))


class Output:
    """Prints what a command has to say.

    Args:
        form: `table` for people, `json` or `csv` for scripts.
        out: Where data goes; the standard output when left out.
        err: Where errors and remarks go; the standard error when left out.
        color: Whether colours are welcome.
    """

    def __init__(
        self,
        form: Format = "table",
        out: TextIO | None = None,
        err: TextIO | None = None,
        *,
        color: bool = True,
    ) -> None:
        self.form = form
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._bold_shows = color and self._out.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")

    def rows(self, columns: Sequence[Column], rows: Iterable[Row], *, empty: Text | None = None) -> None:
        """Print a list of records.

        Args:
            columns: What to print of each, in order. For scripts it is all the same in every language.
            rows: The records.
            empty: What to say to people when there are none.
        """
        if self.form == "json":
            self._line(json_text([{each.name: row.get(each.name) for each in columns} for row in rows]))
        elif self.form == "csv":
            self._line(",".join(csv_cell(each.name) for each in columns))
            for row in rows:
                self._line(",".join(csv_cell(row.get(each.name)) for each in columns))
        else:
            self._table(columns, list(rows), empty)

    def record(self, columns: Sequence[Column], row: Row) -> None:
        """Print one record: an object in JSON, a header and a line in CSV, a line for each field to people."""
        if self.form == "json":
            self._line(json_text({each.name: row.get(each.name) for each in columns}))
        elif self.form == "csv":
            self.rows(columns, [row])
        else:
            titles = [safe_text(each.title.render()) for each in columns]
            width = max(map(_width, titles))
            for title, column in zip(titles, columns, strict=True):
                value = row.get(column.name)
                shown = column.show(value) if column.show else _plain(value)
                first, *more = safe_text(shown, multiline=True).split("\n")
                self._line(f"{_pad(self._bold(title), title, width)}{_GAP}{first}".rstrip())
                for line in more:
                    self._line(f"{' ' * width}{_GAP}{line}".rstrip())

    def picture(self, lines: Sequence[str]) -> bool:
        """Draw block characters for people, dark on light whatever the terminal's colours are.

        Where it is no terminal that reads (a file, paper), ink is dark anyway and nothing is added.

        Returns:
            Whether it was drawn; a picture that doesn't fit into the window would be torn.
        """
        if not self._out.isatty():
            for line in lines:
                self._line(line)
            return True
        columns, rows = shutil.get_terminal_size()
        if max(map(_width, lines)) > columns or len(lines) >= rows:
            return False
        for line in lines:
            # Colours are no decoration here: many cameras can't read light on dark.
            self._line(f"\x1b[38;5;16;48;5;231m{line}\x1b[0m")
        return True

    def say(self, text: Text | str) -> None:
        """Tell people what was done. Scripts that asked for data get it on the standard error."""
        line = safe_text(text if isinstance(text, str) else text.render(), multiline=True)
        self._line(line, self._out if self.form == "table" else self._err)

    def remark(self, text: Text | str) -> None:
        """Tell people something beside the data, on the standard error."""
        self._line(safe_text(text if isinstance(text, str) else text.render(), multiline=True), self._err)

    def error(self, error: ZoneError) -> None:
        """Print an error for people on the standard error; as a JSON object under `--json`."""
        if self.form == "json":
            fields = [
                {"field": each.field, "code": each.code, "message": each.message.render()}
                for each in error.fields
            ]
            found: dict[str, object] = {"code": error.code, "title": error.title.render()}
            found["message"] = error.message.render()
            found["hint"] = error.hint.render() if error.hint else None
            self._line(json_text({"error": {**found, "fields": fields}}), self._err)
            return
        self.remark(f"{error.title.render()}: {error.message.render()}")
        for each in error.fields:
            self.remark(f"  {each.field}: {each.message.render()}")
        if error.hint:
            self.remark(error.hint)

    def _line(self, text: str, stream: TextIO | None = None) -> None:
        (stream or self._out).write(text + "\n")

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[22m" if self._bold_shows else text

    def _table(self, columns: Sequence[Column], rows: list[Row], empty: Text | None) -> None:
        if not rows:
            self.remark(empty or gettext("Nothing to show."))
            return
        titles = [safe_text(each.title.render()) for each in columns]
        cells = [[each.text(row) for each in columns] for row in rows]
        widths = [max(map(_width, column)) for column in zip(titles, *cells, strict=True)]
        if self._out.isatty():
            _narrow(widths, shutil.get_terminal_size().columns)
        for number, line in enumerate([titles, *cells]):
            shown = []
            for text, width, column in zip(line, widths, columns, strict=True):
                cut = _cut(text, width)
                shown.append(_pad(cut if number else self._bold(cut), cut, width, right=column.right))
            self._line(_GAP.join(shown).rstrip())


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_plain(each) for each in ordered(value))
    if isinstance(value, Enum):
        return str(value.value)
    return str(value)


# Widths on a terminal


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # late: only wide and combining characters need it

    return cell_len(text)


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1).rstrip() + "…"


def _pad(shown: str, text: str, width: int, *, right: bool = False) -> str:
    space = " " * (width - _width(text))
    return space + shown if right else shown + space


def _narrow(widths: list[int], room: int) -> None:
    # The widest column gives way first, down to where nothing could be read in it.
    while sum(widths) + len(_GAP) * (len(widths) - 1) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
