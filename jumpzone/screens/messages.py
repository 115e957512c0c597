"""What the zone has sent: found by words, category, time and fate, and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from jumpzone.i18n import N_, PT_, T_, current, pgettext
from jumpzone.model.records import Message
from jumpzone.screens.categories import category_word, message_options
from jumpzone.screens.host import host
from jumpzone.screens.message_text import describe, preview, when
from jumpzone.screens.message_view import MessageScreen, ReadsMessages
from jumpzone.screens.ranges import AskRange, Range
from jumpzone.screens.record_list import RecordListScreen
from jumpzone.usecases.lists import Records as RecordsArea
from jumpzone.usecases.narrowing import range_of, range_text
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.content import highlighted
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter, ListPane
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.status import status_text

if TYPE_CHECKING:
    from jumpzone.store.executor import Applied

__all__ = ["MessagesScreen"]

COLUMNS: Final = (
    Column("sent_at", T_("Sent"), width=13, sortable=True),
    Column("delivery", T_("Delivery"), width=11, min_width=10, priority=1, sortable=True),
    Column("category", PT_("message", "About"), width=12, min_width=9, priority=2, sortable=True),
    Column("subject", T_("Subject"), fraction=3, min_width=32, sortable=True),
    Column("to", T_("To"), fraction=2, min_width=20, priority=3, sortable=True),
    Column("body", T_("Text"), fraction=3, min_width=30, priority=4),
)

EMPTY: Final = EmptyState(
    T_("No messages yet"),
    T_(
        "Every mail that the zone sends you is kept here: invoices, access data, warnings. A lost one is found again."
    ),
)

NEWEST_FIRST: Final = Sort("sent_at", descending=True)


def _times() -> list[Option]:
    return [
        Option("today", T_("Today")),
        Option("week", T_("Last 7 days")),
        Option("month", T_("Last 30 days")),
        Option("year", T_("Last year")),
        Option("range", T_("From … to …")),
    ]


def _deliveries() -> list[Option]:
    return [
        Option("failed", pgettext("message", "Failed")),
        Option("queued", pgettext("message", "Queued")),
        Option("sent", pgettext("message", "Sent")),
    ]


class MessagesScreen(ReadsMessages, RecordListScreen[Message]):
    """The list of sent messages with its filters, and the message beside it where there is room."""

    CSS_PATH = "messages.tcss"
    TITLE_WORDS = T_("Sent messages")

    BINDINGS: ClassVar[list[BindingType]] = [Binding("d", "range", N_("From … to …"), show=False)]

    TAB = "messages"
    RECORD = "message"
    COLUMNS = COLUMNS
    SEARCH = T_("Words in subject or text")
    EMPTY = EMPTY
    SORT = NEWEST_FIRST

    def __init__(self) -> None:
        """Make the screen; the first page comes once it is mounted."""
        super().__init__()
        self._range: Range | None = None
        self._to_top = False

    def on_mount(self) -> None:
        """Put the buttons under the message."""
        self.pane.detail_pane.mount(self.acts)

    # -- the list --------------------------------------------------------------------------------------

    def area(self, zone: Zone) -> RecordsArea[Message]:
        """Return the messages."""
        return zone.messages

    def filters(self) -> Sequence[Filter]:
        """Return what messages are found by."""
        return (
            Filter("category", PT_("message", "About"), message_options, width=16),
            Filter("time", T_("When"), _times, width=18),
            Filter("delivery", T_("Delivery"), _deliveries, width=16),
        )

    @property
    def query_text(self) -> str:
        """What is searched for."""
        return self.pane.text

    def chosen_filters(self) -> dict[str, str]:
        """Return what is chosen, the days of a range among it."""
        chosen = super().chosen_filters()
        if chosen.get("time") == "range" and self._range is not None:
            chosen["range"] = range_text(*self._range)
        return chosen

    def restore_filters(self, filters: Mapping[str, str]) -> dict[str, str]:
        """Take back the days of a range."""
        self._range = range_of(filters.get("range", "")) if filters.get("time") == "range" else None
        return super().restore_filters(filters)

    def read(self) -> None:
        """Show the list anew; what is found by words comes in the order of sending."""
        if self.pane.text and self._sort.key != "sent_at":
            self._sort = NEWEST_FIRST
        super().read()

    def cells(self, record: Message) -> Sequence[Content | str]:
        """Return a message's line."""
        query = self.query_text
        return (
            when(record.sent_at, self.now, self.timezone),
            status_text("message", record.delivery),
            category_word(record.category),
            highlighted(record.subject, query),
            highlighted(record.to, query),
            preview(record.body, query),
        )

    def title_of(self, record: Message) -> str:
        """Return nothing: the subject stands over the text."""
        return ""

    @on(ListPane.FilterChanged)
    def _time_chosen(self, event: ListPane.FilterChanged) -> None:
        if event.filters["time"] == "range" and self._range is None:
            event.prevent_default()
            self.action_range()
            return
        if event.filters["time"] != "range":
            self._range = None
        self._say_range()

    def action_range(self) -> None:
        """Ask for the first and the last day."""
        self.app.push_screen(AskRange(self._range), self._ranged)

    def _ranged(self, answer: Range | None) -> None:
        if answer is not None:
            self._range = answer
        chosen = "range" if self._range is not None else ""
        if self.pane.filters["time"] != chosen:
            self.pane.set_filters(time=chosen)
        elif answer is not None:
            self._say_range()
            self.read()

    def _say_range(self) -> None:
        if self._range is None:
            self.pane.set_note("")
            return
        first, last = (None if day is None else current().date(day) for day in self._range)
        self.pane.set_note(f"{first or '…'} – {last or '…'}")

    @on(RecordTable.RowHighlighted)
    def _moved(self, event: RecordTable.RowHighlighted) -> None:
        if self._to_top and event.row is not None:
            self._to_top = False
            self.pane.table.move_to(0)
        brief = event.row.record if event.row is not None else None
        if not isinstance(brief, Message) or self.message is None or self.message.id != brief.id:
            self.set_message(None)

    @on(RecordTable.RowOpened)
    def _opened_alone(self, event: RecordTable.RowOpened) -> None:
        if not self.pane.shows_detail and isinstance(event.row.record, Message):
            event.stop()
            event.prevent_default()
            self.app.push_screen(MessageScreen(event.row.record, self.query_text))

    def message_sent(self, applied: Applied) -> None:
        """Show the new message at the top."""
        self._to_top = True
        self.read()

    # -- the message beside the list -------------------------------------------------------------------

    def describe(self, record: Message) -> Content:
        """Return the message under the cursor; the whole of it follows once it is read."""
        if self.message is not None and self.message.id == record.id and self.message.rev >= record.rev:
            return describe(self.message, self.reading())
        zone = host(self).zone
        host(self).load(lambda: zone.messages.get(record.id), self._arrived, group="message")
        return describe(record, self.reading(), whole=False)

    def _arrived(self, message: Message) -> None:
        row = self.pane.current
        if row is not None and row.id == message.id:
            self.set_message(message)
            self.pane.refresh_detail()

    def show_message(self) -> None:
        """Draw the message anew."""
        self.pane.refresh_detail()
