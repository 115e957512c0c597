"""Orders: what is on sale, what it would cost, ordering it, and how it was paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jumpzone.errors import NotFound
from jumpzone.model.billing import Item, Quote
from jumpzone.model.mutations import Mutation
from jumpzone.model.records import Account, Credit, Invoice, Order, Product, Transaction
from jumpzone.model.rules import billing
from jumpzone.model.rules.pricing import localised
from jumpzone.store import loading
from jumpzone.store.executor import Applied
from jumpzone.store.listing import ListReader, Query
from jumpzone.store.store import Tx
from jumpzone.store.sums import SumReader
from jumpzone.usecases.area import Area, Reading
from jumpzone.usecases.lists import Records

__all__ = ["Orders", "Paid", "Placed", "fresh_ids"]

_PAGE = 500
_SPARE = 6
"""Fresh ids that a change of money may need at most."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What an order came to.

    Attributes:
        order_id: The order.
        invoice_id: Its proforma invoice; None where it costs nothing.
        applied: What was changed.
    """

    order_id: str
    invoice_id: str | None
    applied: Applied


@dataclass(frozen=True, slots=True)
class Paid:
    """How a document was paid, the oldest first.

    Attributes:
        transactions: Money that came or went back; of gateway ``credit`` what went over into the credit.
        credits: Credit that was set off against it, or that came from it.
    """

    transactions: tuple[Transaction, ...] = ()
    credits: tuple[Credit, ...] = ()


def fresh_ids(area: Area) -> dict[str, Any]:
    """Return the fresh ids that changes of money ask for."""
    ids = area.deps.ids
    return {"tax_invoice": ids.new(), "ids": [ids.new() for _each in range(_SPARE)]}


class Orders(Records[Order]):
    """What was ordered, and everything about money that the customer's side can do."""

    type = "order"
    default = Query(sort="placed_at", descending=True)

    # -- before ordering -------------------------------------------------------------------------------

    def catalogue(self, kind: str | None = None) -> list[Product]:
        """Return what is on sale in the account's currency, in its language, kind by kind.

        Args:
            kind: Only products of this kind.
        """
        with self.reading("product") as reading:
            account = self._account(reading)
            where: dict[str, tuple[Any, ...]] = {"currency": (account.currency,), "active": (True,)}
            if kind is not None:
                where["kind"] = (kind,)
            found = _all(reading.tx, "product", None, Query(where=where, sort="code"))
            products = [localised(each, account.language) for each in found if isinstance(each, Product)]
        return sorted(products, key=lambda each: (each.kind, _first_price(each), each.code))

    def quote(self, items: Sequence[Item]) -> Quote:
        """Say what items would cost now, to the cent what ordering them would ask for.

        Raises:
            Invalid: An item can't be had so.
            Refused: A rule stands against one, or no right.
        """
        ids, now = self.deps.ids, self.deps.clock.now()
        record = ids.new()
        mutation = Mutation(ids.new(), self.session.account.id, "order", record, "order.place", now)
        with self.reading() as reading:
            billing.check_readable(items, reading.role)
            needs = billing.place_needs(mutation, items)
            state = loading.load_state(reading.tx, mutation, needs, now, reading.role)
        return billing.offer(state, items)

    # -- ordering --------------------------------------------------------------------------------------

    def place(
        self,
        items: Sequence[Item],
        op: str = "order.place",
        type_: str = "order",
        record: str | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> Placed:
        """Order items.

        Args:
            items: What is wanted.
            op: The action that ends in the order.
            type_: The type of the record that the action is about.
            record: That record; the new order itself when left out.
            values: What else the action is to be told.

        Raises:
            Invalid: An item can't be had so.
            Refused: A rule stands against one, or no right.
        """
        ids = self.deps.ids
        order, invoice = record or ids.new(), ids.new()
        given: dict[str, Any] = {
            **(values or {}),
            "items": [each.as_values() for each in items],
            "invoice": invoice,
            "records": [ids.new() for _each in items],
        }
        if type_ != "order":
            order = given["order"] = ids.new()
        applied = self.change(type_, record or order, op, given)
        issued = ("invoice", invoice) in applied.changes.records
        return Placed(order, invoice if issued else None, applied)

    def cancel(self, order: str) -> Applied:
        """Cancel an order that is not paid; credit that was set off comes back.

        Raises:
            Refused: It is paid, or no right.
            NotFound: There is no such order.
        """
        return self.change("order", order, "order.cancel", fresh_ids(self))

    # -- money -----------------------------------------------------------------------------------------

    def credit(self) -> dict[str, int]:
        """Return the account's credit by currency, in minor units."""
        with self.reading("credit") as reading:
            sums = SumReader("credit", reading.account, Query()).sums(reading.tx, ("currency",), ("amount",))
        return {currency: amount for currency, _count, amount in sums if amount}

    def apply_credit(self, invoice: str, amount: int | None = None) -> Applied:
        """Set credit off against a document.

        Args:
            invoice: The document.
            amount: In minor units; as much as fits when left out.

        Raises:
            Invalid: There is less credit, or less is to be paid.
            Refused: It wants no money, there is no credit, or no right.
            NotFound: There is no such document.
        """
        return self.change("invoice", invoice, "invoice.apply_credit", {"amount": amount, **fresh_ids(self)})

    def payments(self, invoice: str) -> Paid:
        """Return how a document was paid; of an invoice that followed a proforma, how that one was, too.

        Raises:
            NotFound: There is no such document.
        """
        with self.reading("invoice", "transaction", "credit") as reading:
            record = loading.get(reading.tx, "invoice", reading.account, invoice)
            if not isinstance(record, Invoice):
                raise NotFound()
            documents = tuple(each for each in (record.proforma, record.id) if each is not None)
            query = Query(where={"invoice": documents}, sort="at")
            transactions = _all(reading.tx, "transaction", reading.account, query)
            moved = _all(reading.tx, "credit", reading.account, query)
        return Paid(
            tuple(each for each in transactions if isinstance(each, Transaction)),
            tuple(each for each in moved if isinstance(each, Credit)),
        )

    def movements(self) -> list[Credit]:
        """Return every movement of the account's credit, the newest first."""
        with self.reading("credit") as reading:
            query = Query(sort="at", descending=True)
            found = _all(reading.tx, "credit", reading.account, query)
        return [each for each in found if isinstance(each, Credit)]

    def _account(self, reading: Reading) -> Account:
        account = loading.get(reading.tx, "account", reading.account, reading.account)
        assert isinstance(account, Account)
        return account


def _first_price(product: Product) -> int:
    return min((int(each) for each in product.prices.values()), default=0)


def _all(tx: Tx, type_: str, account: str | None, query: Query) -> list[Any]:
    reader, key = ListReader(type_, account, query), None
    found: list[Any] = []
    while page := reader.page(tx, after=key, limit=_PAGE):
        key = page[-1][0]
        found += [record for _key, record in page]
    return found
