"""The statement of an account for a period: what was owed, what was invoiced, what was paid, what is owed.

Each currency is a statement of its own. Invoices and credit notes count; proformas, drafts and what was cancelled
don't. A payment counts on the day it came in, credit on the day it was set off; where these days are not known, both
count on the day when the document was paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jumpzone.i18n import T_, Text
from jumpzone.model.money import plain
from jumpzone.model.records import Invoice
from jumpzone.model.tabular import csv_line

__all__ = ["ENTRIES", "Entry", "Settlements", "Statement", "statement", "statement_csv"]

ENTRIES: Final[Mapping[str, Text]] = {
    "opening_balance": T_("Opening balance"),
    "invoice": T_("Invoice"),
    "credit_note": T_("Credit note"),
    "payment": T_("Payment"),
    "credit": T_("Credit applied"),
    "refund": T_("Refund"),
    "closing_balance": T_("Closing balance"),
}
"""Words for the kinds of entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement.

    Attributes:
        day: When.
        kind: ``invoice``, ``credit_note``, ``payment``, ``credit`` or ``refund``.
        number: The document's number.
        amount: What it adds to what is owed, in minor units; a payment's is negative.
        balance: What is owed after it, in minor units.
    """

    day: date
    kind: str
    number: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement in one currency.

    Attributes:
        currency: ISO 4217.
        opening: What was owed before the period, in minor units; negative is a balance in the customer's favour.
        entries: What happened in the period, in its order.
        closing: What is owed after it.
    """

    currency: str
    opening: int
    entries: tuple[Entry, ...]
    closing: int

    def total(self, *kinds: str) -> int:
        """Add up the entries of some kinds."""
        return sum(each.amount for each in self.entries if each.kind in kinds)


Settlements = Mapping[str, Sequence[tuple[date, int]]]
"""By document, the days and amounts in minor units by which it was settled."""

_Move = tuple[date, int, str, str, int]


def statement(
    invoices: Iterable[Invoice],
    first: date,
    last: date,
    *,
    payments: Settlements | None = None,
    set_off: Settlements | None = None,
) -> tuple[Statement, ...]:
    """Draw up the statements of a period, one for each currency in which anything happened or is owed.

    Args:
        invoices: Every document of the account up to the period's end.
        first: The period's first day.
        last: Its last day.
        payments: When money came for documents; what went back is negative.
        set_off: When credit was set off against them.
    """
    moves: dict[str, list[_Move]] = {}
    for each in invoices:
        moves.setdefault(each.currency, []).extend(_moves(each, payments or {}, set_off or {}))
    made = []
    for currency in sorted(moves):
        ordered = sorted(moves[currency])
        balance = opening = sum(amount for day, _, _, _, amount in ordered if day < first)
        entries = []
        for day, _, number, kind, amount in ordered:
            if first <= day <= last:
                balance += amount
                entries.append(Entry(day, kind, number, amount, balance))
        if entries or opening:
            made.append(Statement(currency, opening, tuple(entries), balance))
    return tuple(made)


def _moves(invoice: Invoice, payments: Settlements, set_off: Settlements) -> Iterator[_Move]:
    issued = invoice.issued_on
    if issued is None or invoice.kind == "proforma" or invoice.status in ("draft", "cancelled"):
        return
    number = invoice.number or ""
    yield issued, 0, number, invoice.kind, invoice.total
    for day, amount in _settled(invoice, invoice.credit, set_off.get(invoice.id, ())):
        yield day, 1, number, "credit", -amount
    rest = invoice.total - invoice.credit - invoice.balance
    for day, amount in _settled(invoice, rest, payments.get(invoice.id, ())):
        yield day, 2, number, "payment" if amount > 0 else "refund", -amount


def _settled(invoice: Invoice, amount: int, known: Sequence[tuple[date, int]]) -> Iterator[tuple[date, int]]:
    """The days on which an amount was settled: those that are known, as long as they make up all of it."""
    if amount and sum(each for _day, each in known) == amount:
        yield from known
    elif amount and invoice.issued_on is not None:
        # What was settled without a day of payment was settled when the document was issued.
        yield invoice.paid_on or invoice.issued_on, amount


def statement_csv(statements: Iterable[Statement], first: date, last: date) -> str:
    """Statements as CSV: a line for each entry, between the opening and the closing balance of its currency."""
    rows = [csv_line(("date", "entry", "number", "currency", "amount", "balance"))]
    for each in statements:

        def amount(minor: int, currency: str = each.currency) -> str:
            return plain(minor, currency)

        rows.append(csv_line((first, "opening_balance", "", each.currency, "", amount(each.opening))))
        rows += [
            csv_line((one.day, one.kind, one.number, each.currency, amount(one.amount), amount(one.balance)))
            for one in each.entries
        ]
        rows.append(csv_line((last, "closing_balance", "", each.currency, "", amount(each.closing))))
    return "".join(f"{row}\r\n" for row in rows)
