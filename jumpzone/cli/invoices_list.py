"""`jumpzone invoices list | show`: what was billed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from jumpzone.cli.commands import list_group, option, output_options, pass_run
from jumpzone.cli.fields import Reader, say
from jumpzone.cli.listings import INVOICES, list_arguments, reference, show_listed
from jumpzone.cli.records import find, reader_of, show_record
from jumpzone.cli.run import Run
from jumpzone.documents.amounts import in_euro, settled
from jumpzone.i18n import N_, current, gettext
from jumpzone.model.fields import INVOICE_STATUSES, RECORDS
from jumpzone.model.postal import copied_blocks
from jumpzone.model.records import Invoice
from jumpzone.model.words import STATUSES
from jumpzone.usecases.exporting import exported

if TYPE_CHECKING:
    from jumpzone.usecases.lists import Query
    from jumpzone.usecases.papers import Standing

__all__ = ["invoices"]

_UNPAID: Final = ("unpaid", "collections")


@list_group("invoices", help=N_("Invoices, proformas and credit notes.\n\nWithout a command, lists them."))
def invoices() -> None:
    """The invoices."""


@invoices.command("list", help=N_("List invoices; TEXT filters by number and payment reference."))
@option("--overdue", is_flag=True, help=N_("Only those that are unpaid and past their due date"))
@list_arguments(INVOICES, INVOICE_STATUSES)
def _list(run: Run, /, overdue: bool, **asked: Any) -> int:
    def narrow(query: Query, reader: Reader) -> Query:
        if not overdue:
            return query
        wanted = tuple(each for each in _UNPAID if not asked["status"] or each in asked["status"])
        return replace(query, where={**query.where, "status": wanted}, until={"due_on": reader.today})

    return show_listed(run, INVOICES, asked, narrow, {"status": _status})


def _status(invoice: Invoice, reader: Reader) -> str:
    if invoice.overdue(reader.today):
        return STATUSES["invoice"]["overdue"].render()
    return say("invoice", invoice, "status", reader)


@invoices.command("show", help=N_("Show an invoice, named by its number, payment reference or ID."))
@reference
@output_options
@pass_run
def _show(run: Run, reference: str) -> None:
    with run.zone() as zone:
        invoice: Invoice = find(zone, INVOICES, reference)
        said = {"status": _status(invoice, reader_of(run, zone))}
        said["lines"] = "\n".join(
            gettext(
                "{quantity} × {text}: {amount}",
                quantity=line.get("quantity", ""),
                text=line.get("text", ""),
                amount=current().money(int(line.get("unit_amount", 0)), invoice.currency),
            )
            for line in invoice.lines
        )
        blocks = copied_blocks(invoice.seller or {}, invoice.buyer or {}, current().language)
        said["seller"], said["buyer"] = map("\n".join, blocks)
        standing = zone.invoices.standing(invoice.id)
        names = None
        if run.form == "table":
            said |= _standing_said(invoice, standing, reader_of(run, zone)) | _in_euro_too(invoice)
            said = {name: each for name, each in said.items() if each}
            names = _in_order(said, invoice)
        show_record(run, zone, "invoice", invoice, also=_standing_row(standing), names=names, said=said)


def _in_euro_too(invoice: Invoice) -> dict[str, str]:
    """What a document in lev comes to in euro as well, as it is paid."""
    if invoice.currency != "BGN":
        return {}
    money = current().money
    amounts = {"total": invoice.total, "balance": invoice.balance}
    return {
        name: f"{money(amount, 'BGN')} = {money(in_euro(amount, 'BGN') or 0, 'EUR')}"
        for name, amount in amounts.items()
        if amount
    }


def _standing_row(standing: Standing) -> dict[str, object]:
    """How a document was paid and what belongs to it, for scripts."""
    paid = standing.paid
    return {
        "payments": [exported("transaction", each) for each in paid.transactions],
        "credits": [exported("credit", each) for each in paid.credits],
        "followed_by": standing.invoice.id if standing.invoice is not None else None,
        "corrected_by": [each.id for each in standing.corrections],
    }


_MONEY: Final = ("subtotal", "tax", "total", "credit", "paid", "balance")
"""Amounts in the order in which they are worked out: total − credit − paid = to pay."""


def _in_order(said: Mapping[str, str], invoice: Invoice) -> list[str]:
    """Return the names that people are shown, with the amounts in their order and what hangs together last."""
    known = ["id", "created_at", *(name for name in RECORDS["invoice"].fields if name not in _MONEY)]
    at = known.index("lines") + 1
    known[at:at] = [name for name in _MONEY if name not in ("credit", "paid") or said.get(name)]
    known += ["payments", "followed_by", "corrected_by"]
    return [name for name in known if said.get(name) or getattr(invoice, name, None) not in (None, "", ())]


def _standing_said(invoice: Invoice, standing: Standing, reader: Reader) -> dict[str, str]:
    """Say in words how a document was paid and what belongs to it."""
    money, currency = current().money, invoice.currency
    taken = dict(settled(invoice))
    said = {name: money(-amount, currency) for name, amount in taken.items() if name != "balance"}

    def entry(at: datetime, what: str, amount: int) -> str:
        day = current().date(at.astimezone(reader.timezone).date())
        return gettext("{day} {what}: {amount}", day=day, what=what, amount=money(amount, currency))

    paid = standing.paid
    rows = [
        (each.at, " ".join(part for part in (each.gateway, each.reference) if part), each.amount)
        for each in paid.transactions
    ]
    rows += [(each.at, each.text, -each.amount) for each in paid.credits]
    said["payments"] = "\n".join(entry(*row) for row in sorted(rows, key=lambda row: row[0]))
    links = {
        "proforma": standing.proforma,
        "followed_by": standing.invoice,
        "corrects": standing.corrects,
        "order": standing.order,
    }
    said |= {name: each.number or each.id for name, each in links.items() if each is not None}
    said["corrected_by"] = ", ".join(each.number or each.id for each in standing.corrections)
    return said
