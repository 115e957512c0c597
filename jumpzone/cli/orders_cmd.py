"""`jumpzone orders`: checking a name, ordering, what was ordered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from jumpzone.cli import exits
from jumpzone.cli.commands import Command, argument, list_group, option, output_options, pass_run
from jumpzone.cli.fields import Reader
from jumpzone.cli.listings import CONTACTS, ORDERS, list_arguments, reference, show_listed
from jumpzone.cli.output import Column
from jumpzone.cli.quotes import order_options, order_quoted
from jumpzone.cli.records import find, for_each, reader_of, show_record
from jumpzone.cli.run import Run
from jumpzone.errors import NotFound
from jumpzone.i18n import N_, T_, Text, current, gettext
from jumpzone.model.billing import MONTHS, MOST_YEARS, Item
from jumpzone.model.fields import ORDER_STATUSES
from jumpzone.model.records import Invoice, Order, Product
from jumpzone.model.text import safe_text
from jumpzone.model.words import item_text, status_word, what_ordered, who_ordered
from jumpzone.usecases.exporting import flat

if TYPE_CHECKING:
    from jumpzone.usecases.shop import NameCheck, Shelf
    from jumpzone.usecases.zone import Zone

__all__ = ["orders"]


@list_group("orders", help=N_("What was ordered, and ordering more.\n\nWithout a command, lists the orders."))
def orders() -> None:
    """The orders."""


# -- what was ordered ----------------------------------------------------------------------------------


@orders.command("list", help=N_("List orders; TEXT filters by number and by who ordered."))
@list_arguments(ORDERS, ORDER_STATUSES)
def _list(run: Run, /, **asked: Any) -> int:
    return show_listed(run, ORDERS, asked, say_more={"items": _what, "placed_by": _who})


def _what(order: Order, _reader: Reader) -> str:
    return what_ordered(order.items)


def _who(order: Order, _reader: Reader) -> str:
    return who_ordered(order.placed_by)


@orders.command("show", help=N_("Show an order with its document, named by its number or ID."))
@reference
@output_options
@pass_run
def _show(run: Run, reference: str) -> None:
    with run.zone() as zone:
        _print(run, zone, find(zone, ORDERS, reference))


def _print(run: Run, zone: Zone, order: Order) -> None:
    """Print an order; with its document as far as the reader may see it."""
    document = None
    if order.invoice is not None and zone.may_read("invoice"):
        document = zone.invoices.get(order.invoice)
    money = current().money
    said = {
        "placed_by": who_ordered(order.placed_by),
        "items": "\n".join(
            gettext(
                "{text}: {amount}",
                text=item_text(item),
                amount=money(int(item.get("amount") or 0), order.currency),
            )
            for item in order.items
        ),
    }
    if document is not None:
        said["invoice"] = _document_text(document, reader_of(run, zone))
    number = None if document is None else document.number
    show_record(run, zone, "order", order, also={"invoice_number": number}, said=said)


def _document_text(document: Invoice, reader: Reader) -> str:
    status = "overdue" if document.overdue(reader.today) else document.status
    found = [document.number or document.id, status_word("invoice", status)]
    if document.status in ("unpaid", "collections"):
        to_pay = current().money(document.balance, document.currency)
        found.append(gettext("to pay: {amount}", amount=to_pay))
    return ", ".join(found)


@orders.command(
    "cancel", help=N_("Cancel orders that are not paid yet, with their proformas. Asks before it does so.")
)
@argument("references", nargs=-1, required=True, metavar="REFERENCE…")
@option("--yes", is_flag=True, help=N_("Don't ask"))
@output_options
@pass_run
def _cancel(run: Run, references: tuple[str, ...], yes: bool) -> int:
    with run.changing() as zone:
        names = ", ".join(safe_text(each, limit=40) for each in references)
        if not run.sure(T_("Cancel {orders}?", orders=names), yes=yes):
            run.out.remark(T_("Nothing was changed."))
            return exits.REFUSED

        def cancel(reference: str) -> Text:
            order: Order = find(zone, ORDERS, reference)
            zone.orders.cancel(order.id)
            return T_("Cancelled: {number}", number=order.number or order.id)

        return for_each(run, references, cancel)


# -- checking a name -----------------------------------------------------------------------------------

_CHECKS: Final = (
    Column("shown", T_("Name")),
    Column("name", T_("In the net")),
    Column("said", T_("What we know")),
    Column("price", T_("A year"), right=True),
)
_CHECK_NAMES: Final = (
    "name",
    "shown",
    "can_be_ordered",
    "ours",
    "problem",
    "looks_like",
    "currency",
    "register",
    "renew",
    "transfer",
    "years",
    "vat_rate",
    "missing",
)


@orders.command(
    "check",
    help=N_(
        "Check a domain name: whether it can be used, is yours already, what it costs.\n\n"
        "A name without a dot is checked under every top-level domain that we sell. Whether somebody else has it only "
        "the registry knows. Ends with 1 when the name can't be ordered."
    ),
)
@argument("name")
@output_options
@pass_run
def _check(run: Run, name: str) -> int:
    with run.zone() as zone:
        shelf = zone.shop.shelf("domain")
        found = zone.shop.check(name)
    if "." in name:
        found = found[:1]
    if run.form == "table":
        run.out.rows(
            _CHECKS, [_checked(each) for each in found], empty=T_("No domain names are on sale here.")
        )
        for each in found:
            _remarks(run, each, shelf)
    else:
        rows = [_check_row(each, shelf) for each in found]
        if run.form == "csv":
            rows = [{key: flat(value) for key, value in row.items()} for row in rows]
        run.out.rows([Column(each, Text(each)) for each in _CHECK_NAMES], rows)
    return exits.DONE if any(each.can_be_ordered for each in found) else exits.REFUSED


def _checked(check: NameCheck) -> dict[str, object]:
    net = check.register_price(1)
    said = T_("can be ordered") if check.can_be_ordered else check.problem
    return {
        "shown": check.shown,
        "name": check.name if check.name != check.shown else "",
        "said": said.render() if said is not None else "",
        "price": "" if net is None or check.product is None else current().money(net, check.product.currency),
    }


def _remarks(run: Run, check: NameCheck, shelf: Shelf) -> None:
    if check.twin is not None:
        run.out.remark(check.twin.words)
    if check.can_be_ordered and check.product is not None and (missing := shelf.missing(check.product)):
        run.out.remark(
            T_(
                "The registry of .{end} asks for what your profile does not say yet: {fields}",
                end=check.product.code,
                fields=", ".join(missing),
            )
        )


def _check_row(check: NameCheck, shelf: Shelf) -> dict[str, object]:
    product = check.product
    prices: Mapping[str, Any] = product.prices if product is not None else {}
    years = (
        {str(n): check.register_price(n) for n in range(1, MOST_YEARS + 1)} if "register" in prices else {}
    )
    return {
        "name": check.name or None,
        "shown": check.shown,
        "can_be_ordered": check.can_be_ordered,
        "ours": check.mine is not None,
        "problem": check.problem.render() if check.problem is not None else None,
        "looks_like": check.twin.words.render() if check.twin is not None else None,
        "currency": product.currency if product is not None else None,
        **{name: prices.get(name) for name in ("register", "renew", "transfer")},
        "years": years,
        "vat_rate": None if shelf.vat_rate is None else str(shelf.vat_rate),
        "missing": list(shelf.missing(product)) if product is not None else [],
    }


# -- ordering ------------------------------------------------------------------------------------------


class _InOrder(Command):
    """A command that remembers in which order its options were given: what belongs to which thing."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the order, then read the arguments as ever."""
        _values, _rest, given = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[_GIVEN] = [each.name for each in given]
        return super().parse_args(ctx, args)


