"""How one line of a list is drawn: pure functions from cells to segments."""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from jumpzone.widgets.content import content, data
from jumpzone.widgets.record_columns import GAP, GUTTER, Layout, Placed
from jumpzone.widgets.record_source import Cell, Row, Sort

__all__ = ["cell_text", "draw_header", "draw_placeholder", "draw_row", "draw_text"]

ParseStyle = Callable[[str | Style], Style]

ARROWS = {False: "↑", True: "↓"}
"""Ascending and descending."""


def cell_text(cell: Cell) -> Content:
    """Return a cell as one line of display text."""
    if isinstance(cell, Content):
        return cell.first_line if "\n" in cell.plain else cell
    return data(cell, limit=1000)


def _fit(text: Content, placed: Placed) -> Content:
    fitted = text.truncate(placed.width, ellipsis=True)
    missing = placed.width - fitted.cell_length
    if missing <= 0:
        return fitted
    return fitted.pad_left(missing) if placed.column.align == "right" else fitted.pad_right(missing)


def _segments(text: Content, base: Style, parse: ParseStyle) -> list[Segment]:
    return [Segment(part, style.rich_style) for part, style in text.render(base, end="", parse_style=parse)]


def _line(parts: list[Segment], used: int, width: int, base: Style) -> Strip:
    if used < width:
        parts.append(Segment(" " * (width - used), base.rich_style))
    return Strip(parts, max(width, used))


def draw_row(
    row: Row,
    layout: Layout,
    base: Style,
    bar: tuple[str, Style],
    mark: tuple[str, Style],
    column: int | None,
    parse: ParseStyle,
) -> Strip:
    """Draw one record.

    Args:
        row: The record.
        layout: The visible columns.
        base: The style of the line, which the cells' own styles come on top of.
        bar: What stands in the first cell: the cursor's bar or a blank, with its style.
        mark: What stands in the second cell: the selection's mark, its place or a blank, with its style.
        column: The visible column to underline (the cell that would be copied), if any.
        parse: Turns style texts into styles of the current theme.
    """
    style = base + parse(row.style) if row.style else base
    gap = Segment(" " * GAP, base.rich_style)
    parts = [Segment(bar[0], (base + bar[1]).rich_style), Segment(mark[0], (base + mark[1]).rich_style)]
    used = GUTTER
    for placed in layout.columns:
        if placed.x > GUTTER:
            parts.append(gap)
            used += GAP
        cell = row.cells[placed.index] if placed.index < len(row.cells) else ""
        cell_style = style + Style(underline=True) if column == placed.index else style
        parts += _segments(_fit(cell_text(cell), placed), cell_style, parse)
        used += placed.width
    return _line(parts, used, layout.width, base)


def draw_header(
    layout: Layout, sort: Sort | None, base: Style, sorted_style: Style, parse: ParseStyle
) -> Strip:
    """Draw the headings; the sorted column carries an arrow."""
    parts = [Segment(" " * GUTTER, base.rich_style)]
    used = GUTTER
    for placed in layout.columns:
        if placed.x > GUTTER:
            parts.append(Segment(" " * GAP, base.rich_style))
            used += GAP
        title = content(placed.column.title)
        style = base
        if sort is not None and sort.key == placed.column.key:
            style = sorted_style
            title = title.truncate(max(1, placed.width - 2), ellipsis=True)
            title = Content.assemble(title, " ", ARROWS[sort.descending])
        parts += _segments(_fit(title, placed), style, parse)
        used += placed.width
    return _line(parts, used, layout.width, base)


def draw_placeholder(index: int, layout: Layout, base: Style) -> Strip:
    """Draw a line whose page has not arrived yet: dots where the cells will be."""
    parts = [Segment(" " * GUTTER, base.rich_style)]
    used = GUTTER
    for number, placed in enumerate(layout.columns):
        if placed.x > GUTTER:
            parts.append(Segment(" " * GAP, base.rich_style))
            used += GAP
        # Lengths differ from line to line, so that the page looks like text to come and not like a table of dots.
        length = max(1, placed.width * (4 + (index * 7 + number * 3) % 5) // 10)
        dots = "·" * length
        dots = dots.rjust(placed.width) if placed.column.align == "right" else dots.ljust(placed.width)
        parts.append(Segment(dots, base.rich_style))
        used += placed.width
    return _line(parts, used, layout.width, base)


def draw_text(text: Content, width: int, base: Style, parse: ParseStyle) -> Strip:
    """Draw a centred text over the whole width."""
    fitted = text.truncate(width, ellipsis=True)
    left = (width - fitted.cell_length) // 2
    parts = [Segment(" " * left, base.rich_style)] if left else []
    parts += _segments(fitted, base, parse)
    return _line(parts, left + fitted.cell_length, width, base)
