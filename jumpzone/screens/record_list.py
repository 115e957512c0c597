"""What the places of services, domains, invoices and tickets share: a list with filters and a detail beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar
from zoneinfo import ZoneInfo

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static

from jumpzone.i18n import N_, T_, Text, ngettext
from jumpzone.model.fields import FILTERED
from jumpzone.model.records import Record
from jumpzone.screens.host import HoldsDraft, ZoneChanged, host
from jumpzone.screens.saved_filters import KeepsFilters
from jumpzone.screens.sources import RecordsSource
from jumpzone.usecases.exporting import write_list
from jumpzone.usecases.lists import Listing, Query
from jumpzone.usecases.lists import Records as RecordsArea
from jumpzone.usecases.narrowing import narrowed
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.content import Words, data
from jumpzone.widgets.dialogs import AskText, Choose
from jumpzone.widgets.form.spec import FieldSpec, Option
from jumpzone.widgets.list_view import Filter, ListPane
from jumpzone.widgets.record_source import Column, Row, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.toasts import notify_safe
from jumpzone.widgets.zone_screen import ZoneScreen

__all__ = ["DetailScreen", "RecordListScreen", "options", "show_record"]

R = TypeVar("R", bound=Record)


def options(words: Mapping[str, Words]) -> Sequence[Option]:
    """Return values with their words as choices of a filter."""
    return [Option(value, word) for value, word in words.items()]


class RecordListScreen(KeepsFilters, Generic[R]):
    """A place that shows the records of one type."""

    # Not the first filter, which would take the next tab's number for something to search for.
    AUTO_FOCUS = "RecordTable"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "reload", N_("Read again"), show=False)]

    RECORD: ClassVar[str]
    """The record type."""
    COLUMNS: ClassVar[tuple[Column, ...]]
    SEARCH: ClassVar[Text]
    EMPTY: ClassVar[EmptyState]
    SORT: ClassVar[Sort]
    MULTI: ClassVar[bool] = False
    """Whether several records can be marked."""
    ALSO: ClassVar[tuple[str, ...]] = ()
    """Other record types whose changes show here."""
    EXPORTS: ClassVar[tuple[tuple[str, Text], ...]] = (
        ("csv", T_("CSV, for spreadsheets")),
        ("json", T_("JSON, for programs")),
    )
    """What the list can be written as: a file's ending, and its words."""

    def __init__(self) -> None:
        """Make the place; it reads when it is shown."""
        super().__init__(name=self.TAB)
        self.pane = ListPane(
            self.COLUMNS,
            filters=self.filters(),
            search=self.SEARCH,
            detail=self._detail,
            detail_title=self._detail_title,
            empty=self.EMPTY,
            keeps=self.RECORD in FILTERED,
            multi=self.MULTI,
        )
        self._sort = self.SORT

    # -- what a place says -----------------------------------------------------------------------------

    def area(self, zone: Zone) -> RecordsArea[R]:
        """Return the area of the zone that the records come from."""
        raise NotImplementedError

    def filters(self) -> Sequence[Filter]:
        """Return the choices of the filter bar; each names a field of the record."""
        return ()

    def cells(self, record: R) -> Sequence[Content | str]:
        """Return the cells of a row, in the order of the columns; called in a thread."""
        raise NotImplementedError

    def describe(self, record: R) -> Content:
        """Return what the detail says of a record."""
        raise NotImplementedError

    def title_of(self, record: R) -> str:
        """Return the name of a record."""
        raise NotImplementedError

    def narrowed(self, query: Query, filters: Mapping[str, str]) -> Query:
        """Return the query with what is chosen above the list."""
        return narrowed(self.RECORD, query, filters, self.today, self.timezone)

    # -- what all places do ----------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """The time, by the zone's clock."""
        return host(self).zone.deps.clock.now()

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        return host(self).timezone

    @property
    def today(self) -> date:
        """The reader's date."""
        return self.now.astimezone(self.timezone).date()

    @property
    def detail_width(self) -> int:
        """How many cells wide the detail is at the moment."""
        if self.pane.shows_detail:
            room = self.pane.detail_pane.scrollable_content_region.width
        else:
            room = self.app.size.width - 5
        return max(30, min(room, 76))

    def compose_body(self) -> ComposeResult:
        """Compose the list."""
        yield self.pane

    def on_mount(self) -> None:
        """Read the list."""
        self.read()

    def retranslate(self) -> None:
        """Show the cells in the current language."""
        if self.is_mounted:
            self.read()

    def query_now(self) -> Query:
        """Return what the list shows at the moment."""
        query = Query(text=self.pane.text, sort=self._sort.key, descending=self._sort.descending)
        return self.narrowed(query, {**self.pane.filters, **self.chosen_filters()})

    def read(self) -> None:
        """Show the list anew; the cursor stays with its record."""
        if host(self).session is not None:
            listing = self.area(host(self).zone).list(self.query_now())
            self.pane.set_source(RecordsSource(listing, self._row), sort=self._sort)

    def _row(self, record: R) -> Row:
        return Row(record.id, self.cells(record), record)

    @on(ListPane.FilterChanged)
    def _filter(self, event: ListPane.FilterChanged) -> None:
        event.stop()
        self.read()

    @on(RecordTable.SortRequested)
    def _sorted(self, event: RecordTable.SortRequested) -> None:
        event.stop()
        self._sort = event.sort
        self.read()

    def on_zone_changed(self, event: ZoneChanged) -> None:
        """Read again when something shown was touched."""
        if event.changes.touches(self.RECORD, *self.ALSO):
            self.read()

    def action_reload(self) -> None:
        """Read again."""
        self.read()

    def show_record(self, id_: str) -> None:
        """Put the cursor on a record, without filters that could hide it."""
        self._filter_settled = True
        self.pane.set_filters("", **dict.fromkeys(self.pane.filters, ""))
        self.pane.table.seek(id_)
        self.read()
        self.pane.table.focus()

    # -- detail ----------------------------------------------------------------------------------------

    def _record(self, row: Row) -> R:
        return row.record  # type: ignore[return-value]

    def _detail(self, row: Row) -> Content:
        return self.describe(self._record(row))

    def _detail_title(self, row: Row) -> Words:
        return self.title_of(self._record(row))

    @on(RecordTable.RowOpened)
    def _opened(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        if self.pane.shows_detail:
            self.pane.detail_pane.focus()
        else:
            self.app.push_screen(DetailScreen(self, self._record(event.row)))

    @on(ListPane.ExportRequested)
    def _export(self, event: ListPane.ExportRequested) -> None:
        event.stop()
        self._ask_and_export()

    @work
    async def _ask_and_export(self) -> None:
        """Ask for the form and the file, then write it."""
        form = await self.app.push_screen_wait(
            Choose(
                T_("Export this list"),
                T_("All records that the filters let through are written."),
                self.EXPORTS,
            )
        )
        if form is None:
            return
        usual = Path.home() / f"{self.RECORD}s-{self.today.isoformat()}.{form}"
        field = FieldSpec("path", T_("File"), required=True, validator=_new_file)
        answer = await self.app.push_screen_wait(
            AskText(
                T_("Export this list"), T_("Where to write it."), field, value=str(usual), yes=T_("Export")
            )
        )
        if answer is not None:
            self._write(answer, form)

    def write_records(self, listing: Listing[R], path: Path, form: str) -> int:
        """Write the records of a list in one of the forms of `EXPORTS` and return how many; called in a thread."""
        return write_list(self.RECORD, listing, path, "json" if form == "json" else "csv")

    def _write(self, name: str, form: str) -> None:
        path = Path(name).expanduser()
        listing = self.area(host(self).zone).list(self.query_now())

        def told(n: int) -> None:
            said = ngettext(
                "{n} record written to {path}", "{n} records written to {path}", n, path=str(path)
            )
            self.pane.set_note(data(said, "$success"))

        host(self).save(lambda: self.write_records(listing, path, form), on_done=told, owner=self)


def _new_file(text: str) -> Text | None:
    path = Path(text).expanduser()
    if path.exists():
        return T_("There is such a file already. Choose another name.")
    if not path.parent.is_dir():
        return T_("There is no such folder.")
    return None


class DetailScreen(ZoneScreen[None]):
    """One record over the whole screen, where there is no room beside the list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back to the list"))]

    DEFAULT_CSS = """
    DetailScreen #detail {
        height: 1fr; padding: 0 1; scrollbar-size-vertical: 1;
        border: round $border-blurred; border-title-color: $foreground; border-title-style: bold;
    }
    """

    def __init__(self, place: RecordListScreen[Any], record: Record) -> None:
        """Show a record of a place."""
        self.TAB = place.TAB  # type: ignore[misc]
        super().__init__()
        self._place = place
        self._record = record
        self._text = Static(markup=False)
        self._scroll = VerticalScroll(self._text, id="detail")

    def compose_body(self) -> ComposeResult:
        """Compose the detail."""
        yield self._scroll

    def on_mount(self) -> None:
        """Show the record."""
        self._scroll.focus()
        self.retranslate()

    def retranslate(self) -> None:
        """Show the record in the current language."""
        self._scroll.border_title = data(self._place.title_of(self._record))
        self._text.update(self._place.describe(self._record))

    def refresh_detail(self) -> None:
        """Draw the record again, when more of it has come."""
        self.retranslate()


def show_record(node: DOMNode, place: str, id_: str) -> None:
    """Go to a place and put its cursor on a record; what lies over its list and holds nothing unsaved is closed."""
    app = host(node)
    app.go(place)

    def shown() -> None:
        while len(app.screen_stack) > 1 and isinstance(app.screen, ZoneScreen):
            if isinstance(app.screen, HoldsDraft) and app.screen.draft() is not None:
                notify_safe(app, T_("Save or leave what is typed here first; then the record can be shown."))
                return
            app.pop_screen()
        if hasattr(app.screen, "show_record"):
            app.screen.show_record(id_)

    app.call_after_refresh(shown)
