"""How wide each column of a list is, and which ones hide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jumpzone.widgets.record_source import Column

__all__ = ["GAP", "GUTTER", "Layout", "Placed", "lay_out"]

GUTTER = 2
"""Cells before the first column: the cursor's bar and the selection's mark."""

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A visible column: its place among the list's columns, where it begins and how wide it is."""

    index: int
    column: Column
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The visible columns and the width of a whole line."""

    columns: tuple[Placed, ...]
    width: int

    def at(self, x: int) -> Placed | None:
        """Return the column under cell `x` of a line; the gap after a column belongs to it."""
        return next((p for p in self.columns if p.x <= x < p.x + p.width + GAP), None)


def _gaps(count: int) -> int:
    return GUTTER + max(0, count - 1) * GAP + 1


def lay_out(columns: Sequence[Column], width: int) -> Layout:
    """Place `columns` into `width` cells.

    Columns hide by priority until the rest gets what it needs; then those of fixed width get it, and the others
    share what is left. If even the columns that never hide need more, the line is wider than the list, which then
    scrolls sideways.
    """
    shown = list(range(len(columns)))
    while sum(columns[i].need for i in shown) + _gaps(len(shown)) > width:
        hideable = [i for i in shown if columns[i].priority > 0]
        if not hideable:
            break
        shown.remove(max(hideable, key=lambda i: (columns[i].priority, i)))
    widths = {i: columns[i].need for i in shown}
    left = max(0, width - _gaps(len(shown)) - sum(widths.values()))
    for i in shown:
        wanted = columns[i].width
        if wanted is not None and wanted > widths[i]:
            extra = min(left, wanted - widths[i])
            widths[i] += extra
            left -= extra
    _share(left, widths, [i for i in shown if columns[i].width is None], columns)
    placed: list[Placed] = []
    x = GUTTER
    for i in shown:
        placed.append(Placed(i, columns[i], x, widths[i]))
        x += widths[i] + GAP
    return Layout(tuple(placed), max(width, x - GAP + 1))


def _share(left: int, widths: dict[int, int], flexible: list[int], columns: Sequence[Column]) -> None:
    """Give `left` cells to the flexible columns so that their widths come near their fractions."""
    if not flexible:
        return
    pool = left + sum(widths[i] for i in flexible)
    total = sum(columns[i].fraction for i in flexible)
    wishes = {i: max(widths[i], pool * columns[i].fraction // total) for i in flexible}
    over = sum(wishes.values()) - pool
    for i in sorted(flexible, key=lambda i: wishes[i] - widths[i], reverse=True):
        if over <= 0:
            break
        cut = min(over, wishes[i] - widths[i])
        wishes[i] -= cut
        over -= cut
    wishes[flexible[0]] += max(0, -over)
    widths.update(wishes)