_GIVEN: Final = "jumpzone.given"


@orders.command(
    "place",
    cls=_InOrder,
    help=N_(
        "Order one or more things: jumpzone orders place --product hosting_pro --cycle annual --register "
        "studio.example --years 2\n\n"
        "--cycle and --label belong to the --product before them, --years and --registrant to the --register. "
        "“jumpzone catalogue” says what there is. Shows what it costs, then asks. You get a proforma invoice; what "
        "you ordered is set up once it is paid."
    ),
)
@option(
    "--product", "products", multiple=True, metavar="CODE", help=N_("A product; may be given several times")
)
@option(
    "--cycle",
    "cycles",
    multiple=True,
    type=click.Choice(tuple(MONTHS)),
    metavar="CYCLE",
    help=N_("For how long; the shortest period when left out"),
)
@option("--label", "labels", multiple=True, metavar="TEXT", help=N_("Your own label for it"))
@option(
    "--register",
    "names",
    multiple=True,
    metavar="NAME",
    help=N_("A domain name to register; may be given several times"),
)
@option(
    "--years",
    "years",
    multiple=True,
    type=click.IntRange(1, MOST_YEARS),
    metavar="N",
    help=N_("For how many years; one when left out"),
)
@option(
    "--registrant",
    "registrants",
    multiple=True,
    metavar="CONTACT",
    help=N_("Which contact registers it; the account's own data when left out"),
)
@order_options
@output_options
@pass_run
@click.pass_context
def _place(context: click.Context, run: Run, /, dry_run: bool, yes: bool, **given: tuple[Any, ...]) -> int:
    wishes = list(_wishes(context.meta[_GIVEN], given))
    if not wishes:
        raise click.UsageError(gettext("Say what to order: --product CODE or --register NAME."))
    with run.changing() as zone:
        items = _items(zone, wishes)
        quote = zone.orders.quote(items)
        return order_quoted(run, zone, quote, lambda: zone.orders.place(items), dry_run=dry_run, yes=yes)


