"""Ordering for domains: more years for one that is here, and taking one in from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jumpzone.errors import FieldError, Invalid, SignInFirst, ZoneError
from jumpzone.i18n import T_, Text
from jumpzone.model.billing import MOST_YEARS, Item, Quote
from jumpzone.model.names import LookAlike, check_domain, look_alike, to_unicode
from jumpzone.model.records import About, Domain, Product
from jumpzone.model.rules.domain_actions import check_transfer_code
from jumpzone.model.text import FieldRefused
from jumpzone.store.listing import Query
from jumpzone.usecases.area import Area
from jumpzone.usecases.lists import Records
from jumpzone.usecases.orders import Orders, Placed

__all__ = ["DomainOrders", "Renewal", "Transfer"]

_NOT_OURS = ("transferred_away", "cancelled", "fraud")
"""States in which a name is not the account's any more, and can come back."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """What so many more years would cost.

    Attributes:
        years: From 1 to 10.
        quote: Net, VAT and total.
        until: When it would then expire.
    """

    years: int
    quote: Quote
    until: date | None


@dataclass(frozen=True, slots=True)
class Transfer:
    """What is known of a domain that is to come here.

    Attributes:
        name: As it is kept (A-labels).
        product: Its top-level domain in the catalogue.
        quote: What the transfer costs, a year included.
        twin: Why the name could be taken for another one, or None.
    """

    name: str
    product: Product
    quote: Quote
    twin: LookAlike | None

    @property
    def shown(self) -> str:
        """The name as people write it."""
        return to_unicode(self.name)


class DomainOrders(Area):
    """Orders about domains."""

    @property
    def _orders(self) -> Orders:
        return Orders(self.deps, self._session)

    # -- renewal ---------------------------------------------------------------------------------------

    def renewals(self, id_: str) -> list[Renewal]:
        """Return for how many years a domain can be renewed, and what each would cost.

        Raises:
            Refused: It can't be renewed at all; the error says why.
            NotFound: There is no such domain.
        """
        found: list[Renewal] = []
        for years in range(1, MOST_YEARS + 1):
            try:
                found.append(self.renewal(id_, years))
            except SignInFirst:
                raise
            except ZoneError:
                if not found:
                    raise
                # Every further year lies beyond the limit, too.
                break
        return found

    def renewal(self, id_: str, years: int) -> Renewal:
        """Return what so many years would cost.

        Raises:
            Invalid: So many years can't be had.
            Refused: It can't be renewed, or no right.
        """
        quote = self._orders.quote([_renewal(id_, years)])
        return Renewal(years, quote, quote.lines[0].until)

    def renew(self, id_: str, years: int, *, agreed: int | None = None) -> Placed:
        """Order more years for a domain; they count once the proforma invoice is paid.

        Args:
            id_: The domain.
            years: From 1 to 10, and never beyond ten years from now.
            agreed: The total that was shown, in minor units; at another nothing is ordered.

        Raises:
            Invalid: So many years can't be had.
            Refused: Its state is against it, an order about it waits already, or no right.
        """
        return self._orders.place([_renewal(id_, years)], "domain.renew", "domain", id_, {"agreed": agreed})

    # -- transfer in -----------------------------------------------------------------------------------

    def check_transfer(self, typed: str) -> Transfer:
        """Say what taking a domain in would cost.

        Raises:
            Invalid: It is no name, it is here already, or its ending is not sold; the error stands at ``name``.
            Refused: A rule stands against the order.
        """
        try:
            name = check_domain(typed)
        except FieldRefused as problem:
            raise _unfit("name", problem.code, problem.reason) from problem
        known = _Names(self.deps, self._session).list(Query(where={"name": (name,)})).window(0, 10)
        if any(each.status not in _NOT_OURS for each in known):
            why = T_("{name} is in this customer centre already.", name=to_unicode(name))
            raise _unfit("name", "ours-already", why)
        product = self._product(name)
        quote = self._orders.quote([_transfer(name, product)])
        return Transfer(name, product, quote, look_alike(name))

    def _product(self, name: str) -> Product:
        sold = [each for each in self._orders.catalogue("domain") if "transfer" in each.prices]
        fitting = [each for each in sold if name.endswith(f".{each.code}")]
        if not fitting:
            why = T_(
                "We don't take in names under .{end}. We do under: {ends}",
                end=to_unicode(name.rpartition(".")[2]),
                ends=_endings(sold),
            )
            raise _unfit("name", "wrong-tld", why)
        # The longest ending counts: "com.bg" before "bg".
        return max(fitting, key=lambda each: len(each.code))

    def transfer_in(self, typed: str, code: str, *, agreed: int | None = None) -> tuple[str, Placed]:
        """Order that a domain comes here, and return its id.

        Args:
            typed: Its name in either spelling.
            code: The transfer code of the present provider; it is sealed before anything is written.
            agreed: The total that was shown, in minor units; at another nothing is ordered.

        Raises:
            Invalid: The name or the code can't be used; each error stands at its field.
            Refused: A rule stands against the order, or no right.
        """
        wrong: list[FieldError] = []
        transfer: Transfer | None = None
        try:
            transfer = self.check_transfer(typed)
        except Invalid as problem:
            wrong += problem.fields
        try:
            code = check_transfer_code(code)
        except FieldRefused as problem:
            wrong.append(FieldError("transfer_code", problem.code, problem.reason))
        if wrong or transfer is None:
            raise Invalid(fields=wrong)
        id_ = self.deps.ids.new()
        sealed = self.deps.sealer.seal(code, id_)
        placed = self._orders.place(
            [_transfer(transfer.name, transfer.product)],
            "domain.transfer_in",
            "domain",
            id_,
            {"transfer_code": sealed, "agreed": agreed},
        )
        return id_, placed


class _Names(Records[Domain]):
    type = "domain"


def _renewal(id_: str, years: int) -> Item:
    return Item(action="renew", about=About("domain", id_), years=years)


def _transfer(name: str, product: Product) -> Item:
    return Item(action="transfer", product=product.id, name=name, years=1)


def _endings(products: Sequence[Product]) -> str:
    return ", ".join(f".{to_unicode(each.code)}" for each in products)


def _unfit(field: str, code: str, why: Text) -> Invalid:
    return Invalid(fields=[FieldError(field, code, why)])
