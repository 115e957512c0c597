"""Rules of money: payments, credit, what is given back, and the tax invoice that follows a paid proforma.

Of every document ``total = subtotal + tax`` and ``balance = total - credit - its transactions``; on a cancelled one
nothing is owed. What came too much goes over into the account's credit by a second, negative transaction of the gateway
``credit``, so that every cent is on a document or in the credit. The payments of a tax invoice that followed a proforma
stand on the proforma. Money that is given back stands on the credit note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from jumpzone.errors import FieldError, Invalid, NotFound, Refused
from jumpzone.i18n import T_, Text, translator
from jumpzone.model.billing import CREDIT
from jumpzone.model.fields import RECORDS
from jumpzone.model.ids import is_id
from jumpzone.model.money import bgn_to_eur, eur_to_bgn
from jumpzone.model.mutations import Actor, Decision, Mutation, NextNumber, Notice, Write
from jumpzone.model.permissions import Audience, Permission, Role
from jumpzone.model.records import Credit, Domain, Invoice, Order, Profile, Service, Transaction
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.arrows import OWED, move
from jumpzone.model.rules.fulfilment import fulfil, fulfilment_needs
from jumpzone.model.rules.pricing import buyer_of, vat_of
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.telling import READERS, notices
from jumpzone.model.rules.values import Refusals, read_values
from jumpzone.model.text import TextRefused, clean

__all__ = ["PAYMENT_ACTIONS", "Fresh", "balance_of", "cancelled", "invoice_in"]

_LONGEST_REFERENCE: Final = RECORDS["transaction"].fields["reference"].max_length
_NOT_POSITIVE: Final = T_("Give an amount above nothing.")


class Fresh:
    """The fresh ids that a mutation brings in ``set["ids"]``, handed out one by one."""

    def __init__(self, mutation: Mutation) -> None:
        """Take a mutation.

        Raises:
            Invalid: There are none, or they are no ids.
        """
        given = mutation.set.get("ids")
        listed = isinstance(given, Sequence) and not isinstance(given, str)
        self._ids = list(given) if listed and given is not None else []
        if not self._ids or not all(isinstance(each, str) and is_id(each) for each in self._ids):
            raise _wrong("ids", "malformed", T_("This value does not have the right form."))

    def take(self) -> str:
        """Return the next one."""
        if not self._ids:
            raise _wrong("ids", "malformed", T_("This value does not have the right form."))
        return str(self._ids.pop(0))


def _wrong(field: str, code: str, message: Text) -> Invalid:
    return Invalid(fields=[FieldError(field, code, message)])


def balance_of(state: State, currency: str) -> int:
    """Return the account's credit in a currency; needs every movement of it."""
    return sum(each.amount for each in state.all(Credit, "credit") if each.currency == currency)


def invoice_in(state: State, id_: Any) -> Invoice:
    """Return a document that was loaded.

    Raises:
        NotFound: It was not.
    """
    invoice = state.get("invoice", str(id_))
    if not isinstance(invoice, Invoice):
        raise NotFound()
    return invoice


def credit_write(
    state: State, id_: str, text: Text, amount: int, currency: str, invoice: str | None
) -> Write:
    """Return a movement of the account's credit, worded in the account's language."""
    assert state.account is not None
    words = text.render(translator(state.account.language))
    values = {"at": state.now, "text": words, "amount": amount, "currency": currency, "invoice": invoice}
    return Write("credit", id_, "insert", values)


def over_to_credit(state: State, fresh: Fresh, invoice: Invoice, amount: int, text: Text) -> Iterator[Write]:
    """Take money of a document over into the account's credit."""
    id_ = fresh.take()
    values = {
        "invoice": invoice.id,
        "at": state.now,
        "gateway": CREDIT,
        "reference": id_,
        "amount": -amount,
        "currency": invoice.currency,
    }
    yield Write("transaction", fresh.take(), "insert", values)
    yield credit_write(state, id_, text, amount, invoice.currency, invoice.id)


