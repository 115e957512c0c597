"""Invoices, proformas and credit notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from jumpzone.documents.amounts import payable
from jumpzone.i18n import N_, T_, Text, _
from jumpzone.model.records import Invoice, Order
from jumpzone.screens.acts_detail import ActsDetail, tell
from jumpzone.screens.host import host
from jumpzone.screens.invoice_text import document_name, invoice_lines, linked, totals_line
from jumpzone.screens.paying import open_payment_page
from jumpzone.screens.record_list import DetailScreen, RecordListScreen, options, show_record
from jumpzone.screens.wording import DOCUMENTS, day, in_days, money
from jumpzone.usecases.papers import Papers, Standing, StatusTotal
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data
from jumpzone.widgets.dialogs import Choose
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState, RecordTable
from jumpzone.widgets.status import status_text, status_word, statuses

if TYPE_CHECKING:
    from jumpzone.documents.payment import Transfer

__all__ = ["InvoiceDetail", "InvoicesScreen"]

_KEPT = 64
"""Documents of which it is remembered how they were paid."""


class InvoiceDetail(ActsDetail):
    """One document over the whole screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "act('pay')", N_("Pay")),
        Binding("d", "act('save_pdf')", N_("Save as PDF")),
        Binding("o", "act('payment_page')", N_("Open the payment page")),
        Binding("a", "act('apply_credit')", N_("Set credit off")),
        Binding("g", "act('linked')", N_("Go to what belongs to it"), show=False),
        Binding("q", "act('ask')", N_("Ask support about it"), show=False),
    ]
    ACTS = (
        ("pay", T_("Pay")),
        ("payment_page", T_("Payment page")),
        ("save_pdf", T_("Save as PDF")),
        ("apply_credit", T_("Set credit off")),
        ("linked", T_("What belongs to it")),
        ("ask", T_("Ask support")),
    )


