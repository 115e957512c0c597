"""The statement of an account for a period: what was owed, what was invoiced, what was paid, what is owed.

Each currency is a statement of its own. Invoices and credit notes count; proformas, drafts and what was cancelled
don't. A payment counts on the day it came in; credit set off against an invoice counts on that day, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from jumpzone.i18n import T_, Text
from jumpzone.model.money import plain
from jumpzone.model.records import Invoice
from jumpzone.model.tabular import csv_line

__all__ = ["ENTRIES", "Entry", "Statement", "statement", "statement_csv"]

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


_Move = tuple[date, int, str, str, int]


def statement(invoices: Iterable[Invoice], first: date, last: date) -> tuple[Statement, ...]:
    """Draw up the statements of a period, one for each currency in which anything happened or is owed.

    Args:
        invoices: Every document of the account up to the period's end.
        first: The period's first day.
        last: Its last day.
    """
    moves: dict[str, list[_Move]] = {}
    for each in invoices:
        moves.setdefault(each.currency, []).extend(_moves(each))
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


def _moves(invoice: Invoice) -> Iterator[_Move]:
    day = invoice.issued_on
    if day is None or invoice.kind == "proforma" or invoice.status in ("draft", "cancelled"):
        return
    number = invoice.number or ""
    yield day, 0, number, invoice.kind, invoice.total
    # What was settled without a day of payment was settled when the document was issued.
    settled_on = invoice.paid_on or day
    if invoice.credit:
        yield settled_on, 1, number, "credit", -invoice.credit
    rest = invoice.total - invoice.credit - invoice.balance
    if rest:
        yield settled_on, 2, number, "payment" if rest > 0 else "refund", -rest


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
