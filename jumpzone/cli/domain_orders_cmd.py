"""`jumpzone domains renew | transfer-in | transfer-code`: orders about domains, and letting one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import argument, command, option, output_options, pass_run
from jumpzone.cli.listings import DOMAINS
from jumpzone.cli.output import Column
from jumpzone.cli.quotes import order_options, order_quoted
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
@order_options
@output_options
@pass_run
def renew(run: Run, names: tuple[str, ...], years: int, dry_run: bool, yes: bool) -> int:
    """Order renewals."""
    with run.zone() if dry_run else run.changing() as zone:
        orders = zone.domains.orders
        if len(names) == 1:
            domain: Domain = find(zone, DOMAINS, names[0])
            quote = orders.renewal(domain.id, years).quote
            total = quote.total
            return order_quoted(
                run,
                zone,
                quote,
                lambda: orders.renew(domain.id, years, agreed=total),
                dry_run=dry_run,
                yes=yes,
            )
        return _renew_many(run, zone, names, years, dry_run=dry_run, yes=yes)


def _renew_many(run: Run, zone: Zone, names: tuple[str, ...], years: int, *, dry_run: bool, yes: bool) -> int:
    """Show what each would cost, ask once, and order one after another; what is refused stops no other."""
    priced: dict[str, tuple[Domain, Quote]] = {}

    def price(reference: str) -> Text:
        domain: Domain = find(zone, DOMAINS, reference)
        quote = zone.domains.orders.renewal(domain.id, years).quote
        priced[reference] = domain, quote
        return NT_(
            "{name}: {n} year costs {total} with VAT.",
            "{name}: {n} years cost {total} with VAT.",
            years,
            name=to_unicode(domain.name),
            total=current().money(quote.total, quote.currency),
        )

    def order(reference: str) -> Text:
        if reference not in priced:
            price(reference)
        domain, quote = priced[reference]
        placed = zone.domains.orders.renew(domain.id, years, agreed=quote.total)
        return T_("{name}: ordered, {number}", name=to_unicode(domain.name), number=_number(zone, placed))

    if dry_run:
        return for_each(run, names, price)
    if run.form == "table" and not yes:
        for_each(run, names, price)
        if not priced:
            return exits.REFUSED
    question = NT_("Order {n} renewal?", "Order {n} renewals?", len(priced) or len(names))
    if not run.sure(question, yes=yes):
        run.out.remark(T_("Nothing was ordered."))
        return exits.REFUSED
    return for_each(run, names, order)


def _number(zone: Zone, placed: Placed) -> str:
    """The number of the proforma that asks for the money; the order's where it may not be seen."""
    if placed.invoice_id is not None and zone.may_read("invoice"):
        return zone.invoices.get(placed.invoice_id).number or placed.invoice_id
    return placed.order_id


@command(
    "transfer-in",
    help=N_(
        "Order that a domain comes here. Its transfer code is asked for, or taken from the standard input; never give "
        "it on the command line."
    ),
)
@argument("name")
@order_options
@output_options
@pass_run
def transfer_in(run: Run, name: str, dry_run: bool, yes: bool) -> int:
    """Order a transfer."""
    with run.zone() if dry_run else run.changing() as zone:
        orders = zone.domains.orders
        transfer = orders.check_transfer(name)
        if transfer.twin is not None:
            run.out.remark(transfer.twin.words)
        code = "" if dry_run else run.ask_secret(T_("Transfer code (EPP)")).reveal()
        total = transfer.quote.total
        return order_quoted(
            run,
            zone,
            transfer.quote,
            lambda: orders.transfer_in(name, code, agreed=total)[1],
            dry_run=dry_run,
            yes=yes,
        )


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