class InvoicesScreen(RecordListScreen[Invoice]):
    """The account's invoices, and what is made of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pay", N_("Pay")),
        Binding("d", "save_pdf", N_("Save as PDF")),
        Binding("u", "save_ubl", N_("Save as XML (UBL)"), show=False),
        Binding("t", "statement", N_("Statement")),
        Binding("b", "bundle", N_("For the accountant")),
        Binding("o", "payment_page", N_("Open the payment page")),
        Binding("a", "apply_credit", N_("Set credit off"), show=False),
        Binding("v", "credit", N_("Your credit"), show=False),
        Binding("g", "linked", N_("Go to what belongs to it"), show=False),
        Binding("q", "ask", N_("Ask support about it"), show=False),
        Binding("m", "more", N_("Pay and save"), show=False),
    ]

    DEFAULT_CSS = """
    InvoicesScreen #head {
        height: auto; padding: 0 1 0 2; display: none;
        & > #totals { width: 1fr; height: auto; max-height: 3; color: $text-muted; }
        & > PushButton { margin: 0 0 0 2; }
    }
    InvoicesScreen #head.-known { display: block; }
    """

    TAB = "invoices"
    RECORD = "invoice"
    ALSO = ("transaction", "credit", "order")
    TITLE_WORDS: ClassVar[str | Text] = T_("Invoices")
    COLUMNS = (
        Column("number", T_("Number"), fraction=2, min_width=12, sortable=True),
        Column("kind", T_("Document"), width=25, min_width=11, priority=3, sortable=True),
        Column("status", T_("Status"), width=18, min_width=13, sortable=True),
        Column("issued_on", T_("Issued"), width=14, min_width=11, priority=1, sortable=True),
        Column("due_on", T_("Due"), width=14, min_width=13, priority=2, sortable=True),
        Column("total", T_("Total"), width=14, min_width=11, align="right", sortable=True),
    )
    SEARCH = T_("Number or payment reference")
    EMPTY = EmptyState(
        T_("No invoices yet"), T_("What you buy is invoiced, and the invoices stay here for good.")
    )
    SORT = Sort("issued_on", descending=True)

    def __init__(self) -> None:
        """Make the place; several invoices can be selected, to be paid or saved together."""
        super().__init__()
        self.pane.table.multi = True
        self._standings: dict[str, Standing] = {}
        self._totals = Static(id="totals", markup=False)
        self._head = Horizontal(self._totals, PushButton(T_("Pay and save"), id="more"), id="head")

    def area(self, zone: Zone) -> Papers:
        """Return the invoices."""
        return zone.invoices

    def compose_body(self) -> ComposeResult:
        """Compose the totals and the list."""
        yield self._head
        yield from super().compose_body()

    def filters(self) -> Sequence[Filter]:
        """Offer status and kind."""
        return (
            Filter(
                "status",
                T_("Status"),
                lambda: [Option(each, status_word("invoice", each)) for each in statuses("invoice")],
            ),
            Filter("kind", T_("Document"), options(DOCUMENTS), width=26),
        )

    def cells(self, record: Invoice) -> Sequence[Content | str]:
        """Return a row."""
        overdue = record.overdue(self.today)
        due = in_days(record.due_on, self.today) if record.status == "unpaid" else day(record.due_on)
        return (
            record.number or _("new"),
            content(DOCUMENTS.get(record.kind, record.kind)),
            status_text("invoice", "overdue" if overdue else record.status),
            day(record.issued_on),
            data(due, "$error" if overdue else ""),
            money(record.total, record.currency),
        )

    def title_of(self, record: Invoice) -> str:
        """Return kind and number."""
        return document_name(record)

    def read(self) -> None:
        """Show the list and its totals anew."""
        self._standings.clear()
        super().read()
        if host(self).session is not None:
            zone, query, today = host(self).zone, self.query_now(), self.today
            host(self).load(
                lambda: (zone.invoices.totals(query, today), zone.orders.credit()),
                self._show_totals,
                group="totals",
            )

    def _show_totals(self, found: tuple[list[StatusTotal], dict[str, int]]) -> None:
        totals, credit = found
        self._head.set_class(bool(totals or credit), "-known")
        self._totals.update(totals_line(totals, credit.items()))

    def describe(self, record: Invoice) -> Content:
        """Say everything about an invoice; how it was paid follows as soon as it is read."""
        standing = self._standings.get(record.id)
        if standing is None:
            self._read_standing(record.id)
        return invoice_lines(
            record, standing, width=self.detail_width, today=self.today, timezone=self.timezone
        )

    def _read_standing(self, id_: str) -> None:
        area = self.area(host(self).zone)
        host(self).load(lambda: (id_, area.standing(id_)), self._take_standing, owner=self, group="standing")

    def _take_standing(self, read: tuple[str, Standing]) -> None:
        if len(self._standings) >= _KEPT:
            self._standings.clear()
        self._standings[read[0]] = read[1]
        self.pane.refresh_detail()
        if isinstance(self.app.screen, DetailScreen):
            self.app.screen.refresh_detail()

    # -- credit, questions, what hangs together --------------------------------------------------------

    @property
    def _current(self) -> Invoice | None:
        row = self.pane.current
        return self._record(row) if row is not None else None

    def action_apply_credit(self) -> None:
        """Set credit off against the document."""
        from jumpzone.screens.invoice_credit import apply_credit  # late: only for who has some

        record = self._current
        if record is None:
            return
        if not payable(record):
            tell(self, content(T_("Nothing is to be paid on this document."), "$warning"))
            return
        apply_credit(self, host(self).zone, record)

    def action_credit(self) -> None:
        """Show the account's credit."""
        from jumpzone.screens.invoice_credit import CreditScreen  # late: only for who asks

        self.app.push_screen(CreditScreen())

    def action_ask(self) -> None:
        """Open a ticket about the document."""
        from jumpzone.screens.ticket_form import open_ticket_about  # late: only for who asks

        if (record := self._current) is not None:
            open_ticket_about(self, "invoice", record)

    def action_linked(self) -> None:
        """Go to a document that hangs together with this one, or to its order."""
        record, area = self._current, self.area(host(self).zone)
        if record is not None:
            id_ = record.id
            host(self).load(lambda: area.standing(id_), self._offer_linked, group="linked")

    def _offer_linked(self, standing: Standing) -> None:
        found = linked(standing)
        if not found:
            tell(self, content(T_("Nothing hangs together with this document."), "$warning"))
            return
        if len(found) == 1:
            self._go_to(found[0][1])
            return
        choices: list[tuple[str, Words]] = [
            (str(at), data(f"{content(label).plain}: {_called(record)}"))
            for at, (label, record) in enumerate(found)
        ]
        self.app.push_screen(
            Choose(T_("Go to"), "", choices),
            lambda at: self._go_to(found[int(at)][1]) if at is not None else None,
        )

    def _go_to(self, record: Invoice | Order) -> None:
        show_record(self, "invoices" if isinstance(record, Invoice) else "orders", record.id)

    # -- papers ----------------------------------------------------------------------------------------

    @on(RecordTable.RowOpened)
    def _open_row(self, event: RecordTable.RowOpened) -> None:
        if not self.pane.shows_detail and isinstance(event.row.record, Invoice):
            event.stop()
            event.prevent_default()
            self.app.push_screen(InvoiceDetail(self, event.row.record))

    @on(PushButton.Pressed, "#more")
    def _more_pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.action_more()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what the reader has no right to."""
        if action == "ask" and self.is_mounted and host(self).session is not None:
            return host(self).zone.can("ticket.open", "ticket")
        return True

    def action_more(self) -> None:
        """Offer everything that can be done, for whoever works with the mouse."""
        choices = (
            ("pay", T_("Pay by bank transfer")),
            ("payment_page", T_("Open the payment page")),
            ("apply_credit", T_("Set credit off")),
            ("credit", T_("Your credit and its movements")),
            ("save_pdf", T_("Save as PDF")),
            ("save_ubl", T_("Save as XML (UBL)")),
            ("statement", T_("Statement of account")),
            ("bundle", T_("For the accountant")),
            ("linked", T_("Go to what belongs to it")),
            ("ask", T_("Ask support about it")),
        )
        allowed = [each for each in choices if self.check_action(each[0], ())]
        self.app.push_screen(Choose(T_("Pay and save"), "", allowed), self._do)

    def _do(self, name: str | None) -> None:
        if name is not None:
            self.run_worker(self.run_action(name))

    def _chosen(self) -> list[str]:
        """The ids of the selected documents, the oldest first, or of the one under the cursor."""
        if self.pane.table.selected:
            return sorted(self.pane.table.selected)
        row = self.pane.current
        return [row.id] if row is not None else []

    def action_pay(self) -> None:
        """Say how what is chosen is paid by one bank transfer."""
        area, ids = self.area(host(self).zone), self._chosen()
        if ids:
            host(self).load(lambda: area.payment(ids), self._show_payment, group="payment")

    def _show_payment(self, transfer: Transfer) -> None:
        from jumpzone.screens.payment import PaymentDialog  # late: only for who pays

        self.app.push_screen(PaymentDialog(transfer))

    def action_save_pdf(self) -> None:
        """Save the document, the selected ones, or all that the filters let through."""
        row, selected = self.pane.current, len(self.pane.table.selected)
        if row is None:
            return
        one = T_("This document: {title}", title=self.title_of(self._record(row)))
        choices: list[tuple[str, Words]] = [("one", one)]
        if selected:
            choices.append(("selected", T_("The selected documents, as a zip file")))
        choices.append(("all", T_("All that the filters let through, as a zip file")))
        text = T_("Documents are drawn in the account's language.")
        self.app.push_screen(Choose(T_("Save as PDF"), text, choices), self._save)

    def _save(self, which: str | None) -> None:
        from jumpzone.screens.invoice_papers import save_pdf, save_zip  # late: only for who saves

        zone, row, ids, query = host(self).zone, self.pane.current, self._chosen(), self.query_now()
        if which == "one" and row is not None:
            save_pdf(self, zone, row.id, self.title_of(self._record(row)))
        elif which in ("selected", "all"):
            chosen = replace(query, text="", where={"id": tuple(ids)}, since={}, until={})
            wanted = chosen if which == "selected" else query
            save_zip(
                self,
                T_("Documents as PDF, with checksums."),
                f"invoices-{self.today.isoformat()}.zip",
                lambda tick: zone.invoices.pdf_zip(wanted, tick),
                T_("Save as PDF"),
            )

    def action_save_ubl(self) -> None:
        """Save the document as XML for other programs."""
        from jumpzone.screens.invoice_papers import save_ubl  # late: only for who saves

        row = self.pane.current
        if row is not None:
            save_ubl(self, host(self).zone, row.id, self.title_of(self._record(row)))

    def action_statement(self) -> None:
        """Draw up the statement of a period."""
        from jumpzone.screens.invoice_papers import save_statement  # late: only for who saves

        save_statement(self, host(self).zone, self.today)

    def action_bundle(self) -> None:
        """Pack what an accountant needs of a period."""
        from jumpzone.screens.invoice_papers import save_bundle  # late: only for who saves

        save_bundle(self, host(self).zone, self.today)

    def action_payment_page(self) -> None:
        """Open the page where the document is paid, after its address was shown."""
        row = self.pane.current
        if row is None or not open_payment_page(self, self._record(row)):
            tell(self, content(T_("There is no page to pay this on."), "$warning"))


def _called(record: Invoice | Order) -> str:
    if isinstance(record, Invoice):
        return document_name(record)
    return _("Order {number}", number=record.number or "")
