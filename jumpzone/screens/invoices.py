"""Invoices, proformas and credit notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.content import Content

from jumpzone.i18n import T_, Text, _, current
from jumpzone.model.postal import copied_blocks
from jumpzone.model.records import Invoice
from jumpzone.screens.record_list import RecordListScreen, options
from jumpzone.screens.wording import DOCUMENTS, day, in_days, money
from jumpzone.usecases.lists import Invoices, Query
from jumpzone.usecases.zone import Zone
from jumpzone.widgets.content import Words, content, data, label_values, lines
from jumpzone.widgets.form.spec import Option
from jumpzone.widgets.list_view import Filter
from jumpzone.widgets.record_source import Column, Sort
from jumpzone.widgets.record_table import EmptyState
from jumpzone.widgets.status import status_text, status_word, statuses

__all__ = ["InvoicesScreen"]

_AMOUNT = 14
"""Cells for an amount at the right of a detail."""


class InvoicesScreen(RecordListScreen[Invoice]):
    """The account's invoices."""

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

    def area(self, zone: Zone) -> Invoices:
        """Return the invoices."""
        return zone.invoices

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
            amount = money(int(line["quantity"]) * int(line["unit_amount"]), record.currency)
            text = data(line["text"]).truncate(room, ellipsis=True, pad=True)
            parts.append(Content.assemble(text, _right(amount)))
        parts.append(Content.styled("─" * self.detail_width, "$border-blurred"))
        sums: list[tuple[Text, int, str]] = [(T_("Net"), record.subtotal, ""), (T_("VAT"), record.tax, "")]
        if record.credit:
            sums.append((T_("Credit"), -record.credit, ""))
        sums.append((T_("Total"), record.total, "bold"))
        if record.balance and record.balance != record.total:
            sums.append((T_("To pay"), record.balance, "bold $warning"))
        for label, amount_, style in sums:
            name = content(label, style or "$text-muted").truncate(room, pad=True)
            parts.append(Content.assemble(name, _right(money(amount_, record.currency, style))))
        if record.currency == "BGN":
            parts.append(data(_("The same in euro: {amount}", amount=_in_euro(record.total)), "$text-muted"))
        if record.vat_reason:
            parts += [Content(""), data(record.vat_reason, "$text-muted")]
        blocks = copied_blocks(record.seller or {}, record.buyer or {}, current().language)
        for title, block in zip((T_("Seller"), T_("Buyer")), blocks, strict=True):
            if block:
                parts += [Content(""), content(title, "$text-muted"), *map(data, block)]
        return lines(parts)


def _right(amount: Content) -> Content:
    return Content(" " * max(1, _AMOUNT - amount.cell_length)) + amount


def _in_euro(amount: int) -> str:
    from jumpzone.model.money import bgn_to_eur  # late: seldom needed

    return current().money(bgn_to_eur(amount), "EUR")
