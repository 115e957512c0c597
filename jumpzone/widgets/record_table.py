"""The list of the client zone: any number of records, of which only the visible lines are drawn.

Rows come in pages from a :class:`RowSource`, fetched in a thread; a page that is not here yet shows as dots. A key
press touches two lines, whatever the length of the list.
"""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import Binding, BindingType

from jumpzone.i18n import N_, _
from jumpzone.widgets import record_lines, record_messages
from jumpzone.widgets.content import content
from jumpzone.widgets.record_columns import GUTTER
from jumpzone.widgets.record_notice import EmptyState
from jumpzone.widgets.record_source import Column, Row, RowSource, Sort
from jumpzone.widgets.record_view import RecordView
from jumpzone.widgets.toasts import notify_safe

__all__ = ["Column", "EmptyState", "RecordTable", "Row", "RowSource", "Sort"]


class RecordTable(RecordView, can_focus=True):
    """A list of records: fixed heading, cursor, sorting, selection, copying, empty and error states."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Open")),
        Binding("up,k", "move(-1)", N_("One line up"), show=False),
        Binding("down,j", "move(1)", N_("One line down"), show=False),
        Binding("pageup", "page(-1)", N_("One page up"), show=False),
        Binding("pagedown", "page(1)", N_("One page down"), show=False),
        Binding("home", "edge(-1)", N_("To the first line"), show=False),
        Binding("end", "edge(1)", N_("To the last line"), show=False),
        Binding("left", "column(-1)", N_("One column left"), show=False),
        Binding("right", "column(1)", N_("One column right"), show=False),
        Binding("space", "select", N_("Select or unselect"), show=False),
        Binding("s", "sort(0)", N_("Sort")),
        Binding("S", "sort(1)", N_("Turn the order round"), show=False),
        Binding("c", "copy_cell", N_("Copy the cell"), show=False),
        Binding("y", "copy_row", N_("Copy the line")),
    ]

    DEFAULT_CSS = """
    RecordTable {
        height: 1fr;
        color: $foreground;
        background: $background;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 0;
        & > .table--header { color: $text-muted; }
        & > .table--sorted { color: $accent; }
        & > .table--row { color: $foreground; }
        & > .table--hover { background: $block-hover-background; }
        & > .table--cursor { background: $block-cursor-blurred-background; }
        & > .table--bar { color: $text-disabled; }
        & > .table--faint { color: $text-disabled; }
        &:focus > .table--cursor { background: $block-cursor-background; }
        &:focus > .table--bar { color: $accent; text-style: bold; }
        &:nocolor:focus > .table--cursor { text-style: bold reverse; }
    }
    """

    RowHighlighted: TypeAlias = record_messages.RowHighlighted
    RowClicked: TypeAlias = record_messages.RowClicked
    RowOpened: TypeAlias = record_messages.RowOpened
    SelectionChanged: TypeAlias = record_messages.SelectionChanged
    SortRequested: TypeAlias = record_messages.SortRequested
    ViewChanged: TypeAlias = record_messages.ViewChanged
    AllRequested: TypeAlias = record_messages.AllRequested
    EmptyAction: TypeAlias = record_messages.EmptyAction

    def row_highlighted(self, row: Row | None) -> None:
        """Tell the screen."""
        self.post_message(self.RowHighlighted(self, row, self.cursor))

    def view_changed(self) -> None:
        """Tell the screen."""
        self.post_message(self.ViewChanged(self))

    # -- mouse -----------------------------------------------------------------------------------------

    def _index_at(self, y: int) -> int | None:
        index = y - self._head + self.scroll_offset.y
        return index if y >= self._head and 0 <= index < self.row_count else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tint the line under the mouse."""
        self._set_hover(self._index_at(event.y))

    def on_leave(self) -> None:
        """Take the tint away."""
        self._set_hover(None)

    def _set_hover(self, index: int | None) -> None:
        if index != self._hover:
            for line in (self._hover, index):
                if line is not None:
                    self._refresh_row(line)
            self._hover = index

    def on_click(self, event: events.Click) -> None:
        """Select a line, open it by a double click, sort by a heading, mark before a line, press a notice's button."""
        event.stop()
        if self.error is not None or self.has_no_rows:
            if event.y == self._notice_button:
                self.action_open()
            return
        placed = self._lay_out().at(event.x + self.scroll_offset.x)
        index = self._index_at(event.y)
        before = self.multi and event.x + self.scroll_offset.x < GUTTER
        if event.y < self._head and before:
            self.post_message(self.AllRequested(self))
        elif event.y < self._head and placed is not None:
            self._request_sort(placed.column)
        elif index is not None:
            if self._column is not None and placed is not None:
                self._column = placed.index
            self.move_to(index)
            if event.ctrl or before:
                self._turn_mark()
            elif event.chain == 2:
                self.action_open()
            elif (row := self.current) is not None:
                self.post_message(self.RowClicked(self, row))

    # -- actions ---------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no sorting where nothing can be sorted."""
        return action != "sort" or any(column.sortable for column in self.columns)

    def move_to(self, index: int) -> None:
        """Put the cursor on a position, as near as the list allows, and make it visible."""
        index = max(0, min(index, self.row_count - 1))
        if index != self.cursor:
            self._ahead = 1 if index > self.cursor else -1
            self._refresh_row(self.cursor)
            self.cursor = index
            self._refresh_row(index)
            self._show_cursor()
            self._announce()

    def action_move(self, lines: int) -> None:
        """Move the cursor by lines."""
        self.move_to(self.cursor + lines)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.move_to(self.cursor + pages * max(1, self._page_height - 1))

    def action_edge(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        self.move_to(0 if end < 0 else self.row_count - 1)

    def action_column(self, step: int) -> None:
        """Move the mark of the cell that would be copied; scroll sideways if the line is wider than the list."""
        columns = self._lay_out().columns
        places = [placed.index for placed in columns]
        here = places.index(self._column) if self._column in places else (-1 if step > 0 else 1)
        placed = columns[max(0, min(here + step, len(columns) - 1))]
        self._column = placed.index
        if placed.x + placed.width > self.scroll_offset.x + self.size.width:
            self.scroll_to(x=placed.x + placed.width - self.size.width + 1, animate=False)
        elif placed.x < self.scroll_offset.x + 2:
            self.scroll_to(x=max(0, placed.x - 2), animate=False)
        self._refresh_row(self.cursor)

    def action_open(self) -> None:
        """Open the record; on a notice, press its button."""
        if self.error is not None:
            self.reload()
            self.refresh()
        elif self.has_no_rows:
            if self.empty.action is not None:
                self.post_message(self.EmptyAction(self))
        elif (row := self.current) is not None:
            self.post_message(self.RowOpened(self, row))

    def action_select(self) -> None:
        """Select or unselect the record under the cursor, and go on to the next."""
        if self.multi:
            self._turn_mark()
            self.action_move(1)

    def _turn_mark(self) -> None:
        if self.multi and (row := self.current) is not None:
            self.select(self.selected ^ {row.id})

    def select(self, ids: frozenset[str]) -> None:
        """Select exactly these records."""
        self.selected = ids
        self.refresh()
        self.post_message(self.SelectionChanged(self, ids))

    def _request_sort(self, column: Column) -> None:
        if column.sortable:
            turn = self.sort is not None and self.sort.key == column.key and not self.sort.descending
            self.post_message(self.SortRequested(self, Sort(column.key, turn)))

    def action_sort(self, turn: int) -> None:
        """Ask for the next sortable column's order, or for the other direction."""
        columns = [column for column in self.columns if column.sortable]
        if not columns:
            return
        keys = [column.key for column in columns]
        at = keys.index(self.sort.key) if self.sort is not None and self.sort.key in keys else -1
        if turn and self.sort is not None:
            self.post_message(self.SortRequested(self, Sort(self.sort.key, not self.sort.descending)))
        else:
            self.post_message(self.SortRequested(self, Sort(keys[(at + 1) % len(keys)])))

    def action_copy_cell(self) -> None:
        """Copy the marked cell, or the first."""
        if (row := self.current) is not None and row.cells:
            self._copy(record_lines.cell_text(row.cells[self._column or 0]).plain)

    def action_copy_row(self) -> None:
        """Copy all cells of the record, with tabs between them."""
        if (row := self.current) is not None:
            self._copy("\t".join(record_lines.cell_text(cell).plain for cell in row.cells))

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        notify_safe(self.app, content(_("Copied: {text}", text=text.replace("\t", "  ")[:60])))
