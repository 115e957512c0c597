"""What stands behind the documents of a sample: the orders, the money that came, the credit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from jumpzone.demo.dice import Dice
from jumpzone.demo.holdings import Charge
from jumpzone.demo.texts import Texts
from jumpzone.model.mutations import TIMER
from jumpzone.model.records import Credit, Invoice, Order, Transaction

__all__ = ["Books", "Entry", "keep_books"]

_GATEWAYS: Final[Mapping[str, str]] = {"card": "card", "transfer": "bank", "proforma": "bank"}


@dataclass(slots=True)
class Entry:
    """What is known of a document beside itself.

    Attributes:
        charges: What it charges; empty for single jobs.
        way: How it is paid.
        paid_at: When it was paid, or None.
    """

    charges: Sequence[Charge]
    way: str
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class Books:
    """Everything about a sample's money, in the order of issue."""

    invoices: tuple[Invoice, ...]
    orders: tuple[Order, ...]
    transactions: tuple[Transaction, ...]
    credits: tuple[Credit, ...]


def keep_books(
    dice: Dice,
    texts: Texts,
    invoices: Sequence[Invoice],
    entries: Mapping[str, Entry],
    *,
    first_order: int,
    holder: str,
    granted: int,
) -> Books:
    """Work out orders, payments and credit from the documents of a history.

    Args:
        dice: Chance; the documents' own is left as it is.
        texts: The language of the account.
        invoices: The documents, numbered, in the order of issue.
        entries: What is known of each of them, by id.
        first_order: The first number of the orders.
        holder: Who ordered what is new; renewals were ordered by the system itself.
        granted: The credit that was given before any was used, in minor units.
    """
    aside = dice.aside("books")
    orders: list[Order] = []
    found: list[Invoice] = []
    placed: dict[str, str] = {}
    numbers = count(first_order)
    for invoice in invoices:
        if invoice.proforma is not None and invoice.proforma in placed:
            invoice = replace(invoice, order=placed[invoice.proforma])
        elif (order := _order(aside, invoice, entries.get(invoice.id), holder)) is not None:
            orders.append(replace(order, number=f"O-{next(numbers)}"))
            placed[invoice.id] = order.id
            invoice = replace(invoice, order=order.id)
        found.append(invoice)
    return Books(
        tuple(found),
        tuple(orders),
        tuple(_transactions(aside, found, entries)),
        tuple(_credits(aside, texts, found, granted)),
    )


def _order(dice: Dice, invoice: Invoice, entry: Entry | None, holder: str) -> Order | None:
    """The order behind a document: of what was new, and of every renewal that still waits for its money."""
    if entry is None or not entry.charges or invoice.kind == "credit_note":
        return None
    new, waits = entry.charges[0].first, invoice.balance > 0
    if not new and not waits:
        return None
    return Order(
        id=dice.id(invoice.created_at),
        created_at=invoice.created_at,
        updated_at=invoice.updated_at,
        placed_at=invoice.created_at,
        placed_by=holder if new else TIMER.name,
        status="pending" if waits else "active",
        items=tuple(_item(charge, line) for charge, line in zip(entry.charges, invoice.lines, strict=True)),
        total=invoice.total,
        currency=invoice.currency,
        invoice=invoice.id,
    )


def _item(charge: Charge, line: Mapping[str, Any]) -> dict[str, Any]:
    action = "renew"
    if charge.first:
        action = "new" if charge.type == "service" else "transfer" if charge.moved else "register"
    return {
        "action": action,
        "product": charge.product if charge.first else None,
        "about": {"type": charge.type, "id": charge.id},
        "name": charge.name,
        "cycle": charge.cycle,
        "years": 1,
        "details": {},
        "text": line["text"],
        "amount": line["quantity"] * line["unit_amount"],
        "until": charge.until.isoformat(),
    }


def _transactions(
    dice: Dice, invoices: Sequence[Invoice], entries: Mapping[str, Entry]
) -> Iterator[Transaction]:
    kept = {each.id for each in invoices}
    ways: dict[str, str] = {}
    for each in invoices:
        entry = entries.get(each.id)
        # The money of a tax invoice that followed a proforma came for the proforma.
        if entry is None or entry.paid_at is None or each.proforma in kept:
            continue
        way = ways.get(each.corrects or "", entry.way)
        ways[each.id] = way
        yield Transaction(
            id=dice.id(entry.paid_at),
            created_at=entry.paid_at,
            updated_at=entry.paid_at,
            invoice=each.id,
            at=entry.paid_at,
            gateway=_GATEWAYS[way],
            reference=f"{'CH' if way == 'card' else 'TR'}-{dice.random.getrandbits(48):012X}",
            amount=each.total - each.credit,
            currency=each.currency,
        )


def _credits(dice: Dice, texts: Texts, invoices: Sequence[Invoice], granted: int) -> Iterator[Credit]:
    used = [each for each in invoices if each.credit]
    for each in used:
        at = each.updated_at - timedelta(days=12)
        yield _credit(dice, at, texts.credit_granted, granted, each.currency)
        text = texts.credit_applied.format(number=each.number)
        yield _credit(dice, each.updated_at, text, -each.credit, each.currency, each.id)


def _credit(
    dice: Dice, at: datetime, text: str, amount: int, currency: str, invoice: str | None = None
) -> Credit:
    return Credit(
        id=dice.id(at),
        created_at=at,
        updated_at=at,
        at=at,
        text=text,
        amount=amount,
        currency=currency,
        invoice=invoice,
    )
