"""Invoices, proformas and credit notes from what was charged: money that adds up, numbers without gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from jumpzone.demo.books import Entry
from jumpzone.demo.catalogue import PAY_URL, SELLER, price
from jumpzone.demo.dice import Dice
from jumpzone.demo.holdings import Charge
from jumpzone.model.money import bgn_to_eur, vat
from jumpzone.model.records import Invoice


@dataclass(frozen=True, slots=True)
class Terms:
    """How a customer is invoiced.

    Attributes:
        buyer: Copied into every document.
        vat_rate: In percent, as text.
        vat_reason: The legal ground of a 0 rate, or None.
        currency: The currency of a day's documents.
        sent_to: Who gets the documents of a day.
    """

    buyer: Mapping[str, Any]
    vat_rate: str
    vat_reason: str | None
    currency: Callable[[date], str]
    sent_to: Callable[[date], str]


@dataclass(slots=True)
class _Open:
    """A document that gathers lines."""

    kind: str
    status: str
    issued_on: date
    due_on: date
    paid_on: date | None
    lines: list[Mapping[str, Any]] = field(default_factory=list)
    corrects: str | None = None
    proforma: str | None = None
    way: str = "transfer"
    charges: list[Charge] = field(default_factory=list)


_SERIES: Final[Mapping[str, str]] = {"proforma": "P-{:06}", "invoice": "{:010}", "credit_note": "{:010}"}


class Ledger:
    """Turns charges into documents."""

    def __init__(self, dice: Dice, terms: Terms) -> None:
        """Take chance and the terms of the customer."""
        self._dice = dice
        self._terms = terms
        self._rate = Decimal(terms.vat_rate) / 100
        self._invoices: list[Invoice] = []
        self._entries: dict[str, Entry] = {}

    def charge(self, charges: Iterable[Charge]) -> None:
        """Issue documents for charges; those of one day, way and due date share one."""
        gathered: dict[tuple[Any, ...], _Open] = {}
        for each in charges:
            key = (each.way, each.first, each.issued_on, each.due_on, each.paid_on)
            proforma = each.way == "proforma"
            kind = "proforma" if proforma else "invoice"
            document = gathered.get(key)
            if document is None:
                status = "paid" if each.paid_on is not None else "unpaid"
                document = _Open(kind, status, each.issued_on, each.due_on, each.paid_on, way=each.way)
                gathered[key] = document
            document.charges.append(each)
            document.lines.append(self._line(each.text, each.cents, each.issued_on, (each.type, each.id)))
        for document in gathered.values():
            issued = self._write(document)
            if document.kind == "proforma" and document.paid_on is not None:
                # The tax document follows the money, in the currency of its own day.
                self._write(self._follow(document, issued.id), issued.updated_at)

    def _follow(self, proforma: _Open, id_: str) -> _Open:
        paid = proforma.paid_on
        assert paid is not None
        lines = proforma.lines
        if self._terms.currency(paid) != self._terms.currency(proforma.issued_on):
            lines = [line | {"unit_amount": bgn_to_eur(line["unit_amount"])} for line in map(dict, lines)]
        return _Open(
            "invoice", "paid", paid, paid, paid, list(lines), None, id_, proforma.way, proforma.charges
        )

    def single(
        self, text: str, cents: int, issued_on: date, status: str, *, kind: str = "invoice", quantity: int = 1
    ) -> str:
        """Issue a document of one line and return its id; paid on the next day where it is paid at all."""
        line = self._line(text, cents, issued_on, None, quantity)
        paid = issued_on + timedelta(days=1) if status in ("paid", "refunded") else None
        due = issued_on + timedelta(days=14)
        return self._write(_Open(kind, status, issued_on, due, paid, [line])).id

    def correct(self, invoice: str, text: str, days: int) -> None:
        """Take an invoice back by a credit note, so many days after it was paid."""
        original = self._find(invoice)
        assert original.paid_on is not None
        day = original.paid_on + timedelta(days=days)
        lines: list[Mapping[str, Any]] = [
            {**line, "text": text.format(line=line["text"]), "unit_amount": -line["unit_amount"]}
            for line in original.lines
        ]
        self._write(_Open("credit_note", "paid", day, day, day, lines, corrects=invoice))
        self._replace(replace(original, status="refunded", updated_at=self._dice.at(day)))

    def grant(self, cents: int) -> None:
        """Set a credit off against the newest paid invoice that is large enough."""
        fit = [
            each
            for each in self._invoices
            if each.kind == "invoice" and each.status == "paid" and each.proforma is None
        ]
        newest = max((each for each in fit if each.total > cents), key=attrgetter("issued_on", "id"))
        self._replace(replace(newest, credit=cents))

    def pend(self) -> None:
        """Mark the newest unpaid document that is not due yet as being paid right now."""
        fit = [
            each
            for each in self._invoices
            if each.status == "unpaid" and each.due_on is not None and each.due_on > self._dice.today
        ]
        if fit:
            self._replace(replace(max(fit, key=attrgetter("issued_on", "id")), status="payment_pending"))

    def _line(
        self, text: str, cents: int, day: date, about: tuple[str, str] | None, quantity: int = 1
    ) -> dict[str, Any]:
        amount = price(cents, day, self._dice.today, self._terms.currency(day))
        line: dict[str, Any] = {
            "text": text,
            "quantity": quantity,
            "unit_amount": amount,
            "vat_rate": self._terms.vat_rate,
        }
        if about is not None:
            line["about"] = {"type": about[0], "id": about[1]}
        return line

    def _write(self, document: _Open, at: datetime | None = None) -> Invoice:
        dice, terms = self._dice, self._terms
        issued = at or dice.at(document.issued_on)
        settled = document.status in ("paid", "refunded")
        subtotal = sum(line["quantity"] * line["unit_amount"] for line in document.lines)
        tax = vat(subtotal, self._rate)
        paid_at = dice.after(issued, 5, 30) if document.paid_on == document.issued_on else None
        if paid_at is None and document.paid_on is not None:
            paid_at = dice.at(document.paid_on)
        invoice = Invoice(
            id=dice.id(issued),
            created_at=issued,
            updated_at=paid_at or issued,
            kind=document.kind,
            corrects=document.corrects,
            proforma=document.proforma,
            status=document.status,
            issued_on=document.issued_on,
            supply_on=None if document.kind == "proforma" else document.issued_on,
            due_on=document.due_on,
            paid_on=document.paid_on,
            currency=terms.currency(document.issued_on),
            lines=tuple(document.lines),
            vat_reason=terms.vat_reason,
            subtotal=subtotal,
            tax=tax,
            credit=0,
            total=subtotal + tax,
            balance=0 if settled or document.status == "cancelled" else subtotal + tax,
            seller=SELLER,
            buyer=terms.buyer,
            sent_to=terms.sent_to(document.issued_on),
        )
        self._invoices.append(invoice)
        self._entries[invoice.id] = Entry(document.charges, document.way, paid_at)
        return invoice

    def close(
        self, last: int | None, first_invoice: int | None, first_proforma: int
    ) -> tuple[tuple[Invoice, ...], Mapping[str, Entry]]:
        """Return the documents in the order of issue, numbered, and what else is known of them.

        Args:
            last: How many of the newest to keep, or None for all.
            first_invoice: The first number of the series of invoices and credit notes; None to have the
                oldest overdue one be number 412.
            first_proforma: The first number of the series of proformas.
        """
        ordered = sorted(self._invoices, key=attrgetter("created_at", "id"))
        if last is not None:
            ordered = ordered[-last:]
        if first_invoice is None:
            taxed = [each for each in ordered if each.kind != "proforma"]
            overdue = next(at for at, each in enumerate(taxed) if each.overdue(self._dice.today))
            first_invoice = max(1, 412 - overdue)
        numbers = {"proforma": first_proforma, "invoice": first_invoice}
        result = []
        for each in ordered:
            series = "proforma" if each.kind == "proforma" else "invoice"
            number = _SERIES[each.kind].format(numbers[series])
            numbers[series] += 1
            open_ = each.balance > 0
            result.append(
                replace(
                    each,
                    number=number,
                    payment_reference=number,
                    payment_url=f"{PAY_URL}{number}" if open_ else None,
                )
            )
        kept = {each.id for each in result}
        # A proforma that is too old to be shown has left its invoice behind.
        followed = (
            each if each.proforma in kept or each.proforma is None else replace(each, proforma=None)
            for each in result
        )
        return tuple(followed), self._entries

    def _find(self, id_: str) -> Invoice:
        return next(each for each in self._invoices if each.id == id_)

    def _replace(self, invoice: Invoice) -> None:
        at = next(at for at, each in enumerate(self._invoices) if each.id == invoice.id)
        self._invoices[at] = invoice
