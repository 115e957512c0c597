"""A grid of ticks: who against what, switched one by one, a line or a column at a time, by keys and by the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from jumpzone.i18n import N_
from jumpzone.widgets.content import Words, content

__all__ = ["TickColumn", "TickGrid", "TickRow"]

LABEL = 30
"""Cells that the lines' names have at least before the columns' long words give way to short ones."""


@dataclass(frozen=True, slots=True)
class TickColumn:
    """One column: its name for programs, its word, and one of a few letters for narrow screens."""

    name: str
    word: Words
    short: Words


@dataclass(frozen=True, slots=True)
class TickRow:
    """One line.

    Attributes:
        id: Its name for programs.
        label: What stands at its left.
        ticks: The names of the columns that are ticked.
        locked: Whether it can only be read.
    """

    id: str
    label: Content
    ticks: frozenset[str]
    locked: bool = False


class TickGrid(ScrollView, can_focus=True):
    """Draws the visible lines; the cursor also stands on names and headings, where it switches all of them."""

    ALLOW_SELECT = False

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--head",
        "grid--row",
        "grid--line",
        "grid--cursor",
        "grid--hover",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "switch", N_("Switch on or off")),
        Binding("up,k", "move(-1,0)", N_("One line up"), show=False),
        Binding("down,j", "move(1,0)", N_("One line down"), show=False),
        Binding("left,h", "move(0,-1)", N_("One column left"), show=False),
        Binding("right,l", "move(0,1)", N_("One column right"), show=False),
        Binding("pageup", "move(-10,0)", N_("One page up"), show=False),
        Binding("pagedown", "move(10,0)", N_("One page down"), show=False),
        Binding("home", "move(-100000,0)", N_("To the headings"), show=False),
        Binding("end", "move(100000,0)", N_("To the last line"), show=False),
    ]

    DEFAULT_CSS = """
    TickGrid {
        height: 1fr; color: $foreground; background: $background;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0; pointer: pointer;
        & > .grid--head { color: $text-muted; }
        & > .grid--row { color: $foreground; }
        & > .grid--line { background: $block-cursor-blurred-background; }
        & > .grid--hover { background: $block-hover-background; }
        & > .grid--cursor { background: $block-cursor-blurred-background; }
        &:focus > .grid--cursor { background: $accent; color: $background; text-style: bold; }
        &:nocolor:focus > .grid--cursor { text-style: bold reverse; }
    }
    """

    @dataclass
    class Switched(Message):
        """Ticks are wished on or off: those of these lines in these columns."""

        rows: tuple[str, ...]
        columns: tuple[str, ...]
        on: bool

    @dataclass
    class Moved(Message):
        """The cursor is somewhere else: on a line (empty for the headings), in a column (empty for the names)."""

        row: str
        column: str

    def __init__(self, columns: Sequence[TickColumn], *, id: str | None = None) -> None:
        """Make a grid without lines."""
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.rows: tuple[TickRow, ...] = ()
        # Lines and columns count from 0; -1 are the headings and the names.
        self.cursor = (0, 0)
        self._hover: tuple[int, int] | None = None

    def show(self, rows: Sequence[TickRow]) -> None:
        """Show these lines; the cursor stays with its own."""
        here = self.rows[self.cursor[0]].id if 0 <= self.cursor[0] < len(self.rows) else None
        self.rows = tuple(rows)
        line = next((index for index, row in enumerate(self.rows) if row.id == here), self.cursor[0])
        if self.rows:
            self.cursor = (min(line, len(self.rows) - 1), self.cursor[1])
        self.virtual_size = Size(self.size.width, len(self.rows) + 1)
        self.refresh()
        self._tell()

    def retranslate(self) -> None:
        """Show the headings in the current language."""
        self.refresh()

    # -- moving and switching --------------------------------------------------------------------------

    def action_move(self, lines: int, columns: int) -> None:
        """Move the cursor."""
        line, column = self.cursor
        line = max(-1, min(len(self.rows) - 1, line + lines))
        column = max(-1, min(len(self.columns) - 1, column + columns))
        self.move_to(line, column)

    def move_to(self, line: int, column: int) -> None:
        """Put the cursor on a line and a column, from 0; -1 are the headings and the names."""
        self.cursor = (line, column)
        if line >= 0:
            # The first line of the view belongs to the headings.
            place = Region(0, line, 1, 2)
            self.scroll_to_region(place, animate=False, force=True)
        self.refresh()
        self._tell()

    def _tell(self) -> None:
        line, column = self.cursor
        row = self.rows[line].id if 0 <= line < len(self.rows) else ""
        self.post_message(self.Moved(row, self.columns[column].name if column >= 0 else ""))

    def action_switch(self) -> None:
        """Switch the tick under the cursor; on a name or a heading all of its line or column."""
        line, column = self.cursor
        rows = [row for row in (self.rows if line < 0 else self.rows[line : line + 1]) if not row.locked]
        columns = [each.name for each in (self.columns if column < 0 else self.columns[column : column + 1])]
        if rows:
            on = not all(set(columns) <= row.ticks for row in rows)
            self.post_message(self.Switched(tuple(row.id for row in rows), tuple(columns), on))

    # -- mouse -----------------------------------------------------------------------------------------

    def _place_at(self, event: events.MouseEvent) -> tuple[int, int] | None:
        line = -1 if event.y == 0 else event.y - 1 + self.scroll_offset.y
        label, widths, _short = self._widths()
        if line >= len(self.rows) or event.y < 0:
            return None
        x = label
        for index, width in enumerate(widths):
            if x <= event.x < x + width:
                return line, index
            x += width
        return (line, -1) if event.x < label else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tint what a click would switch."""
        self._hovered(self._place_at(event))

    def on_leave(self) -> None:
        """Take the tint away."""
        self._hovered(None)

    def _hovered(self, place: tuple[int, int] | None) -> None:
        if place != self._hover:
            self._hover = place
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Switch what was clicked."""
        event.stop()
        if (place := self._place_at(event)) is not None:
            self.move_to(*place)
            self.action_switch()

    # -- drawing ---------------------------------------------------------------------------------------

    def _widths(self) -> tuple[int, list[int], bool]:
        """Return the cells of the names, those of each column, and whether the words are the short ones."""
        room = self.scrollable_content_region.width
        words = [content(each.word).cell_length + 2 for each in self.columns]
        short = room - sum(words) < LABEL
        if short:
            words = [content(each.short).cell_length + 2 for each in self.columns]
        return max(10, room - sum(words)), words, short

    def on_resize(self) -> None:
        """Lay out anew."""
        self.virtual_size = Size(self.size.width, len(self.rows) + 1)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the visible region."""
        width = self.scrollable_content_region.width
        line = -1 if y == 0 else y - 1 + self.scroll_offset.y
        if line >= len(self.rows):
            return Strip.blank(width, self.visual_style.rich_style)
        label, widths, short = self._widths()
        if line < 0:
            cells = [content(each.short if short else each.word) for each in self.columns]
            return self._line(line, Content(""), cells, label, widths, width)
        row = self.rows[line]
        ticks = [self._tick(each.name in row.ticks, row.locked) for each in self.columns]
        return self._line(line, row.label, ticks, label, widths, width)

    def _tick(self, on: bool, locked: bool) -> Content:
        if on:
            return Content.styled("✓", "$text-muted" if locked else "$success")
        return Content.styled(" " if locked else "·", "$text-disabled")

    def _line(
        self,
        line: int,
        label: Content,
        cells: Sequence[Content],
        width: int,
        widths: Sequence[int],
        room: int,
    ) -> Strip:
        base = self.get_visual_style("grid--head" if line < 0 else "grid--row")
        if line == self.cursor[0] and line >= 0:
            base += self.get_visual_style("grid--line")
        parse = self.app.stylesheet.parse_style
        parts: list[Segment] = []
        texts = [label.truncate(width - 2, ellipsis=True, pad=True), *cells]
        for column, (text, cell) in enumerate(zip(texts, (width, *widths), strict=True), -1):
            style = base
            here = (line, column) == self.cursor
            if here:
                style = self.get_visual_style("grid--cursor")
            elif self._hover == (line, column):
                style = base + self.get_visual_style("grid--hover")
            left = 1 if column < 0 else (cell - text.cell_length) // 2
            shown = text.pad_left(left).truncate(cell, pad=True)
            if here:
                shown = Content(shown.plain)
            parts += [
                Segment(part, one.rich_style) for part, one in shown.render(style, end="", parse_style=parse)
            ]
        return Strip(parts).crop_extend(0, room, base.rich_style)
