"""The view of a list: which rows are here, which are fetched, and how the visible lines are drawn.

What people do with it (keys, mouse, copying) is in `record_table`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Literal

from textual import on
from textual.cache import LRUCache
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from jumpzone.errors import ZoneError
from jumpzone.i18n import T_
from jumpzone.widgets import record_lines
from jumpzone.widgets.record_columns import Layout, lay_out
from jumpzone.widgets.record_messages import Arrived, Counted
from jumpzone.widgets.record_notice import EmptyState, notice_lines
from jumpzone.widgets.record_pages import PAGE, Pages
from jumpzone.widgets.record_source import Column, Locates, Row, RowSource, Sort

__all__ = ["RecordView"]


class RecordView(ScrollView):
    """Draws only the visible lines of a list, over pages that are fetched in a thread."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header",
        "table--sorted",
        "table--row",
        "table--hover",
        "table--cursor",
        "table--bar",
        "table--faint",
    }

    sort: reactive[Sort | None] = reactive(None, init=False)
    """The order that the source delivers; set it together with the source."""

    def row_highlighted(self, row: Row | None) -> None:
        """Do what follows when the cursor is on another record, or on the same one read anew."""
        raise NotImplementedError

    def view_changed(self) -> None:
        """Do what follows when other rows are visible or the total is known better."""
        raise NotImplementedError

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: EmptyState | None = None,
        multi: bool = False,
        header: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make a list without rows; it shows dots until :meth:`set_source` is called and answers.

        Args:
            columns: The columns, in the order of the cells of every row.
            empty: What to show when there are no rows.
            multi: Whether several records can be selected (space, ctrl+click, a click before the line). The
                selection is of ids: it outlives sorting, filtering and pages that are not in memory.
            header: Whether the headings are drawn.
            id: The widget's id.
            classes: The widget's classes.
        """
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self.empty = empty or EmptyState(T_("Nothing here yet"))
        self.multi = multi
        self._head = 1 if header else 0
        self.cursor = 0
        self.error: ZoneError | None = None
        self.total: int | None = None
        self.selected: frozenset[str] = frozenset()
        self._column: int | None = None
        self._hover: int | None = None
        self._source: RowSource | None = None
        self._generation = 0
        self._shown_generation = 0
        self._busy = False
        self._ahead = 1
        self._follow: str | None = None
        self._wanted: str | None = None
        self._announced: tuple[str, int] | None = None
        self._pages = Pages()
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(1024)
        self._layout: Layout | None = None
        self._layout_for = 0
        self._notice_button: int | None = None

    # -- rows ------------------------------------------------------------------------------------------

    def set_source(
        self, source: RowSource, *, keep_cursor: bool = True, sort: Sort | None = None, at: int = 0
    ) -> None:
        """Show the rows of `source`. What is on screen stays there until the first new page has come.

        Args:
            source: Where rows come from.
            keep_cursor: The cursor stays on its record, as far as that can be found; otherwise it goes to the first.
            sort: The order of the source, if it changed.
            at: Where the cursor goes if it is not kept.
        """
        row = self.current
        self._source = source
        self._generation += 1
        self._busy = False
        self._follow = self._wanted or (row.id if keep_cursor and row is not None else None)
        self.error = None
        if sort is not None:
            self.sort = sort
        if not keep_cursor:
            self.cursor = at
            self._ahead = 1
            self.scroll_to(y=0, animate=False)
        self._fetch_next()

    def seek(self, id_: str) -> None:
        """Put the cursor on a record with the next rows that come, whichever source they come from by then."""
        self._wanted = id_
        self.reload()

    def reload(self) -> None:
        """Read the rows anew; the cursor follows its record."""
        if self._source is not None:
            self.set_source(self._source)

    @property
    def current(self) -> Row | None:
        """The row under the cursor, or None while it is not here."""
        return self._pages.row(self.cursor)

    @property
    def row_count(self) -> int:
        """The number of lines: the total, or what is known of it so far."""
        if self.total is not None:
            return self.total
        last = max((index for index, _row in self._pages), default=-1) + 1
        return last + (PAGE if last and last % PAGE == 0 else 0)

    @property
    def visible_range(self) -> tuple[int, int]:
        """The positions of the first and the last visible row; (0, -1) when there are none."""
        first = self.scroll_offset.y
        last = min(first + self._page_height, self.row_count) - 1
        return (first, last) if last >= first else (0, -1)

    @property
    def _page_height(self) -> int:
        return max(1, self.scrollable_content_region.height - self._head)

    @property
    def has_no_rows(self) -> bool:
        """Whether the source said that it has no rows."""
        return self.total == 0 and self._shown_generation > 0

    def _fetch_next(self) -> None:
        """Fetch what is visible and not here, one question at a time; then one page ahead."""
        if self._busy or self._source is None or self.error is not None or not self.is_mounted:
            return
        height = max(1, self.size.height)
        first = self.scroll_offset.y
        fresh = self._generation != self._shown_generation
        if fresh:
            # Nothing of the new source is here: ask for what would be visible.
            start = first // PAGE * PAGE
            question = (start, ((first + height) // PAGE + 1) * PAGE - start)
        else:
            missing = self._pages.missing(first, first + height, ahead=self._ahead, total=self.total)
            if missing is None:
                return
            question = missing
        self._busy = True
        self.run_worker(
            partial(
                self._ask, self._source, self._generation, *question, fresh, self._follow if fresh else None
            ),
            thread=True,
            group="rows",
        )

    def _ask(
        self, source: RowSource, generation: int, start: int, asked: int, fresh: bool, follow: str | None
    ) -> None:
        """Ask the source; runs in a thread. Only errors for people are caught: anything else is a bug."""
        try:
            position = source.position(follow) if follow is not None and isinstance(source, Locates) else None
            if position is not None and not start <= position < start + asked:
                start = max(0, (position - asked // 2) // PAGE * PAGE)
            rows = source.window(start, asked)
            self.post_message(Arrived(generation, start, asked, rows, position=position))
            if fresh:
                self.post_message(Counted(generation, source.total()))
        except ZoneError as error:
            self.post_message(Arrived(generation, start, asked, error=error))

    @on(Arrived)
    def _show_page(self, message: Arrived) -> None:
        """Show a page."""
        message.stop()
        if message.generation != self._generation:
            return
        self._busy = False
        if message.error is not None:
            self.error = message.error
            self._redraw()
            return
        fresh = message.generation != self._shown_generation
        if fresh:
            self._shown_generation = message.generation
            self._pages = Pages()
            self._announced = None
        self._pages.put(message.start, message.rows, message.asked)
        if len(message.rows) < message.asked and (message.rows or message.start == 0):
            self.total = message.start + len(message.rows)
        elif not message.rows:
            # The list became shorter than where we are looking: go back to what may be its end.
            self.total = message.start
        elif self.total is not None:
            self.total = max(self.total, message.start + len(message.rows))
        self._follow_record(message)
        self._redraw()
        if fresh:
            self._show_cursor()
        self._fetch_next()

    @on(Counted)
    def _take_total(self, message: Counted) -> None:
        """Take the total, unless the end of the list has been seen with our own eyes."""
        message.stop()
        if message.generation == self._generation and message.total != self.total:
            last = max((index for index, _row in self._pages), default=-1) + 1
            if message.total is None or message.total >= last:
                self.total = message.total
            self._redraw()
            self._fetch_next()

    def _follow_record(self, message: Arrived) -> None:
        follow, self._follow = self._follow, None
        if follow is None:
            return
        if follow == self._wanted:
            self._wanted = None
        position = message.position
        if position is None:
            position = next((index for index, row in self._pages if row.id == follow), None)
        if position is not None and position != self.cursor:
            offset = position - self.cursor
            self.cursor = position
            self._resize_content()
            self.scroll_to(y=max(0, self.scroll_offset.y + offset), animate=False)

    def _resize_content(self) -> None:
        rows = self.row_count
        self.virtual_size = Size(self._lay_out().width, rows + self._head if rows else 0)

    def _redraw(self) -> None:
        """Show what is known now: sizes, lines, and the record under the cursor."""
        self._strips.clear()
        self._resize_content()
        self.cursor = max(0, min(self.cursor, self.row_count - 1))
        self.refresh()
        self._announce()
        self.view_changed()

    def _announce(self) -> None:
        row = self.current
        key = (row.id, self._generation) if row is not None else ("", self._generation)
        if key != self._announced and (row is not None or self.has_no_rows):
            self._announced = key
            self.row_highlighted(row)

    # -- drawing ---------------------------------------------------------------------------------------

    def _lay_out(self) -> Layout:
        width = max(1, self.scrollable_content_region.width)
        if self._layout is None or self._layout_for != width:
            self._layout_for = width
            self._layout = lay_out(self.columns, width)
            self._strips.clear()
        return self._layout

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the visible region."""
        width = self.scrollable_content_region.width
        layout = self._lay_out()
        scroll_x, scroll_y = self.scroll_offset
        base = self.visual_style
        if self.error is not None or self.has_no_rows:
            strip = self._notice_line(y, width)
        elif y < self._head:
            strip = self._header(layout)
        else:
            index = y - self._head + scroll_y
            loading = self._shown_generation == 0
            if index >= self.row_count and not (loading and self._source is not None):
                return Strip.blank(width, base.rich_style)
            strip = self._row_line(index, layout)
        if scroll_x == 0 and strip.cell_length == width:
            return strip
        return strip.crop_extend(scroll_x, scroll_x + width, base.rich_style)

    def _header(self, layout: Layout) -> Strip:
        strip = self._strips.get(("header",))
        if strip is None:
            style, marked = self.get_visual_style("table--header"), self.get_visual_style("table--sorted")
            strip = record_lines.draw_header(
                layout, self.sort, style, marked, self.app.stylesheet.parse_style
            )
            self._strips[("header",)] = strip
        return strip

    def _row_line(self, index: int, layout: Layout) -> Strip:
        row = self._pages.row(index)
        at_cursor = index == self.cursor and self._shown_generation > 0
        state: Literal["row", "hover", "cursor"] = (
            "cursor" if at_cursor else "hover" if index == self._hover else "row"
        )
        marked = row is not None and row.id in self.selected
        column = self._column if at_cursor else None
        key = (index, state, marked, column, self.has_focus)
        strip = self._strips.get(key)
        if strip is not None:
            return strip
        base = self.get_visual_style(f"table--{state}")
        if row is None:
            strip = record_lines.draw_placeholder(index, layout, base + self._part("table--faint"))
        else:
            bar = ("▌" if at_cursor else " ", self._part("table--bar"))
            parse = self.app.stylesheet.parse_style
            strip = record_lines.draw_row(row, layout, base, bar, self._mark(marked), column, parse)
        self._strips[key] = strip
        return strip

    def _mark(self, marked: bool) -> tuple[str, Style]:
        """Return the sign in a line's second cell: where several records can be selected, its place shows."""
        if marked:
            return "✓", self._part("table--bar")
        return "·" if self.multi else " ", self._part("table--faint")

    def _part(self, name: str) -> Style:
        """Return a component's style without its background, to be laid over a line's."""
        style = self.get_visual_style(name)
        return Style(foreground=style.foreground, bold=style.bold)

    def _notice_line(self, y: int, width: int) -> Strip:
        lines, button = notice_lines(self.error, self.empty, width, focused=self.has_focus)
        top = max(0, (self.size.height - len(lines)) // 2)
        self._notice_button = top + button if button is not None else None
        base = self.get_visual_style("table--row")
        if not top <= y < top + len(lines):
            return Strip.blank(width, base.rich_style)
        return record_lines.draw_text(lines[y - top], width, base, self.app.stylesheet.parse_style)

    def notify_style_update(self) -> None:
        """Forget drawn lines: they carry the colours of another theme or state."""
        self._strips.clear()
        super().notify_style_update()

    def retranslate(self) -> None:
        """Show headings and notices in the current language; cells change when the screen reloads the source."""
        self._strips.clear()
        self.refresh()

    # -- scrolling -------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Ask for the first page, if a source was set before mounting."""
        self.call_after_refresh(self._fetch_next)

    def on_resize(self) -> None:
        """Lay out anew and fetch what became visible."""
        self._strips.clear()
        self._resize_content()
        self._show_cursor()
        self._fetch_next()
        self.view_changed()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Fetch what became visible."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._ahead = 1 if new_value > old_value else -1
            self._fetch_next()
            self.view_changed()

    def watch_sort(self) -> None:
        """Show the arrow where it belongs."""
        self._strips.clear()
        self.refresh()

    def _show_cursor(self) -> None:
        page = self._page_height
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + page:
            self.scroll_to(y=self.cursor - page + 1, animate=False)

    def _refresh_row(self, index: int) -> None:
        self.refresh_line(index + self._head)