def _wishes(order: Iterable[str | None], given: Mapping[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Put the options together that belong to one thing, in the order in which they were given.

    Raises:
        click.UsageError: One stands where it belongs to nothing.
    """
    rest = {name: list(values) for name, values in given.items()}
    wish: dict[str, Any] = {}
    belongs = {"cycles": "products", "labels": "products", "years": "names", "registrants": "names"}
    for name in order:
        if name not in rest or not rest[name]:
            continue
        value = rest[name].pop(0)
        if name in ("products", "names"):
            if wish:
                yield wish
            wish = {name: value}
            continue
        if belongs[name] not in wish or name in wish:
            said = {"cycles": "--cycle", "labels": "--label", "years": "--years"}.get(name, "--registrant")
            before = "--product" if belongs[name] == "products" else "--register"
            raise click.UsageError(
                gettext(
                    "{option} stands once behind the {thing} that it belongs to.", option=said, thing=before
                )
            )
        wish[name] = value
    if wish:
        yield wish


def _items(zone: Zone, wishes: Iterable[Mapping[str, Any]]) -> list[Item]:
    """Return what is wished as the rules know it.

    Raises:
        NotFound: There is no such product.
        Refused: A name can't be ordered.
    """
    on_sale = zone.orders.catalogue()
    found = []
    for wish in wishes:
        if "products" in wish:
            product = _product(on_sale, str(wish["products"]))
            found.append(
                Item(action="new", product=product.id, cycle=wish.get("cycles"), name=wish.get("labels"))
            )
            continue
        typed = str(wish["names"])
        check = zone.shop.check(typed if "." in typed else f"{typed}.")[0]
        if check.product is None:
            raise NotFound("not-sold", check.problem)
        found.append(
            Item(
                action="register",
                product=check.product.id,
                name=check.name,
                years=int(wish.get("years") or 1),
                details={"registrant": find(zone, CONTACTS, wish["registrants"]).id}
                if "registrants" in wish
                else {},
            )
        )
    return found


def _product(on_sale: Iterable[Product], code: str) -> Product:
    found = next((each for each in on_sale if each.code == code and each.kind != "domain"), None)
    if found is None:
        raise NotFound(
            "no-such-product",
            T_("There is no such product on sale: {code}", code=safe_text(code, limit=60)),
            hint=T_("“jumpzone catalogue” lists them by their codes."),
        )
    return found
