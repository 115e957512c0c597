"""`jumpzone provision`: the seller's data, payments, credit, refunds, services; for the scripts of an operator.

Nobody signs in: who can open the store may do this, as with `mail` and `doctor`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, group, option, output_options, pass_run
from jumpzone.cli.dates import Date
from jumpzone.cli.output import Column
from jumpzone.cli.provision_services import cloud, service
from jumpzone.cli.run import Run
from jumpzone.errors import FieldError, Invalid
from jumpzone.i18n import N_, T_, current
from jumpzone.model.money import check_currency, parse_amount
from jumpzone.model.text import FieldRefused
from jumpzone.model.words import status_word

if TYPE_CHECKING:
    from jumpzone.usecases.provisioning import Provisioning, Receipt, Renewed

__all__ = ["provision"]

_RECEIPT = (
    Column("account", T_("Customer")),
    Column("invoice", T_("Document")),
    Column("status", T_("Status"), lambda value: status_word("invoice", str(value)) if value else ""),
    Column("balance", T_("Still to be paid")),
    Column("currency", T_("Currency")),
    Column("issued", T_("Issued")),
    Column("credit", T_("Credit")),
    Column("recorded", T_("Recorded now")),
)
"""Amounts are in minor units for scripts, and written out for people."""

_RENEWED = (
    Column("account", T_("Customer")),
    Column("items", T_("Things"), right=True),
    Column("invoice", T_("Document")),
    Column("total", T_("Total"), right=True),
    Column("currency", T_("Currency")),
    Column("problem", T_("Problem")),
)
_VALUE = Column("value", T_("Value"))

_invoice = option("--invoice", required=True, metavar="NUMBER", help=N_("The document's number."))
_currency = option(
    "--currency", required=True, metavar="CODE", help=N_("The currency's three letters, such as EUR.")
)


@group(
    "provision",
    help=N_(
        "The seller's data, payments, credit and refunds, services from outside, for the scripts of whoever runs the "
        "zone. Nobody signs in: who can open the store may do this."
    ),
)
def provision() -> None:
    """Steps of an operator."""


@provision.command(
    "seller",
    help=N_(
        "Say who sells, from a JSON file with the fields that stand on documents: company_name, address_1, city, "
        "postcode, country, company_number, vat_number, iban, bic …; also payment_url, due_days, timezone, "
        "nameservers. Without a file, prints what is set."
    ),
)
@argument("file", type=click.Path(path_type=Path), required=False)
@output_options
@pass_run
def seller(run: Run, file: Path | None) -> None:
    """Show or set the seller."""
    values = None if file is None else _read(file)
    with _provisioning(run, mails=False) as till:
        found = till.seller() if values is None else till.set_seller(values)
    if found is None:
        run.out.remark(T_("Nobody has said yet who sells."))
        return
    row = found.as_values()
    if run.form == "table":
        run.out.rows(
            (Column("field", T_("Field")), _VALUE), [{"field": name, "value": row[name]} for name in row]
        )
    else:
        run.out.record(tuple(replace(_VALUE, name=name) for name in row), row)


def _read(file: Path) -> dict[str, Any]:
    import json

    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        message = T_("{file} can't be read as JSON.", file=str(file))
        raise Invalid(fields=[FieldError("file", "not-json", message)]) from problem
    if not isinstance(values, dict):
        message = T_("{file} holds no object with fields.", file=str(file))
        raise Invalid(fields=[FieldError("file", "not-json", message)])
    return values


@provision.command(
    "payment",
    help=N_(
        "Record money that came for a document. The same gateway and reference count once, however often this is "
        "run. What is paid too much becomes the customer's credit."
    ),
)
@_invoice
@option("--amount", required=True, metavar="AMOUNT", help=N_("How much, as in 148.20."))
@_currency
@option("--gateway", required=True, metavar="NAME", help=N_("Where it came, such as bank."))
@option("--reference", required=True, metavar="TEXT", help=N_("The gateway's own reference."))
@option("--at", type=Date(), metavar="DATE", help=N_("The day on which it came; today when left out."))
@output_options
@pass_run
def payment(
    run: Run, invoice: str, amount: str, currency: str, gateway: str, reference: str, at: date | None
) -> None:
    """Record a payment."""
    code = _code(currency)
    came = None if at is None else datetime.combine(at, time(12), UTC)
    with _provisioning(run) as till:
        cents = _amount(amount, code)
        receipt = till.pay(invoice, cents, code, gateway=gateway, reference=reference, at=came)
    _print(run, receipt)


@provision.command("credit", help=N_("Give a customer credit, which can be set off against documents."))
@option("--account", required=True, metavar="NUMBER", help=N_("The customer's number, such as C-100001."))
@option("--amount", required=True, metavar="AMOUNT", help=N_("How much, as in 148.20."))
@_currency
@option("--text", required=True, metavar="TEXT", help=N_("What for; the customer reads it."))
@output_options
@pass_run
def credit(run: Run, account: str, amount: str, currency: str, text: str) -> None:
    """Give credit."""
    code = _code(currency)
    with _provisioning(run) as till:
        receipt = till.grant(account, _amount(amount, code), code, text)
    _print(run, receipt, code)


@provision.command(
    "refund",
    help=N_(
        "Give back what was paid for an invoice, by a credit note. With --gateway and --reference the money has gone "
        "back there; without, it becomes the customer's credit."
    ),
)
@_invoice
@option("--amount", metavar="AMOUNT", help=N_("How much, with VAT; all that is left when left out."))
@option("--gateway", metavar="NAME", help=N_("Where the money went back."))
@option("--reference", metavar="TEXT", help=N_("The gateway's own reference."))
@output_options
@pass_run
def refund(run: Run, invoice: str, amount: str | None, gateway: str | None, reference: str | None) -> None:
    """Give money back."""
    if (gateway is None) != (reference is None):
        raise click.UsageError(current().gettext("Give --gateway and --reference together."))
    with _provisioning(run) as till:
        cents = None if amount is None else _amount(amount, till.currency_of(invoice))
        receipt = till.refund(invoice, cents, gateway=gateway or "credit", reference=reference)
    _print(run, receipt)


@provision.command("cancel", help=N_("Cancel a document that is not paid, with its order."))
@_invoice
@output_options
@pass_run
def cancel(run: Run, invoice: str) -> None:
    """Cancel a document."""
    with _provisioning(run) as till:
        receipt = till.cancel(invoice)
    _print(run, receipt)


@provision.command(
    "renewals",
    help=N_(
        "Order what renews by itself and is due soon, a proforma for each customer. What waits for its money already "
        "is left out, so a timer may run this every day."
    ),
)
@option(
    "--days",
    type=click.IntRange(0, 90),
    default=21,
    show_default=True,
    metavar="N",
    help=N_("So many days ahead."),
)
@output_options
@pass_run
def renewals(run: Run, days: int) -> int:
    """Order renewals."""
    with _provisioning(run) as till:
        done = till.renew(till.deps.clock.now().date() + timedelta(days=days))
    run.out.rows(_RENEWED, [_renewed(run, each) for each in done], empty=T_("Nothing is due."))
    refused = sum(each.problem is not None for each in done)
    if not refused:
        return exits.DONE
    return exits.PARTLY if refused < len(done) else exits.REFUSED


def _renewed(run: Run, renewed: Renewed) -> dict[str, object]:
    invoice, problem = renewed.invoice, renewed.problem
    total: object = None if invoice is None else invoice.total
    if invoice is not None and run.form == "table":
        total = current().money(invoice.total, invoice.currency)
    return {
        "account": renewed.account,
        "items": renewed.items,
        "invoice": None if invoice is None else invoice.number,
        "total": total,
        "currency": None if invoice is None else invoice.currency,
        "problem": None if problem is None else problem.message.render(),
    }


@contextmanager
def _provisioning(run: Run, *, mails: bool = True) -> Iterator[Provisioning]:
    """An operator's steps on the store; the mail that follows goes at once, if it can."""
    with run.opened() as opened:
        from jumpzone.usecases.provisioning import Provisioning  # late: it brings the database library

        yield Provisioning(opened.zone.deps, None)
        if mails:
            run.send_mail(opened)


def _code(currency: str) -> str:
    try:
        return check_currency(currency)
    except FieldRefused as problem:
        raise Invalid(fields=[FieldError("currency", problem.code, problem.reason)]) from problem


def _amount(raw: str, currency: str) -> int:
    try:
        return parse_amount(raw, currency)
    except FieldRefused as problem:
        raise Invalid(fields=[FieldError("amount", problem.code, problem.reason)]) from problem


def _print(run: Run, receipt: Receipt, currency: str | None = None) -> None:
    invoice = receipt.invoice
    row: dict[str, object] = {
        "account": receipt.account,
        "invoice": None if invoice is None else invoice.number,
        "status": None if invoice is None else invoice.status,
        "balance": None if invoice is None else invoice.balance,
        "currency": currency if invoice is None else invoice.currency,
        "issued": receipt.issued,
        "credit": receipt.credit,
        "recorded": receipt.recorded,
    }
    if run.form == "table":
        for name in ("balance", "credit"):
            amount = row[name]
            row[name] = current().money(amount, str(row["currency"])) if isinstance(amount, int) else None
    run.out.record(_RECEIPT, row)


for _more in (service, cloud):
    provision.add_command(_more)
