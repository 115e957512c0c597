"""`jumpzone domains renew | transfer-in | transfer-code`: orders about domains, and letting one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jumpzone.cli.commands import argument, command, option, output_options, pass_run
from jumpzone.cli.listings import DOMAINS
from jumpzone.cli.output import Column
from jumpzone.cli.records import find, for_each
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, NT_, T_, Text, current
from jumpzone.model.billing import MOST_YEARS
from jumpzone.model.names import to_unicode
from jumpzone.model.records import Domain

if TYPE_CHECKING:
    from jumpzone.model.billing import Quote
    from jumpzone.usecases.orders import Placed
    from jumpzone.usecases.zone import Zone

__all__ = ["renew", "transfer_code", "transfer_in"]

_PRICED = (
    Column("name", T_("Domain")),
    Column("total", T_("Total"), right=True),
    Column("currency", T_("Currency")),
    Column("order", T_("Order")),
    Column("invoice", T_("Proforma")),
)


def _money(quote: Quote) -> str:
    return current().money(quote.total, quote.currency)


def _number(zone: Zone, placed: Placed) -> str:
    """The number of the proforma that asks for the money; the order's where it may not be seen."""
    if placed.invoice_id is not None and zone.may_read("invoice"):
        return zone.invoices.get(placed.invoice_id).number or placed.invoice_id
    return placed.order_id


@command(
    "renew",
    help=N_(
        "Renew domains for 1 to 10 years. Each gets an order with a proforma invoice of its own; the years count once "
        "it is paid."
    ),
)
@argument("names", nargs=-1, required=True, metavar="NAME…")
@option(
    "--years",
    type=click.IntRange(1, MOST_YEARS),
    default=1,
    metavar="N",
    help=N_("For so many years; 1 is usual"),
)
@option("--dry-run", is_flag=True, help=N_("Say what it would cost, and order nothing"))
@output_options
@pass_run
def renew(run: Run, names: tuple[str, ...], years: int, dry_run: bool) -> int:
    """Order renewals."""
    with run.zone() if dry_run else run.changing() as zone:

        def work(reference: str) -> Text:
            domain: Domain = find(zone, DOMAINS, reference)
            name, quote = to_unicode(domain.name), zone.domains.orders.renewal(domain.id, years).quote
            if dry_run:
                return NT_(
                    "{name}: {n} year costs {total} with VAT.",
                    "{name}: {n} years cost {total} with VAT.",
                    years,
                    name=name,
                    total=_money(quote),
                )
            placed = zone.domains.orders.renew(domain.id, years)
            return T_(
                "{name}: ordered, {total} with VAT. Proforma {number}",
                name=name,
                total=_money(quote),
                number=_number(zone, placed),
            )

        return for_each(run, names, work)


@command(
    "transfer-in",
    help=N_(
        "Order that a domain comes here. Its transfer code is asked for, or taken from the standard input; never give "
        "it on the command line."
    ),
)
@argument("name")
@option("--dry-run", is_flag=True, help=N_("Say what it would cost, and order nothing"))
@output_options
@pass_run
def transfer_in(run: Run, name: str, dry_run: bool) -> None:
    """Order a transfer."""
    with run.zone() if dry_run else run.changing() as zone:
        transfer = zone.domains.orders.check_transfer(name)
        row: dict[str, object] = {"name": transfer.name, "total": transfer.quote.total}
        row |= {"currency": transfer.quote.currency}
        if transfer.twin is not None and run.form == "table":
            run.out.remark(transfer.twin.words)
        said = T_(
            "{name}: {total} with VAT, one year included.", name=transfer.shown, total=_money(transfer.quote)
        )
        if not dry_run:
            code = run.ask_secret(T_("Transfer code (EPP)"))
            _id, placed = zone.domains.orders.transfer_in(name, code.reveal())
            row |= {"order": placed.order_id, "invoice": placed.invoice_id}
            number = _number(zone, placed)
            said = T_("{said} Ordered: proforma {number}", said=said, number=number)
        if run.form == "table":
            run.out.say(said)
        else:
            run.out.record(_PRICED, row)


@command(
    "transfer-code",
    help=N_(
        "Print a domain's transfer code. It has to be unlocked; the password is asked for, and that the code was "
        "shown is recorded."
    ),
)
@argument("name")
@output_options
@pass_run
def transfer_code(run: Run, name: str) -> None:
    """Print a transfer code."""
    with run.changing() as zone:
        domain: Domain = find(zone, DOMAINS, name)
        zone.domains.may_show_code(domain.id)
        code = zone.domains.transfer_code(domain.id, run.ask_secret(T_("Password")).reveal())
        if run.form == "table":
            run.out.say(code)
        else:
            columns = (Column("name", T_("Domain")), Column("transfer_code", T_("Transfer code (EPP)")))
            run.out.record(columns, {"name": domain.name, "transfer_code": code})
