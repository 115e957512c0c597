"""Tickets: requests to support and what was said in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from jumpzone.i18n import N_, T_, Text, _
from jumpzone.model.records import Ticket
from jumpzone.screens.conversation import ConversationScreen
from jumpzone.screens.host import host
from jumpzone.screens.record_list import RecordListScreen, options
from jumpzone.screens.ticket_form import TicketScreen
from jumpzone.screens.ticket_text import heading, said
from jumpzone.screens.wording import DEPARTMENTS, PRIORITIES, when
from jumpzone.usecases.tickets import Concern, Tickets
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import content, lines
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.status import status_text, status_word, statuses
from jumpzone.widgets.toasts import notify_safe

__all__ = ["TicketsScreen"]

_KEPT = 64
"""Conversations that are kept for showing again at once."""


class TicketsScreen(RecordListScreen[Ticket]):
    """The account's tickets, each with its conversation."""

    CSS_PATH = "tickets.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("a", "add", N_("Open a ticket"))]

    TAB = "tickets"
    RECORD = "ticket"
    ALSO = ("ticket_reply",)
    TITLE_WORDS: ClassVar[str | Text] = T_("Tickets")
    COLUMNS = (
        Column("number", T_("Number"), width=10, min_width=8, sortable=True),
        Column("subject", T_("Subject"), fraction=3, min_width=18, sortable=True),
        Column("status", T_("Status"), width=22, min_width=20, sortable=True),
        Column("department", T_("Department"), width=13, min_width=9, priority=2, sortable=True),
        Column("priority", T_("Priority"), width=11, min_width=7, priority=3, sortable=True),
        Column("last_reply_at", T_("Last reply"), width=14, min_width=13, priority=1, sortable=True),
    )
    SEARCH = T_("Number, subject or what was said")
    EMPTY = EmptyState(
        T_("No tickets yet"), T_("Questions to support and their answers appear here."), T_("Open a ticket")
    )
    SORT = Sort("last_reply_at", descending=True)

    def __init__(self) -> None:
        """Make the place without conversations."""
        super().__init__()
        self._conversations: dict[str, tuple[Concern | None, Content]] = {}

    def compose_body(self) -> ComposeResult:
        """Compose the list and its buttons."""
        yield self.pane
        with Horizontal(id="acts"):
            yield PushButton(T_("Open a ticket"), tone="primary", name="add")
            yield PushButton(T_("Read and reply"), name="read")

    def area(self, zone: Zone) -> Tickets:
        """Return the tickets."""
        return zone.tickets

    def filters(self) -> Sequence[Filter]:
        """Offer status and department."""
        return (
            Filter(
                "status",
                T_("Status"),
                lambda: [Option(each, status_word("ticket", each)) for each in statuses("ticket")],
                width=24,
            ),
            Filter("department", T_("Department"), options(DEPARTMENTS)),
        )

    def cells(self, record: Ticket) -> Sequence[Content | str]:
        """Return a row."""
        return (
            record.number or _("new"),
            record.subject,
            status_text("ticket", record.status),
            content(DEPARTMENTS.get(record.department, record.department)),
            content(
                PRIORITIES.get(record.priority, record.priority),
                "$warning" if record.priority == "high" else "",
            ),
            when(record.last_reply_at, self.now),
        )

    def title_of(self, record: Ticket) -> str:
        """Return number and subject."""
        return f"{record.number or ''} {record.subject}".strip()

    def read(self) -> None:
        """Read the list, and conversations anew when they are shown."""
        self._conversations.clear()
        super().read()

    def describe(self, record: Ticket) -> Content:
        """Say what a ticket is about and what was said in it."""
        known = self._conversations.get(record.id)
        if known is None:
            self._read_conversation(record.id)
            known = None, content(_("Reading the conversation …"), "$text-disabled")
        concern, text = known
        return lines([heading(record, concern), Content(""), text])

    def _read_conversation(self, id_: str) -> None:
        zone, timezone, now = host(self).zone, self.timezone, self.now

        def read() -> tuple[str, Concern | None, Content]:
            # Put into lines here, in the thread: a long text takes its time.
            conversation = zone.tickets.conversation(id_)
            return id_, conversation.concern, said(conversation, now, timezone)

        host(self).load(read, self._take, owner=self, group="conversation")

    def _take(self, read: tuple[str, Concern | None, Content]) -> None:
        if len(self._conversations) >= _KEPT:
            self._conversations.clear()
        self._conversations[read[0]] = read[1:]
        self.pane.refresh_detail()

    # -- acts ------------------------------------------------------------------------------------------

    @on(RecordTable.RowOpened)
    def _open_row(self, event: RecordTable.RowOpened) -> None:
        event.stop()
        event.prevent_default()
        self.action_read()

    @on(RecordTable.EmptyAction)
    def _empty(self, event: RecordTable.EmptyAction) -> None:
        event.stop()
        self.action_add()

    @on(PushButton.Pressed)
    def _pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.call_later(self.run_action, event.button.name)

    def action_read(self) -> None:
        """Read the ticket under the cursor, and reply to it."""
        row = self.pane.current
        if row is not None and isinstance(row.record, Ticket):
            self.app.push_screen(ConversationScreen(row.record))

    def action_add(self) -> None:
        """Open a ticket."""
        form = TicketScreen()

        def left(id_: str | None) -> None:
            if id_ is not None:
                said_words = _("Ticket {number} is open. We answer as soon as we can.", number=form.number)
                notify_safe(self.app, said_words)
                self.show_record(id_)

        self.app.push_screen(form, left)
