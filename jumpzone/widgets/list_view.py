"""A list with everything around it: filters above, a detail pane beside it when wide, a status line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from jumpzone.i18n import N_, T_, _, current
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, words
from jumpzone.widgets.form.choice import Choice
from jumpzone.widgets.form.inputs import SafeInput
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.record_source import Column, Row, RowSource, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable

__all__ = ["Filter", "ListPane"]

DETAIL_FROM = 110
"""From this width on the detail pane stands beside the list."""

TYPING_STOPS = 0.15
"""Seconds after the last key until the list is filtered."""

DETAIL_AFTER = 0.06
"""Seconds that the cursor rests before the detail pane follows: holding a key must not draw every record."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice in the filter bar.

    Attributes:
        name: Its key in `ListPane.filters`.
        label: What it filters by; shown while nothing is chosen.
        options: What can be chosen; a first option for "all" (empty value) is added.
        width: Cells in the bar.
    """

    name: str
    label: Words
    options: Sequence[Option] | Callable[[], Sequence[Option]]
    width: int = 20


class ListPane(Vertical):
    """Filter bar, list, detail pane and status line.

    The screen gives rows by `set_source` and answers `FilterChanged` and `RecordTable.SortRequested` with a new
    source; `detail` turns a row into what the pane on the right shows.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "filter", N_("Filter")),
        Binding("e", "export", N_("Export"), show=False),
    ]

    DEFAULT_CSS = """
    ListPane {
        height: 1fr;
        & > .bar {
            height: 1; margin: 0 1; display: none;
            & > Choice { height: 1; margin: 0 1 0 0; padding: 0 1; background: $surface; }
            & > Choice:focus { background: $block-cursor-background; }
            & > Input {
                width: 1fr; height: 1; border: none; padding: 0 1; background: $surface; background-tint: transparent;
            }
            & > Input:focus { border: none; background: $panel; }
            & > PushButton { min-width: 3; padding: 0 1; margin: 0; color: $text-muted; background: $surface; }
        }
        &.-filtering > .bar { display: block; }
        & > .middle { height: 1fr; }
        & > .middle > .detail {
            width: 2fr; min-width: 40; max-width: 84; height: 1fr; display: none; scrollbar-size-vertical: 1;
            scrollbar-gutter: stable;
            border: round $border-blurred; padding: 0 1; border-title-color: $text-muted; border-title-style: bold;
        }
        & > .middle > .detail:focus { border: round $border; }
        & > .middle > RecordTable { width: 3fr; }
        &.-wide.-detailed > .middle > .detail { display: block; }
        & > .status { height: 1; width: 1fr; padding: 0 2; color: $text-muted; }
    }
    """

    @dataclass
    class FilterChanged(Message):
        """Other records are wished."""

        pane: ListPane
        text: str
        filters: Mapping[str, str]

        @property
        def control(self) -> ListPane:
            """The pane."""
            return self.pane

    @dataclass
    class ExportRequested(Message):
        """The list is to be exported."""

        pane: ListPane

        @property
        def control(self) -> ListPane:
            """The pane."""
            return self.pane

    @dataclass
    class SavedRequested(Message):
        """The saved filters are wished."""

        pane: ListPane

        @property
        def control(self) -> ListPane:
            """The pane."""
            return self.pane

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        filters: Sequence[Filter] = (),
        search: Words | None = None,
        detail: Callable[[Row], Content] | None = None,
        detail_title: Callable[[Row], Words] | None = None,
        empty: EmptyState | None = None,
        multi: bool = False,
        keeps: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make a pane without rows.

        Args:
            columns: The columns of the list.
            filters: Choices in the filter bar.
            search: Placeholder of the filter's text; None leaves the text out.
            detail: Draws the record under the cursor for the pane at the right.
            detail_title: The title of that pane.
            empty: What to show when there are no rows at all.
            multi: Whether several records can be selected.
            keeps: Whether filters can be saved: the bar has a star for that.
            id: The widget's id.
            classes: The widget's classes.
        """
        super().__init__(id=id, classes=classes)
        self.table = RecordTable(columns, empty=empty, multi=multi)
        self._empty = self.table.empty
        self._specs = {f.name: f for f in filters}
        self._filters = {f.name: self._make_filter(f) for f in filters}
        self._search_words = search
        self.search = SafeInput(select_on_focus=False, max_length=200) if search is not None else None
        self._star = PushButton("☆", name="saved") if keeps else None
        self._detail = detail
        self._detail_title = detail_title
        self._detail_text = Static(markup=False)
        self.detail_pane = VerticalScroll(self._detail_text, classes="detail", can_focus=True)
        self._detail_fits = False
        self._status = Static(classes="status", markup=False)
        self._note: Words = ""
        self._typing: Timer | None = None
        self._resting: Timer | None = None
        self.set_class(detail is not None, "-detailed")
        self.set_class(bool(filters) or search is not None, "-filtering")

    def _make_filter(self, spec: Filter) -> Choice:
        def options() -> Sequence[Option]:
            given = spec.options() if callable(spec.options) else spec.options
            return [Option("", T_("All")), *given]

        choice = Choice(spec.label, options, placeholder=spec.label)
        choice.styles.width = spec.width
        return choice

    def compose(self) -> ComposeResult:
        """Compose the parts."""
        with Horizontal(classes="bar"):
            yield from self._filters.values()
            if self.search is not None:
                yield self.search
            if self._star is not None:
                # For the mouse: by key it would only stand in the way to the list.
                self._star.can_focus = False
                yield self._star
        with Horizontal(classes="middle"):
            yield self.table
            yield self.detail_pane
        yield self._status

    def on_mount(self) -> None:
        """Show the texts and go to the list."""
        self.retranslate()
        self.table.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Show the detail pane when there is room."""
        self.set_class(event.size.width >= DETAIL_FROM, "-wide")

    def retranslate(self) -> None:
        """Show the pane's texts in the current language; the cells change when the screen reloads the source."""
        if self.search is not None:
            self.search.placeholder = words(self._search_words)
        self._show_status()
        self._show_detail()

    # -- what the screen uses --------------------------------------------------------------------------

    def set_source(self, source: RowSource, *, keep_cursor: bool = True, sort: Sort | None = None) -> None:
        """Show the rows of `source`; see `RecordTable.set_source`."""
        filtered = bool(self.text or any(self.filters.values()))
        self.table.empty = FILTERED if filtered else self._empty
        self.table.set_source(source, keep_cursor=keep_cursor, sort=sort)

    @property
    def text(self) -> str:
        """What is typed into the filter."""
        return "" if self.search is None else self.search.value.strip()

    @property
    def filters(self) -> dict[str, str]:
        """What is chosen in the filter bar, by the filters' names; empty for all."""
        return {name: choice.value for name, choice in self._filters.items()}

    def set_filters(self, text: str | None = None, **values: str) -> None:
        """Set the filters as if a person had done it."""
        for name, value in values.items():
            self._filters[name].value = value
        if text is not None and self.search is not None:
            self.search.value = text

    def said(self, text: str, filters: Mapping[str, str]) -> Content:
        """Return a search and choices in words; everything, where there are none."""
        parts = [data(f"“{text}”", limit=40)] if text else []
        for name, value in filters.items():
            spec = self._specs.get(name)
            given = () if spec is None else spec.options() if callable(spec.options) else spec.options
            word = next((option.label for option in given if option.value == value), None)
            parts.append(data(value, limit=30) if word is None else content(word))
        return Content(", ").join(parts) if parts else content(_("everything"), "$text-muted")

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.table.current

    @property
    def shows_detail(self) -> bool:
        """Whether the detail pane is visible; where it is not, opening a row should show a screen of its own."""
        return self.has_class("-wide") and self.has_class("-detailed")

    def set_note(self, note: Words) -> None:
        """Say something at the end of the status line, such as where an export went."""
        self._note = note
        self._show_status()

    def refresh_detail(self) -> None:
        """Draw the detail pane anew, when what it shows has changed but the row has not."""
        self._show_detail()

    # -- parts -----------------------------------------------------------------------------------------

    @on(RecordTable.RowHighlighted)
    def _highlighted(self, _event: RecordTable.RowHighlighted) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(DETAIL_AFTER, self._show_detail)

    def _show_detail(self) -> None:
        row = self.table.current
        if self._detail is None or not self.shows_detail:
            return
        text = self._detail(row) if row is not None else Content("")
        # Laying out costs more than drawing, so a text that fits takes the whole pane, whatever its height.
        pane = self.detail_pane.scrollable_content_region
        fits = pane.width > 0 and text.get_height({}, pane.width) <= pane.height
        if fits != self._detail_fits:
            self._detail_fits = fits
            self._detail_text.styles.height = "100%" if fits else "auto"
        self._detail_text.update(text, layout=not fits)
        title = words(self._detail_title(row)) if row is not None and self._detail_title is not None else ""
        self.detail_pane.border_title = data(title) if title.strip() else None
        self.detail_pane.scroll_home(animate=False)

    @on(RecordTable.ViewChanged)
    def _view_changed(self) -> None:
        self._show_status()

    def _show_status(self) -> None:
        first, last = self.table.visible_range
        number = current().number
        parts: list[Content] = []
        if last >= first and self.table.total is not None:
            span = {"first": number(first + 1), "last": number(last + 1), "total": number(self.table.total)}
            parts.append(content(_("{first}–{last} of {total}", **span)))
        elif last >= first:
            parts.append(content(_("{first}–{last}", first=number(first + 1), last=number(last + 1))))
        if self.table.selected:
            parts.append(content(_("{n} selected", n=number(len(self.table.selected))), "$accent"))
        if words(self._note):
            parts.append(content(self._note))
        self._status.update(Content("  ·  ").join(parts), layout=False)

    @on(RecordTable.SelectionChanged)
    def _selected(self) -> None:
        self._show_status()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_STOPS, self._tell)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.table.focus()

    @on(PushButton.Pressed)
    def _starred(self, event: PushButton.Pressed) -> None:
        if event.button is self._star:
            event.stop()
            self.post_message(self.SavedRequested(self))

    @on(Choice.Changed)
    def _chosen(self, event: Choice.Changed) -> None:
        event.stop()
        self._tell()

    def _tell(self) -> None:
        self.post_message(self.FilterChanged(self, self.text, self.filters))

    def on_key(self, event: events.Key) -> None:
        """From the filter's text, down goes to the list and esc clears the text first."""
        if self.search is not None and self.search.has_focus:
            if event.key == "down":
                event.stop()
                self.table.focus()
            elif event.key == "escape":
                event.stop()
                self.search.value = ""
                self.table.focus()

    def action_filter(self) -> None:
        """Go to the filter's text, or to the first filter."""
        target = self.search or next(iter(self._filters.values()), None)
        if target is not None:
            target.focus()

    def action_export(self) -> None:
        """Ask the screen to export the list."""
        self.post_message(self.ExportRequested(self))


FILTERED = EmptyState(T_("No match"), T_("Nothing fits these filters. Take some away to see more."))
"""What a filtered list without rows says."""
