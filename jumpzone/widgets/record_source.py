"""What a list shows: columns, rows, and where rows come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from textual.content import Content

from jumpzone.widgets.content import Words

__all__ = ["Cell", "Column", "ListSource", "Locates", "Row", "RowSource", "Sort"]

Cell: TypeAlias = str | Content
"""What stands in one cell: a `str` is data and shown literally; `Content` may carry styles and hits."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    Attributes:
        key: The name by which rows are sorted and messages speak of the column.
        title: Its heading, translated when shown.
        width: Its width in cells; None means it shares what is left.
        fraction: Its share of what is left, for a column without `width`.
        min_width: What it needs at least; a column with `width` may shrink to it. 0 means `width`, or 8.
        align: Numbers stand right.
        priority: 0 never hides; in a narrow list the greatest number hides first.
        sortable: A click on the heading asks for this order.
    """

    key: str
    title: Words
    width: int | None = None
    fraction: int = 1
    min_width: int = 0
    align: Literal["left", "right"] = "left"
    priority: int = 0
    sortable: bool = False

    @property
    def need(self) -> int:
        """The cells without which the column is of no use."""
        return self.min_width or (8 if self.width is None else self.width)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list.

    Attributes:
        id: The record's id: the cursor and the selection follow it.
        cells: One cell for each column, in the order of the columns.
        record: Whatever the screen wants back when the row is opened.
        style: A style for the whole line, such as ``"$text-muted"``.
    """

    id: str
    cells: Sequence[Cell]
    record: object = None
    style: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """The order that a list shows: a column's key and the direction."""

    key: str
    descending: bool = False


class RowSource(Protocol):
    """Rows by position. Both methods may block: the list calls them in a thread, one call at a time."""

    def total(self) -> int | None:
        """Return how many rows there are, perhaps roughly; None when counting would cost too much."""

    def window(self, start: int, length: int) -> Sequence[Row]:
        """Return the rows from position `start`, at most `length`; fewer only where the list ends.

        Raises:
            ZoneError: When the rows cannot be read; the list shows it and offers to try again.
        """


@runtime_checkable
class Locates(Protocol):
    """A source that can say where a record stands, so that the cursor follows it over any distance."""

    def position(self, row_id: str) -> int | None:
        """Return the position of a record, or None if it is not in the list."""


class ListSource:
    """Rows that are all in memory: for short lists such as countries or contacts."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Keep the rows as they are."""
        self._rows = rows

    def total(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def window(self, start: int, length: int) -> Sequence[Row]:
        """Return a slice."""
        return self._rows[start : start + length]

    def position(self, row_id: str) -> int | None:
        """Return where the row stands."""
        return next((index for index, row in enumerate(self._rows) if row.id == row_id), None)
