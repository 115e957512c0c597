"""`jumpzone invoices credit | apply-credit`: the account's credit, and setting it off."""

from __future__ import annotations

from typing import Final

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, option, output_options, pass_run
from jumpzone.cli.invoices_list import invoices
from jumpzone.cli.listings import INVOICES, reference
from jumpzone.cli.output import Column
from jumpzone.cli.records import find, reader_of, show_record
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, Text, current
from jumpzone.model.codec import time_to_json
from jumpzone.model.money import parse_amount
from jumpzone.model.records import Invoice
from jumpzone.model.text import FieldRefused

__all__ = ["invoices"]

_MOVEMENTS: Final = (
    Column("at", T_("Date")),
    Column("text", T_("What")),
    Column("amount", T_("Amount"), right=True),
    Column("left", T_("Credit after it"), right=True),
)
_NAMES: Final = ("id", "at", "text", "amount", "currency", "left", "invoice")


@invoices.command(
    "credit",
    help=N_(
        "Print the account's credit with its movements, the newest first.\n\n"
        "Each line says what was left after it."
    ),
)
@output_options
@pass_run
def _credit(run: Run) -> None:
    with run.zone() as zone:
        movements = zone.orders.movements()
        timezone = reader_of(run, zone).timezone
    left: dict[str, int] = {}
    rows: list[dict[str, object]] = []
    table, money = run.form == "table", current().money
    for each in reversed(movements):
        after = left[each.currency] = left.get(each.currency, 0) + each.amount
        row: dict[str, object] = {"text": each.text}
        if table:
            row |= {"at": current().date(each.at.astimezone(timezone).date())}
            row |= {"amount": money(each.amount, each.currency), "left": money(after, each.currency)}
        else:
            row |= {"id": each.id, "at": time_to_json(each.at), "amount": each.amount, "left": after}
            row |= {"currency": each.currency, "invoice": each.invoice}
        rows.append(row)
    rows.reverse()
    columns = _MOVEMENTS if table else [Column(name, Text(name)) for name in _NAMES]
    run.out.rows(columns, rows, empty=T_("There is no credit, and there was none."))
    for currency, amount in sorted(left.items()):
        run.out.remark(T_("Credit: {amount}", amount=money(amount, currency)))


@invoices.command(
    "apply-credit",
    help=N_(
        "Set the account's credit off against an invoice; as much as fits, or AMOUNT, such as 12.50.\n\n"
        "Asks before it does so."
    ),
)
@reference
@argument("amount", required=False)
@option("--yes", is_flag=True, help=N_("Don't ask"))
@output_options
@pass_run
def _apply(run: Run, reference: str, amount: str | None, yes: bool) -> int:
    with run.changing() as zone:
        invoice: Invoice = find(zone, INVOICES, reference)
        wanted = None if amount is None else _amount(amount, invoice.currency)
        available = zone.orders.credit().get(invoice.currency, 0)
        most = max(0, min(available, invoice.balance)) if wanted is None else wanted
        number = invoice.number or invoice.id
        question = T_(
            "Set {amount} of the credit off against {number}?",
            amount=current().money(most, invoice.currency),
            number=number,
        )
        # What can't be done is refused by the rules; nobody needs to be asked first.
        if most and not run.sure(question, yes=yes):
            run.out.remark(T_("Nothing was changed."))
            return exits.REFUSED
        zone.orders.apply_credit(invoice.id, wanted)
        now = zone.invoices.get(invoice.id)
        if run.form != "table":
            show_record(run, zone, "invoice", now)
            return exits.DONE
        done = invoice.balance - now.balance
        run.out.say(
            T_(
                "Set off: {amount}. To pay: {balance}.",
                amount=current().money(done, invoice.currency),
                balance=current().money(now.balance, invoice.currency),
            )
        )
        return exits.DONE


def _amount(text: str, currency: str) -> int:
    try:
        return parse_amount(text, currency)
    except FieldRefused as problem:
        raise click.BadParameter(problem.reason.render(), param_hint="AMOUNT") from problem
