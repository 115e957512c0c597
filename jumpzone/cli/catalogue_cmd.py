"""`jumpzone catalogue`: what is on sale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from jumpzone.cli.commands import argument, command, output_options, pass_run
from jumpzone.cli.output import Column
from jumpzone.cli.run import Run
from jumpzone.i18n import N_, T_, Text, current
from jumpzone.model.billing import MONTHS
from jumpzone.model.fields import PRODUCT_KINDS
from jumpzone.model.records import Product
from jumpzone.model.words import CYCLES
from jumpzone.usecases.exporting import flat

if TYPE_CHECKING:
    from jumpzone.usecases.shop import Shelf

__all__ = ["catalogue"]

_DOMAIN: Final = {
    "register": T_("registration, a year"),
    "renew": T_("renewal, a year"),
    "transfer": T_("transfer to us"),
}

_PRICES: Final = (
    Column("code", T_("Code")),
    Column("name", T_("Name")),
    Column("cycle", T_("For")),
    Column("net", T_("Without VAT"), right=True),
    Column("gross", T_("With VAT"), right=True),
)
_PRODUCTS: Final = tuple(
    Column(name, Text(name))
    for name in (
        "code",
        "kind",
        "name",
        "description",
        "currency",
        "prices",
        "vat_rate",
        "vat_reason",
        "disk_limit_mb",
        "traffic_limit_mb",
        "asks",
        "missing",
    )
)


@command(
    "catalogue",
    help=N_(
        "Say what is on sale, with prices in the account's currency.\n\n"
        "Scripts get one object a product; its prices are without VAT, by billing cycle, those of a top-level domain "
        "by register, renew and transfer."
    ),
)
@argument("kind", required=False, type=click.Choice(PRODUCT_KINDS))
@output_options
@pass_run
def catalogue(run: Run, kind: str | None) -> None:
    """Print what is on sale."""
    with run.zone() as zone:
        shelf = zone.shop.shelf(kind)
    products = sorted(shelf.products, key=lambda each: PRODUCT_KINDS.index(each.kind))
    if run.form != "table":
        rows = [_product(each, shelf) for each in products]
        if run.form == "csv":
            rows = [{name: flat(value) for name, value in row.items()} for row in rows]
        run.out.rows(_PRODUCTS, rows)
        return
    run.out.rows(
        _PRICES,
        [row for each in products for row in _prices(each, shelf)],
        empty=T_("Nothing is on sale here."),
    )
    if shelf.vat_rate:
        run.out.remark(T_("VAT for you: {rate}.", rate=current().percent(shelf.vat_rate / 100)))
    elif shelf.vat_reason:
        run.out.remark(T_("No VAT is charged: {reason}", reason=shelf.vat_reason))


def _prices(product: Product, shelf: Shelf) -> list[dict[str, object]]:
    money, code = current().money, product.currency
    named = [(name, word) for name, word in _DOMAIN.items() if product.kind == "domain"]
    named = named or [(name, CYCLES[name]) for name in MONTHS]
    found: list[dict[str, object]] = []
    for name, word in named:
        if name in product.prices:
            net = int(product.prices[name])
            gross = "" if shelf.vat_rate is None else money(shelf.gross(net), code)
            first = not found
            found.append(
                {
                    "code": product.code if first else "",
                    "name": product.name if first else "",
                    "cycle": word.render(),
                    "net": money(net, code),
                    "gross": gross,
                }
            )
    return found


def _product(product: Product, shelf: Shelf) -> dict[str, object]:
    return {
        "code": product.code,
        "kind": product.kind,
        "name": product.name,
        "description": product.description,
        "currency": product.currency,
        "prices": dict(product.prices),
        "vat_rate": None if shelf.vat_rate is None else str(shelf.vat_rate),
        "vat_reason": shelf.vat_reason,
        "disk_limit_mb": product.disk_limit_mb,
        "traffic_limit_mb": product.traffic_limit_mb,
        "asks": list(product.asks),
        "missing": list(shelf.missing(product)),
    }
