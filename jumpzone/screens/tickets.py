"""Tickets: requests to support and what was said in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content

from jumpzone.i18n import T_, Text, _, current
from jumpzone.model.records import Ticket, TicketReply
from jumpzone.screens.host import host
from jumpzone.screens.record_list import DetailScreen, RecordListScreen, options
from jumpzone.screens.wording import DEPARTMENTS, PRIORITIES, when
from jumpzone.usecases.tickets import Conversation, Tickets
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState
from jumpzone.widgets.status import status_text, status_word, statuses

__all__ = ["TicketsScreen"]

_KEPT = 64
"""Conversations that are kept for showing again at once."""


class TicketsScreen(RecordListScreen[Ticket]):
    """The account's tickets, each with its conversation."""

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
    SEARCH = T_("Number or subject")
    EMPTY = EmptyState(T_("No tickets yet"), T_("Questions to support and their answers appear here."))
    SORT = Sort("last_reply_at", descending=True)

    def __init__(self) -> None:
        """Make the place without conversations."""
        super().__init__()
        self._conversations: dict[str, Conversation] = {}

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
        rows: list[tuple[Words, Words | None]] = [
            (T_("Status"), status_text("ticket", record.status)),
            (T_("Department"), DEPARTMENTS.get(record.department, record.department)),
            (T_("Priority"), PRIORITIES.get(record.priority, record.priority)),
        ]
        if record.cc:
            rows.append((T_("Copies to"), data(", ".join(record.cc))))
        parts = [label_values(rows)]
        conversation = self._conversations.get(record.id)
        if conversation is None:
            self._read_conversation(record.id)
            parts += [Content(""), content(_("Reading the conversation …"), "$text-disabled")]
        else:
            for reply in conversation.replies:
                parts += [Content(""), *self._reply(reply)]
        return lines(parts)

    def _reply(self, reply: TicketReply) -> Sequence[Content]:
        staff = reply.side == "staff"
        sign, style = ("◂", "bold $accent") if staff else ("▸", "bold $success")
        at = current().datetime(reply.at, self.timezone)
        head = Content.assemble(
            (f"{sign} ", style),
            data(reply.author or (_("Support") if staff else _("You")), style),
            ("  ", ""),
            data(f"{when(reply.at, self.now)} · {at}", "$text-muted"),
        )
        return [head, data(reply.body, multiline=True)]

    def _read_conversation(self, id_: str) -> None:
        zone = host(self).zone
        host(self).load(lambda: zone.tickets.conversation(id_), self._take, owner=self, group="conversation")

    def _take(self, conversation: Conversation) -> None:
        if len(self._conversations) >= _KEPT:
            self._conversations.clear()
        self._conversations[conversation.ticket.id] = conversation
        self.pane.refresh_detail()
        if isinstance(self.app.screen, DetailScreen):
            self.app.screen.refresh_detail()