def cancelled(state: State, mutation: Mutation, invoice: Invoice, order: Order | None) -> Iterator[Write]:
    """Cancel a document that is not paid, and the order that it belongs to.

    What was set off or paid so far becomes credit; what was to come is cancelled, an ordered change of plan forgotten.
    """
    paid = sum(each.amount for each in state.all(Transaction, "transaction") if each.invoice == invoice.id)
    fresh = Fresh(mutation) if invoice.credit or paid else None
    text = T_("{number} was cancelled", number=invoice.number or "")
    values = {"balance": 0, "credit": 0, "payment_url": None}
    yield move(invoice, "invoice", "cancelled", **values)
    if fresh is not None and paid > 0:
        yield from over_to_credit(state, fresh, invoice, paid, text)
    if fresh is not None and invoice.credit:
        yield credit_write(state, fresh.take(), text, invoice.credit, invoice.currency, invoice.id)
    if order is None or order.status != "pending":
        return
    yield move(order, "order", "cancelled")
    for item in order.items:
        about = item.get("about") or {}
        record = state.get(str(about.get("type")), str(about.get("id")))
        if item.get("action") in ("new", "register", "transfer"):
            if isinstance(record, Service | Domain):
                yield move(record, str(about["type"]), "cancelled")
        elif isinstance(record, Service) and (record.plan_change or {}).get("order") == order.id:
            yield Write("service", record.id, "update", {"plan_change": None}, record)


# -- paying --------------------------------------------------------------------------------------------


def settle(
    state: State, mutation: Mutation, invoice: Invoice, paid_at: datetime, *, money: int = 0, credit: int = 0
) -> tuple[list[Write], list[Notice]]:
    """Count an amount, no more than the balance, on a document that waits for it.

    Returns:
        What is written, and the mails of what follows when nothing is left to pay.
    """
    balance = invoice.balance - money - credit
    values: dict[str, Any] = {"balance": balance, "credit": invoice.credit + credit}
    if balance:
        status = "unpaid" if invoice.status == "payment_pending" else invoice.status
        return [move(invoice, "invoice", status, **values)], []
    day = paid_at.date() if state.seller is None else state.seller.today(paid_at)
    values |= {"paid_on": day, "payment_url": None}
    writes = [move(invoice, "invoice", "paid", **values)]
    number: object = invoice.number
    about = invoice.id
    if invoice.kind == "proforma":
        about = Fresh(replace(mutation, set={"ids": [mutation.set.get("tax_invoice")]})).take()
        settled = replace(invoice, credit=invoice.credit + credit, paid_on=day)
        writes.append(Write("invoice", about, "insert", _tax_invoice(state, settled)))
        number = NextNumber("invoice")
    done, told = fulfil(state, invoice)
    params = {"number": number, "total": (invoice.total, invoice.currency), "paid_on": day}
    first = notices(state, "invoice_paid", "invoice", params, ("invoice", about))
    return [*writes, *done], [*first, *told]


def _tax_invoice(state: State, proforma: Invoice) -> dict[str, Any]:
    """The tax document that follows the money; whom it names is frozen now."""
    seller, buyer = proforma.seller, proforma.buyer
    issued = state.now.date()
    if state.seller is not None:
        issued = state.seller.today(state.now)
        seller = dict(state.seller.party)
        rates = {str(line.get("vat_rate")) for line in proforma.lines}
        # Who moved abroad meanwhile has paid the tax of before: then the proforma's buyer stays.
        if state.all(Profile, "profile") and rates == {vat_of(state).written}:
            buyer = buyer_of(state)
    number = NextNumber("invoice")
    return {
        "number": number,
        "kind": "invoice",
        "status": "paid",
        "issued_on": issued,
        "supply_on": proforma.paid_on,
        "due_on": proforma.due_on,
        "paid_on": proforma.paid_on,
        "currency": proforma.currency,
        "lines": proforma.lines,
        "vat_reason": proforma.vat_reason,
        "subtotal": proforma.subtotal,
        "tax": proforma.tax,
        "credit": proforma.credit,
        "total": proforma.total,
        "balance": 0,
        "seller": seller,
        "buyer": buyer,
        "payment_reference": number,
        "order": proforma.order,
        "proforma": proforma.id,
        "sent_to": proforma.sent_to,
    }


