"""Rules of giving money back: a credit note that mirrors an invoice, whole or in part.

What goes back stands on the credit note as a negative transaction, so that its balance is nothing, too. The parts of
one invoice add up to it to the cent: the last one is what the others left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from jumpzone.errors import FieldError, Invalid, Refused
from jumpzone.i18n import T_, Text, translator
from jumpzone.model.billing import CREDIT
from jumpzone.model.fields import RECORDS
from jumpzone.model.money import vat_inside
from jumpzone.model.mutations import Actor, Decision, Mutation, NextNumber, Write
from jumpzone.model.permissions import Audience, Role
from jumpzone.model.records import Invoice, Transaction
from jumpzone.model.rules.actions import Action
from jumpzone.model.rules.arrows import move
from jumpzone.model.rules.payments import Fresh, credit_write, invoice_in
from jumpzone.model.rules.state import Needs, State
from jumpzone.model.rules.telling import READERS, notices
from jumpzone.model.rules.values import Refusals, read_values

__all__ = ["REFUND_ACTIONS"]


def _needs(mutation: Mutation) -> Needs:
    corrected = frozenset({("invoice", "corrects", mutation.record)})
    return Needs(READERS.whole, holder=True, where=corrected, then=_of_invoices, seller=True)


def _of_invoices(state: State) -> Needs:
    invoices = state.all(Invoice, "invoice")
    where = frozenset(("transaction", "invoice", each.id) for each in invoices)
    proformas = frozenset(("invoice", each.proforma) for each in invoices if each.proforma is not None)
    return Needs(records=proformas, where=where)


def _refund(state: State, mutation: Mutation, actor: Actor, role: Role) -> Decision:
    """``invoice.refund``: give back what was paid for an invoice, or a part of it.

    ``set`` holds ``amount`` with tax, or None for all that is left; ``gateway``, ``credit`` for the account's credit;
    ``reference`` of the gateway; and fresh ``ids``.
    """
    invoice = invoice_in(state, mutation.record)
    gateway, reference = _way(mutation)
    if _known(state, invoice, gateway, reference, mutation.set.get("amount")):
        return Decision("unchanged")
    if invoice.kind == "proforma":
        raise Refused("proforma", T_("A proforma is not refunded, but the invoice that followed it."))
    if invoice.kind != "invoice" or invoice.status != "paid":
        raise Refused(
            "nothing-paid", T_("Nothing is left to give back for {number}.", number=invoice.number or "")
        )
    notes = [each for each in state.all(Invoice, "invoice") if each.corrects == invoice.id]
    left = invoice.total + sum(each.total for each in notes)
    amount = mutation.set.get("amount")
    amount = left if amount is None else amount
    _check(state, invoice, notes, amount, left, gateway)
    fresh = Fresh(mutation)
    id_ = fresh.take()
    document = _note(state, invoice, notes, amount, whole=amount == left)
    writes = [Write("invoice", id_, "insert", document)]
    if amount == left:
        writes.append(move(invoice, "invoice", "refunded"))
    row = {
        "invoice": id_,
        "at": state.now,
        "gateway": gateway,
        "reference": reference or fresh.take(),
        "amount": -amount,
        "currency": invoice.currency,
    }
    writes.append(Write("transaction", fresh.take(), "insert", row))
    if gateway == CREDIT:
        text = T_("Given back for {number}", number=invoice.number or "")
        writes.append(credit_write(state, fresh.take(), text, amount, invoice.currency, id_))
    params: dict[str, Any] = {
        "number": document["number"],
        "invoice": invoice.number,
        "amount": (amount, invoice.currency),
    }
    if gateway == CREDIT:
        params["credit"] = (amount, invoice.currency)
    told = notices(state, "credit_note_issued", "invoice", params, ("invoice", id_))
    return Decision("applied", tuple(writes), notices=tuple(told))


def _way(mutation: Mutation) -> tuple[str, str | None]:
    refusals = Refusals()
    given = {name: mutation.set.get(name) for name in ("gateway", "reference")}
    values = read_values(RECORDS["transaction"], given, authority=True, refusals=refusals)
    gateway, reference = values.get("gateway"), values.get("reference")
    if not gateway:
        refusals.required("gateway")
    elif gateway != CREDIT and not reference:
        refusals.required("reference")
    if refusals:
        raise Invalid(fields=refusals.errors)
    return str(gateway), reference if gateway != CREDIT else None


def _known(state: State, invoice: Invoice, gateway: str, reference: str | None, amount: Any) -> bool:
    """Tell whether this very refund is there already."""
    for each in state.all(Transaction, "transaction"):
        if reference is None or (each.gateway, each.reference) != (gateway, reference):
            continue
        note = state.get("invoice", each.invoice)
        same = isinstance(note, Invoice) and note.corrects == invoice.id
        if same and amount in (None, -each.amount):
            return True
        raise Refused(
            "reference-taken", T_("Another payment has this reference: {reference}.", reference=reference)
        )
    return False


def _check(
    state: State, invoice: Invoice, notes: Sequence[Invoice], amount: Any, left: int, gateway: str
) -> None:
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        raise _wrong("not-positive", T_("Give an amount above nothing."))
    if amount > left:
        raise _wrong("too-much", T_("More than was paid for this invoice can't be given back."))
    if gateway == CREDIT:
        return
    paid_by, back = {invoice.id, invoice.proforma}, {each.id for each in notes}
    rows = state.all(Transaction, "transaction")
    came = sum(each.amount for each in rows if each.invoice in paid_by)
    went = sum(each.amount for each in rows if each.invoice in back and each.gateway != CREDIT)
    if amount > came + went:
        raise _wrong("too-much", T_("A part was paid from credit; it can only become credit again."))


def _wrong(code: str, message: Text) -> Invalid:
    return Invalid(fields=[FieldError("amount", code, message)])


def _note(
    state: State, invoice: Invoice, notes: Sequence[Invoice], amount: int, *, whole: bool
) -> dict[str, Any]:
    """The credit note; it names the same sides as the invoice."""
    assert state.account is not None
    words = translator(state.account.language)
    if whole:
        subtotal = invoice.subtotal + sum(each.subtotal for each in notes)
        tax = invoice.tax + sum(each.tax for each in notes)
    else:
        tax = vat_inside(amount, _rate(invoice) / 100)
        subtotal = amount - tax
    lines: list[Mapping[str, Any]]
    if whole and not notes:
        lines = [
            {
                **line,
                "text": T_("Credit: {line}", line=line["text"]).render(words),
                "unit_amount": -line["unit_amount"],
            }
            for line in invoice.lines
        ]
    else:
        text = T_("Given back of invoice {number}", number=invoice.number or "").render(words)
        line = {"text": text, "quantity": 1, "unit_amount": -subtotal, "vat_rate": f"{_rate(invoice):f}"}
        lines = [line]
    today = state.now.date() if state.seller is None else state.seller.today(state.now)
    number = NextNumber("invoice")
    return {
        "number": number,
        "kind": "credit_note",
        "corrects": invoice.id,
        "status": "paid",
        "issued_on": today,
        "supply_on": today,
        "due_on": today,
        "paid_on": today,
        "currency": invoice.currency,
        "lines": tuple(lines),
        "vat_reason": invoice.vat_reason,
        "subtotal": -subtotal,
        "tax": -tax,
        "total": -subtotal - tax,
        "balance": 0,
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "payment_reference": number,
        "order": invoice.order,
        "sent_to": invoice.sent_to,
    }


def _rate(invoice: Invoice) -> Decimal:
    """The one rate of an invoice, in percent.

    Raises:
        Refused: It has several: then only the whole can be given back.
    """
    rates = {Decimal(str(line.get("vat_rate") or 0)) for line in invoice.lines}
    if len(rates) != 1:
        raise Refused("mixed-rates", T_("An invoice with several VAT rates can only be given back whole."))
    return rates.pop()


REFUND_ACTIONS: Final[Mapping[str, Action]] = {
    "invoice.refund": Action(Audience.NOBODY, _refund, _needs),
}
"""Every named action on money that goes back, by its name."""
