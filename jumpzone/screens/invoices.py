"""Invoices, proformas and credit notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import urlsplit

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from jumpzone.documents.amounts import in_euro, line_net, vat_totals
from jumpzone.i18n import N_, T_, Text, _, current
from jumpzone.model.postal import copied_blocks
from jumpzone.model.records import Invoice
from jumpzone.model.text import safe_text
from jumpzone.screens.host import host
from jumpzone.screens.record_list import RecordListScreen, options
from jumpzone.screens.wording import DOCUMENTS, day, in_days, money
from jumpzone.usecases.lists import Query
from jumpzone.usecases.papers import Papers, StatusTotal
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.button import PushButton
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.dialogs import Choose, Confirm
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState
from jumpzone.widgets.status import status_text, status_word, statuses

if TYPE_CHECKING:
    from jumpzone.documents.payment import Transfer

__all__ = ["InvoicesScreen"]

_AMOUNT = 14
"""Cells for an amount at the right of a detail."""


class InvoicesScreen(RecordListScreen[Invoice]):
    """The account's invoices, and what is made of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pay", N_("Pay")),
        Binding("d", "save_pdf", N_("Save as PDF")),
        Binding("t", "statement", N_("Statement")),
        Binding("b", "bundle", N_("For the accountant")),
        Binding("o", "payment_page", N_("Open the payment page")),
        Binding("m", "more", N_("Pay and save"), show=False),
    ]

    DEFAULT_CSS = """
    InvoicesScreen #head {
        height: 1; padding: 0 1 0 2; display: none;
        & > #totals { width: 1fr; height: 1; color: $text-muted; }
        & > PushButton { margin: 0 0 0 2; }
    }
    InvoicesScreen #head.-known { display: block; }
    """

    TAB = "invoices"
    RECORD = "invoice"
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
        self._totals = Static(id="totals", markup=False)
        self._head = Horizontal(self._totals, PushButton(T_("Pay and save"), id="more"), id="head")

    def area(self, zone: Zone) -> Papers:
        """Return the invoices."""
        return zone.invoices

    def compose_body(self) -> ComposeResult:
        """Compose the totals and the list."""
        yield self._head
        yield from super().compose_body()

    def read(self) -> None:
        """Show the list and its totals anew."""
        super().read()
        if host(self).session is not None:
            area, query, today = self.area(host(self).zone), self.query_now(), self.today
            host(self).load(lambda: area.totals(query, today), self._show_totals, group="totals")

    def _show_totals(self, totals: list[StatusTotal]) -> None:
        self._head.set_class(bool(totals), "-known")
        self._totals.update(_totals_line(totals))

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

    def narrowed(self, query: Query, filters: Mapping[str, str]) -> Query:
        """Filter by fields, and by what is overdue."""
        where = {name: (value,) for name, value in filters.items() if value}
        if filters["status"] != "overdue":
            return replace(query, where=where)
        where["status"] = ("unpaid", "collections")  # type: ignore[assignment]
        return replace(query, where=where, until={"due_on": self.today})

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
        return f"{content(DOCUMENTS.get(record.kind, record.kind)).plain} {record.number or ''}".strip()

    def describe(self, record: Invoice) -> Content:
        """Say everything about an invoice."""
        overdue = record.overdue(self.today)
        rows: list[tuple[Words, Words | None]] = [
            (T_("Status"), status_text("invoice", "overdue" if overdue else record.status)),
            (T_("Issued"), day(record.issued_on)),
            (T_("Due"), day(record.due_on)),
        ]
        if record.paid_on is not None:
            rows.append((T_("Paid"), day(record.paid_on)))
        if record.payment_reference:
            rows.append((T_("Reference"), data(record.payment_reference)))
        if record.sent_to:
            rows.append((T_("Sent to"), data(record.sent_to)))
        parts = [label_values(rows), Content("")]
        room = self.detail_width - _AMOUNT
        for line in record.lines:
            amount = money(line_net(line), record.currency)
            text = data(line["text"]).truncate(room, ellipsis=True, pad=True)
            parts.append(Content.assemble(text, _right(amount)))
        parts.append(Content.styled("─" * self.detail_width, "$border-blurred"))
        sums: list[tuple[Words, int, str]] = [(T_("Net"), record.subtotal, "")]
        for each in vat_totals(record):
            rate = current().percent(each.rate / 100)
            sums.append((_("VAT {rate}", rate=rate), each.tax, ""))
        if record.credit:
            sums.append((T_("Credit"), -record.credit, ""))
        sums.append((T_("Total"), record.total, "bold"))
        if record.balance and record.balance != record.total:
            sums.append((T_("To pay"), record.balance, "bold $warning"))
        for label, amount_, style in sums:
            name = content(label, style or "$text-muted").truncate(room, pad=True)
            parts.append(Content.assemble(name, _right(money(amount_, record.currency, style))))
        if record.currency == "BGN":
            euro = current().money(in_euro(record.total, "BGN") or 0, "EUR")
            parts.append(data(_("The same in euro: {amount}", amount=euro), "$text-muted"))
        if record.vat_reason:
            parts += [Content(""), data(record.vat_reason, "$text-muted")]
        blocks = copied_blocks(record.seller or {}, record.buyer or {}, current().language)
        for title, block in zip((T_("Seller"), T_("Buyer")), blocks, strict=True):
            if block:
                parts += [Content(""), content(title, "$text-muted"), *map(data, block)]
        return lines(parts)

    # -- papers ----------------------------------------------------------------------------------------

    @on(PushButton.Pressed, "#more")
    def _more_pressed(self, event: PushButton.Pressed) -> None:
        event.stop()
        self.action_more()

    def action_more(self) -> None:
        """Offer everything that can be done, for whoever works with the mouse."""
        choices = (
            ("pay", T_("Pay by bank transfer")),
            ("payment_page", T_("Open the payment page")),
            ("save_pdf", T_("Save as PDF")),
            ("statement", T_("Statement of account")),
            ("bundle", T_("For the accountant")),
        )
        self.app.push_screen(Choose(T_("Pay and save"), "", choices), self._do)

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
        url = _payment_page(self._record(row)) if row is not None else ""
        if not url:
            self.pane.set_note(content(T_("There is no page to pay this on."), "$warning"))
            return
        question = Confirm(
            T_("Open the payment page"),
            T_("{url} opens in your browser.", url=url),
            yes=T_("Open it"),
        )
        self.app.push_screen(question, lambda sure: self.app.open_url(url) if sure else None)


def _right(amount: Content) -> Content:
    return Content(" " * max(1, _AMOUNT - amount.cell_length)) + amount


_FIRST: Final = ("overdue", "collections", "unpaid", "payment_pending", "paid")
"""The statuses whose totals matter most."""


def _totals_line(totals: Iterable[StatusTotal]) -> Content:
    """Say what the documents of each status come to, currency by currency."""
    by_status: dict[str, list[str]] = {}
    for each in totals:
        amount = current().money(each.amount, each.currency)
        by_status.setdefault(each.status, []).append(amount)
    ordered = sorted(by_status, key=lambda status: _FIRST.index(status) if status in _FIRST else len(_FIRST))
    return Content("  ·  ").join(
        Content.assemble(status_text("invoice", status), " ", data(" + ".join(by_status[status])))
        for status in ordered
    )


def _payment_page(record: Invoice) -> str:
    """The address of a page to pay on; empty unless it is one of the web."""
    url = record.payment_url or ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and url == safe_text(url) else ""
