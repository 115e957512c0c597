"""What something would cost, the question whether to order it, and what was ordered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from jumpzone.cli import exits
from jumpzone.cli.commands import option
from jumpzone.cli.output import Column
from jumpzone.cli.records import show_record
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, current
from jumpzone.usecases.exporting import flat

if TYPE_CHECKING:
    from jumpzone.model.billing import Quote
    from jumpzone.usecases.orders import Placed
    from jumpzone.usecases.zone import Zone

__all__ = ["order_options", "order_quoted", "show_quote"]

_F = TypeVar("_F", bound=Callable[..., Any])

_LINES: Final = (
    Column("text", T_("What")),
    Column("quantity", T_("Quantity"), right=True),
    Column("net", T_("Without VAT"), right=True),
)


def order_options(function: _F) -> _F:
    """Give a command that orders something the options `--dry-run` and `--yes`."""
    for declare in (
        option("--yes", is_flag=True, help=N_("Don't ask")),
        option("--dry-run", is_flag=True, help=N_("Show what it would cost, and order nothing")),
    ):
        function = declare(function)
    return function


def show_quote(run: Run, quote: Quote) -> None:
    """Print what something would cost: its lines, VAT and total."""
    if run.form != "table":
        lines = [
            {
                "text": each.text,
                "quantity": each.quantity,
                "unit_amount": each.unit_amount,
                "vat_rate": each.vat_rate,
                "until": None if each.until is None else each.until.isoformat(),
            }
            for each in quote.lines
        ]
        row: dict[str, object] = {
            "lines": lines if run.form == "json" else flat(lines),
            "currency": quote.currency,
            "subtotal": quote.subtotal,
            "tax": quote.tax,
            "total": quote.total,
            "vat_reason": quote.vat_reason,
        }
        run.out.record([Column(name, T_("{name}", name=name)) for name in row], row)
        return
    money = current().money
    rows: list[dict[str, object]] = [
        {
            "text": each.text,
            "quantity": current().number(each.quantity),
            "net": money(each.quantity * each.unit_amount, quote.currency),
        }
        for each in quote.lines
    ]
    for label, amount in ((T_("VAT"), quote.tax), (T_("Total"), quote.total)):
        rows.append({"text": label.render(), "quantity": "", "net": money(amount, quote.currency)})
    run.out.rows(_LINES, rows)
    if quote.vat_reason:
        run.out.remark(quote.vat_reason)


def order_quoted(
    run: Run, zone: Zone, quote: Quote, place: Callable[[], Placed], *, dry_run: bool, yes: bool
) -> int:
    """Show what something costs, ask, and order it.

    Args:
        run: The run.
        zone: The zone.
        quote: What it costs.
        place: Orders it.
        dry_run: Whether the price is all that was asked for.
        yes: Whether not to ask.

    Returns:
        The exit code.
    """
    if dry_run or run.form == "table":
        show_quote(run, quote)
    if dry_run:
        return exits.DONE
    question = T_("Order for {total}?", total=current().money(quote.total, quote.currency))
    if not run.sure(question, yes=yes):
        run.out.remark(T_("Nothing was ordered."))
        return exits.REFUSED
    placed = place()
    invoice = placed.invoice_id
    number = zone.invoices.get(invoice).number if invoice is not None and zone.may_read("invoice") else None
    if zone.may_read("order"):
        order = zone.orders.get(placed.order_id)
        if run.form != "table":
            show_record(run, zone, "order", order, also={"invoice_number": number})
            return exits.DONE
        run.out.say(T_("Ordered: {number}", number=order.number or order.id))
    elif run.form != "table":
        row: dict[str, object] = {"id": placed.order_id, "invoice": invoice}
        run.out.record([Column(name, T_("{name}", name=name)) for name in row], row)
    if run.form == "table" and number is not None:
        run.out.say(T_("“jumpzone invoices pay {number}” says how to pay.", number=number))
    return exits.DONE