_FOLLOWING: Final = Needs(READERS.whole, holder=True, seller=True, then=fulfilment_needs)


def _payment_needs(mutation: Mutation) -> Needs:
    invoice, reference = mutation.set.get("invoice"), mutation.set.get("reference")
    records = {("invoice", invoice)} if isinstance(invoice, str) and is_id(invoice) else set()
    where: set[tuple[str, str, str]] = set()
    if isinstance(reference, str):
        with suppress(TextRefused):  # deciding says what is wrong with it
            where.add(("transaction", "reference", clean(reference, max_length=_LONGEST_REFERENCE)))
    return replace(_FOLLOWING, records=frozenset(records), where=frozenset(where))


def _record(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``payment.record``: money has come for a document.

    ``set`` holds ``invoice``, ``gateway``, ``reference``, ``amount``, ``currency``, perhaps ``at``; and the fresh ids
    ``tax_invoice`` and ``ids``. The same gateway and reference never count twice.
    """
    refusals = Refusals()
    names = ("invoice", "gateway", "reference", "amount", "currency", "at")
    given = {name: mutation.set[name] for name in names if mutation.set.get(name) is not None}
    values = read_values(RECORDS["transaction"], given, authority=True, refusals=refusals)
    for name in ("invoice", "gateway", "reference", "currency"):
        if not values.get(name):
            refusals.required(name)
    amount = values.get("amount", 0)
    if amount <= 0:
        refusals.add("amount", "not-positive", _NOT_POSITIVE)
    if values.get("gateway") == CREDIT:
        refusals.add("gateway", "reserved", T_("Credit is applied by itself, not as a payment."))
    at = values.get("at") or state.now
    if at > state.now + timedelta(days=1):
        refusals.add("at", "in-future", T_("This day is still to come."))
    if refusals:
        raise Invalid(fields=refusals.errors)
    invoice = invoice_in(state, values["invoice"])
    if _known(state, invoice, values):
        return Decision("unchanged")
    if invoice.kind == "credit_note" or invoice.status == "draft":
        raise Refused("not-payable", T_("{number} is nothing to be paid.", number=invoice.number or ""))
    amount = _in_currency(invoice, amount, values["currency"])
    kept = min(amount, invoice.balance) if invoice.status in OWED else 0
    row = values | {"amount": amount, "currency": invoice.currency, "at": at}
    writes = [Write("transaction", mutation.record, "insert", row)]
    told: list[Notice] = []
    if kept:
        settled, told = settle(state, mutation, invoice, at, money=kept)
        writes += settled
    surplus = amount - kept
    if surplus:
        text = T_("Paid too much for {number}", number=invoice.number or "")
        writes += over_to_credit(state, Fresh(mutation), invoice, surplus, text)
    if surplus or kept < invoice.balance:
        told = [*_received(state, invoice, amount, kept), *told]
    return Decision("applied", tuple(writes), notices=tuple(told))


def _known(state: State, invoice: Invoice, values: Mapping[str, Any]) -> bool:
    """Tell whether this very payment is there already; another one under its reference is an error."""
    for each in state.all(Transaction, "transaction"):
        if (each.gateway, each.reference) != (values["gateway"], values["reference"]):
            continue
        amounts = {(each.amount, each.currency)}
        if each.currency == "BGN":
            amounts.add((bgn_to_eur(each.amount), "EUR"))
        if each.invoice == invoice.id and (values["amount"], values["currency"]) in amounts:
            return True
        raise Refused(
            "reference-taken",
            T_("Another payment has this reference: {reference}.", reference=values["reference"]),
            hint=T_("Where one transfer pays several documents, give each part a reference of its own."),
        )
    return False


def _in_currency(invoice: Invoice, amount: int, currency: str) -> int:
    """The amount in the document's own currency; lev are paid in euro, at the fixed rate."""
    if currency == invoice.currency:
        return amount
    if (invoice.currency, currency) == ("BGN", "EUR"):
        # What the document asks for in euro is all of it, whatever the stotinki come to.
        return invoice.balance if amount == bgn_to_eur(invoice.balance) else eur_to_bgn(amount)
    raise _wrong(
        "currency",
        "wrong-currency",
        T_("{number} is to be paid in {currency}.", number=invoice.number or "", currency=invoice.currency),
    )


def _received(state: State, invoice: Invoice, amount: int, kept: int) -> Iterator[Notice]:
    """Tell of money that did not just pay the document: a part of it, or more than it."""
    params: dict[str, Any] = {"number": invoice.number, "amount": (amount, invoice.currency)}
    if rest := (invoice.balance - kept if invoice.status in OWED else 0):
        params["balance"] = (rest, invoice.currency)
    if surplus := amount - kept:
        params["credit"] = (surplus, invoice.currency)
    return notices(state, "payment_received", "invoice", params, ("invoice", invoice.id))


# -- credit --------------------------------------------------------------------------------------------


def _apply_needs(mutation: Mutation) -> Needs:
    return replace(_FOLLOWING, whole=READERS.whole | {"credit"})


def _apply(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``invoice.apply_credit``: set credit off against a document.

    ``set`` holds ``amount``, or None for as much as fits; and the fresh ids ``tax_invoice`` and ``ids``.
    """
    invoice = invoice_in(state, mutation.record)
    if invoice.status not in OWED or invoice.kind == "credit_note":
        raise Refused("not-payable", T_("{number} is nothing to be paid.", number=invoice.number or ""))
    available = balance_of(state, invoice.currency)
    most = min(available, invoice.balance)
    if most <= 0:
        raise Refused("no-credit", T_("There is no credit in {currency}.", currency=invoice.currency))
    amount = mutation.set.get("amount")
    amount = most if amount is None else amount
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        raise _wrong("amount", "not-positive", _NOT_POSITIVE)
    if amount > available:
        raise _wrong("amount", "too-much", T_("There is less credit than that."))
    if amount > invoice.balance:
        raise _wrong("amount", "too-much", T_("Less than that is to be paid."))
    text = T_("Set off against {number}", number=invoice.number or "")
    write = credit_write(state, Fresh(mutation).take(), text, -amount, invoice.currency, invoice.id)
    writes, told = settle(state, mutation, invoice, state.now, credit=amount)
    return Decision("applied", (write, *writes), notices=tuple(told))


def _grant(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``credit.grant``: the seller gives credit. ``set`` holds ``amount``, ``currency`` and ``text``."""
    if state.get("credit", mutation.record) is not None:
        raise Refused("exists", T_("There is such a record already."))
    refusals = Refusals()
    given = {name: mutation.set.get(name) for name in ("amount", "currency", "text")}
    values = read_values(RECORDS["credit"], given, authority=True, refusals=refusals)
    for name in ("currency", "text"):
        if not values.get(name):
            refusals.required(name)
    if not values.get("amount") or values["amount"] <= 0:
        refusals.add("amount", "not-positive", _NOT_POSITIVE)
    if refusals:
        raise Invalid(fields=refusals.errors)
    return Decision("applied", (Write("credit", mutation.record, "insert", values | {"at": state.now}),))


def _cancel(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``invoice.cancel``: the seller takes back a document that is not paid, with its order."""
    invoice = invoice_in(state, mutation.record)
    if invoice.status == "cancelled":
        return Decision("unchanged")
    order = state.get("order", invoice.order or "")
    if invoice.status not in (*OWED, "draft"):
        raise Refused("too-late", T_("Only a document that is not paid can be cancelled."))
    found = cancelled(state, mutation, invoice, order if isinstance(order, Order) else None)
    return Decision("applied", tuple(found))


PAYMENT_ACTIONS: Final[Mapping[str, Action]] = {
    "payment.record": Action(Audience.NOBODY, _record, _payment_needs),
    "invoice.apply_credit": Action(Permission.INVOICES, _apply, _apply_needs),
    "invoice.cancel": Action(Audience.NOBODY, _cancel, Needs(then=fulfilment_needs)),
    "credit.grant": Action(Audience.NOBODY, _grant),
}
"""Every named action on money that comes, by its name."""
