"""What whoever runs the zone does without signing in: the seller's data, payments, credit, refunds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from jumpzone.errors import NotFound, Refused, ZoneError
from jumpzone.i18n import T_
from jumpzone.model.billing import Item
from jumpzone.model.mutations import PROVISION, TIMER, Actor, Mutation
from jumpzone.model.records import About, Account, Invoice
from jumpzone.model.rules.billing import MOST_ITEMS
from jumpzone.model.seller import Seller, read_seller
from jumpzone.store import loading, numbers, sellers
from jumpzone.store.executor import Applied
from jumpzone.usecases.area import Area
from jumpzone.usecases.orders import fresh_ids

__all__ = ["Provisioning", "Receipt", "Renewed"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an operator's step.

    Attributes:
        account: The account's number.
        invoice: The document as it stands now; None for credit that was given.
        recorded: Whether anything was changed; False when it had been done before.
        issued: The number of the tax invoice or credit note that followed, or None.
        credit: The account's credit in the currency, in minor units.
    """

    account: str
    invoice: Invoice | None
    recorded: bool
    issued: str | None
    credit: int


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of one customer's renewals.

    Attributes:
        account: The account's number.
        items: How many things are due.
        invoice: The document that asks for the money; None where there is none.
        problem: Why nothing was ordered, or None.
    """

    account: str
    items: int
    invoice: Invoice | None
    problem: ZoneError | None = None


class Provisioning(Area):
    """An operator's steps, made by ``system:provision``; rights are those of who can open the store."""

    # -- the seller ------------------------------------------------------------------------------------

    def seller(self) -> Seller | None:
        """Return who sells; None while nobody has said so."""
        with self.deps.store.read() as tx:
            return sellers.get(tx)

    def set_seller(self, values: Mapping[str, Any]) -> Seller:
        """Say who sells from now on; issued documents stay as they are.

        Raises:
            Invalid: With an error for every field at fault.
        """
        seller = read_seller(values)
        with self.deps.store.write() as tx:
            sellers.put(tx, seller)
        return seller

    # -- money -----------------------------------------------------------------------------------------

    def pay(
        self,
        number: str,
        amount: int,
        currency: str,
        *,
        gateway: str,
        reference: str,
        at: datetime | None = None,
    ) -> Receipt:
        """Record money that came for a document; recording it again changes nothing.

        Args:
            number: The document's number.
            amount: In minor units.
            currency: ISO 4217.
            gateway: Where it came, such as ``bank``.
            reference: The gateway's own, unique there.
            at: When it came; now when left out.

        Raises:
            Invalid: A value can't be used.
            Refused: The reference is another payment's, or nothing is to be paid.
            NotFound: There is no such document.
        """
        account, id_ = self._document(number)
        values = {
            "invoice": id_,
            "amount": amount,
            "currency": currency,
            "gateway": gateway,
            "reference": reference,
            "at": at,
        }
        applied = self._run(account, "transaction", self.deps.ids.new(), "payment.record", values)
        return self._receipt(account, id_, applied, currency)

    def grant(self, account: str, amount: int, currency: str, text: str) -> Receipt:
        """Give an account credit.

        Args:
            account: The customer's number.
            amount: In minor units.
            currency: ISO 4217.
            text: What for; the customer reads it.

        Raises:
            Invalid: A value can't be used.
            NotFound: There is no such account.
        """
        with self.deps.store.read() as tx:
            found = numbers.accounts_by_number(tx, account)
        if not found:
            raise NotFound("no-such-account", T_("There is no customer centre {number}.", number=account))
        values = {"amount": amount, "currency": currency, "text": text}
        applied = self._run(found[0], "credit", self.deps.ids.new(), "credit.grant", values)
        return self._receipt(found[0], None, applied, currency)

    def refund(
        self, number: str, amount: int | None, *, gateway: str, reference: str | None = None
    ) -> Receipt:
        """Give back what was paid for an invoice, by a credit note; of a proforma the invoice is meant that followed.

        Args:
            number: The document's number.
            amount: In minor units, with tax; all that is left when left out.
            gateway: Where the money goes, ``credit`` for the account's credit.
            reference: The gateway's own.

        Raises:
            Invalid: A value can't be used.
            Refused: Nothing is left to give back.
            NotFound: There is no such document.
        """
        account, id_ = self._document(number)
        with self.deps.store.read() as tx:
            id_ = numbers.follower_of(tx, account, id_) or id_
        values = {"amount": amount, "gateway": gateway, "reference": reference}
        applied = self._run(account, "invoice", id_, "invoice.refund", values)
        return self._receipt(account, id_, applied)

    def cancel(self, number: str) -> Receipt:
        """Cancel a document that is not paid, with its order.

        Raises:
            Refused: It is paid.
            NotFound: There is no such document.
        """
        account, id_ = self._document(number)
        applied = self._run(account, "invoice", id_, "invoice.cancel", {})
        return self._receipt(account, id_, applied)

    def renew(self, until: date) -> list[Renewed]:
        """Order, for every customer, what renews by itself and is due by a day: a proforma each.

        What waits for its money already is left out, so that a timer may run this as often as it likes.

        Args:
            until: The last day.
        """
        with self.deps.store.read() as tx:
            due = numbers.renewing_by(tx, until)
        found: list[Renewed] = []
        for account, group in groupby(due, key=itemgetter(0)):
            items = [Item(action="renew", about=About(type_, id_)) for _account, type_, id_ in group]
            found += [
                self._renew(account, items[first : first + MOST_ITEMS])
                for first in range(0, len(items), MOST_ITEMS)
            ]
        return found

    def _renew(self, account: str, items: Sequence[Item]) -> Renewed:
        ids, invoice = self.deps.ids, self.deps.ids.new()
        values = {
            "items": [each.as_values() for each in items],
            "invoice": invoice,
            "records": [ids.new() for _each in items],
        }
        problem = None
        try:
            self._run(account, "order", ids.new(), "order.place", values, TIMER)
        except ZoneError as refused:
            problem = refused
        with self.deps.store.read() as tx:
            centre = loading.get(tx, "account", account, account)
            document = loading.get(tx, "invoice", account, invoice)
        assert isinstance(centre, Account)
        return Renewed(
            centre.number, len(items), document if isinstance(document, Invoice) else None, problem
        )

    def currency_of(self, number: str) -> str:
        """Return the currency of a document.

        Raises:
            NotFound: There is no such document.
        """
        account, id_ = self._document(number)
        return self._invoice(account, id_).currency

    def _document(self, number: str) -> tuple[str, str]:
        with self.deps.store.read() as tx:
            found = numbers.invoices_by_number(tx, number)
        if not found:
            raise NotFound("no-such-invoice", T_("There is no document {number}.", number=number))
        if len(found) > 1:
            raise Refused("ambiguous", T_("Several documents have the number {number}.", number=number))
        return found[0]

    def _invoice(self, account: str, id_: str) -> Invoice:
        with self.deps.store.read() as tx:
            found = loading.get(tx, "invoice", account, id_)
        if not isinstance(found, Invoice):
            raise NotFound()
        return found

    def _run(
        self,
        account: str,
        type_: str,
        record: str,
        op: str,
        values: Mapping[str, Any],
        actor: Actor = PROVISION,
    ) -> Applied:
        given = {**values, **fresh_ids(self)}
        mutation = Mutation(self.deps.ids.new(), account, type_, record, op, self.deps.clock.now(), given)
        return self.deps.executor.run(mutation, actor)

    def _receipt(
        self, account: str, id_: str | None, applied: Applied, currency: str | None = None
    ) -> Receipt:
        with self.deps.store.read() as tx:
            centre = loading.get(tx, "account", account, account)
            invoice = None if id_ is None else loading.get(tx, "invoice", account, id_)
            assert isinstance(centre, Account)
            assert invoice is None or isinstance(invoice, Invoice)
            touched = {each for type_, each in applied.changes.records if type_ == "invoice"} - {id_}
            issued = [loading.get(tx, "invoice", account, each) for each in touched]
            wanted = currency if invoice is None else invoice.currency
            rows = loading.get_all(tx, "credit", account).values()
        credit = sum(getattr(each, "amount", 0) for each in rows if getattr(each, "currency", "") == wanted)
        document = next((each.number for each in issued if isinstance(each, Invoice)), None)
        return Receipt(centre.number, invoice, applied.outcome == "applied", document, credit)
