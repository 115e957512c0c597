"""`jumpzone invoices list | show`: what was billed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from jumpzone.cli.commands import list_group, option, output_options, pass_run
from jumpzone.cli.fields import Reader, say
from jumpzone.cli.listings import INVOICES, list_arguments, reference, show_listed
from jumpzone.cli.records import find, reader_of, show_record
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, current, gettext
from jumpzone.model.fields import INVOICE_STATUSES
from jumpzone.model.postal import copied_blocks
from jumpzone.model.records import Invoice
from jumpzone.model.words import STATUSES

if TYPE_CHECKING:
    from jumpzone.usecases.lists import Query

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
        show_record(run, zone, "invoice", invoice, said=said)
